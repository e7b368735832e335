"""The name of a field: fixed font, a mark where it is required, struck through where it is deprecated."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.fonts import data_font
from app.ui.metrics import SPACE_XS
from app.ui.theme import Token, current_theme

_MARK = "*"


class NameLabel(QLabel):
    """A label for its buddy that shortens long names in the middle, where they differ least."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *, required: bool = False, struck: bool = False
    ) -> None:
        super().__init__(parent)
        self._name, self._required, self._struck, self._faded = name, required, struck, False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(self.spoken())

    def name(self) -> str:
        """The whole name."""
        return self._name

    def set_name(self, name: str) -> None:
        """Shows another name."""
        self._name = name
        self.setAccessibleName(self.spoken())
        self.updateGeometry()
        self.update()

    def set_faded(self, *, faded: bool) -> None:
        """Mutes the ink."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def spoken(self) -> str:
        """The name as a screen reader says it."""
        words = [self._name]
        if self._required:
            words.append("required")
        if self._struck:
            words.append("deprecated")
        return ", ".join(words)

    def sizeHint(self) -> QSize:
        """The whole name on one line."""
        metrics = QFontMetrics(self._font())
        # Rounded up: a name that lacks half a pixel would be cut.
        width = ceil(QFontMetricsF(self._font()).horizontalAdvance(self._name))
        width += metrics.horizontalAdvance(_MARK) + SPACE_XS
        return QSize(width, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        metrics = QFontMetrics(self._font())
        return QSize(metrics.averageCharWidth() * 4, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the name and its mark."""
        painter, theme = QPainter(self), current_theme()
        font = self._font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.color(Token.TEXT_MUTED if self._faded or self._struck else Token.TEXT))
        mark = metrics.horizontalAdvance(_MARK) + SPACE_XS if self._required else 0
        text = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, self.width() - mark)
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter, text)
        if self._required:
            painter.setPen(theme.color(Token.ERROR))
            left = metrics.horizontalAdvance(text) + SPACE_XS
            painter.drawText(QRectF(self.rect()).adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, _MARK)

    def _font(self) -> QFont:
        font = data_font(weight=QFont.Weight.Medium)
        font.setStrikeOut(self._struck)
        return font
