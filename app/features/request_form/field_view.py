"""One field with one editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.forms.model import Presence
from app.features.request_form.controls_view import (
    BranchChooser,
    KeyEditor,
    KindChooser,
    PresenceControl,
)
from app.features.request_form.editor_view import (
    PresenceWanted,
    TruthEditor,
    file_refs,
    make_editor,
    show_files,
)
from app.features.request_form.examples_view import ExamplesButton, is_worth_offering
from app.features.request_form.item_view import ItemButtons
from app.features.request_form.mark_keeper import worst
from app.features.request_form.menu_view import open_menu
from app.features.request_form.row_deeds import RowDeeds
from app.features.request_form.rows import Editor, Row, stands_for
from app.features.request_form.words import pinned, sent_as
from app.ui.editors.base import Edited, ScalarEditor
from app.ui.editors.file import FileEditor
from app.ui.editors.line import NumberEditor
from app.ui.form_row import STACK_BELOW, FormRow, RowText
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QContextMenuEvent, QResizeEvent

    from app.features.request_form.host import FormHost


@dataclass(frozen=True, slots=True)
class Typing:
    """Where a person is in the middle of a word.

    Attributes:
        text: What stands in the line; None where the editor is no line.
    """

    text: str | None = None
    caret: int = 0


class FieldRow(RowDeeds, FormRow):
    """Name, type, editor, presence, hint, and what is said about the value.

    Args:
        row: What it shows first; later `show_row`.
    """

    def __init__(self, host: FormHost, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(_words(row), parent)
        self._host = host
        self._row = row
        self._presence: PresenceControl | None = None
        self._branch: BranchChooser | None = None
        self._buttons: ItemButtons | None = None
        self._key: KeyEditor | None = None
        self._examples: ExamplesButton | None = None
        self._kind: KindChooser | None = None
        self.setObjectName(f"row:{row.field.path}")
        self._input = self._make_input(row)
        self._make_controls(row)
        self.action_triggered.connect(self._on_action)
        self._show_value(row)
        self.refresh_marks()

    def show_row(self, row: Row) -> None:
        """Shows another value of the same field; what a person is typing is left alone."""
        before, self._row = self._row, row
        if row != before:
            self._show_value(row)
        self.refresh_marks()

    def refresh_marks(self) -> bool:
        """Shows what is said about the field now; whether that is something else than before."""
        path = self._row.field.path
        marks = self._host.presenter.marks.of_row(path)
        self.set_confirmed(confirmed=bool(marks) and worst(marks) is None)
        if self._key is not None:
            self._key.set_struck(struck=any(mark.unknown and not mark.stale for mark in marks))
        messages = pinned(marks, str(path), self._row.field.hint)
        is_new = messages != self.messages()
        if is_new:
            self.set_messages(messages)
        return is_new

    def focus_target(self) -> QWidget:
        """Where the keyboard goes."""
        return self._input

    def typing(self) -> Typing | None:
        """What a person is in the middle of; None where the keyboard is elsewhere."""
        if not self._input.hasFocus():
            return None
        if isinstance(self._input, QLineEdit):
            return Typing(self._input.text(), self._input.cursorPosition())
        return Typing()

    def go_on(self, typing: Typing) -> None:
        """Goes on where a person was typing in the row that stood here before."""
        if isinstance(self._input, QLineEdit) and typing.text is not None:
            self._input.setText(typing.text)
            self._input.setCursorPosition(typing.caret)
        self._input.setFocus(Qt.FocusReason.OtherFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers everything that can be done with the field."""
        open_menu(self._host, self._row, event.globalPos(), self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the editor of an item the room of its arrows where there is little."""
        super().resizeEvent(event)
        if self._buttons is not None:
            self._buttons.set_narrow(narrow=self.width() < STACK_BELOW * current_zoom())

    # Making

    def _make_input(self, row: Row) -> QWidget:
        editor = make_editor(row, self.slot)
        self.set_editor(editor)
        editor.setObjectName(f"field:{row.field.path}")
        editor.setAccessibleName(row.spoken)
        editor.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        editor.customContextMenuRequested.connect(self._on_menu_wanted)
        if isinstance(editor, ScalarEditor):
            editor.edited.connect(self._on_edited)
        if isinstance(editor, TruthEditor):
            editor.presence_wanted.connect(self._on_presence)
        return editor

    def _make_controls(self, row: Row) -> None:
        if row.field.branches:
            self._branch = BranchChooser(row, self.slot)
            self._branch.branch_wanted.connect(self._on_branch)
            self.set_presence(self._branch)
        if row.any_kind is not None:
            self._kind = KindChooser(row, self.slot)
            self._kind.kind_wanted.connect(self._on_kind)
            self.set_presence(self._kind)
        self._ensure_presence(row)
        if is_worth_offering(row.field):
            self._examples = ExamplesButton(self._host, row, self.slot)
            self.add_trailing(self._examples)
        if row.key:
            self._key = KeyEditor(self._host, row, self)
            self.set_name_editor(self._key)
        if row.removable:
            self._buttons = ItemButtons(self._host, row, self.slot)
            self.add_trailing(self._buttons)

    def _ensure_presence(self, row: Row) -> None:
        if row.presences and self._presence is None and row.editor is not Editor.TRUTH:
            self._presence = PresenceControl(row, self.slot)
            self._presence.presence_wanted.connect(self._on_presence)
            self.set_presence(self._presence)
            self._presence.show()

    # Showing

    def _show_value(self, row: Row) -> None:
        editor = self._input
        if isinstance(editor, TruthEditor):
            editor.show_row(row)
        elif isinstance(editor, FileEditor):
            show_files(editor, row.files)
        elif isinstance(editor, ScalarEditor):
            if not stands_for(row, editor.value_text(), self._host.presenter.value(row.field.path)):
                editor.set_value_text(row.text)
            editor.set_placeholder(row.placeholder)
        self._ensure_presence(row)
        for control in (self._presence, self._branch, self._kind, self._examples, self._buttons, self._key):
            if control is not None:
                control.show_row(row)
        # A file that is not chosen yet is not faded: it waits for somebody.
        self.set_omitted(omitted=row.presence is not Presence.VALUE and not isinstance(editor, FileEditor))
        self.set_hint(self._hint_of(row))
        self.set_type_chip(_chip(row))

    def _hint_of(self, row: Row) -> str:
        """The rules, and what of the typed digits is not sent."""
        value = self._host.presenter.value(row.field.path)
        lost = sent_as(self._input.value_text(), value) if isinstance(self._input, NumberEditor) else ""
        return " · ".join(filter(None, (row.hint, lost)))

    # What a person does

    def _on_menu_wanted(self, at: QPoint) -> None:
        open_menu(self._host, self._row, self._input.mapToGlobal(at), self._input)

    def _on_edited(self, edited: Edited) -> None:
        edits = self._host.presenter.edits
        if isinstance(self._input, FileEditor):
            several = self._row.editor is Editor.FILES
            edits.set_files(self._row.field, file_refs(self._input.files()), several=several)
        else:
            edits.enter(self._row, edited.text)
            # More digits may stand for the same number, so that nothing else changes.
            self.set_hint(self._hint_of(self._row))

    def _on_presence(self, wanted: PresenceWanted) -> None:
        super()._on_presence(wanted)
        if wanted.presence is Presence.VALUE:
            self._input.setFocus()


def _chip(row: Row) -> str:
    """The type, where neither the header of an array says it for all items nor a chooser names the alternatives."""
    if not row.field.declared:
        return "not in the schema"
    said = "" if row.item is not None or row.field.branches or row.any_kind else row.field.type_chip
    only = "read-only" if row.field.read_only else "write-only" if row.field.write_only else ""
    return " · ".join(filter(None, (said, only)))


def _words(row: Row) -> RowText:
    field = row.field
    return RowText(
        name=field.label,
        required=field.required,
        type_chip=_chip(row),
        hint=field.hint,
        description=field.description,
        struck=field.deprecated,
        is_index=row.item is not None,
    )
