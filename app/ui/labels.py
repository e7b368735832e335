"""Texts: a label with a role, and one that cuts long text with an ellipsis."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from app.ui.properties import set_style_property


class TextRole(StrEnum):
    """What a text is for; the style sheet knows its size, weight and ink."""

    BODY = "body"
    MUTED = "muted"
    HINT = "hint"
    TITLE = "title"
    HEADING = "heading"
    DATA = "data"
    DATA_MUTED = "data-muted"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"


class Label(QLabel):
    """A plain text; never rich, since words from a server may look like markup.

    Args:
        wrap: Whether it breaks into lines.
        selectable: Whether it can be marked and copied with mouse and keyboard.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if role is not TextRole.BODY:
            self.setProperty("role", role.value)
        if wrap:
            # In this order: a new policy forgets that a wrapped text is higher where it is narrower.
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self.setWordWrap(True)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_role(self, role: TextRole) -> None:
        """Gives the text another meaning."""
        set_style_property(self, "role", None if role is TextRole.BODY else role.value)


class ElidedLabel(Label):
    """One line that ends in … where the room ends; the whole text is its tooltip then.

    Args:
        mode: Where it is cut; paths are best cut in the middle.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, role, parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """It can shrink to a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Shows the whole text as a tooltip where something is hidden."""
        if event.type() is QEvent.Type.ToolTip and not self.toolTip():
            if self.is_cut():
                QToolTip.showText(QCursor.pos(), self.text(), self)
            return True
        return super().event(event)

    def is_cut(self) -> bool:
        """Whether something of the text is hidden."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(" ".join(self.text().split("\n")), self._mode, room.width())
        painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, text)
