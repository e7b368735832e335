"""Every shape of FastAPI's error locations, answered by a real FastAPI app, ends on the right widget of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from PySide6.QtWidgets import QLabel, QLineEdit

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.edits import Omit, RenameKey, SetBodyText
from app.features.request_form.controls_view import KeyEditor
from app.features.request_form.field_view import FieldRow
from app.ui.code.editor import CodeEditor
from app.ui.form_row import RowState
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow
from tests.support.shape_app import ShapeServer, make_shape_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    Sent = Callable[[str], FormWindow]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(make_shape_app(), base_url="http://testserver") as made:
        yield made


@pytest.fixture
def shapes(qtbot: QtBot, client: TestClient) -> Sent:
    """Opens one of the app's operations in a window."""

    def open_window(key: str) -> FormWindow:
        return FormWindow(qtbot, FormDesk(client.app.openapi()), key)  # type: ignore[attr-defined]

    return open_window


@pytest.fixture
def server(client: TestClient) -> ShapeServer:
    return ShapeServer(client)


def _focus_first(window: FormWindow) -> None:
    window.desk.workspace.focus_finding(window.desk.tab.identity, 0, by="test")


def _is_marked(window: FormWindow, path: str) -> bool:
    return window.find(f"row:{path}", FieldRow).state() is RowState.ERROR


@pytest.mark.parametrize(
    ("key", "path", "text", "words"),
    [
        ("GET /path/{number}", "path/number", "abc", "Input should be a valid integer"),
        ("GET /query", "query/limit", "101", "Input should be less than or equal to 100"),
        ("GET /header", "header/x-count", "many", "Input should be a valid integer"),
        ("GET /cookie", "cookie/visits", "often", "Input should be a valid integer"),
        ("POST /body", "body/year", "500", "Input should be greater than or equal to 1000"),
        ("POST /form", "body/age", "old", "Input should be a valid integer"),
        ("POST /union", "body/pet/lives", "0", "Input should be greater than or equal to 1"),
    ],
)
def test_an_error_of_a_field_stands_on_the_field(
    shapes: Sent, server: ShapeServer, key: str, path: str, text: str, words: str
) -> None:
    window = shapes(key)
    window.type_into(path, text)

    window.desk.send(server)
    _focus_first(window)

    (message,) = window.errors(path)
    assert message.startswith(words)
    assert _is_marked(window, path)
    assert window.focus() == f"field:{path}"


def test_a_missing_parameter_stands_on_its_field(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("GET /query")
    window.desk.edit(Omit(FieldPath.parse("query/limit")))

    window.desk.send(server)

    assert window.errors("query/limit") == ["Field required"]


def test_a_missing_file_stands_on_its_chooser(shapes: Sent, server: ShapeServer, tmp_path: Path) -> None:
    window = shapes("POST /file")
    window.type_into("body/caption", "x")

    window.desk.send(server)
    _focus_first(window)

    assert window.errors("body/cover") == ["Field required"]
    assert _is_marked(window, "body/cover")


def test_several_errors_stand_on_their_fields_each_with_its_fix(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /body")
    window.type_into("body/title", "")
    window.type_into("body/year", "500")

    diagnosis = window.desk.send(server)

    assert len(diagnosis.findings) == 2
    assert window.errors("body/title") == ["String should have at least 1 character"]
    assert window.errors("body/year") == ["Input should be greater than or equal to 1000"]
    window.press_text("Fix: 1000")
    assert window.desk.value("body/year") == 1000


def test_a_wrong_tag_of_a_union_stands_on_the_union(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /union")
    window.desk.put("body/pet", {"kind": "cow"})

    window.desk.send(server)
    _focus_first(window)

    found = [name for name in ("body/pet", "body/pet/kind") if window.errors(name)]
    assert found
    assert "does not match any of the expected tags" in window.errors(found[0])[0]


def test_a_wrong_key_stands_on_its_entry(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /key")
    window.desk.put("body/counts", {"fine": 1, "no": 2})

    window.desk.send(server)
    _focus_first(window)

    assert window.errors("body/counts/fine") == []
    (message,) = window.errors("body/counts/no")
    assert message.startswith("String should have at least 3 characters")
    assert window.find("key:body/counts/no", KeyEditor).isVisible()


def test_a_place_in_the_text_is_marked_in_the_text(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /body")
    text = '{\n  "title": "Dune",\n  "year": 19 65\n}'
    window.desk.edit(SetBodyText(text))

    window.desk.send(server)
    _focus_first(window)

    editor = window.find("rawBody", CodeEditor)
    assert editor.isVisible()
    assert editor.error() is not None
    cursor = editor.textCursor()
    assert (cursor.blockNumber() + 1, cursor.positionInBlock() + 1) == (3, 14)
    assert any("JSON decode error" in message for message in window.errors("body"))


def test_an_error_of_the_whole_body_stands_above_its_fields(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /whole")
    window.type_into("body/total", "50")
    window.type_into("body/limit", "10")

    window.desk.send(server)
    _focus_first(window)

    assert window.errors("body") == ["Value error, the total is over the limit"]
    assert window.errors("body/total") == []
    label = window.find("error:body", QLabel)
    assert label.mapToGlobal(label.pos()).y() <= window.line("body/total").mapToGlobal(label.pos()).y()


def test_a_key_that_the_server_does_not_know_is_struck_and_can_be_removed(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /unknown")
    window.desk.put("body/colour", "red")

    window.desk.send(server)

    key = window.find("key:body/colour", KeyEditor)
    assert key.font().strikeOut()
    assert window.errors("body/colour") == ["Extra inputs are not permitted"]
    window.press("remove:body/colour")
    assert window.desk.value("body/colour") is OMIT
    assert window.errors("body/colour") == []


def test_a_key_that_was_mistyped_is_renamed_with_one_click(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /unknown")
    window.desk.edit(RenameKey(FieldPath.parse("body/name"), "nmae"))

    diagnosis = window.desk.send(server)
    labels = [fix.label for finding in diagnosis.findings for fix in finding.fixes]
    assert labels

    window.press_text(labels[0])

    assert window.find("field:body/name", QLineEdit).isVisible()
    assert not window.has("field:body/nmae")


def test_what_points_nowhere_is_listed_on_top(shapes: Sent, server: ShapeServer) -> None:
    window = shapes("POST /unmapped")

    window.desk.send(server)
    _focus_first(window)

    (message,) = window.errors("unplaced")
    assert message.startswith("the warehouse is closed")
