"""Taking back what was done: each step whole, typing in one field as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.model import FormState
from app.features.request_form.menu_view import RowMenu
from app.features.request_form.steps import MOST, Steps
from tests.support.form_bodies import KEY, body_document, members
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SCHEMA = members(
    name={"type": "string", "examples": ["Ada", "Grace"]}, tags={"type": "array", "items": {"type": "string"}}
)


def state(number: int) -> FormState:
    return FormState(roots={}, media_type=str(number))


def test_steps_go_back_and_forth() -> None:
    steps = Steps()
    assert steps.undo(state(0)) is None
    steps.did(state(0))
    steps.did(state(1))
    assert steps.undo(state(2)) == state(1)
    assert steps.undo(state(1)) == state(0)
    assert not steps.can_undo()
    assert steps.redo(state(0)) == state(1)
    steps.did(state(1))
    assert steps.redo(state(7)) is None, "a new step ends what could be done again"


def test_typing_in_one_field_is_one_step() -> None:
    name, tags = FieldPath.parse("body/name"), FieldPath.parse("body/tags")
    steps = Steps()
    for number, path in enumerate((name, name, name, tags, name)):
        steps.did(state(number), path)
    assert [steps.undo(state(9)) for _ in range(4)] == [state(4), state(3), state(0), None]


def test_old_steps_are_forgotten() -> None:
    steps = Steps()
    for number in range(MOST + 50):
        steps.did(state(number))
    undone = 0
    while steps.undo(state(0)) is not None:
        undone += 1
    assert undone == MOST


@pytest.fixture
def window(qtbot: QtBot) -> FormWindow:
    opened = FormWindow(qtbot, FormDesk(body_document(SCHEMA)), KEY)
    opened.desk.put("body", {"name": "x", "tags": ["a", "b"]})
    return opened


def undo(window: FormWindow) -> None:
    QTest.keyClick(window.view.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_removed_item_comes_back(window: FormWindow) -> None:
    window.press("remove:body/tags/0")
    assert window.desk.value("body/tags") == ["b"]
    undo(window)
    assert window.desk.value("body/tags") == ["a", "b"]
    assert window.line("body/tags/0").text() == "a"
    QTest.keyClick(
        window.view.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert window.desk.value("body/tags") == ["b"]


def test_an_example_is_taken_back_from_the_field_that_it_filled(window: FormWindow) -> None:
    window.view.presenter.edits.set_value(FieldPath.parse("body/name"), "Grace")
    line = window.line("body/name")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.value("body/name") == "x"
    assert line.text() == "x"


def test_a_line_takes_back_its_own_letters_first(window: FormWindow) -> None:
    line = window.line("body/name")
    line.setFocus()
    line.setCursorPosition(1)
    QTest.keyClicks(line, "yz")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "x"
    assert window.desk.value("body/name") == "x"


def test_the_menu_offers_it(window: FormWindow) -> None:
    row = window.view.presenter.row_at(FieldPath.parse("body/name"))
    assert row is not None

    def action() -> QAction:
        menu = RowMenu(window.view.page, row, window.view)
        window.qtbot.addWidget(menu)
        found = menu.findChild(QAction, "undo-step")
        assert isinstance(found, QAction)
        return found

    assert not action().isEnabled()
    window.view.presenter.edits.remove(FieldPath.parse("body/tags"))
    assert window.desk.value("body/tags") is OMIT
    offered = action()
    assert offered.isEnabled()
    offered.trigger()
    assert window.desk.value("body/tags") == ["a", "b"]


def test_what_others_do_is_not_taken_back(window: FormWindow) -> None:
    window.view.presenter.edits.remove(FieldPath.parse("body/tags"))
    window.desk.put("body/name", "by somebody else")
    undo(window)
    assert window.desk.value("body/tags") is OMIT
    assert window.desk.value("body/name") == "by somebody else"


def test_undo_with_nothing_done_changes_nothing(window: FormWindow) -> None:
    before = window.desk.tab.state
    undo(window)
    QTest.keyClick(window.find("field:body/tags", QWidget), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.tab.state == before
