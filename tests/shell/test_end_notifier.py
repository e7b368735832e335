"""A readable descriptor closes the window and leaves the event loop."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QWidget

from app.shell.end_notifier import EndNotifier

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_it_closes_the_window_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    reading, writing = os.pipe()
    try:
        notifier = EndNotifier(reading, window)
        os.write(writing, b"\x0f\x0f")
        qtbot.waitUntil(lambda: not window.isVisible())
        window.show()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        assert window.isVisible()
        notifier.stop()
    finally:
        os.close(reading)
        os.close(writing)
