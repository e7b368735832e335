from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from app.core.workspace import events as ev
from app.features.contract.presenter import ContractPresenter
from app.features.contract.view import ContractView, ViolationView
from tests.support.contract_window import BROKEN, KEY
from tests.support.exchanges import JSON, answer, finish, open_tab
from tests.support.widgets import part

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace


@pytest.fixture
def view(workspace: Workspace, qtbot: QtBot) -> ContractView:
    made = ContractView(ContractPresenter(workspace))
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    open_tab(workspace, KEY)
    return made


def _break(workspace: Workspace, view: ContractView, qtbot: QtBot) -> None:
    finish(workspace, answer(BROKEN, 200, JSON))
    view.refresh()
    qtbot.waitUntil(lambda: view.is_complete)


def _card(view: ContractView, index: int) -> ViolationView:
    return part(view, ViolationView, f"violation:{index}")


def test_shows_a_card_for_each_broken_promise(view: ContractView, workspace: Workspace, qtbot: QtBot) -> None:
    _break(workspace, view, qtbot)
    assert view.currentWidget() is view.findChild(QScrollArea, "contractList")
    assert len(view.findChildren(ViolationView)) == 6
    assert _card(view, 0).accessibleName() == "Header X-Total is required and did not come"
    card = _card(view, 0)
    view.refresh()
    assert _card(view, 0) is card


def test_a_button_and_enter_lead_to_the_node(view: ContractView, workspace: Workspace, qtbot: QtBot) -> None:
    wanted: list[tuple[str, ...]] = []

    def note(event: ev.NodeRevealRequested) -> None:
        wanted.append(event.tokens)

    workspace.events.subscribe(ev.NodeRevealRequested, note)
    _break(workspace, view, qtbot)
    button = view.findChild(QPushButton, "showNode:1")
    assert button is not None
    button.click()
    QTest.keyClick(_card(view, 1), Qt.Key.Key_Return)
    QTest.keyClick(_card(view, 1), Qt.Key.Key_A)
    QTest.keyClick(_card(view, 0), Qt.Key.Key_Return)
    assert len(wanted) == 2
    assert set(wanted) == {("items", "1", _last(view, 1))}


def _last(view: ContractView, index: int) -> str:
    return _card(view, index).accessibleName().partition(" ")[0].rpartition("/")[2]


def test_says_plainly_that_the_promise_is_kept(view: ContractView, workspace: Workspace, qtbot: QtBot) -> None:
    _break(workspace, view, qtbot)
    finish(workspace, answer({"items": []}, 200, JSON, ("X-Total", "0")))
    view.refresh()
    assert view.currentWidget() is view.findChild(QWidget, "contractVerdict")
