"""The strip under the top bar (objectName `sourceStrip`); it is there only while there is something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.buttons import IconButton
from app.ui.labels import ElidedLabel, TextRole
from app.ui.messages import ActionButton, IconLabel, MessageAction
from app.ui.metrics import RADIUS, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Level, current_theme

if TYPE_CHECKING:
    from app.features.sources.strip import StripPresenter
    from app.features.sources.strip_message import Message

PATIENCE_MS: Final = 300
"""What opens faster than this is not announced."""

_WORDS_FIRST: Final = 1_000
"""How much more of the row words want than the empty end of it."""


class SourceStrip(QWidget):
    """Messages below each other."""

    def __init__(self, presenter: StripPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourceStrip")
        self._presenter = presenter
        self._lines: dict[str, _Line] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACE_M, SPACE_XS, SPACE_M, SPACE_S)
        self._layout.setSpacing(SPACE_XS)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_all)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        presenter.listen(self._refresh)
        self._show_all()

    def stop(self) -> None:
        """Announces nothing any more."""
        self._patience.stop()

    def _refresh(self) -> None:
        messages = self._presenter.messages()
        waits = any(message.key == "opening" and message.key not in self._lines for message in messages)
        if not waits:
            self._patience.stop()
            self._show_all()
        elif not self._patience.isActive():
            self._patience.start()

    def _show_all(self) -> None:
        messages = {message.key: message for message in self._presenter.messages()}
        for key in [key for key in self._lines if key not in messages]:
            line = self._lines.pop(key)
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        for index, (key, message) in enumerate(messages.items()):
            if key not in self._lines:
                self._lines[key] = _Line(self._presenter, self)
                self._layout.insertWidget(index, self._lines[key])
            self._lines[key].show_line(message)
        self.setVisible(bool(messages))


class _Line(QWidget):
    """One message on one line: what, why, and what can be done."""

    def __init__(self, presenter: StripPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._message: Message | None = None
        self._icon = IconLabel("info", Level.INFO.ink, self)
        self._title = ElidedLabel("", TextRole.HEADING, self)
        self._text = ElidedLabel("", TextRole.BODY, self)
        self._close = IconButton("cross", "Close this message", self)
        self._close.clicked.connect(self._on_close)
        # Lines with and without it are of one height, and what can be done stands below each other.
        steady = self._close.sizePolicy()
        steady.setRetainSizeWhenHidden(True)
        self._close.setSizePolicy(steady)
        self._buttons: list[ActionButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_M, SPACE_XS, SPACE_XS, SPACE_XS)
        self._row.setSpacing(SPACE_S)
        for widget in (self._icon, self._title, self._text):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, message: Message) -> None:
        """Says it; the same words again change nothing."""
        if message == self._message:
            return
        self._message = message
        level = Level(message.level.value)
        self.setObjectName(f"strip:{message.key}")
        self.setAccessibleName(f"{level.value}: {message.title} {message.text}".strip())
        self._icon.set_icon(level.icon_name, level.ink)
        self._title.setText(message.title)
        self._text.setText(message.text)
        self._text.setVisible(bool(message.text))
        # Each gets the room that its words need, and gives way by the same share where that is not there.
        self._row.setStretchFactor(self._title, _WORDS_FIRST * max(1, len(message.title)))
        self._row.setStretchFactor(self._text, _WORDS_FIRST * max(1, len(message.text)))
        self._limit()
        self._close.setVisible(message.closable)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [ActionButton(MessageAction(key, words), self) for key, words in message.actions]
        for button in self._buttons:
            button.triggered_action.connect(self._act)
            self._row.insertWidget(self._row.count() - 1, button)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event) and self._message is not None:
            self._limit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the soft background."""
        if self._message is not None:
            soft = Level(self._message.level.value).soft
            fill_rounded(QPainter(self), QRectF(self.rect()), current_theme().color(soft), RADIUS)

    def _limit(self) -> None:
        """No label is wider than its words, so that both stand beside each other."""
        for label in (self._title, self._text):
            label.setMaximumWidth(label.sizeHint().width())

    def _act(self, action: MessageAction) -> None:
        self._presenter.act(action.key)

    def _on_close(self) -> None:
        if self._message is not None:
            self._presenter.close(self._message.key)
