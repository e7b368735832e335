"""A line for searching or filtering: a magnifier, a cross that empties it, the key that leads here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.fonts import SMALL, words_font
from app.ui.icons import icon
from app.ui.metrics import RADIUS_SMALL, SPACE_S, SPACE_XS
from app.ui.painting import stroke_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme


@dataclass(frozen=True, slots=True)
class SearchChanged:
    """Another text is searched for."""

    text: str


@dataclass(frozen=True, slots=True)
class SearchStep:
    """A person asked for the next hit (1) or the one before (-1)."""

    count: int


class SearchField(QLineEdit):
    """Enter and Down ask for the next hit, Shift+Enter and Up for the one before; Esc empties it first, then passes on.

    Args:
        placeholder: What is searched; also the accessible name.
        key_hint: The key that leads here, drawn while the field is empty; it is not bound here.
        enter_steps: Whether Enter asks for the next hit; else it is `returnPressed` as in any line.

    Signals:
        changed: A SearchChanged on each change of the text.
        stepped: A SearchStep.
    """

    changed = Signal(SearchChanged)
    stepped = Signal(SearchStep)

    def __init__(
        self, placeholder: str, parent: QWidget | None = None, key_hint: str = "", *, enter_steps: bool = True
    ) -> None:
        super().__init__(parent)
        self._enter_steps = enter_steps
        self._key_hint = key_hint
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._magnifier = QAction(icon("search"), "", self)
        self.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(icon("cross"), "Empty the search", self)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._tell)

    def announce(self, changed: SearchChanged) -> None:
        """Tells who listens; the typed door to the signal."""
        self.changed.emit(changed)

    def announce_step(self, step: SearchStep) -> None:
        """Tells who listens; the typed door to the signal."""
        self.stepped.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steps through hits."""
        key = event.key()
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._enter_steps:
            self.announce_step(SearchStep(-1 if back else 1))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.announce_step(SearchStep(1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Colours the icons anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self._magnifier.setIcon(icon("search"))
            self._clear.setIcon(icon("cross"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the key that leads here."""
        super().paintEvent(event)
        if self._key_hint and not self.text() and not self.hasFocus():
            painter, theme = QPainter(self), current_theme()
            font = words_font(SMALL)
            width = QFontMetrics(font).horizontalAdvance(self._key_hint) + 2 * SPACE_XS + 2
            rect = QRectF(self.width() - width - SPACE_S, self.height() / 2 - 9, width, 18)
            stroke_rounded(painter, rect, theme.color(Token.BORDER_STRONG), RADIUS_SMALL)
            painter.setFont(font)
            painter.setPen(theme.color(Token.TEXT_MUTED))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._key_hint)

    def _tell(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.announce(SearchChanged(text))
