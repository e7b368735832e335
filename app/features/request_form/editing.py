"""What a person does with a field, as edits of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.core.base.field_path import FieldPath, Location
from app.core.base.header_lines import line_key, line_name
from app.core.base.json_equal import same_value
from app.core.base.json_types import OMIT
from app.core.forms.edits import (
    ChooseBranch,
    InsertItem,
    MoveItem,
    Omit,
    RenameKey,
    SetMediaType,
    SetValue,
)
from app.core.forms.model import FieldKind, Presence
from app.core.forms.raw import typed
from app.core.forms.scalars import parse_entry
from app.core.forms.state import apply_all, get, member
from app.features.request_form.any_kinds import converted
from app.features.request_form.groups import HEADERS
from app.features.request_form.raw import BODY
from app.features.request_form.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.base.json_types import FileRef, Value
    from app.core.forms.edits import Edit
    from app.core.forms.model import Field, FormState
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.features.request_form.any_kinds import AnyKind
    from app.features.request_form.rows import Row

BY = "request_form"
"""Who asks, in the workspace's events."""

_EMPTY_IS_TEXT = frozenset({FieldKind.STRING, FieldKind.BOOLEAN, FieldKind.ENUM, FieldKind.CONST})


class HasTab(Protocol):
    """Who knows the tab."""

    @property
    def tab(self) -> Tab:
        """The tab as it is now."""
        ...


