"""The body: pretty, tree, raw or hex; find, copy, save (objectName `bodyView`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.base.json_types import OMIT
from app.features.response.presenter import BodyMode, BodyPage
from app.ui.buttons import IconButton
from app.ui.code.editor import CodeError
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.json_tree import JsonTree
from app.ui.json_tree_model import TreeMark
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.response.presenter import ResponsePresenter

_NAMES = {BodyMode.PRETTY: "Pretty", BodyMode.TREE: "Tree", BodyMode.RAW: "Raw", BodyMode.HEX: "Hex"}


class BodyView(QWidget):
    """The body of the tab in front."""

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._modes = SegmentedControl(tuple(Segment(mode.value, name) for mode, name in _NAMES.items()), "Body as")
        self._modes.setObjectName("bodyModes")
        self._modes.chosen.connect(self._choose)
        self._problem = Label("", TextRole.WARN, self, wrap=True, selectable=True)
        self._problem.setObjectName("bodyProblem")
        self._text = CodeView("Response body", self)
        self._text.editor.setObjectName("bodyView")
        self._text.save_requested.connect(self._ask_where)
        self._tree = JsonTree("Response body as a tree", self)
        self._tree.setObjectName("bodyTree")
        self._empty = EmptyState(EmptyText(*presenter.empty_words()), self)
        self._empty.setObjectName("bodyEmpty")
        self._stack = QStackedWidget(self)
        for widget in (self._text, self._tree, self._empty):
            self._stack.addWidget(widget)
        self._head = self._make_head()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        warning = QVBoxLayout()
        warning.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
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
        self._find = IconButton("search", "Find in the body", head, shortcut_text="Ctrl+F")
        self._find.clicked.connect(self._text.open_find)
        copy = IconButton("copy", "Copy the body", head)
        copy.setObjectName("copyBody")
        copy.clicked.connect(self._copy)
        save = IconButton("save", "Save the body to a file", head)
        save.setObjectName("saveBody")
        save.clicked.connect(self._ask_where)
        for button in (self._find, copy, save):
            row.addWidget(button)
        return head

    def refresh(self) -> None:
        """Shows the body of the tab in front."""
        page = self._presenter.body()
        self._head.setVisible(page.mode is not None)
        self._problem.setText(page.problem)
        self._problem.setVisible(bool(page.problem))
        if page.mode is None:
            self._empty.set_content(EmptyText(*self._presenter.empty_words()))
            self._stack.setCurrentWidget(self._empty)
            return
        self._modes.set_segments(tuple(Segment(mode.value, _NAMES[mode]) for mode in page.modes), page.mode.value)
        self._find.setEnabled(page.mode is not BodyMode.TREE)
        reading = self._presenter.reading
        if page.mode is BodyMode.TREE and reading is not None and reading.value is not OMIT:
            self._tree.set_value(reading.value)
            nodes = self._presenter.broken_nodes()
            self._tree.set_marks({tokens: TreeMark(Level.WARN, words) for tokens, words in nodes.items()})
            self._stack.setCurrentWidget(self._tree)
        else:
            self._show_text(page)

    def reveal(self, tokens: tuple[str, ...]) -> None:
        """Shows a node of the body in the tree; what is missing is shown by the nearest node around it."""
        if not self._presenter.show_node():
            return
        self.refresh()
        while tokens and not self._tree.reveal(tokens):
            tokens = tokens[:-1]
        self._tree.setFocus()

    def _show_text(self, page: BodyPage) -> None:
        self._text.set_language(Language.JSON if page.is_json else Language.PLAIN)
        self._text.set_text(page.text)
        error = page.error
        self._text.set_error(CodeError(error.line, error.column, error.message) if error else None)
        self._stack.setCurrentWidget(self._text)

    def _choose(self, event: SegmentChosen) -> None:
        self._presenter.choose_mode(BodyMode(event.key))
        self.refresh()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._presenter.copy_text())

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, "Save the body", self._presenter.file_name())
        dialog.setObjectName("saveBodyDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._presenter.save)
        dialog.open()
