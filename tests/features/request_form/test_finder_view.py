"""Finding a field among hundreds, also in groups that are left out."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.base.json_types import OMIT
from app.features.request_form.field_index import MOST, FieldEntry, field_entries
from tests.support.form_bodies import KEY, body_document, members
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.picker import Picker
    from tests.support.heartbeat import Heartbeat

INNER = members(city={"type": "string", "description": "Where it is."}, zip={"type": "string"})
SCHEMA = {
    **members(
        name={"type": "string"},
        address=INNER,
        lines={"type": "array", "items": members(id={"type": "integer"})},
        either={"oneOf": [members(a={"type": "string"}), members(b={"type": "string"})]},
        tree={"$ref": "#/components/schemas/Tree"},
    ),
    "required": ["name"],
}
TREE = {"Tree": members(label={"type": "string"}, child={"$ref": "#/components/schemas/Tree"})}


def entries(value: Any) -> dict[str, FieldEntry]:
    desk = FormDesk(body_document(SCHEMA, TREE))
    desk.open(KEY)
    desk.put("body", value)
    return {str(entry.path): entry for entry in field_entries(desk.tab.form, desk.tab.state)}


def test_what_is_there_and_what_could_be_there_is_listed() -> None:
    found = entries({"name": "x", "lines": [{"id": 1}], "either": {"b": "y"}, "extra": 1})
    assert {"body/name", "body/lines/0/id", "body/either/b", "body/address/city", "body/extra"} <= found.keys()
    assert "body/either/a" not in found, "another alternative is chosen"
    city = found["body/address/city"]
    assert (city.name, city.parents) == ("city", "body / address")
    assert city.is_left_out
    assert not found["body/lines/0/id"].is_left_out


def test_a_schema_that_holds_itself_ends() -> None:
    found = entries({"name": "x"})
    assert "body/tree/label" in found
    assert "body/tree/child" in found
    assert len(found) < 40


def test_what_is_filled_in_is_listed_as_deep_as_it_is() -> None:
    value: Any = {"label": "leaf"}
    for _ in range(9):
        value = {"label": "x", "child": value}
    assert f"body/tree{'/child' * 9}/label" in entries({"name": "x", "tree": value})


def test_parameters_are_listed_first() -> None:
    desk = FormDesk()
    desk.open("POST /everything")
    first = next(field_entries(desk.tab.form, desk.tab.state))
    assert str(first.path) == "query/tag"


def test_a_hostile_number_of_fields_ends() -> None:
    schema = {"type": "object", "properties": {f"f{n}": {"type": "string"} for n in range(MOST + 100)}}
    desk = FormDesk(body_document(schema))
    desk.open(KEY)
    desk.put("body", {})
    assert sum(1 for _ in field_entries(desk.tab.form, desk.tab.state)) == MOST
    assert len(list(islice(field_entries(desk.tab.form, desk.tab.state), 5))) == 5


# The panel


def opened(window: FormWindow) -> Picker:
    window.view.finder.open_panel()
    picker = window.view.finder.picker()
    assert picker is not None
    window.qtbot.waitUntil(window.view.finder.is_complete)
    return picker


@pytest.fixture
def window(qtbot: QtBot) -> FormWindow:
    return FormWindow(qtbot, FormDesk(body_document(SCHEMA, TREE)), KEY)


def test_some_letters_and_enter_lead_to_a_field(window: FormWindow) -> None:
    picker = opened(window)
    QTest.keyClicks(picker.field, "nam")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert window.focus() == "field:body/name"


def test_a_group_that_is_left_out_is_filled_in_on_the_way(window: FormWindow) -> None:
    assert window.desk.value("body/address") is OMIT
    picker = opened(window)
    QTest.keyClicks(picker.field, "address zip")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert window.desk.value("body/address") is not OMIT
    assert window.focus() == "field:body/address/zip"


def test_closing_stops_the_listing(window: FormWindow) -> None:
    window.view.finder.open_panel()
    picker = window.view.finder.picker()
    assert picker is not None
    window.view.finder.open_panel()
    assert window.view.finder.picker() is picker
    picker.close()
    assert window.view.finder.is_complete()
    assert window.view.finder.picker() is None


def test_the_key_opens_it(window: FormWindow) -> None:
    line = window.line("body/name")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    picker = window.view.finder.picker()
    assert picker is not None
    picker.close()


def test_listing_thousands_holds_the_window_for_no_frame(qtbot: QtBot, heartbeat: Heartbeat) -> None:
    schema = {"type": "object", "properties": {f"field_{n}": {"type": "string"} for n in range(5000)}}
    window = FormWindow(qtbot, FormDesk(body_document(schema)), KEY)
    window.rest()

    def list_all() -> None:
        opened(window).close()

    heartbeat.quietest(list_all, limit_ms=50).assert_within(50)
