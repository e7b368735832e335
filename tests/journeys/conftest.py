"""One real window with the real Bookstore for each journey, and the person in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Desk, Profile
from app.demo.stage import DemoStage
from app.shell.excepthooks import owned_excepthooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    OpenDesk = Callable[[Profile], Desk]

START_MS = 30_000
"""How long the Bookstore may take to start on a busy machine."""


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[OpenDesk]:
    """Opens a window with a profile and waits until its parts are there; its server may still start or fail."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    desks: list[Desk] = []

    def build(profile: Profile) -> Desk:
        desk = Desk(application, profile)
        desks.append(desk)
        qtbot.addWidget(desk.window)
        with qtbot.waitActive(desk.window):
            desk.window.show()
            desk.window.activateWindow()
        qtbot.waitUntil(lambda: desk.is_furnished, timeout=START_MS)
        return desk

    yield build
    for desk in desks:
        desk.window.close()
        desk.stop()
        desk.deleteLater()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(Profile())


@pytest.fixture
def person(desk: Desk, qtbot: QtBot) -> DemoStage:
    stage = DemoStage(desk)
    qtbot.waitUntil(lambda: stage.ready, timeout=START_MS)
    return stage


@pytest.fixture
def hooked(desk: Desk) -> Iterator[Desk]:
    """The window while it owns the exception hooks, as when it runs by itself."""
    with owned_excepthooks(desk.report, desk.hand_over):
        yield desk
