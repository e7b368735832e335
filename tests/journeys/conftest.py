"""One real window with the real Bookstore for each journey, and the person in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Desk, Profile
from app.demo.stage import DemoStage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = Desk(application, Profile())
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    made.window.close()
    made.stop()
    made.deleteLater()


@pytest.fixture
def person(desk: Desk, qtbot: QtBot) -> DemoStage:
    stage = DemoStage(desk)
    qtbot.waitUntil(lambda: stage.ready, timeout=30_000)
    return stage
