"""Errors of every framework, also those of real servers on record, end on the right widget of the form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.features.request_form.field_view import FieldRow
from app.ui.form_row import RowState
from tests.support.form_desk import FormDesk, json_response
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Response
    from app.core.requests.model import PreparedRequest

_RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "core" / "diagnosis" / "recorded_answers.json").read_text(encoding="utf-8")
)
KEY = "POST /orders/{order_id}"
LINE = "body/lines/0/unit_price"
PROBLEM = "application/problem+json"


class _Answer:
    """A server that always says the same."""

    def __init__(self, status: int, body: object, media_type: str = "application/json") -> None:
        self._answer = (status, body, media_type)

    def __call__(self, request: PreparedRequest) -> Response:
        return json_response(*self._answer)


def _window(qtbot: QtBot) -> FormWindow:
    window = FormWindow(qtbot, FormDesk(_RECORDED["document"]), KEY)
    window.desk.put("path/order_id", 1)
    return window


def _focus_first(window: FormWindow) -> None:
    window.desk.workspace.focus_finding(window.desk.tab.identity, 0, by="test")


def _is_marked(window: FormWindow, path: str) -> bool:
    return window.find(f"row:{path}", FieldRow).state() is RowState.ERROR


SHAPES: dict[str, tuple[int, Any, str]] = {
    "JSON:API": (
        422,
        {"errors": [{"source": {"pointer": "/lines/0/unit_price"}, "detail": "bad"}]},
        "application/json",
    ),
    "huma": (422, {"errors": [{"location": "body.lines[0].unit_price", "message": "bad"}]}, PROBLEM),
    "RFC 9457": (422, {"title": "No", "errors": [{"detail": "bad", "pointer": "#/lines/0/unit_price"}]}, PROBLEM),
    "express-validator 7": (
        400,
        {"errors": [{"type": "field", "msg": "bad", "path": "lines[0].unit_price", "location": "body"}]},
        "application/json",
    ),
    "express-validator 6": (
        400,
        {"errors": [{"msg": "bad", "param": "lines[0].unit_price", "location": "body"}]},
        "application/json",
    ),
    "Spring Boot": (
        400,
        {"errors": [{"objectName": "order", "field": "lines[0].unitPrice", "defaultMessage": "bad"}]},
        "application/json",
    ),
    "ASP.NET": (400, {"title": "No", "errors": {"Lines[0].UnitPrice": ["bad"]}, "traceId": "0"}, PROBLEM),
    "Laravel": (422, {"message": "No", "errors": {"lines.0.unit_price": ["bad"]}}, "application/json"),
    "Rails": (422, {"errors": {"lines.unit_price": ["bad"]}}, "application/json"),
    "NestJS": (
        400,
        {
            "statusCode": 400,
            "message": [
                {
                    "property": "lines",
                    "children": [
                        {"property": "0", "children": [{"property": "unit_price", "constraints": {"isNumber": "bad"}}]}
                    ],
                }
            ],
        },
        "application/json",
    ),
    "any list": (409, {"violations": [{"field": "create.order.lines[0].unit_price", "message": "bad"}]}, PROBLEM),
}


@pytest.mark.parametrize("name", SHAPES)
def test_an_error_stands_on_its_field_and_can_be_mended(qtbot: QtBot, name: str) -> None:
    window = _window(qtbot)
    window.desk.put("body/lines", [{"sku": "a", "unit_price": -1}])

    window.desk.send(_Answer(*SHAPES[name]))
    _focus_first(window)

    (message,) = window.errors(LINE)
    assert message.partition(" (")[0] == "bad"
    assert ("The server calls this" in message) == (name in {"Spring Boot", "ASP.NET"})
    assert ("Guessed" in message) == (name == "any list")
    assert _is_marked(window, LINE)
    window.press_text("Fix: 0")
    assert window.desk.value(LINE) == 0


@pytest.mark.parametrize("framework", [server["framework"] for server in _RECORDED["servers"]])
def test_a_real_servers_error_stands_on_its_field(qtbot: QtBot, framework: str) -> None:
    server = next(each for each in _RECORDED["servers"] if each["framework"] == framework)
    recorded = next(each for each in server["answers"] if each["case"] == "pageword")
    if not recorded["fields"]:
        recorded = next(each for each in server["answers"] if each["case"] == "quantity")
    (path,) = recorded["fields"]
    window = _window(qtbot)
    window.desk.put(path, "many")

    diagnosis = window.desk.send(_Answer(recorded["status"], recorded["body"], recorded["content_type"]))
    _focus_first(window)

    (message,) = window.errors(path)
    assert message.startswith(diagnosis.findings[0].message.replace("`", ""))
    assert _is_marked(window, path)
    window.press_text("Use 1")
    assert window.desk.value(path) == 1


def test_what_no_field_is_called_is_listed_on_top(qtbot: QtBot) -> None:
    window = _window(qtbot)

    window.desk.send(_Answer(422, {"message": "No", "errors": {"warehouse": ["is closed"]}}))
    _focus_first(window)

    (message,) = window.errors("unplaced")
    assert message.startswith("is closed")
