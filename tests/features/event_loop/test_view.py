"""The page of the event loop in the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.core.trace.loop import LoopSample
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from app.features.event_loop.details_view import BlockDetails
from app.features.event_loop.view import EventLoopView
from app.ui.buttons import Button, IconButton
from tests.features.event_loop.conftest import BLOCK, SHORT, open_lesson
from tests.support.widgets import shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.features.event_loop.presenter import EventLoopPresenter


@pytest.fixture
def view(presenter: EventLoopPresenter, qtbot: QtBot) -> EventLoopView:
    return shown(qtbot, EventLoopView(presenter), 1000, 320)


def details(view: EventLoopView) -> BlockDetails:
    found = view.findChild(BlockDetails)
    assert found is not None
    return found


def press(view: EventLoopView, name: str) -> None:
    button = view.findChild(IconButton, name) or view.findChild(Button, name)
    assert button is not None, name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def shown_words(view: EventLoopView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def heard(workspace: Workspace, event: type) -> list[Any]:
    found: list[Any] = []
    workspace.events.subscribe(event, found.append)
    return found


def test_before_any_block_it_says_what_one_is(view: EventLoopView) -> None:
    assert "Nothing has held the event loop up" in shown_words(view)
    assert not view.table.isVisible()
    assert view.strip.isVisible()


def test_the_lesson_can_be_sent_from_there(view: EventLoopView, workspace: Workspace) -> None:
    sent = heard(workspace, ev.SendRequested)
    button = view.findChild(Button, "tryBlocking")
    assert button is not None
    assert not button.isVisible()
    open_lesson(workspace)
    press(view, "tryBlocking")
    assert len(sent) == 1


def test_a_server_that_tells_nothing_is_said_to(view: EventLoopView, workspace: Workspace) -> None:
    workspace.set_source(Source("Elsewhere", SourceStatus.RUNNING, "http://h"))
    assert "does not tell about its event loop" in shown_words(view)
    assert not view.strip.isVisible()
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, "http://h", inside=True))
    assert view.strip.isVisible()


def test_a_block_is_listed_and_told_at_once(view: EventLoopView, workspace: Workspace) -> None:
    workspace.event_loop.take((BLOCK,))
    assert view.table.isVisible()
    text = details(view).toPlainText()
    assert "GET /lab/blocking held the event loop for 412 ms at lab.py:24 time.sleep(seconds)" in text
    assert "arrived meanwhile" in text
    assert "Show the request" not in text


def test_what_is_selected_stays_when_more_comes(view: EventLoopView, workspace: Workspace) -> None:
    workspace.event_loop.take((BLOCK,))
    workspace.event_loop.take((SHORT,))
    assert view.table.currentIndex().row() == 1
    workspace.event_loop.take((replace(BLOCK, ms=800.0),))
    assert "for 800 ms" in details(view).toPlainText()


def test_the_arrows_walk_through_the_blocks(view: EventLoopView, workspace: Workspace) -> None:
    workspace.event_loop.take((BLOCK, SHORT))
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    QTest.keyClick(view.table, Qt.Key.Key_Up)
    assert "Code outside any request held the event loop for 60 ms" in details(view).toPlainText()


def test_a_line_of_the_stack_is_a_link(view: EventLoopView, workspace: Workspace) -> None:
    asked = heard(workspace, ev.CodeRequested)
    workspace.event_loop.take((BLOCK,))
    details(view).anchorClicked.emit(QUrl("place:0"))
    assert [(event.file, event.line) for event in asked] == [("/shop/main.py", 7)]


def test_links_from_elsewhere_lead_nowhere(view: EventLoopView, workspace: Workspace) -> None:
    asked = heard(workspace, ev.CodeRequested)
    details(view).anchorClicked.emit(QUrl("place:0"))
    workspace.event_loop.take((BLOCK,))
    for target in ("place:x", "http://h/", "request:"):
        details(view).anchorClicked.emit(QUrl(target))
    assert asked == []


def test_words_of_the_server_stay_words(view: EventLoopView, workspace: Workspace) -> None:
    assert BLOCK.request is not None
    workspace.event_loop.take((replace(BLOCK, request=replace(BLOCK.request, path="/<b>x</b>")),))
    assert "GET /<b>x</b> held" in details(view).toPlainText()


def test_a_mark_on_the_strip_selects_its_block(view: EventLoopView, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.event_loop.take((BLOCK, SHORT))
    view.table.select_row(0)
    view.strip.grab()
    inside = [x for x in range(view.strip.width()) if _is_at(view, x)]
    QTest.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=QPoint(inside[0], 20))
    assert view.table.currentIndex().row() == 1
    QTest.mouseMove(view.strip, QPoint(inside[0], 20))
    assert view.strip.cursor().shape() is Qt.CursorShape.PointingHandCursor


def _is_at(view: EventLoopView, x: int) -> bool:
    mark = view.strip.mark_at(QPoint(x, 20).toPointF())
    return mark is not None and mark.block == BLOCK


def test_the_strip_moves_only_while_it_can_be_seen(view: EventLoopView) -> None:
    assert view.strip.is_live()
    press(view, "pauseLoop")
    assert not view.strip.is_live()
    press(view, "pauseLoop")
    assert view.strip.is_live()
    view.hide()
    assert not view.strip.is_live()


def test_the_server_measures_while_the_page_is_looked_at(view: EventLoopView, workspace: Workspace) -> None:
    assert workspace.event_loop.watched
    view.hide()
    assert not workspace.event_loop.watched


def test_values_stand_above_the_strip(view: EventLoopView, workspace: Workspace) -> None:
    workspace.event_loop.take((LoopSample(999.0, 12.0, 40, 40, 3),))
    assert "Loop 12 ms late  ·  worker threads 40 of 40 busy, 3 waiting" in shown_words(view)
    press(view, "pauseLoop")
    workspace.event_loop.take((LoopSample(999.5, 1.0, 0, 40),))
    assert "Loop 12 ms late" in shown_words(view)


def test_clearing_empties_strip_and_list(view: EventLoopView, workspace: Workspace) -> None:
    workspace.event_loop.take((BLOCK, LoopSample(999.0, 1.0)))
    press(view, "pauseLoop")
    press(view, "clearLoop")
    assert workspace.event_loop.blocks == ()
    assert view.strip.is_live()
    assert "Nothing has held the event loop up" in shown_words(view)


def test_everything_is_painted_also_with_nothing_and_with_much(view: EventLoopView, workspace: Workspace) -> None:
    assert not view.strip.grab().isNull()
    workspace.event_loop.take(
        LoopSample(940.0 + number / 4, number % 90, number % 41, 40, number % 3) for number in range(240)
    )
    workspace.event_loop.take(replace(BLOCK, number=number, at_s=941.0 + number) for number in range(58))
    assert not view.strip.grab().isNull()
