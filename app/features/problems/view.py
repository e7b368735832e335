"""The list of problems (objectName `problemTable`) and, beside it, the place of the one that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.spec.problems import Severity
from app.ui.buttons import Button, ButtonVariant
from app.ui.code.editor import CodeError
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import SPACE_M, SPACE_XS
from app.ui.page_layout import lay_out_page
from app.ui.search_field import SearchChanged, SearchField
from app.ui.splitter import Splitter
from app.ui.table_model import Cell, CellFace, Column, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.problems.presenter import ProblemRow, ProblemsPresenter, Shown

_NOTHING = EmptyText(
    "check-circle", "No problems", "What is wrong with the open document is listed here with its place."
)
_LEVELS = {Severity.ERROR: Level.ERROR, Severity.WARNING: Level.WARN}


class ProblemsView(QWidget):
    """Filter, table, and the source text."""

    def __init__(self, presenter: ProblemsPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._filter = SearchField("Show only problems with these words", self)
        self._filter.setObjectName("problemFilter")
        self._filter.changed.connect(self._narrow)
        self._summary = Label("", TextRole.MUTED, self)
        self._copy = Button("Copy all", ButtonVariant.LINK, "copy", self)
        self._copy.clicked.connect(self._copy_all)
        self._model: RowTableModel[ProblemRow] = RowTableModel(_columns(), self)
        self._table = TableView("Problems of the document", self)
        self._table.setObjectName("problemTable")
        self._table.show_model(self._model)
        self._table.set_empty_text("No problem contains these words.")
        self._table.chosen.connect(self._chosen)
        self._source = _SourceText(self)
        self._split = Splitter(Qt.Orientation.Horizontal, self)
        self._split.addWidget(self._table)
        self._split.addWidget(self._source)
        self._source.hide()
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._split)
        self._stack.addWidget(EmptyState(_NOTHING, self))
        lay_out_page(self, (self._filter, self._summary, self._copy), self._stack)
        presenter.listen(self)
        self.on_problems()

    def on_problems(self) -> None:
        """Shows the problems as they are known now."""
        some = bool(self._presenter.rows())
        self._model.set_rows(self._presenter.rows(self._filter.text()))
        self._summary.setText(self._presenter.summary())
        for control in (self._filter, self._copy):
            control.setVisible(some)
        self._stack.setCurrentIndex(0 if some else 1)

    def on_shown(self, shown: Shown) -> None:
        """Shows a place in its text."""
        self._source.setVisible(shown.row is not None)
        self._source.show_place(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies the current row."""
        row = self._model.row(self._table.currentIndex())
        if event.matches(QKeySequence.StandardKey.Copy) and row is not None:
            QGuiApplication.clipboard().setText(row.copied())
        else:
            super().keyPressEvent(event)

    def _narrow(self, event: SearchChanged) -> None:
        self._model.set_rows(self._presenter.rows(event.text))

    def _chosen(self, event: RowChosen) -> None:
        self._presenter.show(self._model.rows()[event.row])

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(row.copied() for row in self._model.rows()))


class _SourceText(QWidget):
    """The text of the document at the place of a problem."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ElidedLabel("", TextRole.HINT, self, mode=Qt.TextElideMode.ElideMiddle)
        self._code = CodeView("Source text of the document", self, language=Language.JSON)
        self._code.setObjectName("problemSource")
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_XS, SPACE_M, SPACE_XS)
        head.addWidget(self._words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._code, 1)

    def show_place(self, shown: Shown) -> None:
        """Shows a place, or says why not."""
        row = shown.row
        self._words.setText(shown.words or (row.pointer if row is not None else ""))
        self._code.setVisible(bool(shown.text))
        self._code.set_language(Language.JSON if shown.text.lstrip()[:1] in ("{", "[") else Language.PLAIN)
        self._code.set_text(shown.text)
        if row is not None and shown.line:
            self._code.set_error(CodeError(shown.line, shown.column, row.words))
            self._code.editor.go_to(shown.line, shown.column)


def _columns() -> tuple[Column[ProblemRow], ...]:
    return (
        Column("", _severity, width=90),
        Column("Line", _place, CellFace.DATA, 90),
        Column("What", _words, width=0),
        Column("Where", _pointer, CellFace.DATA, 260, elide=Qt.TextElideMode.ElideMiddle),
    )


def _severity(row: ProblemRow) -> Cell:
    level = _LEVELS.get(row.severity, Level.INFO)
    return Cell(row.severity.value, level, level.icon_name)


def _place(row: ProblemRow) -> Cell:
    return Cell(row.place, muted=True, tip=" ".join(part for part in (row.resource, row.place) if part))


def _pointer(row: ProblemRow) -> Cell:
    return Cell(row.pointer, tip=row.pointer)


def _words(row: ProblemRow) -> Cell:
    return Cell(row.words, tip=row.words)
