from __future__ import annotations

import math
from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.items import MAX_LOC, ErrorItem, label_text, read_items


def test_reads_what_fastapi_writes() -> None:
    [item] = (
        read_items(
            {
                "detail": [
                    {
                        "type": "missing",
                        "loc": ["body", "a", 0],
                        "msg": "Field required",
                        "input": None,
                        "ctx": {"x": 1},
                    }
                ]
            }
        )
        or ()
    )
    assert item == ErrorItem(("body", "a", 0), "missing", "Field required", None, {"x": 1})
    assert item.missing


@pytest.mark.parametrize(
    "body",
    [
        OMIT,
        None,
        [],
        "detail",
        {},
        {"detail": "Not Found"},
        {"detail": []},
        {"detail": ["a", 1, None]},
        {"detail": {"loc": ["body"]}},
        {"detail": [{"msg": "no place"}]},
    ],
)
def test_knows_other_shapes(body: Any) -> None:
    assert read_items(body) is None


def test_keeps_elements_without_a_place() -> None:
    items = read_items({"detail": [{"loc": ["body"]}, "words", {"msg": "more"}, 5, None]}) or ()
    assert [item.msg for item in items] == ["", "words", "more", "5", ""]
    assert [item.loc for item in items] == [("body",), (), (), (), ()]
    assert items[1].input is OMIT


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (1, 1),
        (-1, -1),
        (True, "True"),
        (None, ""),
        (1.5, "1.5"),
        (math.nan, "nan"),
        ([1, [2]], "[…]"),
        ({"a": 1}, "{…}"),
        (10**30, "…"),
        pytest.param(10**6000, "…", id="huge"),
        ("x", "x"),
    ],
)
def test_makes_text_of_odd_elements(element: Any, expected: str | int) -> None:
    [item] = read_items({"detail": [{"loc": ["body", element]}]}) or ()
    assert item.loc == ("body", expected)
    assert type(item.loc[1]) is type(expected)


@pytest.mark.parametrize("loc", ["body", None, 5, {"body": 1}])
def test_takes_a_loc_that_is_no_list_as_no_place(loc: Any) -> None:
    [item] = read_items({"detail": [{"loc": loc, "type": 5, "msg": [1], "ctx": "x"}]}) or ()
    assert item == ErrorItem((), "5", "[…]")


def test_cuts_a_location_without_end() -> None:
    [item] = read_items({"detail": [{"loc": ["body", *range(1_000_000)]}]}) or ()
    assert len(item.loc) == MAX_LOC
    assert item.cut


def test_translates_the_types_of_pydantic_1() -> None:
    assert ErrorItem(("body",), "value_error.missing").missing
    assert ErrorItem(("body",), "type_error.integer").kind == "int_type"
    assert ErrorItem(("body",), "own_type").kind == "own_type"


def test_takes_memory_addresses_out_of_labels() -> None:
    assert label_text("function-after[<function f at 0x7f00aB>(), int]") == "function-after[<function f at 0x>(), int]"
    assert label_text(2) == "2"
