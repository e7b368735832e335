from __future__ import annotations

import h11
import pytest

from app.core.base.header_text import header_fault

TEXTS = ["", "a", "a b", "a\tb", "é", "a\x01", "a\nb", "a\rb", "a\x00b", "a\x0bb", "a\x0c", " a", "a ", "\t", " "]
NAMES = ["X-B", "x_b", "!#$%&'*+-.^_`|~09az", "X B", "X:B", "", "X\n", "Ä", "X\x00"]


def h11_takes(name: str, text: str) -> bool:
    try:
        h11.Request(method="GET", target="/", headers=[(b"Host", b"x"), (name.encode(), text.encode("latin-1"))])
    except h11.LocalProtocolError:
        return False
    return True


@pytest.mark.parametrize("text", TEXTS)
def test_finds_what_the_transport_refuses_in_a_text(text: str) -> None:
    assert (header_fault("X-B", text) == "") is h11_takes("X-B", text)


@pytest.mark.parametrize("name", NAMES)
def test_finds_what_the_transport_refuses_in_a_name(name: str) -> None:
    assert (header_fault(name, "v") == "") is h11_takes(name, "v")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("X-B", "a\nb", "contains a line break; HTTP cannot carry it"),
        ("X-B", "a\rb", "contains a line break; HTTP cannot carry it"),
        ("X-B", "\x00", "contains a NUL character; HTTP cannot carry it"),
        ("X-B", "\x0c", "contains a vertical tab or form feed; HTTP cannot carry it"),
        ("X-B", " b", "begins or ends with a space; HTTP cannot carry it"),
        ("X B", "b", "has a name that HTTP does not allow: no spaces, no colons, nothing but ASCII"),
    ],
)
def test_says_it_in_words(name: str, text: str, words: str) -> None:
    assert header_fault(name, text) == words
