"""The lab (objectName `labView`): what shall be sent, what is said of a run, and its lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.lab.model import PieceKind
from app.features.lab.chart_view import Axis, LaneChart, LanePointed, LegendMark
from app.features.lab.plan_view import PlanView
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.combo import ComboBox
from app.ui.empty_state import EmptyState, EmptyText, with_step
from app.ui.flow import FlowLayout
from app.ui.following import FollowingView
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.messages import MessageList, PinnedMessage
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.scrolling import ScrollingArea
from app.ui.splitter import Splitter
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.lab.presenter import LabPresenter, RunShown
    from app.ui.messages import MessageAction

_CLOCK_MS: Final = 150
_PLAN_WIDTH: Final = 300
_ROOM_AHEAD: Final = 1.15
"""While a run grows its axis is so much longer, so that it is not drawn anew with every picture."""

_NO_TABS = EmptyText("pulse", "Nothing to send yet", "Open an operation; here it can be sent many times at once.")
_NO_RUN = EmptyText(
    "pulse",
    "Send several at once",
    "Each request gets a lane: who is served side by side, and who waits for the event loop or for a thread.",
)
_UNTOLD = "This server tells nothing of its inside: the lanes show what the client knows."


class LabView(FollowingView):
    """Plan at the left, results at the right."""

    def __init__(self, presenter: LabPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        presenter.setParent(self)
        self.setObjectName("labView")
        self._plan = PlanView(presenter, self)
        self._runs = self._combo("labRuns", "Run in view")
        self._runs.activated.connect(self._choose)
        self._against = self._combo("labAgainst", "Run to compare with")
        self._against.activated.connect(self._compare)
        self._csv = self._link("labCopyCsv", "Copy as CSV")
        self._csv.clicked.connect(self._copy_csv)
        self._json = self._link("labCopyJson", "Copy as JSON")
        self._json.clicked.connect(self._copy_json)
        self._clear = IconButton("trash", "Forget all runs", self)
        self._clear.setObjectName("labForget")
        self._clear.clicked.connect(presenter.forget)
        self._told = MessageList(self)
        self._progress = Label("", TextRole.MUTED, self)
        self._progress.setObjectName("labProgress")
        self._untold = Label(_UNTOLD, TextRole.MUTED, self, wrap=True)
        self._legend = FlowLayout(spacing=SPACE_M)
        self._marks = {kind: LegendMark(kind, self) for kind in PieceKind}
        for mark in self._marks.values():
            self._legend.addWidget(mark)
        self._charts = tuple(self._chart(name) for name in ("labLanes", "labLanesBefore"))
        self._heads = tuple(ElidedLabel("", TextRole.MUTED, self) for _ in self._charts)
        self._detail = ElidedLabel("", TextRole.DATA_MUTED, self)
        self._detail.setObjectName("labDetail")
        self._results = QStackedWidget(self)
        self._nothing = EmptyState(_NO_RUN, self)
        self._nothing.action_triggered.connect(self._take_step)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._draw)
        self._lay_out()
        presenter.listen(self.follow)
        self.refresh()

    def shown(self) -> RunShown | None:
        """The run in view."""
        return self._presenter.chosen

    def refresh(self) -> None:
        """Shows plan and runs as they are now."""
        self._plan.refresh()
        runs = self._presenter.runs()
        has_tabs = bool(self._presenter.rows())
        self._plan.setVisible(has_tabs or bool(runs))
        self._nothing.set_content(self._words_for_nothing(has_tabs=has_tabs))
        self._results.setCurrentIndex(1 if runs else 0)
        self._fill_combos(runs)
        self._told.set_messages(
            tuple(
                PinnedMessage(Level(told.level.value), told.words, object_name="labSentence")
                for told in self._presenter.told()
            )
        )
        progress = self._presenter.progress()
        self._progress.setText(progress)
        self._progress.setVisible(bool(progress))
        self._untold.setVisible(self._presenter.untold())
        self._show_legend(self._presenter.kinds())
        self._draw()
        if self._presenter.is_running and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _draw(self) -> None:
        shown = (self._presenter.chosen, self._presenter.against)
        now = self._presenter.elapsed_ms()
        ends = [run.total_ms for run in shown if run is not None]
        running = any(run.running for run in shown if run is not None)
        total = max([*ends, now * _ROOM_AHEAD if running else 0.0], default=0.0)
        both = shown[1] is not None
        axis = Axis(total, now, named=any(run.several for run in shown if run is not None))
        for head, chart, run in zip(self._heads, self._charts, shown, strict=True):
            chart.setVisible(run is not None)
            head.setVisible(run is not None and both)
            if run is not None:
                head.setText(run.title)
                chart.show_run(run, axis)
        if not self.isVisible():
            self._clock.stop()

    def _words_for_nothing(self, *, has_tabs: bool) -> EmptyText:
        if has_tabs:
            return _NO_RUN
        step = self._presenter.next_step
        return _NO_TABS if step is None else with_step(_NO_TABS, "labOpen", step.words, sends=step.sends)

    def _take_step(self, _action: MessageAction) -> None:
        self._presenter.take_step()

    def _fill_combos(self, runs: tuple[RunShown, ...]) -> None:
        chosen, against = self._presenter.chosen, self._presenter.against
        _fill(self._runs, [(run.title, run.number) for run in runs], chosen.number if chosen else None)
        others = [(f"beside {run.title}", run.number) for run in runs if chosen is None or run.number != chosen.number]
        _fill(self._against, [("beside no other run", None), *others], against.number if against else None)
        self._against.setVisible(len(runs) > 1)
        done = bool(runs)
        for button in (self._csv, self._json, self._clear):
            button.setEnabled(done and not self._presenter.is_running)

    def _show_legend(self, kinds: tuple[PieceKind, ...]) -> None:
        for kind, mark in self._marks.items():
            mark.setVisible(kind in kinds)

    def _choose(self, index: int) -> None:
        self._presenter.choose(int(self._runs.itemData(index)))

    def _compare(self, index: int) -> None:
        number = self._against.itemData(index)
        self._presenter.set_against(None if number is None else int(number))

    def _copy_csv(self) -> None:
        QGuiApplication.clipboard().setText(self._presenter.csv())

    def _copy_json(self) -> None:
        QGuiApplication.clipboard().setText(self._presenter.json())

    def _point(self, pointed: LanePointed) -> None:
        self._detail.setText(pointed.words)

    def _chart(self, object_name: str) -> LaneChart:
        chart = LaneChart(self)
        chart.setObjectName(object_name)
        chart.pointed.connect(self._point)
        return chart

    def _combo(self, object_name: str, name: str) -> ComboBox:
        combo = ComboBox(self)
        combo.setObjectName(object_name)
        combo.setAccessibleName(name)
        combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(14)
        return combo

    def _link(self, object_name: str, text: str) -> Button:
        button = Button(text, ButtonVariant.LINK, "copy", self)
        button.setObjectName(object_name)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, 0)
        head.setSpacing(SPACE_S)
        head.addWidget(self._runs, 2)
        head.addWidget(self._against, 2)
        head.addStretch(1)
        for button in (self._csv, self._json, self._clear):
            head.addWidget(button)
        area = self._make_area()
        self._detail.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        done = QWidget(self)
        column = QVBoxLayout(done)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addWidget(self._detail)
        self._results.addWidget(self._nothing)
        self._results.addWidget(done)
        split = Splitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self._plan)
        split.addWidget(self._results)
        split.setStretchFactor(1, 1)
        split.setSizes([_PLAN_WIDTH, 3 * _PLAN_WIDTH])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    def _make_area(self) -> ScrollingArea:
        """Words and lanes, scrolled together: the drawer may be low."""
        content = QWidget(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        said = QVBoxLayout()
        said.setContentsMargins(SPACE_M, SPACE_XS, SPACE_M, SPACE_XS)
        said.setSpacing(SPACE_XS)
        said.addWidget(self._progress)
        said.addWidget(self._told)
        said.addWidget(self._untold)
        said.addLayout(self._legend)
        inner.addLayout(said)
        for caption, chart in zip(self._heads, self._charts, strict=True):
            line = QVBoxLayout()
            line.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
            line.addWidget(caption)
            inner.addLayout(line)
            inner.addWidget(chart)
        inner.addStretch(1)
        area = ScrollingArea(self)
        area.hold(content)
        return area


def _fill(combo: ComboBox, items: list[tuple[str, int | None]], current: int | None) -> None:
    """Offers other items; nothing is told, and an open list is not disturbed without need."""
    there = [(combo.itemText(index), combo.itemData(index)) for index in range(combo.count())]
    if there != items:
        combo.clear()
        for text, number in items:
            combo.addItem(text, number)
    index = next((index for index, (_, number) in enumerate(items) if number == current), 0)
    combo.setCurrentIndex(index)
    combo.setToolTip(combo.currentText())
