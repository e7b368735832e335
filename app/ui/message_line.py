"""One message: an icon, words, and buttons beside them, or below where they would leave the words too little room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.metrics import SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QAbstractButton, QLabel

BESIDE_SHARE: Final = 0.45
"""Buttons that want more than this share of the width stand below the words."""

_GAP = SPACE_XS + 2


@dataclass(frozen=True, slots=True)
class MessageParts:
    """What a line is made of.

    Attributes:
        icon: Says how serious it is; it has a fixed size.
        words: Wrapped words.
        buttons: What can be done about it.
    """

    icon: QWidget
    words: QLabel
    buttons: tuple[QAbstractButton, ...] = ()


class MessageLine(QWidget):
    """Places its parts itself: where they stand, and so its height, depends on its width alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: MessageParts | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_parts(self, parts: MessageParts) -> None:
        """Takes its parts; they are its children already, in the order of Tab."""
        self._parts = parts
        self.updateGeometry()

    def stops(self) -> tuple[QAbstractButton, ...]:
        """What the keyboard can reach in it, in order."""
        return self._parts.buttons if self._parts is not None else ()

    def is_stacked(self, width: int) -> bool:
        """Whether the buttons stand below the words at this width."""
        return self._wanted() > BESIDE_SHARE * width

    def heightForWidth(self, width: int) -> int:
        """The height of everything at this width."""
        return max((area.bottom() + 1 for _, area in self._areas(width)), default=0)

    def sizeHint(self) -> QSize:
        """As wide as its words on a few lines."""
        if self._parts is None:
            return QSize(0, 0)
        width = self._indent() + self._parts.words.sizeHint().width() + self._wanted()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One line of words; it may become as narrow as it must."""
        if self._parts is None:
            return QSize(0, 0)
        return QSize(0, max(self._parts.icon.height(), self._parts.words.minimumSizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the parts."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Follows parts that have become larger or smaller, for example with the zoom."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        for widget, area in self._areas(self.width()):
            widget.setGeometry(area)

    def _areas(self, width: int) -> Iterator[tuple[QWidget, QRect]]:
        parts = self._parts
        if parts is None:
            return
        yield parts.icon, QRect(QPoint(0, 0), parts.icon.maximumSize())
        left = self._indent()
        room = max(1, width - left)
        stacked = self.is_stacked(width)
        words = QRect(left, 0, room if stacked else max(1, room - self._wanted()), 0)
        words.setHeight(parts.words.heightForWidth(words.width()))
        yield parts.words, words
        corner = QPoint(left, words.bottom() + 1 + SPACE_XS) if stacked else QPoint(words.right() + 1 + SPACE_S, 0)
        for button in parts.buttons:
            hint = button.sizeHint()
            if stacked and corner.x() > left and corner.x() + hint.width() > width:
                corner = QPoint(left, corner.y() + hint.height() + SPACE_XS)
            yield button, QRect(corner, QSize(min(hint.width(), max(1, width - corner.x())), hint.height()))
            corner += QPoint(hint.width() + SPACE_S, 0)

    def _indent(self) -> int:
        return self._parts.icon.maximumWidth() + _GAP if self._parts is not None else 0

    def _wanted(self) -> int:
        """What the buttons want beside the words, with the gaps before them."""
        buttons = self._parts.buttons if self._parts is not None else ()
        return sum(button.sizeHint().width() + SPACE_S for button in buttons)
