"""Messages pinned on something: an icon and words for each, with buttons that do what the words propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant
from app.ui.icons import icon_size, pixmap
from app.ui.labels import TextRole
from app.ui.marked import MarkedLabel
from app.ui.message_line import MessageLine, MessageParts
from app.ui.metrics import ICON, SPACE_XS
from app.ui.properties import is_restyled
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from app.ui.theme import Level, Token


@dataclass(frozen=True, slots=True)
class MessageAction:
    """A button.

    Attributes:
        key: What the program calls it.
        text: What a person reads, a verb first.
        icon_name: An icon; may be empty.
    """

    key: str
    text: str
    icon_name: str = ""


@dataclass(frozen=True, slots=True)
class PinnedMessage:
    """One message.

    Attributes:
        level: How serious it is.
        text: What happened, in words.
        actions: What can be done about it.
        object_name: The objectName of its label, for example `error:body/year`.
    """

    level: Level
    text: str
    actions: tuple[MessageAction, ...] = ()
    object_name: str = ""


class IconLabel(QLabel):
    """An icon that is only looked at; it reloads itself when the theme changes."""

    def __init__(self, name: str, token: Token, parent: QWidget | None = None, size: int = ICON) -> None:
        super().__init__(parent)
        self._name, self._token, self._size = name, token, size
        self._load()

    def set_icon(self, name: str, token: Token) -> None:
        """Shows another icon."""
        self._name, self._token = name, token
        self._load()

    def changeEvent(self, event: QEvent) -> None:
        """Colours it anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self._load()

    def _load(self) -> None:
        self.setFixedSize(icon_size(self._size), icon_size(self._size))
        self.setPixmap(pixmap(self._name, self._token, self._size, self.devicePixelRatioF()))


class ActionButton(Button):
    """A link-like button that carries its action; its key is the objectName.

    Signals:
        triggered_action: The MessageAction.
    """

    triggered_action = Signal(MessageAction)

    def __init__(self, action: MessageAction, parent: QWidget | None = None) -> None:
        super().__init__(action.text, ButtonVariant.LINK, action.icon_name, parent)
        self._action = action
        self.setObjectName(action.key)
        self.clicked.connect(self._tell)

    def announce(self, action: MessageAction) -> None:
        """Tells who listens; the typed door to the signal."""
        self.triggered_action.emit(action)

    def _tell(self) -> None:
        self.announce(self._action)


class MessageList(QWidget):
    """Messages below each other; hidden while there are none.

    Signals:
        action_triggered: The MessageAction that a person pressed.
    """

    action_triggered = Signal(MessageAction)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: tuple[PinnedMessage, ...] = ()
        self._lines: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        take_any_width(self)
        self.hide()

    def messages(self) -> tuple[PinnedMessage, ...]:
        """What is shown."""
        return self._messages

    def set_messages(self, messages: tuple[PinnedMessage, ...]) -> None:
        """Shows other messages; equal ones are left alone."""
        if messages == self._messages:
            return
        self._messages = messages
        for line in self._lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(message) for message in messages]
        self.setVisible(bool(messages))

    def level(self) -> Level | None:
        """The most serious level, None without messages."""
        levels = [message.level for message in self._messages]
        return max(levels, key=_rank) if levels else None

    def spoken(self) -> str:
        """All messages for a screen reader."""
        return " ".join(f"{message.level.value}: {message.text}" for message in self._messages)

    def announce(self, action: MessageAction) -> None:
        """Tells who listens; the typed door to the signal."""
        self.action_triggered.emit(action)

    def _line(self, message: PinnedMessage) -> QWidget:
        line = MessageLine(self)
        icon = IconLabel(message.level.icon_name, message.level.ink, line)
        words = MarkedLabel(message.text, TextRole(message.level.value), line)
        # Link buttons have two pixels of frame above their text.
        words.setContentsMargins(0, _FRAME, 0, 0)
        words.setObjectName(message.object_name)
        words.setAccessibleName(f"{message.level.value}: {message.text}")
        buttons = tuple(ActionButton(action, line) for action in message.actions)
        for button in buttons:
            button.triggered_action.connect(self.announce)
        line.set_parts(MessageParts(icon, words, buttons))
        self._layout.addWidget(line)
        return line


_FRAME = 2


def _rank(level: Level) -> int:
    return level.rank
