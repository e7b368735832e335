"""Where a person names an API: a line that says what it was given, a file dialog, and what was open lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.base.references import BOOKSTORE
from app.features.sources.orders import Kind, Order, recognise
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.editors.base import Edited
from app.ui.editors.line import LineEditor
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList, ItemChosen
from app.ui.metrics import ROW_HEIGHT, SPACE_L, SPACE_M, SPACE_S
from app.ui.panels import Hairline
from app.ui.popover import Popover
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from app.features.sources.presenter import SourcePresenter

_WIDTH = 560
_MOST_SHOWN = 8
_FILES = "OpenAPI documents (*.json *.yaml *.yml);;All files (*)"
_PLACEHOLDER = "URL, address of a server, file, module:app, or the document itself"


class SourceLine(LineEditor):
    """A line that hands a pasted document on whole, where a line would lose its line breaks.

    Signals:
        document_pasted: An Order with the text.
    """

    document_pasted = Signal(Order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_given()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers the menu of a line, whose Paste is ours."""
        menu = self.createStandardContextMenu()
        menu.setParent(self, menu.windowFlags())
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self.paste_given)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def paste_given(self) -> None:
        """Takes the clipboard: a document aside, anything else as any line does."""
        order = recognise(QGuiApplication.clipboard().text())
        if order.kind is Kind.TEXT:
            self.announce_document(order)
        else:
            self.paste()
            self.announce(Edited(self.text()))

    def announce_document(self, order: Order) -> None:
        """Tells who listens; the typed door to the signal."""
        self.document_pasted.emit(order)


class SourcePanel(Popover):
    """The panel (objectName `sourcePanel`)."""

    def __init__(self, presenter: SourcePresenter, anchor: QWidget) -> None:
        super().__init__("Open an API", anchor, _WIDTH)
        self.setObjectName("sourcePanel")
        self._presenter = presenter
        self._pasted: Order | None = None
        self._dialog: QFileDialog | None = None
        self.line = SourceLine("", self)
        self.line.setObjectName("sourceLine")
        self.line.setAccessibleName("What to open")
        self.line.set_placeholder(_PLACEHOLDER)
        self.line.edited.connect(self._typed)
        self.line.document_pasted.connect(self.take_document)
        self.line.returnPressed.connect(self._open_given)
        self._browse = IconButton("folder", "Choose a file…", self)
        self._browse.setObjectName("browseSource")
        self._browse.clicked.connect(self._open_dialog)
        self._open = Button("Open", ButtonVariant.PRIMARY, parent=self)
        self._open.setObjectName("openSource")
        self._open.clicked.connect(self._open_given)
        self._words = Label("", TextRole.HINT, self, wrap=True)
        self._words.setObjectName("sourceWords")
        self._drop = Button("Type something else", ButtonVariant.LINK, parent=self)
        self._drop.clicked.connect(self._forget_document)
        self.apps = Button("A FastAPI app on this machine…", ButtonVariant.NORMAL, "terminal", self)
        self.apps.setObjectName("openOwnApp")
        self.apps.clicked.connect(self.close_panel)
        self._recent = GroupedList("Opened lately", self)
        self._recent.setObjectName("recentSources")
        self._recent.chosen.connect(self._chosen)
        self._lay_out()
        self._show_words()

    def open_panel(self) -> None:
        """Shows the panel with the keyboard in its line."""
        self._fill_recent()
        super().open_panel()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.selectAll()

    def take_document(self, order: Order) -> None:
        """Keeps a pasted document beside the line."""
        self._pasted = order
        self.line.set_value_text("")
        self._show_words()
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete forgets a source that was open lately; Down leads from the line to the list."""
        key = self._recent.current_key()
        if event.key() == Qt.Key.Key_Delete and self._recent.hasFocus() and key != BOOKSTORE:
            self._presenter.recents.forget(key)
            self._fill_recent()
        elif event.key() == Qt.Key.Key_Down and self.line.hasFocus():
            self._recent.setFocus(Qt.FocusReason.TabFocusReason)
            self._recent.step(1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if hasattr(self, "_recent"):
            self._fit_recent()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.line, 1)
        row.addWidget(self._browse)
        row.addWidget(self._open)
        words = QHBoxLayout()
        words.setSpacing(SPACE_S)
        words.addWidget(self._words, 1)
        words.addWidget(self._drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addWidget(Label("Open an API", TextRole.HEADING, self))
        layout.addLayout(row)
        layout.addLayout(words)
        layout.addWidget(self.apps, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(Hairline(parent=self))
        layout.addWidget(self._recent)
        hint = "Enter opens, Delete forgets. A file, a folder or a URL can also be dropped on the window."
        layout.addWidget(ElidedLabel(hint, TextRole.HINT, self))

    # What is given

    def _given(self) -> Order:
        return self._pasted or recognise(self.line.value_text())

    def _typed(self, _edited: Edited) -> None:
        self._pasted = None
        self._show_words()

    def _show_words(self) -> None:
        order = self._given()
        self._words.setText(order.words)
        self._words.set_role(TextRole.WARN if order.kind is Kind.REFUSED else TextRole.HINT)
        self._open.setEnabled(order.kind not in {Kind.NOTHING, Kind.REFUSED})
        self._drop.setVisible(self._pasted is not None)
        self.line.setEnabled(self._pasted is None)

    def _forget_document(self) -> None:
        self._pasted = None
        self._show_words()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_given(self) -> None:
        order = self._given()
        if order.kind not in {Kind.NOTHING, Kind.REFUSED}:
            self._pasted = None
            self.line.set_value_text("")
            self._show_words()
            self.close_panel()
            self._presenter.open(order)

    # Files

    def _open_dialog(self) -> None:
        dialog = QFileDialog(self.window(), "Open an OpenAPI document", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._open_file)
        dialog.finished.connect(self._drop_dialog)
        self._dialog = dialog
        dialog.open()

    def _open_file(self, path: str) -> None:
        self.close_panel()
        self._presenter.open(Order(Kind.FILE, path, ""))

    def _drop_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    # What was open lately

    def _fill_recent(self) -> None:
        label = self._presenter.bookstore.label
        rows = [ListRow(BOOKSTORE, label, secondary="comes with Routeglass")]
        rows += [ListRow(one.reference, one.label, secondary=one.reference) for one in self._presenter.recents.all()]
        self._recent.set_rows(tuple(rows))
        self._recent.select(self._presenter.key)
        self._fit_recent()

    def _fit_recent(self) -> None:
        count = min(_MOST_SHOWN, len(self._recent.list_model.rows()))
        self._recent.setFixedHeight(round(ROW_HEIGHT * current_zoom()) * count + 2)

    def _chosen(self, event: ItemChosen) -> None:
        if not event.activated:
            return
        recent = next((one for one in self._presenter.recents.all() if one.reference == event.key), None)
        if recent is not None and not recent.is_whole:
            self._ask_secret(recent.reference)
            return
        self.close_panel()
        self._presenter.open(recognise(event.key))

    def _ask_secret(self, reference: str) -> None:
        self.line.set_value_text(reference)
        self._show_words()
        self._words.setText("A secret in this URL was not kept: put it in place of the stars.")
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
