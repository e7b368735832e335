"""The exchange on one time axis: the client's phases, and below them the server's stages where it told them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.exchange.words import duration_words
from app.ui.fonts import SMALL, data_font, words_font
from app.ui.labels import Label, TextRole
from app.ui.metrics import GRID, ROW_HEIGHT, SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, hairline
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from app.core.exchange.travel_words import Fact
    from app.features.response.presenter import ResponsePresenter
    from app.features.response.timing import TimingRow

_NAME_WIDTH: Final = 164
_TIME_WIDTH: Final = 72
_BAR_HEIGHT: Final = 10
_TICKS: Final = 4
_TICK_WIDTH: Final = 64


class TimingChart(QWidget):
    """The painted waterfall."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TimingRow, ...] = ()
        self._total = 1.0
        self.setObjectName("timingChart")

    def set_rows(self, rows: tuple[TimingRow, ...], total_ms: float) -> None:
        """Shows other bars on an axis of `total_ms`."""
        self._rows = rows
        self._total = max(total_ms, 0.001)
        words = ", ".join(f"{row.name} {duration_words(row.duration_ms)}" for row in rows)
        self.setAccessibleName(f"Timing: {words}" if words else "Timing: nothing sent yet")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line per bar and the axis."""
        return QSize(320, round((len(self._rows) + 1) * ROW_HEIGHT * current_zoom()) + 2 * SPACE_M)

    def minimumSizeHint(self) -> QSize:
        """Lines are never squeezed."""
        return QSize(240, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follows theme and zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints axis and bars."""
        if not self._rows:
            return
        painter = QPainter(self)
        left = SPACE_L + _NAME_WIDTH * current_zoom()
        area = QRectF(
            left, SPACE_M, max(40.0, self.width() - left - SPACE_L - _TIME_WIDTH * current_zoom()), self.height()
        )
        self._paint_axis(painter, area)
        for index, row in enumerate(self._rows):
            self._paint_row(painter, area, row, index)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        theme = current_theme()
        painter.setFont(data_font(SMALL))
        height = ROW_HEIGHT * current_zoom()
        bottom = area.top() + height * (len(self._rows) + 1)
        ticks = next(count for count in (_TICKS, 2, 1) if count == 1 or area.width() / count >= _TICK_WIDTH)
        for tick in range(ticks + 1):
            x = round(area.left() + area.width() * tick / ticks)
            hairline(painter, QPointF(x, area.top() + height - GRID), QPointF(x, bottom), theme.color(Token.BORDER))
            painter.setPen(theme.color(Token.TEXT_MUTED))
            box = QRectF(x - 50, area.top(), 100, height - SPACE_S)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, duration_words(self._total * tick / ticks))

    def _paint_row(self, painter: QPainter, area: QRectF, row: TimingRow, index: int) -> None:
        theme = current_theme()
        height = ROW_HEIGHT * current_zoom()
        top = area.top() + height * (index + 1)
        font = words_font()
        painter.setFont(font)
        painter.setPen(theme.color(Token.TEXT))
        indent = SPACE_L + (SPACE_M if row.server else 0)
        name = QFontMetrics(font).elidedText(row.name, Qt.TextElideMode.ElideRight, int(area.left() - indent - SPACE_S))
        painter.drawText(QRectF(indent, top, area.left() - indent, height), Qt.AlignmentFlag.AlignVCenter, name)
        scale = area.width() / self._total
        bar = QRectF(
            area.left() + row.start_ms * scale,
            top + (height - _BAR_HEIGHT) / 2,
            max(2.0, row.duration_ms * scale),
            _BAR_HEIGHT,
        )
        fill_rounded(painter, bar, theme.color(Token.INFO if row.server else Token.ACCENT), 3)
        painter.setFont(data_font(SMALL))
        painter.setPen(theme.color(Token.TEXT_MUTED))
        box = QRectF(area.right() + SPACE_S, top, self.width() - area.right() - SPACE_S - SPACE_M, height)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, duration_words(row.duration_ms)
        )


class TravelFacts(QWidget):
    """How it travelled, a line for each fact (objectName `travelFacts`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[QWidget] = []
        self._shown: tuple[Fact, ...] = ()
        self.setObjectName("travelFacts")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        self._grid.setHorizontalSpacing(SPACE_M)
        self._grid.setVerticalSpacing(SPACE_XS)
        self._grid.setColumnStretch(1, 1)
        take_any_width(self)

    def set_facts(self, facts: tuple[Fact, ...]) -> None:
        """Shows other facts."""
        if facts == self._shown:
            return
        self._shown = facts
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for line, fact in enumerate(facts):
            name = Label(fact.name, TextRole.MUTED, self)
            role = TextRole.ERROR if fact.danger else TextRole.BODY
            words = Label(fact.words, role, self, wrap=True, selectable=True)
            take_any_width(words)
            self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, line, 1)
            self._labels += [name, words]
        self.setAccessibleName(", ".join(f"{fact.name}: {fact.words}" for fact in facts))


class TimingView(QScrollArea):
    """The waterfall of the tab in front, and how it travelled."""

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._chart = TimingChart()
        self._facts = TravelFacts()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._chart)
        layout.addWidget(self._facts)
        layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.refresh()

    def refresh(self) -> None:
        """Shows the tab in front as it is now."""
        rows = self._presenter.timing()
        total = max((row.start_ms + row.duration_ms for row in rows), default=0.0)
        self._chart.set_rows(rows, total)
        self._facts.set_facts(self._presenter.facts())
