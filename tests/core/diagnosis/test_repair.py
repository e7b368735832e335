from __future__ import annotations

import json

import pytest

from app.core.diagnosis.repair import MAX_CHANGES, MAX_TEXT, repaired


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ('{"a": 1, b: 2}', {"a": 1, "b": 2}),
        ("{'a': 'it\\'s', 'b': 'say \"x\"'}", {"a": "it's", "b": 'say "x"'}),
        ('{"a": True, "b": False, "c": None, "d": undefined}', {"a": True, "b": False, "c": None, "d": None}),
        ('{"a": tru, "b": flase, "c": nul}', {"a": True, "b": False, "c": None}),
        ('{"a": 1,}', {"a": 1}),
        ("[1, 2, ]", [1, 2]),
        ('{"a": 1 // one\n}', {"a": 1}),
        ('{"a": 1 # one\n}', {"a": 1}),
        ('{/* x */"a": 1}', {"a": 1}),
        ('{"a" = 1; "b" = 2}', {"a": 1, "b": 2}),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ('[{"a": 1} {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"a": [1, {"b": "c"', {"a": [1, {"b": "c"}]}),
        ('{"a": "b', {"a": "b"}),
        ('{"a": [1],', {"a": [1]}),
    ],
)
def test_mends_common_mistakes(broken: str, whole: object) -> None:
    text = repaired(broken)
    assert text is not None
    assert json.loads(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        '{"a": 1}',
        "name=x",
        '{"a": }',
        '{"a": [1, 2}',
        "<html>",
        '{"a": nope}',
        '{"a": tr}',
        '{"a": eurt}',
        "{{",
        "01",
        "'unclosed",
        '{"a": 1}}',
    ],
)
def test_leaves_alone_what_it_cannot_know(text: str) -> None:
    assert repaired(text) is None


def test_leaves_alone_what_would_take_too_long() -> None:
    assert repaired("[" + "1," * MAX_TEXT + "]") is None
    assert repaired("[" + ", ".join(["None"] * (MAX_CHANGES + 1)) + "]") is None
