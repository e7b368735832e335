"""Examples and defaults of the document, offered where there are several; choosing is one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.model import Field, FieldExample, FieldKind
from app.features.request_form.examples_view import ExamplesButton, is_worth_offering, proposals, proposed
from app.ui.lists import ItemChosen
from app.ui.theme import Level
from tests.support.form_bodies import KEY, body_document, members
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def field(*examples: FieldExample, **more: Any) -> Field:
    return Field(FieldPath.parse("body/x"), "x", FieldKind.STRING, None, named_examples=examples, **more)


CAT = FieldExample("cat", "A cat", {"name": "Tom"})
DOG = FieldExample("", "", {"name": "Rex"}, "`name` is too short")


def test_what_is_worth_a_button() -> None:
    assert is_worth_offering(field(CAT))
    assert is_worth_offering(field(DOG, DOG))
    assert is_worth_offering(field(DOG, default="x"))
    assert not is_worth_offering(field(DOG)), "one example without a name stands in the empty field"
    assert not is_worth_offering(field(default="x"))
    assert not is_worth_offering(field(CAT, choices=("a", "b"))), "an enum has a list of its own"


def test_the_rows_say_name_summary_value_and_what_is_wrong() -> None:
    rows = proposals(field(CAT, DOG, default="x"))
    assert [row.text for row in rows] == ["x", "cat", '{"name":"Rex"}']
    assert rows[0].secondary == "default"
    assert rows[1].secondary == 'A cat · {"name":"Tom"}'
    assert (rows[2].dot, rows[2].dot_tip) == (Level.WARN, "`name` is too short")


def test_a_row_stands_for_a_value() -> None:
    offered = field(CAT, DOG, default="x")
    assert [proposed(offered, row.key) for row in proposals(offered)] == ["x", {"name": "Tom"}, {"name": "Rex"}]
    assert proposed(offered, "7") is OMIT


def picked(window: FormWindow, name: str, key: str) -> None:
    button = window.find(name, ExamplesButton)
    button.open_picker()
    picker = button.picker()
    assert picker is not None
    picker.close()
    picker.announce(ItemChosen(key, activated=True))


def test_an_example_replaces_the_body(qtbot: QtBot) -> None:
    schema = members(name={"type": "string"}, size={"type": "integer"})
    examples = {"small": {"summary": "A small one", "value": {"size": 1}}, "big": {"value": {"name": "x", "size": 9}}}
    window = FormWindow(qtbot, FormDesk(body_document(schema, examples=examples)), KEY)
    picked(window, "examples:body", "1")
    assert window.desk.value("body") == {"name": "x", "size": 9}
    assert window.line("body/size").text() == "9"
    picked(window, "examples:body", "0")
    assert window.desk.value("body") == {"size": 1}


def test_an_example_fills_one_field(qtbot: QtBot) -> None:
    schema = members(name={"type": "string", "examples": ["Ada", "Grace"]}, plain={"type": "string"})
    window = FormWindow(qtbot, FormDesk(body_document(schema)), KEY)
    assert not window.view.findChildren(QWidget, "examples:body/plain")
    picked(window, "examples:body/name", "1")
    assert window.desk.value("body/name") == "Grace"
    assert window.focus() == "field:body/name"


def test_an_example_of_a_group_stands_in_its_header(qtbot: QtBot) -> None:
    group = {**members(a={"type": "string"}), "examples": [{"a": "1"}, {"a": "2"}]}
    window = FormWindow(qtbot, FormDesk(body_document(members(group=group))), KEY)
    picked(window, "examples:body/group", "1")
    assert window.desk.value("body/group") == {"a": "2"}


def test_the_schema_that_grows_long_gets_a_list_to_search_in(qtbot: QtBot) -> None:
    from app.features.request_form.controls_view import BranchChooser
    from app.ui.picker import PickerButton

    kinds = [members(**{f"p{n}": {"type": "string"}}) | {"title": f"Alternative number {n}"} for n in range(12)]
    window = FormWindow(qtbot, FormDesk(body_document(members(tool={"oneOf": kinds}))), KEY)
    window.desk.put("body/tool", {"p0": "x"})
    chooser = window.find("branch:body/tool", BranchChooser)
    button = chooser.findChild(PickerButton)
    assert isinstance(button, PickerButton)
    assert button.text() == "Alternative number 0"
    chooser.choose(5)
    assert button.text() == "Alternative number 5"
    assert window.has("field:body/tool/p5")
    window.desk.put("body/tool", {"p7": "y"})
    window.view.presenter.edits.set_text('{"tool": {"p7": "y"}}')
    assert button.text() == "Alternative number 7", "the chooser follows the raw text"
