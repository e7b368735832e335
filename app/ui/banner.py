"""A message across a pane: what happened, what to do next, the details to copy; it never blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.labels import Label, TextRole
from app.ui.messages import ActionButton, IconLabel, MessageAction
from app.ui.metrics import EDGE, SPACE_M, SPACE_S, SPACE_XS
from app.ui.theme import current_theme

if TYPE_CHECKING:
    from app.ui.theme import Level


@dataclass(frozen=True, slots=True)
class BannerClosed:
    """A person closed the banner."""

    key: str


class Banner(QWidget):
    """One message.

    Args:
        key: What the program calls it.
        detail: Technical words; a button copies them where there are any.
        closable: Whether it can be closed.

    Signals:
        closed: A BannerClosed.
        action_triggered: The MessageAction that a person pressed.
    """

    closed = Signal(object)
    action_triggered = Signal(object)

    def __init__(
        self, key: str, level: Level, title: str, hint: str = "", parent: QWidget | None = None, *, detail: str = ""
    ) -> None:
        super().__init__(parent)
        self._key, self._level, self._detail = key, level, detail
        self.setAccessibleName(f"{level.value}: {title} {hint}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        words.addWidget(Label(title, TextRole.HEADING, self, wrap=True, selectable=True))
        if hint:
            words.addWidget(Label(hint, TextRole.MUTED, self, wrap=True, selectable=True))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_M + EDGE, SPACE_S, SPACE_S, SPACE_S)
        self._row.setSpacing(SPACE_S)
        self._row.addWidget(IconLabel(level.icon_name, level.ink, self), 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)
        if detail:
            copy = Button("Copy details", ButtonVariant.LINK, "copy", self)
            copy.clicked.connect(self._copy)
            self._row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        close = IconButton("cross", "Close this message", self)
        close.clicked.connect(self._close)
        self._row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def add_action(self, action: MessageAction) -> None:
        """Adds a button before the last ones."""
        button = ActionButton(action, self)
        button.triggered_action.connect(self._act)
        self._row.insertWidget(2, button, 0, Qt.AlignmentFlag.AlignTop)

    def announce(self, event: BannerClosed) -> None:
        """The typed door to the signal."""
        self.closed.emit(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the soft ground and the coloured edge."""
        painter, theme = QPainter(self), current_theme()
        painter.fillRect(self.rect(), theme.color(self._level.soft))
        painter.fillRect(0, 0, EDGE, self.height(), theme.color(self._level.ink))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._detail)

    def _close(self) -> None:
        self.announce(BannerClosed(self._key))

    def _act(self, action: MessageAction) -> None:
        self.action_triggered.emit(action)
