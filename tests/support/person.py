"""A person in front of the real window, who names sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from app.core.workspace.model import SourceStatus
from app.demo.stage import DemoStage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk

OPEN_MS = 30_000
"""How long a source may take to come into view on a busy machine."""


class Person(DemoStage):
    """Names sources as a person does."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        super().__init__(desk)
        self._qtbot = qtbot

    def ask_for(self, text: str) -> None:
        """Ctrl+O, the text, Enter."""
        QTest.keyClick(self.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        line = self.find("sourceLine")
        assert isinstance(line, QLineEdit)
        line.insert(text)
        line.textEdited.emit(line.text())
        QTest.keyClick(line, Qt.Key.Key_Return)

    def sees(self, label: str) -> None:
        self._qtbot.waitUntil(lambda: self.desk.workspace.source.label == label, timeout=OPEN_MS)
        assert self.desk.workspace.source.status is SourceStatus.RUNNING

    def words_of(self, name: str) -> str:
        found = self.find(name)
        return " ".join(label.text() for label in found.findChildren(QLabel) if label.isVisible()) if found else ""
