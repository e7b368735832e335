"""The strip under the top bar (objectName `sourceStrip`); it is there only while there is something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.banner import Banner, BannerText
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.sources.strip import Message, StripPresenter

PATIENCE_MS: Final = 300
"""What opens faster than this is not announced."""


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


class _Line(Banner):
    """One message."""

    def __init__(self, presenter: StripPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._message: Message | None = None
        self.action_triggered.connect(self._act)
        self.closed.connect(self._closed)

    def show_line(self, message: Message) -> None:
        """Says it."""
        self._message = message
        self.setObjectName(f"strip:{message.key}")
        self.show_message(
            BannerText(
                Level(message.level.value),
                message.title,
                message.text,
                tuple(MessageAction(key, words) for key, words in message.actions),
                message.details,
                message.closable,
            )
        )

    def _act(self, action: MessageAction) -> None:
        self._presenter.act(action.key)

    def _closed(self, _content: BannerText) -> None:
        if self._message is not None:
            self._presenter.close(self._message.key)
