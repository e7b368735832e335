"""Tabs without boxes: words on a line, the current one underlined, with a method, a mark, a count, a cross."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from app.ui.badges import paint_dot, paint_method
from app.ui.entry_painting import method_font
from app.ui.fonts import SMALL, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, RADIUS_SMALL, SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, focus_ring
from app.ui.properties import is_restyled
from app.ui.short_paths import short_path
from app.ui.theme import Level, Token, current_theme, current_zoom

_HEIGHT = 34
_WIDEST = 240
_MARK = 8


@dataclass(frozen=True, slots=True)
class TabInfo:
    """What a tab shows.

    Attributes:
        key: What the program calls it.
        text: What a person reads.
        badge: An HTTP method before the text; may be empty.
        count: A small word after the text, for example a number of errors; may be empty.
        level: The colour of the count.
        modified: Whether a mark says that something in it is not saved.
        tip: Tooltip.
    """

    key: str
    text: str
    badge: str = ""
    count: str = ""
    level: Level | None = None
    modified: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class TabChosen:
    """Another tab is in front."""

    key: str


@dataclass(frozen=True, slots=True)
class TabCloseRequested:
    """A person wants to close a tab, by its cross or the middle button."""

    key: str


class TabBar(QTabBar):
    """Tabs in the look of the window; add and change them with TabInfo only.

    Args:
        closable: Whether tabs have a cross.

    Signals:
        chosen: A TabChosen, also when the program changed the tab.
        close_requested: A TabCloseRequested; whoever hears it closes the tab.
    """

    chosen = Signal(TabChosen)
    close_requested = Signal(TabCloseRequested)

    def __init__(self, name: str, parent: QWidget | None = None, *, closable: bool = False) -> None:
        super().__init__(parent)
        self._closable = closable
        self._hovered = -1
        self._infos: list[TabInfo] = []
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setMouseTracking(True)
        self.currentChanged.connect(self._on_current)

    def add_tab(self, info: TabInfo) -> int:
        """Adds a tab at the end; returns its index."""
        self._infos.append(info)
        index = self.addTab(info.text)
        self._describe(index)
        return index

    def change_tab(self, info: TabInfo) -> None:
        """Changes the tab with the same key."""
        index = self.index_of(info.key)
        if index >= 0 and self._infos[index] != info:
            self._infos[index] = info
            self.setTabText(index, info.text)
            self._describe(index)

    def remove_tab(self, key: str) -> None:
        """Takes a tab away; an unknown key is ignored."""
        index = self.index_of(key)
        if index >= 0:
            del self._infos[index]
            self._hovered = -1
            self.removeTab(index)

    def tabs(self) -> tuple[TabInfo, ...]:
        """All tabs in order."""
        return tuple(self._infos)

    def index_of(self, key: str) -> int:
        """Where the tab is, -1 where there is none."""
        return next((index for index, info in enumerate(self._infos) if info.key == key), -1)

    def current_key(self) -> str:
        """The tab in front, empty without tabs."""
        index = self.currentIndex()
        return self._infos[index].key if 0 <= index < len(self._infos) else ""

    def set_current(self, key: str) -> None:
        """Brings a tab to the front."""
        index = self.index_of(key)
        if index >= 0:
            self.setCurrentIndex(index)

    def announce(self, chosen: TabChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def announce_close(self, request: TabCloseRequested) -> None:
        """Tells who listens; the typed door to the signal."""
        self.close_requested.emit(request)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its parts, up to a limit."""
        return QSize(min(round(_WIDEST * current_zoom()), self._content_width(index)), self._height())

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        """Tabs that stay give up some of their air where room is scarce; tabs that can be closed scroll."""
        hint = self.tabSizeHint(index)
        return hint if self._closable else QSize(hint.width() - 2 * (SPACE_M - SPACE_XS), hint.height())

    def sizeHint(self) -> QSize:
        """One line, also without tabs."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(super().minimumSizeHint().width(), self._height())

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Closes with the middle button or on the cross, chooses elsewhere."""
        index = self.tabAt(event.position().toPoint())
        middle = event.button() is Qt.MouseButton.MiddleButton
        left = event.button() is Qt.MouseButton.LeftButton
        on_cross = left and self._on_cross(index, event.position().toPoint())
        if index >= 0 and self._closable and (middle or on_cross):
            self.announce_close(TabCloseRequested(self._infos[index].key))
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse."""
        super().mouseMoveEvent(event)
        self._hovered = self.tabAt(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the mouse."""
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints all tabs, none of them under the buttons that scroll the bar."""
        painter = QPainter(self)
        scrollers = [button.x() for button in self.findChildren(QToolButton) if button.isVisible()]
        painter.setClipRect(0, 0, min(scrollers, default=self.width()), self.height())
        for index in range(len(self._infos)):
            self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        theme, info = current_theme(), self._infos[index]
        rect = QRectF(self.tabRect(index))
        current, hovered = index == self.currentIndex(), index == self._hovered
        if hovered and not current:
            fill_rounded(painter, rect.adjusted(2, 4, -2, -5), theme.color(Token.HOVER), RADIUS_SMALL)
        air = self._air(index, rect)
        left = rect.left() + air
        right = rect.right() - (air if not self._closable else SPACE_S + icon_size(ICON - 2))
        if info.badge:
            painter.setFont(method_font())
            width = QFontMetrics(method_font()).horizontalAdvance(info.badge)
            paint_method(painter, QRectF(left, rect.top(), width, rect.height()), info.badge)
            left += width + SPACE_S
        right -= self._paint_count(painter, info, right, rect)
        font = words_font()
        text = short_path(info.text, QFontMetrics(font), int(right - left) + 1)
        painter.setFont(font)
        painter.setPen(theme.color(Token.TEXT if current or hovered else Token.TEXT_MUTED))
        painter.drawText(QRectF(left, rect.top(), right - left + 1, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
        self._paint_end(painter, index, rect)
        if current:
            line = QRectF(rect.left() + air, rect.bottom() - 1.5, rect.width() - 2 * air, 2)
            fill_rounded(painter, line, theme.color(Token.ACCENT), 1)
            if self.hasFocus():
                focus_ring(painter, rect.adjusted(2, 3, -2, -4), theme.color(Token.ACCENT), RADIUS_SMALL)

    def _air(self, index: int, rect: QRectF) -> float:
        """What is free at both sides of a tab's words."""
        missing = self.tabSizeHint(index).width() - rect.width()
        return max(SPACE_XS, SPACE_M - max(0.0, missing) / 2)

    def _paint_count(self, painter: QPainter, info: TabInfo, right: float, rect: QRectF) -> float:
        if not info.count:
            return 0
        theme, metrics = current_theme(), QFontMetrics(words_font(SMALL))
        width = max(metrics.horizontalAdvance(info.count) + SPACE_S, metrics.height() + 2)
        height = metrics.height() + 2
        pill = QRectF(right - width, rect.center().y() - height / 2, width, height)
        fill_rounded(painter, pill, theme.color(info.level.soft if info.level else Token.HOVER), height / 2)
        painter.setFont(words_font(SMALL))
        painter.setPen(theme.color(info.level.ink if info.level else Token.TEXT_MUTED))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, info.count)
        return width + SPACE_S

    def _paint_end(self, painter: QPainter, index: int, rect: QRectF) -> None:
        if not self._closable:
            return
        area = self._cross_rect(index)
        shown = index in (self._hovered, self.currentIndex())
        if shown and not (self._infos[index].modified and index != self._hovered):
            paint_icon(painter, area, "cross", Token.TEXT_MUTED)
        elif self._infos[index].modified:
            paint_dot(
                painter, QRectF(area.center().x() - 6, area.center().y() - 6, 12, 12), Level.INFO, current_theme()
            )

    def _cross_rect(self, index: int) -> QRectF:
        rect, edge = QRectF(self.tabRect(index)), icon_size(ICON - 2)
        return QRectF(rect.right() - SPACE_S - edge + 2, rect.center().y() - edge / 2, edge, edge)

    def _on_cross(self, index: int, position: QPoint) -> bool:
        return index >= 0 and self._closable and self._cross_rect(index).adjusted(-4, -4, 4, 4).contains(position)

    def _content_width(self, index: int) -> int:
        if not 0 <= index < len(self._infos):
            return 0
        info = self._infos[index]
        width = QFontMetrics(words_font()).horizontalAdvance(info.text) + 2 * SPACE_M + 2
        if info.badge:
            width += QFontMetrics(method_font()).horizontalAdvance(info.badge) + SPACE_S
        if info.count:
            metrics = QFontMetrics(words_font(SMALL))
            pill = max(metrics.horizontalAdvance(info.count) + SPACE_S, metrics.height() + 2)
            width += pill + SPACE_S
        if self._closable:
            width += icon_size(ICON - 2) + SPACE_XS
        return width

    def _height(self) -> int:
        return round(_HEIGHT * current_zoom())

    def _describe(self, index: int) -> None:
        info = self._infos[index]
        words = [info.badge, info.text, info.count, "modified" if info.modified else ""]
        self.setAccessibleTabName(index, " ".join(word for word in words if word))
        self.setTabToolTip(index, info.tip)
        # A changed text makes QTabBar lay its tabs out again; a changed count or badge must do so as well.
        self.setTabText(index, f"{info.text} ")
        self.setTabText(index, info.text)
        self.update()

    def _on_current(self, index: int) -> None:
        if 0 <= index < len(self._infos):
            self.announce(TabChosen(self._infos[index].key))


