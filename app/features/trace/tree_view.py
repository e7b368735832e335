"""The tree of rows with their bars on one axis; thousands of spans cost what the thirty in view cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.core.trace.axis import Axis, whole_axis
from app.features.trace.bars_view import AxisHeader, RowDelegate, bar_area
from app.features.trace.rows_model import BAR, NAME, TIME, TimelineModel
from app.ui.properties import is_restyled
from app.ui.theme import Level, current_zoom
from app.ui.tree import AnyIndex, Tree

if TYPE_CHECKING:
    from app.core.trace.timeline import Timeline

_INDENT: Final = 12
_NAMES: Final = (220, 400)
_SHARE: Final = 0.42
"""The least and the largest width of the names, and their share of the whole until a person chooses another."""
_TIMES: Final = 72
_STEP: Final = 1.5
_OPENED: Final = 600
"""Rows that are opened by themselves; of a larger trace only what is near the top."""


@dataclass(frozen=True, slots=True)
class TraceRowChosen:
    """A row became the current one."""

    key: str


@dataclass(frozen=True, slots=True)
class AxisChanged:
    """Another stretch of time is in view."""

    axis: Axis


class TraceTree(Tree):
    """Rows, durations and bars; the axis can be zoomed and moved.

    + and - zoom, 0 shows all, Enter or a double click zooms to the current row, Shift with the arrows moves.

    Signals:
        chosen: A TraceRowChosen.
        axis_changed: An AxisChanged.
    """

    chosen = Signal(TraceRowChosen)
    axis_changed = Signal(AxisChanged)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Spans of the request", parent, _INDENT)
        self.setObjectName("traceTree")
        self.timeline_model = TimelineModel(self)
        self.axis = whole_axis(0.0)
        self._dragged_from: float | None = None
        self._was_sized = self._fitting = False
        self._head = AxisHeader(self)
        self._rows = RowDelegate(self)
        self.setHeader(self._head)
        self.setModel(self.timeline_model)
        self.setItemDelegate(self._rows)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.activated.connect(self._activate)
        header = self.header()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(TIME, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)
        self._size_columns()
        header.sectionResized.connect(self._note_size)

    def show_timeline(self, timeline: Timeline) -> None:
        """Shows other rows, and of their axis what is worth seeing first."""
        whole = whole_axis(timeline.length_ms)
        start, length = timeline.first_view()
        self.set_axis(whole if length >= timeline.length_ms else whole.around(start, length))
        self.timeline_model.set_timeline(timeline)
        self._open()

    def update_timeline(self, timeline: Timeline) -> None:
        """Shows what has become of the same rows; the part of the axis in view stays, unless all of it was."""
        self.set_axis(self.axis.of_length(timeline.length_ms))
        self.timeline_model.set_timeline(timeline)
        self._open()

    def set_filter(self, text: str) -> None:
        """Leaves only what fits; the current row stays current where it fits, else the first that does becomes it."""
        key, model = self.current_key(), self.timeline_model
        model.set_filter(text)
        self._open()
        keys = model.hit_keys()
        self.select(key if key in keys else next(iter(keys), ""))

    def current_key(self) -> str:
        """The key of the current row, empty without one."""
        row = self.timeline_model.row(self.currentIndex())
        return row.key if row is not None else ""

    def select(self, key: str) -> bool:
        """Makes a row the current one and scrolls to it; False where it is not shown."""
        index = self.timeline_model.index_of(key)
        if not index.isValid():
            return False
        parent = index.parent()
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()
        self.setCurrentIndex(index)
        self._scroll_to(index)
        return True

    def show_current(self) -> None:
        """Scrolls to the current row from the top: no farther than it takes."""
        self.scrollToTop()
        self._scroll_to(self.currentIndex())

    def select_hit(self) -> bool:
        """Goes to the next row that the filter asks for, from the current one on; False where there is none."""
        keys, current = self.timeline_model.hit_keys(), self.current_key()
        after = keys[keys.index(current) + 1 :] if current in keys else keys
        return self.select(next(iter((*after, *keys)), ""))

    # The axis

    def set_axis(self, axis: Axis) -> None:
        """Shows another stretch of time."""
        self.axis = self._head.axis = self._rows.axis = axis
        self.viewport().update()
        self.header().viewport().update()
        self.announce_axis(AxisChanged(axis))

    def zoom_in(self) -> None:
        """Nearer, around the middle."""
        self.set_axis(self.axis.zoomed(_STEP))

    def zoom_out(self) -> None:
        """Farther, around the middle."""
        self.set_axis(self.axis.zoomed(1 / _STEP))

    def zoom_fit(self) -> None:
        """All of it."""
        self.set_axis(self.axis.fitted())

    def zoom_to_current(self) -> None:
        """The current row fills the axis; a second time all of it is shown again."""
        row = self.timeline_model.row(self.currentIndex())
        if row is not None:
            near = self.axis.around(row.start_ms, row.duration_ms)
            self.set_axis(self.axis.fitted() if near == self.axis else near)

    def announce(self, chosen: TraceRowChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def announce_axis(self, changed: AxisChanged) -> None:
        """Tells who listens; the typed door to the signal."""
        self.axis_changed.emit(changed)

    # Qt

    def level_of(self, index: AnyIndex) -> Level | None:
        """Red behind what failed."""
        row = self.timeline_model.row(index)
        return Level.ERROR if row is not None and row.failed else None

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Tells of another row."""
        super().currentChanged(current, previous)
        row = self.timeline_model.row(current)
        if row is not None:
            self.announce(TraceRowChosen(row.key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zooms and moves the axis; everything else is a tree's."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        move = {Qt.Key.Key_Left: -0.2, Qt.Key.Key_Right: 0.2}.get(Qt.Key(event.key()), 0.0) if shift else 0.0
        acts = {"+": self.zoom_in, "=": self.zoom_in, "-": self.zoom_out, "0": self.zoom_fit}
        if move:
            self.set_axis(self.axis.moved(move * self.axis.length))
        elif event.text() in acts and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            acts[event.text()]()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.zoom_to_current()
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the mouse, Shift moves; the wheel alone scrolls."""
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if turns and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_axis(self.axis.zoomed(_STEP**turns, self._moment(event.position())))
        elif turns and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_axis(self.axis.moved(-0.2 * turns * self.axis.length))
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the axis."""
        on_bars = self.columnAt(round(event.position().x())) == BAR
        left = event.button() is Qt.MouseButton.LeftButton
        self._dragged_from = self._moment(event.position()) if on_bars and left and not self.axis.is_whole else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the axis with the mouse."""
        if self._dragged_from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.set_axis(self.axis.moved(self._dragged_from - self._moment(event.position())))
        else:
            super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the names their share."""
        super().resizeEvent(event)
        self._size_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom of the window."""
        super().changeEvent(event)
        if is_restyled(event):
            self._size_columns()

    def _scroll_to(self, index: AnyIndex) -> None:
        """So that the first row in view is a whole one."""
        self.scrollTo(index)
        bar, height = self.verticalScrollBar(), self.rowHeight(index)
        beyond = bar.value() % height if height > 0 else 0
        if beyond:
            bar.setValue(bar.value() + height - beyond)

    def _moment(self, position: QPointF) -> float:
        column = QRectF(self.columnViewportPosition(BAR), 0, self.columnWidth(BAR), 1)
        area = bar_area(column)
        return self.axis.begin + (position.x() - area.left()) / max(1.0, area.width()) * self.axis.length

    def _activate(self, _index: QModelIndex) -> None:
        self.zoom_to_current()

    def _size_columns(self) -> None:
        zoom = current_zoom()
        self.header().resizeSection(TIME, round(_TIMES * zoom))
        if not self._was_sized:
            self._fitting = True
            least, most = _NAMES
            self.header().resizeSection(NAME, round(min(most * zoom, max(least * zoom, _SHARE * self.width()))))
            self._fitting = False

    def _note_size(self, section: int, _before: int, _now: int) -> None:
        self._was_sized = self._was_sized or (section == NAME and not self._fitting)

    def _open(self) -> None:
        """Opens rows from the top, breadth first, until there are many; the client's phases stay closed."""
        waiting, opened = [QModelIndex()], 0
        while waiting and opened < _OPENED:
            parent = waiting.pop(0)
            count = self.timeline_model.rowCount(parent)
            opened += count
            row = self.timeline_model.row(parent)
            if row is not None and row.key != "client":
                self.expand(parent)
            children = (self.timeline_model.index(place, 0, parent) for place in range(count))
            waiting += [child for child in children if self.timeline_model.hasChildren(child)]
