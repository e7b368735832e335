"""Several lines of text in a field that grows with them."""

from __future__ import annotations

import math
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.ui.editors.base import Edited
from app.ui.editors.line import has_nothing_to_undo
from app.ui.metrics import CONTROL_HEIGHT
from app.ui.properties import is_restyled, set_style_property
from app.ui.theme import current_zoom

_MOST_LINES = 12
_FRAME = 14


class MultilineEditor(QPlainTextEdit):
    """Grows from `least` to twelve lines, then scrolls; Tab goes to the next field.

    Args:
        least: Lines shown while there is less text.

    Signals:
        edited: An Edited after each change of a person.
    """

    edited: ClassVar[Signal] = Signal(Edited)

    def __init__(self, text: str = "", parent: QWidget | None = None, least: int = 1) -> None:
        super().__init__(parent)
        self._least = least
        self._silent = False
        self.setProperty("field", "true")
        self.setProperty("data", "true")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._on_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.set_value_text(text)
        self._grow()

    def value_text(self) -> str:
        """The exact text; `toPlainText` would turn no-break spaces into spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def set_value_text(self, text: str) -> None:
        """Shows another text without telling anybody."""
        if text != self.value_text():
            self._silent = True
            self.setPlainText(text)
            self._silent = False

    def set_state(self, state: str | None) -> None:
        """Colours the frame."""
        set_style_property(self, "state", state)

    def set_placeholder(self, text: str) -> None:
        """Words while it is empty."""
        self.setPlaceholderText(text)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Types; an undo or redo that it has nothing for is left to what stands around it."""
        document = self.document()
        if has_nothing_to_undo(event, undo=document.isUndoAvailable(), redo=document.isRedoAvailable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """The height of its lines."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """At least its first lines."""
        return QSize(80, self._height())

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self._grow()

    def _height(self) -> int:
        # QPlainTextDocumentLayout counts its height in lines, wrapped ones included.
        lines = max(self._least, min(_MOST_LINES, round(self.document().size().height())))
        metrics = self.fontMetrics()
        # A laid-out line rounds ascent and descent up, each for itself.
        line = max(metrics.lineSpacing(), math.ceil(QFontMetricsF(self.font()).ascent()) + metrics.descent())
        wanted = lines * line + _FRAME
        return max(round(CONTROL_HEIGHT * current_zoom()), wanted)

    def _grow(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())
            self.updateGeometry()

    def _on_changed(self) -> None:
        if not self._silent:
            self.announce(Edited(self.value_text()))
