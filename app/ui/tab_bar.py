"""Tabs that can be closed, with a mark for each: painted, since style sheets make tab bars slow and clumsy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.badges import paint_dot
from app.ui.fonts import SMALL, data_font, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import RADIUS_SMALL, SPACE_M, SPACE_S
from app.ui.painting import fill_rounded, focus_ring, hairline
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom, method_token

if TYPE_CHECKING:
    from app.ui.theme import Level

WIDEST: Final = 240
_NARROWEST: Final = 64
_CROSS: Final = 14
_DOT: Final = 8


@dataclass(frozen=True, slots=True)
class TabItem:
    """One tab.

    Attributes:
        key: What the program calls it.
        badge: A word before the text in a method's colour, for example `POST`; may be empty.
        count: A number behind the text; 0 shows none.
        level: A dot in this colour behind the text, None for none.
        closable: Whether it has a cross and closes on middle click.
    """

    key: str
    text: str
    badge: str = ""
    count: int = 0
    level: Level | None = None
    closable: bool = False


@dataclass(frozen=True, slots=True)
class TabChosen:
    """A person chose a tab."""

    key: str


@dataclass(frozen=True, slots=True)
class TabCloseAsked:
    """A person wants a tab closed."""

    key: str


class TabBar(QWidget):
    """A row of tabs; arrows choose, Delete closes.

    Signals:
        chosen: A TabChosen when a person chose; `set_current` is silent.
        close_asked: A TabCloseAsked.
    """

    chosen = Signal(object)
    close_asked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._items: tuple[TabItem, ...] = ()
        self._current = ""
        self._hover = -1
        self._cross_hover = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def items(self) -> tuple[TabItem, ...]:
        """What is shown."""
        return self._items

    def set_items(self, items: tuple[TabItem, ...]) -> None:
        """Shows other tabs; the current one stays if it still exists."""
        if items == self._items:
            return
        self._items = items
        if self._index(self._current) < 0:
            self._current = items[0].key if items else ""
        self._describe()
        self.updateGeometry()
        self.update()

    def update_item(self, key: str, *, count: int | None = None, level: Level | None = None) -> None:
        """Changes the marks of one tab; `level` None takes the dot away."""
        self.set_items(
            tuple(
                replace(item, count=item.count if count is None else count, level=level) if item.key == key else item
                for item in self._items
            )
        )

    def current(self) -> str:
        """The key of the tab in front, empty without tabs."""
        return self._current

    def set_current(self, key: str) -> None:
        """Brings a tab to the front."""
        if self._index(key) >= 0 and key != self._current:
            self._current = key
            self._describe()
            self.update()

    def choose(self, key: str) -> None:
        """As if a person had chosen it."""
        if self._index(key) >= 0:
            self.set_current(key)
            self.announce(TabChosen(key))

    def announce(self, event: TabChosen) -> None:
        """The typed door to the signal `chosen`."""
        self.chosen.emit(event)

    def sizeHint(self) -> QSize:
        """All tabs at their natural width."""
        return QSize(round(sum(self._natural(item) for item in self._items)), round(36 * current_zoom()))

    def minimumSizeHint(self) -> QSize:
        """Tabs shrink."""
        return QSize(120, round(36 * current_zoom()))

    def tab_rect(self, key: str) -> QRectF:
        """Where a tab is painted; empty where there is none."""
        index = self._index(key)
        return self._rects()[index] if index >= 0 else QRectF()

    # Geometry

    def _index(self, key: str) -> int:
        return next((index for index, item in enumerate(self._items) if item.key == key), -1)

    def _natural(self, item: TabItem) -> float:
        width = 2.0 * SPACE_M + QFontMetrics(words_font()).horizontalAdvance(item.text)
        if item.badge:
            width += QFontMetrics(_badge_font()).horizontalAdvance(item.badge) + SPACE_S
        if item.count:
            width += QFontMetrics(data_font(SMALL)).horizontalAdvance(str(item.count)) + SPACE_S
        if item.level is not None:
            width += _DOT + SPACE_S
        if item.closable:
            width += icon_size(_CROSS) + SPACE_S
        return min(width, WIDEST * current_zoom()) if item.closable else width

    def _rects(self) -> list[QRectF]:
        widths = [self._natural(item) for item in self._items]
        spare = self.width() - sum(widths)
        if spare < 0 and widths:
            share = max(_NARROWEST, self.width() / len(widths))
            widths = [min(width, share) for width in widths]
        rects, left = [], 0.0
        for width in widths:
            rects.append(QRectF(left, 0, width, self.height()))
            left += width
        return rects

    def _at(self, point: QPointF) -> int:
        return next((index for index, rect in enumerate(self._rects()) if rect.contains(point)), -1)

    def _cross(self, rect: QRectF) -> QRectF:
        edge = icon_size(_CROSS)
        return QRectF(rect.right() - SPACE_S - edge, rect.center().y() - edge / 2, edge, edge)

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follows theme and zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lights what is under the pointer."""
        self._hover = self._at(event.position())
        self._cross_hover = self._hover >= 0 and self._cross(self._rects()[self._hover]).contains(event.position())
        if self._hover >= 0:
            self.setToolTip(f"{self._items[self._hover].badge} {self._items[self._hover].text}".strip())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Puts the light out."""
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses, or closes."""
        index = self._at(event.position())
        if index < 0:
            return
        item = self._items[index]
        on_cross = self._cross(self._rects()[index]).contains(event.position())
        if item.closable and (event.button() == Qt.MouseButton.MiddleButton or on_cross):
            self.close_asked.emit(TabCloseAsked(item.key))
        elif event.button() == Qt.MouseButton.LeftButton:
            self.choose(item.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves between tabs, or closes."""
        index = self._index(self._current)
        step = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}.get(event.key())
        if step is not None and self._items:
            self.choose(self._items[(index + step) % len(self._items)].key)
        elif event.key() == Qt.Key.Key_Delete and index >= 0 and self._items[index].closable:
            self.close_asked.emit(TabCloseAsked(self._current))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the tabs and the line under them."""
        painter, theme = QPainter(self), current_theme()
        bottom = self.height() - 1
        hairline(painter, QPointF(0, bottom), QPointF(self.width(), bottom), theme.color(Token.BORDER))
        for index, (item, rect) in enumerate(zip(self._items, self._rects(), strict=True)):
            self._paint_tab(painter, rect, item, index)

    def _paint_tab(self, painter: QPainter, rect: QRectF, item: TabItem, index: int) -> None:
        theme = current_theme()
        current = item.key == self._current
        if index == self._hover and not current:
            fill_rounded(painter, rect.adjusted(2, 4, -2, -4), theme.color(Token.HOVER), RADIUS_SMALL)
        if current:
            line = QRectF(rect.left() + SPACE_S, rect.bottom() - 2, rect.width() - 2 * SPACE_S, 2)
            painter.fillRect(line, theme.color(Token.ACCENT))
            if self.hasFocus():
                focus_ring(painter, rect.adjusted(2, 3, -2, -5), theme.color(Token.ACCENT), RADIUS_SMALL)
        left = rect.left() + SPACE_M
        if item.badge:
            painter.setFont(_badge_font())
            painter.setPen(theme.color(method_token(item.badge)))
            width = QFontMetrics(_badge_font()).horizontalAdvance(item.badge)
            painter.drawText(QRectF(left, 0, width + 1, rect.height()), Qt.AlignmentFlag.AlignVCenter, item.badge)
            left += width + SPACE_S
        right = self._paint_marks(painter, rect, item, shown=current or index == self._hover)
        painter.setFont(words_font())
        painter.setPen(theme.color(Token.TEXT if current else Token.TEXT_MUTED))
        text = QFontMetrics(words_font()).elidedText(item.text, Qt.TextElideMode.ElideMiddle, int(right - left))
        painter.drawText(QRectF(left, 0, right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_marks(self, painter: QPainter, rect: QRectF, item: TabItem, *, shown: bool) -> float:
        theme = current_theme()
        right = rect.right() - SPACE_M + 1
        if item.closable:
            cross = self._cross(rect)
            if shown:
                paint_icon(painter, cross, "cross", Token.TEXT if self._cross_hover else Token.TEXT_MUTED)
            right = cross.left() - SPACE_S / 2
        if item.level is not None:
            paint_dot(painter, QRectF(right - _DOT, rect.center().y() - _DOT / 2, _DOT, _DOT), item.level, theme)
            right -= _DOT + SPACE_S
        if item.count:
            font = data_font(SMALL)
            width = QFontMetrics(font).horizontalAdvance(str(item.count))
            painter.setFont(font)
            painter.setPen(theme.color(Token.TEXT_MUTED))
            box = QRectF(right - width, 0, width + 1, rect.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, str(item.count))
            right -= width + SPACE_S
        return right

    def _describe(self) -> None:
        item = next((item for item in self._items if item.key == self._current), None)
        words = f"{item.badge} {item.text}".strip() if item else "no tab"
        self.setAccessibleName(f"{self._name}: {words}")


def _badge_font() -> QFont:
    return data_font(SMALL * 0.95, QFont.Weight.Bold)