class TabPages(QWidget):
    """A tab bar over a stack of pages.

    Signals:
        chosen: A TabChosen.
    """

    chosen = Signal(TabChosen)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = TabBar(name, self)
        self._stack = QStackedWidget(self)
        self._pages: dict[str, QWidget] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(_Underlined(self.bar, self))
        layout.addWidget(self._stack, 1)
        self.bar.chosen.connect(self._on_chosen)

    def add_page(self, info: TabInfo, page: QWidget) -> None:
        """Adds a page; the stack becomes its parent."""
        self._pages[info.key] = page
        self._stack.addWidget(page)
        self.bar.add_tab(info)
        if len(self._pages) == 1:
            self._stack.setCurrentWidget(page)

    def page(self, key: str) -> QWidget:
        """The page with this key."""
        return self._pages[key]

    def current_key(self) -> str:
        """The page in front."""
        return self.bar.current_key()

    def show_tab(self, key: str, *, shown: bool) -> None:
        """Offers a page, or hides its tab; the first one comes to the front where it was that one."""
        index = self.bar.index_of(key)
        if not shown and self.bar.currentIndex() == index:
            self.bar.setCurrentIndex(0)
        self.bar.setTabVisible(index, shown)

    def set_current(self, key: str) -> None:
        """Brings a page to the front."""
        self.bar.set_current(key)

    def announce(self, chosen: TabChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def _on_chosen(self, chosen: TabChosen) -> None:
        page = self._pages.get(chosen.key)
        if page is not None:
            self._stack.setCurrentWidget(page)
            self.announce(chosen)


class _Underlined(QWidget):
    """Holds a tab bar on a hairline."""

    def __init__(self, bar: TabBar, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_XS, 0, SPACE_L, 0)
        layout.addWidget(bar)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the hairline under the tabs."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, current_theme().color(Token.BORDER))
