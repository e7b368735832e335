"""Typed reading of objects from another process."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.core.base.json_record import JsonRecord, RecordError

RECORD = JsonRecord(
    {
        "text": "a",
        "whole": 3,
        "number": 1.5,
        "flag": True,
        "none": None,
        "items": [1],
        "texts": ["a", "b"],
        "records": [{"x": 1}],
        "mapping": {"k": 1},
        "pairs": [["a", "b"]],
        "bad pairs": [["a"]],
        "nan": math.nan,
        "huge": 10**400,
    },
    "/top",
)


def test_members_of_the_right_type_are_read() -> None:
    assert RECORD.text("text") == "a"
    assert RECORD.whole("whole") == 3
    assert RECORD.number("whole") == 3.0
    assert RECORD.number("number") == 1.5
    assert RECORD.flag("flag", default=False)
    assert RECORD.texts("texts") == ("a", "b")
    assert RECORD.mapping("mapping") == {"k": 1}
    assert RECORD.pairs("pairs") == (("a", "b"),)
    assert [item.whole("x") for item in RECORD.records("records")] == [1]
    assert RECORD.records("records")[0].where == "/top/records/0"


@pytest.mark.parametrize("absent", ["none", "missing"])
def test_absent_members_have_defaults_where_they_may(absent: str) -> None:
    assert RECORD.text(absent, "d") == "d"
    assert RECORD.whole(absent, 7) == 7
    assert RECORD.number(absent, 7) == 7.0
    assert RECORD.flag(absent, default=True)
    assert RECORD.optional_whole(absent) is None
    assert RECORD.optional_whole("whole") == 3
    assert RECORD.items(absent) == []
    assert RECORD.records(absent) == ()
    assert RECORD.texts(absent) == ()
    assert RECORD.pairs(absent) == ()
    assert RECORD.mapping(absent) == {}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RECORD.text("whole"), "/top/whole: This should be a string, but is a number."),
        (lambda: RECORD.text("missing"), "/top/missing: This should be a string, but is missing or null."),
        (lambda: RECORD.whole("flag"), "/top/flag: This should be a whole number, but is true or false."),
        (lambda: RECORD.whole("number"), "/top/number: This should be a whole number, but is a number."),
        (lambda: RECORD.optional_whole("text"), "/top/text: This should be a whole number, but is a string."),
        (lambda: RECORD.number("flag"), "/top/flag: This should be a finite number, but is true or false."),
        (lambda: RECORD.number("nan"), "/top/nan: This should be a finite number, but is a number."),
        (lambda: RECORD.number("huge"), "/top/huge: This should be a finite number, but is a number."),
        (lambda: RECORD.flag("text", default=True), "/top/text: This should be true or false, but is a string."),
        (lambda: RECORD.mapping("items"), "/top/items: This should be an object, but is an array."),
        (lambda: RECORD.items("mapping"), "/top/mapping: This should be an array, but is an object."),
        (lambda: RECORD.texts("items"), "/top/items/0: This should be a string, but is a number."),
        (lambda: RECORD.records("items"), "/top/items/0: This should be an object, but is a number."),
        (lambda: RECORD.pairs("bad pairs"), "/top/bad pairs/0: This should be a pair of strings, but is an array."),
        (lambda: RECORD.pairs("texts"), "/top/texts/0: This should be a pair of strings, but is a string."),
        (lambda: JsonRecord([]), "/: This should be an object, but is an array."),
    ],
)
def test_wrong_members_are_told_with_their_place(call: Any, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        call()
    assert str(caught.value).startswith(message)
    assert "restart the app" in caught.value.hint
