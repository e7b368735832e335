"""The body: pretty, tree, raw or hex; find, copy, save (objectName `bodyView`)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.base.json_types import OMIT
from app.features.response.presenter import BodyMode
from app.ui.buttons import IconButton
from app.ui.code.editor import CodeError
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.json_tree import JsonTree
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl

if TYPE_CHECKING:
    from app.features.response.presenter import ResponsePresenter

_NAMES = {BodyMode.PRETTY: "Pretty", BodyMode.TREE: "Tree", BodyMode.RAW: "Raw", BodyMode.HEX: "Hex"}


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """A body could not be written."""

    where: str
    why: str


class BodyView(QWidget):
    """The body of the tab in front.

    Signals:
        save_failed: A SaveFailed.
    """

    save_failed = Signal(object)

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._mode = BodyMode.PRETTY
        self._dialog: QFileDialog | None = None
        self._modes = SegmentedControl(tuple(Segment(mode.value, name) for mode, name in _NAMES.items()), "Body as")
        self._modes.chosen.connect(self._choose)
        self._problem = Label("", TextRole.WARN, self, wrap=True, selectable=True)
        self._problem.setObjectName("bodyProblem")
        self._text = CodeView("Response body", self)
        self._text.editor.setObjectName("bodyView")
        self._text.save_requested.connect(self._save)
        self._tree = JsonTree("Response body as a tree", self)
        self._empty = EmptyState(EmptyText(*presenter.empty_words()), self)
        self._stack = QStackedWidget(self)
        for widget in (self._text, self._tree, self._empty):
            self._stack.addWidget(widget)
        self._head = self._make_head()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        warning = QVBoxLayout()
        warning.setContentsMargins(SPACE_M, 0, SPACE_M, 0)
        warning.addWidget(self._problem)
        layout.addLayout(warning)
        layout.addWidget(self._stack, 1)
        self.refresh()

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_XS)
        row.addWidget(self._modes)
        row.addStretch(1)
        for icon, name, keys, slot in (
            ("search", "Find in the body", "Ctrl+F", self._text.open_find),
            ("copy", "Copy the body", "", self._copy),
            ("save", "Save the body to a file", "", self._save),
        ):
            button = IconButton(icon, name, head, shortcut_text=keys)
            button.clicked.connect(slot)
            row.addWidget(button)
        return head

    def refresh(self) -> None:
        """Shows the body of the tab in front."""
        page = self._presenter.body(self._mode)
        self._head.setVisible(bool(page.modes))
        if not page.modes:
            self._show_empty()
            return
        if self._mode not in page.modes:
            self._mode = page.modes[0]
            page = self._presenter.body(self._mode)
        self._modes.set_segments(tuple(Segment(mode.value, _NAMES[mode]) for mode in page.modes), self._mode.value)
        self._problem.setText(page.problem)
        self._problem.setVisible(bool(page.problem))
        reading = self._presenter.reading
        if self._mode is BodyMode.TREE and reading is not None and reading.value is not OMIT:
            self._tree.set_value(reading.value)
            self._stack.setCurrentWidget(self._tree)
            return
        self._text.set_language(Language.JSON if page.is_json else Language.PLAIN)
        self._text.set_text(page.text)
        error = reading.error if reading else None
        raw = self._mode is BodyMode.RAW
        self._text.set_error(CodeError(error.line, error.column, error.message) if error and raw else None)
        self._stack.setCurrentWidget(self._text)

    def announce_failure(self, event: SaveFailed) -> None:
        """The typed door to the signal."""
        self.save_failed.emit(event)

    def _show_empty(self) -> None:
        self._problem.hide()
        self._empty.set_content(EmptyText(*self._presenter.empty_words()))
        self._stack.setCurrentWidget(self._empty)

    def _choose(self, event: SegmentChosen) -> None:
        self._mode = BodyMode(event.key)
        self.refresh()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._presenter.body(BodyMode.RAW).text)

    def _save(self) -> None:
        self._dialog = QFileDialog(self, "Save the body", self._presenter.file_name())
        self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._dialog.fileSelected.connect(self.save_to)
        self._dialog.open()

    def save_to(self, where: str) -> None:
        """Writes the whole body, byte for byte."""
        response = self._presenter.response
        if response is None:
            return
        try:
            if response.body.file is not None:
                shutil.copyfile(response.body.file, where)
            else:
                Path(where).write_bytes(response.body.data)
        except OSError as error:
            self.announce_failure(SaveFailed(where, str(error)))
