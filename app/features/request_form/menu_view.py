"""The menu of a row: everything that can be done with a field, also what the form does not propose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.forms.model import Presence

if TYPE_CHECKING:
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

_LEAVE_OUT = "leave-out"
_ADD = "add-member"
_NULL = "null"
_COPY_PATH = "copy-path"
_COPY_VALUE = "copy-value"


class RowMenu(QMenu):
    """Leaves a field out or makes it null, whatever the schema says, for the server's answer is worth seeing."""

    def __init__(self, host: FormHost, row: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = host
        self._row = row
        self.setObjectName(f"menu:{row.field.path}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._take_over(parent)
        holds_members = row.is_group and isinstance(host.presenter.value(row.field.path), dict)
        words = (
            *(((_ADD, "Add a member…", True),) if holds_members else ()),
            (_LEAVE_OUT, "Leave it out", row.presence is not Presence.OMIT),
            (_NULL, "Send null", row.presence is not Presence.NULL),
            (_COPY_VALUE, "Copy value", row.presence is Presence.VALUE),
            (_COPY_PATH, f"Copy path {spoken_path(row)}", True),
        )
        for key, text, enabled in words:
            action = self.addAction(text)
            action.setObjectName(key)
            action.setData(key)
            action.setEnabled(enabled)
        self.triggered.connect(self._on_triggered)

    def _take_over(self, parent: QWidget) -> None:
        """Begins with what the editor's own menu offers."""
        if isinstance(parent, QLineEdit | QPlainTextEdit):
            standard = parent.createStandardContextMenu()
            standard.setParent(self)
            self.addActions(standard.actions())
            self.addSeparator()

    def _on_triggered(self, action: QAction) -> None:
        path, key = self._row.field.path, action.data()
        edits = self._host.presenter.edits
        if key == _ADD:
            self._host.ask_member(path)
        elif key == _LEAVE_OUT:
            edits.set_presence(self._row, Presence.OMIT)
            self._host.reveal(path)
        elif key == _NULL:
            edits.set_presence(self._row, Presence.NULL)
            self._host.reveal(path)
        elif key == _COPY_PATH:
            QGuiApplication.clipboard().setText(spoken_path(self._row))
        elif key == _COPY_VALUE:
            value = self._host.presenter.value(path)
            if value is not OMIT:
                QGuiApplication.clipboard().setText(value if isinstance(value, str) else encode_json(value))


def spoken_path(row: Row) -> str:
    """`body.lines.0.quantity`, as servers write it."""
    path = row.field.path
    return ".".join((path.location.value, *path.tokens))


def open_menu(host: FormHost, row: Row, at: QPoint, parent: QWidget) -> None:
    """Opens the menu of a row at a place of the screen."""
    RowMenu(host, row, parent).popup(at)
