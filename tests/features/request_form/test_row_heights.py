"""Rows are as high as what they say, however narrow the form is and whatever the server said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.ui.form_row import FormRow
from app.ui.message_line import MessageLine
from app.ui.messages import MessageList
from app.ui.sections import Section
from tests.support.form_desk import FormDesk, an_error
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.base.json_types import Value

WIDTHS = [368, 587]
"""Of the form in a window of 1024 and of 1440 pixels."""

LONG = "Input should be a valid dictionary or object to extract fields from, and nothing that only looks like one"
ORDER: Value = {
    "lines": [],
    "customer": None,
    "payment": {"kind": "crad", "iban": ""},
    "notes": {"": 1},
    "shipping_address": "x",
}
CASES: list[tuple[str, dict[str, Value], list[dict[str, Any]]]] = [
    (
        "POST /orders",
        {"body": ORDER},
        [
            an_error("missing", "Field required", "body", "reference"),
            an_error("model_attributes_type", LONG, "body", "customer"),
            an_error("too_short", "List should have at least 1 item", "body", "lines", given=[], min_length=1),
            an_error("union_tag_invalid", LONG, "body", "payment", given={"kind": "crad"}, tag="crad"),
            an_error("string_type", LONG, "body", "notes", "", given=1),
            an_error("model_attributes_type", LONG, "body", "shipping_address", "Address", given="x"),
        ],
    ),
    (
        "POST /orders",
        {"body/payment": {"kind": "card", "number": "1", "cvc": ""}, "body/lines": [{"book_id": 0}, {"book_id": 1}]},
        [
            an_error("string_too_short", LONG, "body", "payment", "card", "number", given="1", min_length=12),
            an_error("greater_than_equal", LONG, "body", "lines", 0, "book_id", given=0, ge=1),
        ],
    ),
    (
        "POST /books",
        {"body/year": 1},
        [
            an_error("greater_than_equal", LONG, "body", "year", given=1, ge=1000),
            an_error("missing", "Field required", "body", "a_member_that_the_schema_does_not_know"),
        ],
    ),
    ("PATCH /books/{book_id}", {"path/book_id": "x"}, [an_error("int_parsing", LONG, "path", "book_id", given="x")]),
    ("GET /books", {"query/limit": 999}, [an_error("less_than_equal", LONG, "query", "limit", given="999", le=100)]),
    ("POST /everything", {"body/tree": {"name": "", "child": {}}}, [an_error("missing", LONG, "body", "tree", "name")]),
    ("POST /covers/{book_id}", {}, [an_error("missing", "Field required", "body", "front")]),
    ("POST /token", {"body/username": ""}, [an_error("missing", "Field required", "body", "username")]),
]


def squashed(window: FormWindow) -> list[str]:
    """What is visible and lower than its words and controls need."""
    found = []
    for kind in (FormRow, Section, MessageList, MessageLine):
        for one in window.view.findChildren(kind):
            needed = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.minimumSizeHint().height()
            if one.isVisible() and one.height() < needed:
                found.append(f"{kind.__name__} {one.objectName()}: {one.height()} of {needed}")
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES, ids=[f"{index} {case[0]}" for index, case in enumerate(CASES)])
def test_no_row_is_squashed_before_during_and_after_what_the_server_says(
    qtbot: QtBot, width: int, case: tuple[str, dict[str, Value], list[dict[str, Any]]]
) -> None:
    key, values, errors = case
    desk = FormDesk()
    window = FormWindow(qtbot, desk, key)
    window.view.resize(width, 700)
    qtbot.waitUntil(window.view.page.is_calm)
    qtbot.waitUntil(lambda: squashed(window) == [])

    for path, value in values.items():
        desk.edit(SetValue(FieldPath.parse(path), value))
    window.rest()
    qtbot.waitUntil(lambda: squashed(window) == [])

    desk.refuse(*errors)
    assert any(window.view.findChildren(MessageList))
    qtbot.waitUntil(lambda: squashed(window) == [])

    window.view.resize(WIDTHS[0] + WIDTHS[1] - width, 700)
    qtbot.waitUntil(lambda: squashed(window) == [])

    desk.refuse(errors[-1])
    qtbot.waitUntil(lambda: squashed(window) == [])
