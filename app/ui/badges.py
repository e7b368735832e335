"""Small marks: the method, the status, a type, a state. Painted, since a list shows hundreds of them."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.entry_painting import method_font
from app.ui.fonts import SMALL, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, RADIUS, RADIUS_SMALL, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, stroke_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Level, Theme, Token, current_theme, current_zoom, method_token

TINT = 0.13
"""Share of a method's ink in the background of its badge; the test of contrast uses the same number."""


class Painted(QWidget):
    """A widget of one line of text that paints itself and measures itself anew when the look changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """It never shrinks."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Measures and paints anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self.refresh()

    def refresh(self) -> None:
        """Asks for a new size and a new picture."""
        self.updateGeometry()
        self.update()


class MethodBadge(Painted):
    """An HTTP method (or WS) in its colour, of one width for all methods of up to six letters.

    Args:
        pill: Whether it stands on a soft tint; without it only the letters are coloured.
    """

    def __init__(self, method: str = "", parent: QWidget | None = None, *, pill: bool = True) -> None:
        super().__init__(parent)
        self._pill = pill
        self._method = ""
        self.set_method(method)

    def set_method(self, method: str) -> None:
        """Shows another method."""
        self._method = method.upper()
        self.setAccessibleName(self._method)
        self.refresh()

    def method(self) -> str:
        """What it shows."""
        return self._method

    def sizeHint(self) -> QSize:
        """Wide enough for DELETE, so that badges line up."""
        metrics = QFontMetrics(method_font())
        width = max(metrics.horizontalAdvance("DELETE"), metrics.horizontalAdvance(self._method))
        pad = SPACE_S if self._pill else 0
        return QSize(width + 2 * pad, metrics.height() + 2 * SPACE_XS - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the letters on their tint."""
        painter = QPainter(self)
        align = Qt.AlignmentFlag.AlignCenter if self._pill else Qt.AlignmentFlag.AlignLeft
        paint_method(painter, QRectF(self.rect()), self._method, pill=self._pill, align=align)


def paint_method(
    painter: QPainter,
    rect: QRectF,
    method: str,
    *,
    pill: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Paints a method into `rect`; shared by badges, lists and tabs."""
    theme, token = current_theme(), method_token(method)
    if pill:
        fill_rounded(painter, rect, theme.mix(token, Token.SURFACE, TINT), RADIUS_SMALL)
    painter.setFont(method_font())
    painter.setPen(theme.color(token))
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, method)


