"""What the server wrote, newest last, followed while the end is in view (objectName `serverLog`)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.workspace.events import LogAppended
from app.core.workspace.workspace import LOG_LIMIT
from app.ui.buttons import IconButton
from app.ui.fonts import data_font
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.properties import is_restyled

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.core.workspace.model import LogLine
    from app.core.workspace.workspace import Workspace


def line_text(line: LogLine) -> str:
    """`20:31:07 INFO     embedded_api  text`, local time."""
    clock = time.strftime("%H:%M:%S", time.localtime(line.time))
    return f"{clock} {line.level:<8} {line.logger}  {line.text}"


class ServerLogView(QWidget):
    """The log with a filter; the workspace keeps the lines."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._filter = QLineEdit(self)
        self._filter.setPlaceholderText("Show only lines that contain…")
        self._filter.setAccessibleName("Filter the server log")
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._rebuild)
        clear = IconButton("trash", "Clear the log", self)
        clear.clicked.connect(self._clear)
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("serverLog")
        self._text.setAccessibleName("Server log")
        self._text.setReadOnly(True)
        self._text.setMaximumBlockCount(LOG_LIMIT)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setPlaceholderText(
            "Nothing yet. Everything the server logs appears here: routes at the start, each 422, tracebacks."
        )
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        head.addWidget(self._filter, 1)
        head.addWidget(clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._text, 1)
        workspace.events.subscribe(LogAppended, self._append)
        self._dress()
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event) and hasattr(self, "_text"):
            self._dress()

    def _dress(self) -> None:
        self._text.setFont(data_font())

    def _append(self, event: LogAppended) -> None:
        lines = self._matching(event.lines)
        if lines:
            self._text.appendPlainText("\n".join(lines))

    def _rebuild(self) -> None:
        self._text.setPlainText("\n".join(self._matching(tuple(self._workspace.log))))
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _matching(self, lines: tuple[LogLine, ...]) -> list[str]:
        wanted = self._filter.text().lower()
        return [text for text in map(line_text, lines) if wanted in text.lower()]

    def _clear(self) -> None:
        self._workspace.clear_log()
        self._rebuild()
