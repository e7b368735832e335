"""The page of the event loop: the live strip, what held the loop up, and all about one block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.features.event_loop.details_view import BlockDetails, LinkPressed
from app.features.event_loop.strip_view import LoopStrip, MarkPressed
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.splitter import Splitter
from app.ui.table_model import Cell, CellFace, Column, RowLook, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from app.core.trace.loop import LoopBlock
    from app.features.event_loop.presenter import BlockRow, EventLoopPresenter

_FOREIGN = EmptyText(
    "pulse",
    "This server does not tell about its event loop",
    "Routeglass sees the loop of the Bookstore and of a FastAPI app that it runs itself. Open your app from its "
    "folder to see what holds it up.",
)
_CALM = "Nothing has held the event loop up."
_WHAT = (
    "One thread, the event loop, serves all requests of an async server. Code that sleeps or computes there makes "
    "everybody wait. Whatever does so for 50 ms or more is listed here with its request, file and line."
)


class EventLoopView(QWidget):
    """Values, strip, list and details."""

    def __init__(self, presenter: EventLoopPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._selected: LoopBlock | None = None
        self._values = ElidedLabel("", TextRole.MUTED, self)
        self._values.setObjectName("loopValues")
        self._pause = IconButton("pause", "Pause the strip", self, checkable=True)
        self._pause.setObjectName("pauseLoop")
        self._pause.toggled.connect(self._turn)
        self._clear = IconButton("trash", "Clear strip and list", self)
        self._clear.setObjectName("clearLoop")
        self._clear.clicked.connect(presenter.clear)
        self._strip = LoopStrip(presenter, self)
        self._strip.pressed.connect(self._mark_pressed)
        self._model: RowTableModel[BlockRow] = RowTableModel(_columns(), self, _look)
        self._table = TableView("What held the event loop up, newest first", self)
        self._table.setObjectName("blockTable")
        self._table.show_model(self._model)
        self._table.chosen.connect(self._chosen)
        self._details = BlockDetails(self)
        self._details.pressed.connect(self._follow)
        self._calm = QWidget(self)
        self._lesson = Button("Send GET /lab/blocking", ButtonVariant.PRIMARY, "play", self._calm)
        self._lesson.setObjectName("tryBlocking")
        self._lesson.clicked.connect(presenter.try_lesson)
        self._foreign = EmptyState(_FOREIGN, self)
        self._lay_out()
        presenter.listen(self)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, 0)
        head.setSpacing(SPACE_XS)
        head.addWidget(self._values, 1)
        head.addWidget(self._pause)
        head.addWidget(self._clear)
        self._both = Splitter(Qt.Orientation.Horizontal, self)
        self._both.addWidget(self._table)
        self._both.addWidget(self._details)
        self._both.setStretchFactor(0, 3)
        self._both.setStretchFactor(1, 2)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._both)
        self._stack.addWidget(self._calm)
        self._stack.addWidget(self._foreign)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._strip)
        layout.addWidget(self._stack, 1)

        # Beside the strip a usual drawer has no height left for more than a few lines.
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        words.addWidget(Label(_CALM, TextRole.TITLE, self._calm))
        words.addWidget(Label(_WHAT, TextRole.MUTED, self._calm, wrap=True))
        calm = QHBoxLayout(self._calm)
        calm.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        calm.setSpacing(SPACE_L)
        calm.addLayout(words, 1)
        calm.addWidget(self._lesson)
        calm.setAlignment(words, Qt.AlignmentFlag.AlignTop)
        calm.setAlignment(self._lesson, Qt.AlignmentFlag.AlignTop)

    @property
    def strip(self) -> LoopStrip:
        """The live strip."""
        return self._strip

    @property
    def table(self) -> TableView:
        """The list of blocks."""
        return self._table

    def rows(self) -> tuple[BlockRow, ...]:
        """The blocks as listed."""
        return tuple(self._model.rows())

    def showEvent(self, event: QShowEvent) -> None:
        """Lets the loop be measured."""
        super().showEvent(event)
        self._presenter.watch(on=True)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets the server rest."""
        super().hideEvent(event)
        self._presenter.watch(on=False)

    def refresh(self) -> None:
        """Shows everything as it is known now."""
        self.on_source()
        self.on_sampled()
        self.on_blocks()

    # What the presenter tells

    def on_sampled(self) -> None:
        """Shows the newest values."""
        if self.isVisible() and not self._presenter.paused:
            self._values.setText(f"Loop {self._presenter.lag()}  ·  worker threads {self._presenter.pool()}")

    def on_blocks(self) -> None:
        """Lists the blocks anew; the selected one stays selected."""
        rows, selected = self._presenter.rows(), self._selected
        self._model.set_rows(rows)
        self._pause.setChecked(self._presenter.paused)
        self._turn_page()
        index = next((index for index, row in enumerate(rows) if selected and row.block.is_same(selected)), 0)
        self._select(rows[index].block if rows else None)
        if rows:
            self._table.select_row(index)

    def on_source(self) -> None:
        """Says what this place is for."""
        self._lesson.setVisible(self._presenter.has_lesson)
        for part in (self._strip, self._values, self._pause, self._clear):
            part.setVisible(not self._presenter.is_foreign)
        self._turn_page()

    def _turn_page(self) -> None:
        rest = self._both if self._model.rows() else self._calm
        self._stack.setCurrentWidget(self._foreign if self._presenter.is_foreign else rest)

    # What a person does

    def _turn(self) -> None:
        on = self._pause.isChecked()
        self._presenter.pause(on=on)
        self._pause.set_icon_name("play" if on else "pause")
        self._pause.set_name("Let the strip go on" if on else "Pause the strip")
        self._strip.settle()

    def _chosen(self, event: RowChosen) -> None:
        block = self._model.rows()[event.row].block
        self._select(block)
        if event.activated:
            self._presenter.open_request(block)

    def _mark_pressed(self, event: MarkPressed) -> None:
        rows = self._model.rows()
        index = next((index for index, row in enumerate(rows) if row.block.is_same(event.block)), -1)
        self._table.select_row(index)

    def _select(self, block: LoopBlock | None) -> None:
        self._selected = block
        self._strip.select(block)
        self._details.show_details(self._presenter.details(block) if block is not None else None)

    def _follow(self, event: LinkPressed) -> None:
        if event.place is not None:
            self._presenter.open_code(event.place)
        elif self._selected is not None:
            self._presenter.open_request(self._selected)


def _columns() -> tuple[Column[BlockRow], ...]:
    return (
        Column("When", _when, CellFace.DATA, 84),
        Column("Held for", _held, CellFace.DATA, 84, right=True),
        Column("Request", _request, CellFace.DATA, 200),
        Column("Where", _where, CellFace.DATA, 120),
        Column("Waited", _waited, CellFace.DATA, 64, right=True),
        Column("Line", _source, CellFace.DATA, width=0),
    )


def _when(row: BlockRow) -> Cell:
    return Cell(row.when, muted=True)


def _held(row: BlockRow) -> Cell:
    return Cell(row.held, Level.ERROR if row.serious else Level.WARN)


def _request(row: BlockRow) -> Cell:
    return Cell(row.request, tip=row.request)


def _where(row: BlockRow) -> Cell:
    return Cell(row.where, tip=row.block.place.file if row.block.place is not None else "")


def _waited(row: BlockRow) -> Cell:
    return Cell(row.waited)


def _source(row: BlockRow) -> Cell:
    return Cell(row.source, muted=True, tip=row.source)


def _look(row: BlockRow) -> RowLook:
    return RowLook(Level.ERROR if row.block.lasts else None)
