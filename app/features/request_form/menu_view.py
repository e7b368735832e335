"""The menu of a row: everything that can be done with a field, also what the form does not propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.forms.model import Presence
from app.features.request_form.rows import brief, form_value

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Omitted
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

_LEAVE_OUT = "leave-out"
_ADD = "add-member"
_NULL = "null"
_DEFAULT = "default"
_EXAMPLE = "example"
_EXAMPLES = 6
_COPY_PATH = "copy-path"
_COPY_VALUE = "copy-value"
_UNDO = "undo-step"


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
            (_UNDO, "Undo the last step", host.presenter.edits.steps.can_undo()),
        )
        for key, text, enabled in (*words, *self._values()):
            action = self.addAction(text)
            action.setObjectName(key)
            action.setData(key)
            action.setEnabled(enabled)
        self.triggered.connect(self._on_triggered)

    def _values(self) -> tuple[tuple[str, str, bool], ...]:
        """The values that the document proposes: the default and the examples."""
        field = self._row.field
        found = [] if field.default is OMIT else [(_DEFAULT, f"Use the default {brief(field.default)}", True)]
        for index, example in enumerate(field.examples[:_EXAMPLES]):
            found.append((f"{_EXAMPLE}:{index}", f"Use the example {brief(example)}", True))
        return tuple(found)

    def _proposed(self, key: str) -> JsonValue | Omitted:
        field = self._row.field
        return field.default if key == _DEFAULT else field.examples[int(key.partition(":")[2])]

    def _take_over(self, parent: QWidget) -> None:
        """Begins with what the editor's own menu offers."""
        if isinstance(parent, QLineEdit | QPlainTextEdit):
            standard = parent.createStandardContextMenu()
            standard.setParent(self)
            self.addActions(standard.actions())
            self.addSeparator()

    def _on_triggered(self, action: QAction) -> None:
        path, key = self._row.field.path, str(action.data())
        if key == _ADD:
            self._host.ask_member(path)
        elif key == _UNDO:
            self._host.presenter.edits.undo()
        elif key in _PRESENCES:
            self._host.presenter.edits.set_presence(self._row, _PRESENCES[key])
            self._host.reveal(path)
        elif key in {_COPY_PATH, _COPY_VALUE}:
            self._copy(key)
        elif key == _DEFAULT or key.startswith(_EXAMPLE):
            proposed = self._proposed(key)
            if proposed is not OMIT:
                self._host.presenter.edits.set_value(path, form_value(proposed))

    def _copy(self, key: str) -> None:
        value = self._host.presenter.value(self._row.field.path)
        if key == _COPY_PATH:
            QGuiApplication.clipboard().setText(spoken_path(self._row))
        elif value is not OMIT:
            QGuiApplication.clipboard().setText(value if isinstance(value, str) else encode_json(value))


_PRESENCES: Final = {_LEAVE_OUT: Presence.OMIT, _NULL: Presence.NULL}


def spoken_path(row: Row) -> str:
    """`body.lines.0.quantity`, as servers write it."""
    path = row.field.path
    return ".".join((path.location.value, *path.tokens))


def open_menu(host: FormHost, row: Row, at: QPoint, parent: QWidget) -> None:
    """Opens the menu of a row at a place of the screen."""
    RowMenu(host, row, parent).popup(at)
