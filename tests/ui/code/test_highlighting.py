"""Which part of a line has which colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.code.highlighting import LINE_LIMIT, Language, spans_of
from app.ui.theme import Token


def colored(line: str, language: Language) -> list[tuple[str, str]]:
    return [
        (line[span.start : span.start + span.length], span.token.value.removeprefix("code-"))
        for span in spans_of(line, language)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '{"a": 1}',
            [("{", "punctuation"), ('"a"', "key"), (":", "punctuation"), ("1", "number"), ("}", "punctuation")],
        ),
        ('"a" : "b"', [('"a"', "key"), (":", "punctuation"), ('"b"', "string")]),
        (r'"he said \"x\""', [(r'"he said \"x\""', "string")]),
        ('"never ends', [('"never ends', "string")]),
        ("-1.5e+10", [("-1.5e+10", "number")]),
        (
            "[true,false,null]",
            [
                (part, kind)
                for part, kind in zip(
                    ("[", "true", ",", "false", ",", "null", "]"),
                    ("punctuation", "literal", "punctuation", "literal", "punctuation", "literal", "punctuation"),
                    strict=True,
                )
            ],
        ),
        ("nullable", []),
        ("", []),
    ],
)
def test_json(line: str, expected: list[tuple[str, str]]) -> None:
    assert colored(line, Language.JSON) == expected


@pytest.mark.parametrize(
    ("line", "language", "part", "kind"),
    [
        ("import httpx", Language.PYTHON, "import", "literal"),
        ("x = f'{a}'  # why", Language.PYTHON, "# why", "punctuation"),
        ("post(1_000)", Language.PYTHON, "post", "key"),
        ("post(1_000)", Language.PYTHON, "1_000", "number"),
        ("curl -X POST 'http://x'", Language.SHELL, "curl", "literal"),
        ("curl -X POST 'http://x'", Language.SHELL, "-X", "key"),
        ("curl -X POST 'http://x'", Language.SHELL, "'http://x'", "string"),
        ("echo $HOME", Language.SHELL, "$HOME", "number"),
        ("HTTP/1.1 201 Created", Language.HTTP, "HTTP/1.1", "literal"),
        ("HTTP/1.1 201 Created", Language.HTTP, "201", "number"),
        ("POST /books HTTP/1.1", Language.HTTP, "POST", "literal"),
        ("content-type: text/plain", Language.HTTP, "content-type", "key"),
        ('<a href="x">&amp;</a>', Language.MARKUP, "<a", "key"),
        ('<a href="x">&amp;</a>', Language.MARKUP, '"x"', "string"),
        ('<a href="x">&amp;</a>', Language.MARKUP, "&amp;", "literal"),
        ("<!-- x -->", Language.MARKUP, "<!-- x -->", "punctuation"),
    ],
)
def test_other_languages(line: str, language: Language, part: str, kind: str) -> None:
    assert (part, kind) in colored(line, language)


def test_plain_text_has_no_colour() -> None:
    assert spans_of('{"a": 1}', Language.PLAIN) == ()


def test_only_the_beginning_of_a_long_line_is_coloured() -> None:
    spans = spans_of("1 " * LINE_LIMIT, Language.JSON)
    assert spans
    assert spans[-1].start < LINE_LIMIT


@given(st.text(max_size=200), st.sampled_from(Language))
def test_spans_stay_inside_and_never_overlap(line: str, language: Language) -> None:
    end = 0
    for span in spans_of(line, language):
        assert span.start >= end
        assert span.length > 0
        assert isinstance(span.token, Token)
        end = span.start + span.length
    assert end <= len(line)
