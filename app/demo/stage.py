"""The person in front of the window, by program: finds widgets by name, types, presses, and reads what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from app.core.workspace.model import SourceStatus

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.workspace.model import Tab
    from app.shell.main_window import MainWindow


class DemoStage:
    """Hands and eyes on one window."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self.desk.window

    @property
    def tab(self) -> Tab:
        """The tab in front."""
        tab = self.desk.workspace.current
        if tab is None:
            message = "no operation is open"
            raise LookupError(message)
        return tab

    @property
    def ready(self) -> bool:
        """Whether the Bookstore answers and its routes are known."""
        workspace = self.desk.workspace
        return workspace.source.status is SourceStatus.RUNNING and workspace.routes is not None

    def find(self, name: str) -> QWidget | None:
        """The visible widget of that objectName."""
        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        return found[0] if found else None

    def open(self, key: str) -> None:
        """Opens an operation as a click in the list does."""
        self.desk.workspace.open_operation(key)

    def type_into(self, name: str, text: str) -> None:
        """Replaces the text of a field as typing does; text outside ASCII is inserted, as Qt aborts on such keys."""
        widget = self.find(name)
        line = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit) if widget else None
        if line is None:
            message = f"there is no field {name!r} to type into"
            raise LookupError(message)
        line.setFocus()
        line.selectAll()
        if not text:
            QTest.keyClick(line, Qt.Key.Key_Delete)
        elif text.isascii():
            QTest.keyClicks(line, text)
        else:
            line.insert(text)
            line.textEdited.emit(line.text())

    def press(self, name: str) -> None:
        """Presses a button."""
        button = self.find(name)
        if not isinstance(button, QAbstractButton):
            message = f"there is no button {name!r}"
            raise TypeError(message)
        button.click()

    def send(self) -> None:
        """Presses Ctrl+Enter."""
        QTest.keyClick(self.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def status(self) -> int | None:
        """The status of the last response of the tab in front, None while there is none."""
        tab = self.desk.workspace.current
        if tab is None or tab.sending or tab.exchange is None or tab.exchange.response is None:
            return None
        return tab.exchange.response.status

    def traced(self) -> bool:
        """Whether the server's account of the last exchange has come."""
        tab = self.desk.workspace.current
        return tab is not None and tab.trace is not None

    def label_text(self, name: str) -> str:
        """The text of a visible label, empty where there is none."""
        widget = self.find(name)
        return widget.text() if isinstance(widget, QLabel) else ""

    def findings(self) -> list[str]:
        """`body/year: Input should be …` for each finding."""
        diagnosis = self.tab.diagnosis
        return [f"{finding.field}: {finding.message}" for finding in diagnosis.findings] if diagnosis else []
