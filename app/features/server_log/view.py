"""What the server wrote, newest last, followed while the end is in view (objectName `serverLog`)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.features.server_log.presenter import SHOWN, LogRow
from app.ui.buttons import IconButton
from app.ui.check_box import CheckBox
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.page_layout import lay_out_page
from app.ui.properties import is_restyled
from app.ui.search_field import SearchChanged, SearchField
from app.ui.theme import Level, current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.features.server_log.presenter import ServerLogPresenter


class ServerLogView(QWidget):
    """The log with a filter."""

    def __init__(self, presenter: ServerLogPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._filter = SearchField("Show only lines with these words", self)
        self._filter.setObjectName("logFilter")
        self._filter.changed.connect(self._narrow)
        self._summary = Label("", TextRole.MUTED, self)
        self._summary.setObjectName("logSummary")
        self._others = CheckBox("Other servers too", self)
        self._others.setObjectName("logOthers")
        self._others.setToolTip("Also what other servers wrote that Routeglass runs; each line says whose it is.")
        self._others.toggled.connect(self._show_others)
        clear = IconButton("trash", "Clear the log", self)
        clear.setObjectName("clearLog")
        clear.clicked.connect(self._clear)
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("serverLog")
        self._text.setAccessibleName("Server log")
        self._text.setProperty("data", "true")
        self._text.setReadOnly(True)
        self._text.setUndoRedoEnabled(False)
        self._text.setMaximumBlockCount(SHOWN)
        self._text.document().setDocumentMargin(SPACE_M)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._note = ElidedLabel("", TextRole.MUTED, self)
        self._note.setObjectName("logNote")
        self._note.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        lay_out_page(self, (self._filter, self._summary, self._others, clear), self._note, self._text, right=SPACE_S)
        presenter.listen(self)
        self._filter.setText(presenter.text)
        self._rebuild()
        self.on_source_changed()

    def on_rows(self, rows: tuple[LogRow, ...]) -> None:
        """Adds rows at the end."""
        self._append(rows)

    def on_narrowed(self) -> None:
        """Shows the words that the log is narrowed to."""
        self._filter.setText(self._presenter.text)

    def on_source_changed(self) -> None:
        """Says whose log this is."""
        note = self._presenter.note()
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._text.setPlaceholderText(self._presenter.empty_words())
        self._others.setVisible(self._presenter.has_others())

    def on_other_rows(self) -> None:
        """Shows other lines than before."""
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        """Colours anew."""
        super().changeEvent(event)
        if is_restyled(event) and hasattr(self, "_text"):
            self._rebuild()

    def _narrow(self, event: SearchChanged) -> None:
        self._presenter.narrow(event.text)
        self._rebuild()

    def _rebuild(self) -> None:
        self._text.clear()
        self._append(self._presenter.rows())
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _append(self, rows: tuple[LogRow, ...]) -> None:
        bar = self._text.verticalScrollBar()
        follow, at = bar.value() >= bar.maximum(), bar.value()
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for level, group in groupby(rows, _level_of):
            begin = "" if self._text.document().isEmpty() else "\n"
            cursor.insertText(begin + "\n".join(row.text for row in group), _format(level))
        cursor.endEditBlock()
        bar.setValue(bar.maximum() if follow else at)
        self._text.setPlaceholderText(self._presenter.empty_words())
        self._summary.setText(self._presenter.summary())
        self._others.setVisible(self._presenter.has_others())

    def _show_others(self, checked: bool) -> None:  # noqa: FBT001 - the signature is Qt's
        self._presenter.show_others(on=checked)

    def _clear(self) -> None:
        self._presenter.clear()
        self._rebuild()


def _level_of(row: LogRow) -> Level | None:
    return Level(row.level.value) if row.level is not None else None


def _format(level: Level | None) -> QTextCharFormat:
    ink = QTextCharFormat()
    if level is not None:
        ink.setForeground(current_theme().color(level.ink))
    return ink
