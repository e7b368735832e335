"""A message inside the page: what happened, why, what next; its details can be copied."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.labels import Label, TextRole
from app.ui.messages import ActionButton, IconLabel, MessageAction
from app.ui.metrics import RADIUS, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded
from app.ui.theme import Level, current_theme


@dataclass(frozen=True, slots=True)
class BannerText:
    """What a banner says.

    Attributes:
        level: How serious it is.
        title: What happened, one sentence.
        text: Why, and what to do next; may be empty.
        actions: Buttons.
        details: More for a report; a button copies title, text and details. May be empty.
        closable: Whether a cross takes it away.
    """

    level: Level
    title: str
    text: str = ""
    actions: tuple[MessageAction, ...] = ()
    details: str = ""
    closable: bool = False


class Banner(QWidget):
    """Hidden while it has nothing to say.

    Signals:
        action_triggered: The MessageAction that a person pressed.
        closed: The BannerText that a person closed.
    """

    action_triggered = Signal(MessageAction)
    closed = Signal(BannerText)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: BannerText | None = None
        self._buttons: list[Button] = []
        self._icon = IconLabel("info", Level.INFO.ink, self)
        self._title = Label("", TextRole.HEADING, self, wrap=True, selectable=True)
        self._text = Label("", TextRole.BODY, self, wrap=True, selectable=True)
        self._close = IconButton("cross", "Close this message", self)
        self._close.clicked.connect(self._on_close)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_M)
        self._row.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        layout.setHorizontalSpacing(SPACE_S + 2)
        layout.setVerticalSpacing(SPACE_XS)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._title, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._close, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1, 1)
        layout.addLayout(self._row, 2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def content(self) -> BannerText | None:
        """What it says."""
        return self._content

    def show_message(self, content: BannerText) -> None:
        """Says something; the same words again change nothing."""
        if content == self._content:
            self.show()
            return
        self._content = content
        self._icon.set_icon(content.level.icon_name, content.level.ink)
        self._title.setText(content.title)
        self._text.setText(content.text)
        self._text.setVisible(bool(content.text))
        self._close.setVisible(content.closable)
        self.setAccessibleName(f"{content.level.value}: {content.title} {content.text}".strip())
        self._fill_row(content)
        self.show()
        self.update()

    def clear(self) -> None:
        """Says nothing and hides."""
        self._content = None
        self.hide()

    def copy_details(self) -> None:
        """Puts everything on the clipboard."""
        if self._content is not None:
            parts = (self._content.title, self._content.text, self._content.details)
            QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

    def announce(self, action: MessageAction) -> None:
        """Tells who listens; the typed door to the signal."""
        self.action_triggered.emit(action)

    def announce_closed(self, content: BannerText) -> None:
        """Tells who listens; the typed door to the signal."""
        self.closed.emit(content)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the soft background."""
        if self._content is not None:
            fill_rounded(QPainter(self), QRectF(self.rect()), current_theme().color(self._content.level.soft), RADIUS)

    def _fill_row(self, content: BannerText) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for action in content.actions:
            button = ActionButton(action, self)
            button.triggered_action.connect(self.announce)
            self._buttons.append(button)
        if content.details:
            copy = Button("Copy details", ButtonVariant.LINK, "copy", self)
            copy.clicked.connect(self.copy_details)
            self._buttons.append(copy)
        for index, one in enumerate(self._buttons):
            self._row.insertWidget(index, one)

    def _on_close(self) -> None:
        content = self._content
        self.clear()
        if content is not None:
            self.announce_closed(content)