class FormEditing:
    """One verb for each thing that a person can do with the form.

    Attributes:
        kinds: How values that may be anything are edited, where a person said so.
        steps: What was done, to be taken back.
    """

    def __init__(self, workspace: Workspace, identity: int, owner: HasTab) -> None:
        self._workspace = workspace
        self._identity = identity
        self._owner = owner
        self._left: dict[FieldPath, Value] = {}
        self.kinds: dict[FieldPath, AnyKind] = {}
        self.steps = Steps()

    def enter(self, row: Row, text: str) -> None:
        """Takes what was typed; an emptied number is left out, an emptied text is an empty text."""
        field, inner = row.field, row.value_field
        if not text and inner.kind not in _EMPTY_IS_TEXT and (field.required or Presence.OMIT in field.presences):
            self._do(Omit(field.path), typing=field.path)
        else:
            self._do(SetValue(field.path, parse_entry(inner.kind, text, inner.choices)), typing=field.path)

    def undo(self) -> bool:
        """Takes the last step back; whether there was one."""
        return self._go_to(self.steps.undo(self._owner.tab.state))

    def redo(self) -> bool:
        """Does again what was taken back; whether there was something."""
        return self._go_to(self.steps.redo(self._owner.tab.state))

    def _go_to(self, state: FormState | None) -> bool:
        if state is not None:
            self._workspace.set_state(self._identity, state, by=BY)
        return state is not None

    def set_presence(self, row: Row, presence: Presence) -> None:
        """Leaves the field out, makes it null, or gives it a value: the one that it had before where it had one."""
        field, state = row.field, self._owner.tab.state
        value = get(state, field.path)
        if value is not OMIT and value is not None:
            self._left[field.path] = value
        if presence is Presence.VALUE and field.path in self._left and (value is OMIT or value is None):
            self._do(SetValue(field.path, self._left[field.path]))
            return
        edits = self._owner.tab.form.set_presence(field, presence, state)
        if not edits and presence is Presence.VALUE and (value is OMIT or value is None):
            edits = (SetValue(field.path, ""),)
        self._do(*edits)

    def fill_in_above(self, path: FieldPath) -> None:
        """Gives the groups above a field a value where they are left out or null, so that the field is there."""
        for depth in range(len(path.tokens)):
            tab = self._owner.tab
            field = tab.form.field_at(FieldPath(path.location, path.tokens[:depth]), tab.state)
            if field is not None and get(tab.state, field.path) in (OMIT, None):
                self._do(*(tab.form.set_presence(field, Presence.VALUE, tab.state) or (SetValue(field.path, {}),)))

    def set_value(self, path: FieldPath, value: Value) -> None:
        """Puts a value at a path."""
        self._do(SetValue(path, value))

    def choose_branch(self, field: Field, index: int) -> None:
        """Chooses an alternative of a union."""
        self._do(*self._owner.tab.form.choose_branch(field, index, self._owner.tab.state))

    def choose_kind(self, path: FieldPath, kind: AnyKind) -> None:
        """Edits a value that may be anything as one kind from now on, and makes it one."""
        self.kinds[path] = kind
        value = get(self._owner.tab.state, path)
        wanted = converted(value, kind)
        if wanted is not OMIT and not same_value(wanted, value):
            self._do(SetValue(path, wanted))

    def choose_media_type(self, media_type: str) -> None:
        """Sends the body as another media type; what was typed for the old one comes back with it."""
        tab = self._owner.tab
        value, body = get(tab.state, BODY), tab.operation.body
        fresh = tab.form.default_state(media_type)
        edits: list[Edit] = [SetMediaType(media_type)]
        first = get(fresh, BODY)
        old = tab.form.default_state(tab.state.media_type)
        if body is not None and first is not OMIT and (value is OMIT or value == get(old, BODY)):
            edits.append(SetValue(BODY, first))
        self._do(*edits)

    # Items and entries

    def add_item(self, field: Field) -> FieldPath:
        """Adds an item at an array's end; returns its path."""
        tab = self._owner.tab
        value = get(tab.state, field.path)
        index = len(value) if isinstance(value, list) else 0
        item = tab.form.new_item(field, tab.state)
        self._do(InsertItem(field.path, index, "" if item is OMIT else item))
        return field.path.child(index)

    def add_items(self, field: Field, values: Sequence[Value]) -> None:
        """Adds items at an array's end in one step."""
        value = get(self._owner.tab.state, field.path)
        first = len(value) if isinstance(value, list) else 0
        self._do(*(InsertItem(field.path, first + at, one) for at, one in enumerate(values)))

    def add_members(self, field: Field, members: Sequence[tuple[str, Value]]) -> tuple[str, ...]:
        """Adds entries in one step; nothing where some names are taken, which are returned.

        Headers always have room: a name that is taken gets one more line.
        """
        there = get(self._owner.tab.state, field.path)
        if field.path == HEADERS:
            known = set(there) if isinstance(there, dict) else set()
            keyed = []
            for name, value in members:
                keyed.append((line_key(name, known), value))
                known.add(keyed[-1][0])
            members = keyed
        taken = tuple(name for name, _ in members if member(there, name) is not OMIT)
        if not taken:
            self._do(*(SetValue(field.path.child(name), value) for name, value in members))
        return taken

    def duplicate(self, path: FieldPath) -> FieldPath | None:
        """Puts a copy of an item behind it, its chosen alternatives too; its path, or None for what is no item."""
        state, parent = self._owner.tab.state, path.parent
        value = get(state, path)
        if parent is None or value is OMIT or not isinstance(get(state, parent), list):
            return None
        copy = parent.child(int(path.tokens[-1]) + 1)
        depth = len(path.tokens)
        chosen = [
            ChooseBranch(FieldPath(copy.location, copy.tokens + at.tokens[depth:]), index)
            for at, index in state.branches.items()
            if at.is_within(path)
        ]
        self._do(InsertItem(parent, int(copy.tokens[-1]), value), *chosen)
        return copy

    def move(self, path: FieldPath, index: int) -> None:
        """Moves an array item to another index."""
        self._do(MoveItem(path, index))

    def remove(self, path: FieldPath) -> None:
        """Takes an item, an entry or an undeclared member away."""
        self._do(Omit(path))

    def add_member(self, field: Field, name: str) -> FieldPath | None:
        """Adds an entry under a name, to headers one more line of it; None where the name is taken or empty."""
        tab = self._owner.tab
        key = self._free_key(field.path, name)
        if not key:
            return None
        path = field.path.child(key)
        value = tab.form.new_member(field, name, tab.state)
        self._do(SetValue(path, "" if value is OMIT else value))
        return path

    def rename(self, path: FieldPath, name: str) -> bool:
        """Gives an entry another name; False where the name is taken or empty."""
        parent = path.parent
        if not name or parent is None:
            return False
        if name == (line_name(path.tokens[-1]) if parent == HEADERS else path.tokens[-1]):
            return True
        key = self._free_key(parent, name)
        if key:
            self._do(RenameKey(path, key))
        return bool(key)

    def _free_key(self, group: FieldPath, name: str) -> str:
        """What an entry of that name is called in its group; empty where there is no room for one."""
        there = get(self._owner.tab.state, group)
        if group == HEADERS and name:
            return line_key(name, there if isinstance(there, dict) else {})
        return name if member(there, name) is OMIT else ""

    def set_files(self, field: Field, files: tuple[FileRef, ...], *, several: bool) -> None:
        """Takes the chosen files; none leaves the field out."""
        if not files:
            self._do(Omit(field.path))
        elif several:
            self._do(SetValue(field.path, list(files)))
        else:
            self._do(SetValue(field.path, files[-1]))

    # Raw text and fixes

    def set_text(self, text: str) -> None:
        """Takes the raw text of the body as it was typed."""
        self._do(typed(self._owner.tab.form, self._owner.tab.state, text), typing=BODY)

    def fix(self, index: int, which: int = 0) -> None:
        """Carries a fix out."""
        diagnosis = self._owner.tab.diagnosis
        if diagnosis is not None and index < len(diagnosis.findings):
            fixes = diagnosis.findings[index].fixes
            if which < len(fixes):
                self._do(*fixes[which].edits)

    def _do(self, *edits: Edit, typing: FieldPath | None = None) -> None:
        if edits:
            before = self._owner.tab.state
            self._workspace.edit(self._identity, (*edits, *self._in_order(edits)), by=BY)
            if self._owner.tab.state != before:
                self.steps.did(before, typing)

    def _in_order(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """What puts headers into the order in which the form shows them: they go out as they stand there."""
        if not any(isinstance(edit, SetValue) and edit.path.location is Location.HEADER for edit in edits):
            return ()
        tab = self._owner.tab
        after = apply_all(tab.state, edits)
        headers = get(after, HEADERS)
        there = headers if isinstance(headers, dict) else {}
        shown = tab.form.names_below(tab.form.nearest(HEADERS, after)[0], after)
        ordered: dict[str, Value] = {name: there[name] for name in shown if name in there}
        return () if list(ordered) == list(there) else (SetValue(HEADERS, ordered),)
