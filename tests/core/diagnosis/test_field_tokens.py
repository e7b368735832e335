from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.diagnosis.field_tokens import path_tokens, pointer_tokens
from app.core.diagnosis.items import MAX_LOC


@pytest.mark.parametrize(
    ("path", "tokens"),
    [
        ("", ()),
        ("title", ("title",)),
        ("a.b[0].c", ("a", "b", "0", "c")),
        ("a.0.b", ("a", "0", "b")),
        ("$", ()),
        ("$.a[0]", ("a", "0")),
        ("a['x y']", ("a", "x y")),
        ('a["x.y"].z', ("a", "x.y", "z")),
        (r"a['it\'s']", ("a", "it's")),
        ("a['']", ("a", "")),
        ("a[b][c]", ("a", "b", "c")),
        ("items[]", ("items",)),
        ("a..b", ("a", "b")),
        ("a[b", ("a", "b")),
        ("x-key", ("x-key",)),
        ("größe.länge", ("größe", "länge")),
        ("b.$", ("b", "$")),
    ],
)
def test_reads_a_path(path: str, tokens: tuple[str, ...]) -> None:
    assert path_tokens(path) == tokens


@pytest.mark.parametrize(
    ("pointer", "tokens"),
    [
        ("", ()),
        ("#", ()),
        ("/data/attributes/email", ("data", "attributes", "email")),
        ("#/items/0/qty", ("items", "0", "qty")),
        ("#/a%20b/c~1d~0e", ("a b", "c/d~e")),
        ("/a%20b", ("a%20b",)),
        ("title", ("title",)),
        ("items[0].qty", ("items", "0", "qty")),
    ],
)
def test_reads_a_pointer(pointer: str, tokens: tuple[str, ...]) -> None:
    assert pointer_tokens(pointer) == tokens


def test_reads_paths_without_end_only_so_far() -> None:
    assert len(path_tokens("a." * 1_000_000)) == MAX_LOC
    assert len(path_tokens("[" * 1_000_000)) == 0
    assert len(pointer_tokens("/a" * 1_000_000)) == MAX_LOC


@given(st.text(max_size=50), st.booleans())
def test_reads_any_text(text: str, is_pointer: bool) -> None:
    assert all(isinstance(token, str) for token in (pointer_tokens if is_pointer else path_tokens)(text))