class StatusBadge(Painted):
    """Icon and words of an outcome, on a soft background: never a colour alone."""

    def __init__(self, text: str = "", level: Level = Level.INFO, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._level, self._icon = "", level, ""
        self.set_status(text, level)

    def set_status(self, text: str, level: Level, icon_name: str = "") -> None:
        """Shows another outcome.

        Args:
            icon_name: Instead of the level's own icon.
        """
        self._text, self._level = text, level
        self._icon = icon_name or level.icon_name
        self.setAccessibleName(text)
        self.refresh()

    def text(self) -> str:
        """The words."""
        return self._text

    def level(self) -> Level:
        """How serious it is."""
        return self._level

    def sizeHint(self) -> QSize:
        """Icon, words and some air."""
        metrics = QFontMetrics(_strong())
        width = metrics.horizontalAdvance(self._text) + icon_size(ICON) + SPACE_XS + 2 * SPACE_S
        return QSize(width, max(metrics.height(), icon_size(ICON)) + 2 * SPACE_XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the soft pill, the icon and the words."""
        painter, theme = QPainter(self), current_theme()
        rect = QRectF(self.rect())
        fill_rounded(painter, rect, theme.color(self._level.soft), RADIUS)
        edge = icon_size(ICON)
        paint_icon(painter, QRectF(SPACE_S, (rect.height() - edge) / 2, edge, edge), self._icon, self._level.ink)
        painter.setFont(_strong())
        painter.setPen(theme.color(self._level.ink))
        painter.drawText(rect.adjusted(SPACE_S + edge + SPACE_XS, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._text)


class Chip(Painted):
    """A short word about something, for example a type: quiet by default, coloured where a level is given.

    Args:
        bare: Whether it is only the word, without a background; it then ends in … where the room ends.
    """

    def __init__(
        self, text: str = "", level: Level | None = None, parent: QWidget | None = None, *, bare: bool = False
    ) -> None:
        super().__init__(parent)
        self._text, self._level, self._bare = "", level, bare
        if bare:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_text(text, level)

    def set_text(self, text: str, level: Level | None = None) -> None:
        """Shows another word."""
        self._text, self._level = text, level
        self.setAccessibleName(text)
        if self._bare:
            self.setToolTip(text)
        self.refresh()

    def text(self) -> str:
        """The word."""
        return self._text

    def sizeHint(self) -> QSize:
        """The word and some air; nothing where there is no word."""
        if not self._text:
            return QSize(0, 0)
        metrics = QFontMetrics(words_font(SMALL))
        pad = 0 if self._bare else SPACE_XS + 2
        # Rounded up: a bare word that lacks half a pixel would lose letters to its ellipsis.
        width = ceil(QFontMetricsF(words_font(SMALL)).horizontalAdvance(self._text)) + int(self._bare)
        return QSize(width + 2 * pad, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """A few letters of a bare word; others never shrink."""
        hint = self.sizeHint()
        least = QFontMetrics(words_font(SMALL)).averageCharWidth() * 3 if self._bare else hint.width()
        return QSize(min(hint.width(), least), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the word on its background."""
        if not self._text:
            return
        painter, rect, theme = QPainter(self), QRectF(self.rect()), current_theme()
        ink = self._level.ink if self._level else Token.TEXT_MUTED
        back = self._level.soft if self._level else Token.SURFACE_SUNKEN
        if not self._bare:
            fill_rounded(painter, rect, theme.color(back), RADIUS_SMALL)
        if not self._bare and not self._level:
            stroke_rounded(painter, rect, theme.color(Token.BORDER), RADIUS_SMALL)
        painter.setFont(words_font(SMALL))
        painter.setPen(theme.color(ink))
        if not self._bare:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._text)
            return
        text = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Dot(Painted):
    """The smallest mark of a state; its shape differs too: disc ok, square error, triangle warn, ring unknown."""

    def __init__(self, level: Level | None = None, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self.set_level(level, name)

    def set_level(self, level: Level | None, name: str = "") -> None:
        """Shows another state; `name` is its tooltip and is read aloud."""
        self._level = level
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def level(self) -> Level | None:
        """The state, None being unknown."""
        return self._level

    def sizeHint(self) -> QSize:
        """Twelve pixels with the zoom."""
        edge = round(12 * current_zoom())
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the shape of the state."""
        paint_dot(QPainter(self), QRectF(self.rect()), self._level, current_theme())


def paint_dot(painter: QPainter, rect: QRectF, level: Level | None, theme: Theme) -> None:
    """Paints a state's mark centred in `rect`, about 8 px wide; shared with lists."""
    edge = min(rect.width(), rect.height()) * 2 / 3
    shape = QRectF(rect.center().x() - edge / 2, rect.center().y() - edge / 2, edge, edge)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if level is None:
        stroke_rounded(painter, shape, theme.color(Token.BORDER_STRONG), edge / 2, 1.5)
        return
    color: QColor = theme.color(level.ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if level is Level.ERROR:
        painter.drawRoundedRect(shape, 1.5, 1.5)
    elif level is Level.WARN:
        painter.drawPolygon([shape.bottomLeft(), shape.bottomRight(), QPointF(shape.center().x(), shape.top())])
    else:
        painter.drawEllipse(shape)


def _strong() -> QFont:
    return words_font(1.0, QFont.Weight.DemiBold)
