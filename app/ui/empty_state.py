"""What an empty place says: what it is for, and the first step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant
from app.ui.labels import Label, TextRole
from app.ui.messages import ActionButton, IconLabel, MessageAction
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S
from app.ui.theme import Token

WIDEST = 420
_CENTER = Qt.AlignmentFlag.AlignHCenter


class EmptyState(QWidget):
    """Icon, title, sentence and buttons in the middle of the room.

    Signals:
        action_triggered: The MessageAction that a person pressed.
    """

    action_triggered = Signal(object)

    def __init__(self, icon_name: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon_name, Token.TEXT_MUTED, self, 32)
        self._title = Label(title, TextRole.TITLE, self, wrap=True)
        self._sentence = Label(sentence, TextRole.MUTED, self, wrap=True, selectable=True)
        for label in (self._title, self._sentence):
            label.setAlignment(_CENTER)
            label.setMaximumWidth(WIDEST)
        self._buttons: list[Button] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_S)
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, _CENTER)
        layout.addWidget(self._title, 0, _CENTER)
        layout.addWidget(self._sentence, 0, _CENTER)
        layout.addSpacing(SPACE_M)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addLayout(self._row)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addStretch(3)

    def set_words(self, icon_name: str, title: str, sentence: str, token: Token = Token.TEXT_MUTED) -> None:
        """Says something else."""
        self._icon.set_icon(icon_name, token)
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(f"{title} {sentence}")

    def title(self) -> str:
        """The title."""
        return self._title.text()

    def set_actions(self, actions: tuple[MessageAction, ...]) -> None:
        """Offers other first steps; the first one is prominent."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for index, action in enumerate(actions):
            button = ActionButton(action, self)
            button.set_variant(ButtonVariant.PRIMARY if index == 0 else ButtonVariant.NORMAL)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            button.triggered_action.connect(self.announce)
            self._row.addWidget(button)
            self._buttons.append(button)

    def announce(self, action: MessageAction) -> None:
        """The typed door to the signal."""
        self.action_triggered.emit(action)
