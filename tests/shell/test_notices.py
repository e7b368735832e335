"""Notices in the corner: said once, kept while they matter, copied with their details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from app.core.workspace.model import Level, Notice
from app.shell.notices import NoticeArea
from app.ui.buttons import IconButton
from app.ui.toasts import MOST

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace


@pytest.fixture
def area(workspace: Workspace, qtbot: QtBot) -> NoticeArea:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    return NoticeArea(workspace, window)


def test_good_news_goes_by_itself_and_the_rest_waits(area: NoticeArea, workspace: Workspace) -> None:
    for level in Level:
        workspace.notify(Notice(level, f"{level.value} news", "What to do."))
    stays = {toast.banner.content().title: toast.stays() for toast in area.toasts() if toast.banner.content()}  # type: ignore[union-attr]
    assert stays == {"info news": False, "ok news": False, "warn news": True, "error news": True}


def test_the_same_words_are_said_once(area: NoticeArea, workspace: Workspace) -> None:
    for _ in range(3):
        workspace.notify(Notice(Level.ERROR, "It burns.", "Run."))
    workspace.notify(Notice(Level.ERROR, "It burns.", "Walk."))
    assert area.titles == ("It burns.", "It burns.")


def test_many_notices_do_not_cover_the_window(area: NoticeArea, workspace: Workspace) -> None:
    for number in range(MOST + 3):
        workspace.notify(Notice(Level.ERROR, f"Number {number}"))
    assert area.titles == tuple(f"Number {number}" for number in range(3, MOST + 3))


def test_an_error_can_be_copied_whole_and_closed(area: NoticeArea, workspace: Workspace) -> None:
    workspace.notify(Notice(Level.ERROR, "It burns.", "Run.", "Traceback: fire"))
    copy = next(button for button in area.findChildren(QPushButton) if button.text() == "Copy details")
    copy.click()
    assert QGuiApplication.clipboard().text() == "It burns.\nRun.\nTraceback: fire"
    close = next(b for b in area.findChildren(IconButton) if b.accessibleName() == "Close this message")
    close.click()
    assert area.titles == ()
    assert not area.isVisible()


def test_without_details_there_is_nothing_to_copy(area: NoticeArea, workspace: Workspace) -> None:
    workspace.notify(Notice(Level.WARN, "Careful."))
    assert not [button for button in area.findChildren(QPushButton) if button.text() == "Copy details"]
