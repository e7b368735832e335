"""What stands where nothing stands yet: what this place is for, and the first step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.badges import Painted
from app.ui.buttons import Button, ButtonVariant
from app.ui.flow import FlowLayout
from app.ui.icons import icon_size, paint_icon
from app.ui.labels import Label, TextRole
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from app.ui.painting import fill_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom
from app.ui.widths import take_any_width

_DISC = 44
_SYMBOL = 22
_TEXT_WIDTH = 400
_LOW = 230
_SLACK = 1.15


@dataclass(frozen=True, slots=True)
class EmptyText:
    """What an empty place says.

    Attributes:
        icon_name: Its symbol.
        title: What this place shows.
        text: How it gets filled, a sentence or two.
        actions: First steps; the first one is the main one.
    """

    icon_name: str
    title: str
    text: str
    actions: tuple[MessageAction, ...] = ()


def with_step(content: EmptyText, key: str, words: str, *, sends: bool = True) -> EmptyText:
    """The same with one first step, which sends something or else opens something."""
    return replace(content, actions=(MessageAction(key, words, "send" if sends else "arrow-right"),))


class EmptyState(QWidget):
    """Symbol, title, sentence and first steps, in the middle of the place.

    Signals:
        action_triggered: The MessageAction that a person pressed.
    """

    action_triggered = Signal(MessageAction)

    def __init__(self, content: EmptyText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._disc = _Disc(content.icon_name, self)
        self._title = Label("", TextRole.TITLE, self, wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        take_any_width(self._title)
        self._text = Label("", TextRole.MUTED, self, wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._row = FlowLayout(centered=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addStretch(2)
        layout.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(SPACE_S)
        layout.addWidget(self._title)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._text, 100)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addSpacing(SPACE_M)
        layout.addLayout(self._row)
        layout.addStretch(3)
        self._buttons: list[Button] = []
        self._content: EmptyText | None = None
        self.set_content(content)

    def set_content(self, content: EmptyText) -> None:
        """Says something else; the same again leaves everything as it is, buttons with the keyboard among it."""
        if content == self._content:
            return
        self._content = content
        self._disc.set_icon_name(content.icon_name)
        self._title.setText(content.title)
        self._text.setText(content.text)
        self._balance()
        self.setAccessibleName(f"{content.title}. {content.text}")
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.setParent(None)
            button.deleteLater()
        self._buttons = []
        for index, action in enumerate(content.actions):
            button = _StepButton(action, ButtonVariant.GHOST if index else ButtonVariant.PRIMARY, self)
            button.pressed_action.connect(self.announce)
            self._buttons.append(button)
            self._row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves the symbol out of a low place."""
        super().resizeEvent(event)
        self._disc.setVisible(self.height() >= icon_size(_LOW))

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._balance()

    def _balance(self) -> None:
        # Lines of equal length: a last line of one word looks like a mistake.
        whole = self._text.fontMetrics().horizontalAdvance(self._text.text())
        widest = _TEXT_WIDTH * current_zoom()
        lines = max(1, math.ceil(whole / widest))
        self._text.setMaximumWidth(max(_TEXT_WIDTH // 2, math.ceil(whole / lines * _SLACK)))

    def announce(self, action: MessageAction) -> None:
        """Tells who listens; the typed door to the signal."""
        self.action_triggered.emit(action)


class _StepButton(Button):
    pressed_action = Signal(MessageAction)

    def __init__(self, action: MessageAction, variant: ButtonVariant, parent: QWidget) -> None:
        super().__init__(action.text, variant, action.icon_name, parent)
        self._action = action
        self.setObjectName(action.key)
        self.clicked.connect(self._tell)

    def announce(self, action: MessageAction) -> None:
        """Tells the state; the typed door to the signal."""
        self.pressed_action.emit(action)

    def _tell(self) -> None:
        self.announce(self._action)


class _Disc(Painted):
    """The symbol on a quiet disc."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name

    def set_icon_name(self, name: str) -> None:
        """Shows another symbol."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        """Grows with the zoom."""
        return QSize(icon_size(_DISC), icon_size(_DISC))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints disc and symbol."""
        painter, rect = QPainter(self), QRectF(self.rect())
        fill_rounded(painter, rect, current_theme().color(Token.ACCENT_SOFT), SPACE_L)
        edge = icon_size(_SYMBOL)
        offset = (rect.width() - edge) / 2
        paint_icon(painter, QRectF(offset, offset, edge, edge), self._name, Token.ACCENT)
