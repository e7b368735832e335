"""Reading and editing a form's values: pure functions, copying along the path of an edit and sharing the rest.

Containers that an edit needs are made on the way. What stands there decides: an object takes any name, an array an
index. Where nothing, null or a scalar stands, a decimal token makes an array and any other token an object; an array
that gets a name becomes an object. The schema is not asked: whoever knows it sets the container first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import MAX_DEPTH, JsonSyntaxError, decode_json
from app.core.base.json_types import OMIT
from app.core.base.media_types import parse_media_type
from app.core.forms.branches import renamed, shifted, without
from app.core.forms.edits import (
    ChooseBranch,
    InsertItem,
    MoveItem,
    MoveValue,
    Omit,
    RenameKey,
    SetBodyText,
    SetMediaType,
    SetValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.edits import Edit
    from app.core.forms.model import FormState

MAX_GAP: Final = 1000
"""How far behind an array's end an index may lie; nulls fill the gap. Farther away an edit does nothing."""

_INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)

Tokens = tuple[str, ...]


def get(state: FormState, path: FieldPath) -> Value | Omitted:
    """The value at a path, OMIT where there is none; a location's root gives its dict (the body's any value)."""
    value = state.roots.get(path.location, OMIT)
    for token in path.tokens:
        value = member(value, token)
    return value


def member(value: Value | Omitted, token: str) -> Value | Omitted:
    """The member or item of that name or index, OMIT where there is none."""
    if isinstance(value, dict):
        return value.get(token, OMIT)
    if isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
        return value[int(token)]
    return OMIT


def apply_all(state: FormState, edits: Iterable[Edit]) -> FormState:
    """The state after all edits, in order."""
    for edit in edits:
        state = apply(state, edit)
    return state


def apply(state: FormState, edit: Edit) -> FormState:
    """The state after one edit; the given state is not changed. An edit that makes no sense changes nothing."""
    match edit:
        case SetValue(path, value):
            return _with_value(state, path, value)
        case Omit(path):
            return _without(state, path)
        case RenameKey(path, name):
            return _renamed(state, path, name)
        case MoveValue(source, target):
            return _with_moved(state, source, target)
        case InsertItem(path, index, value):
            return _inserted(state, path, index, value)
        case MoveItem(path, index):
            return _moved(state, path, index)
        case _:
            return _applied_elsewhere(state, edit)


def _applied_elsewhere(state: FormState, edit: ChooseBranch | SetMediaType | SetBodyText) -> FormState:
    """Edits that set something beside the values."""
    if isinstance(edit, ChooseBranch):
        return replace(state, branches={**state.branches, edit.path: edit.index})
    if isinstance(edit, SetBodyText):
        return _with_text(state, edit.text, edit.reads)
    keep = reads_json(state.media_type) and reads_json(edit.media_type)
    return replace(state, media_type=edit.media_type, body_text=state.body_text if keep else None)


def reads_json(media_type: str | None) -> bool:
    """Whether the raw text of such a body is JSON: JSON itself, and forms, whose fields are edited as JSON."""
    parsed = parse_media_type(media_type)
    return parsed is None or parsed.is_json or parsed.is_form or parsed.type == "*"


def _with_text(state: FormState, text: str, reads: Value | Omitted) -> FormState:
    value: Value | Omitted = OMIT
    if not reads_json(state.media_type):
        value = _beside_text(state, text) if reads is OMIT else reads
    elif text.strip():
        read = decode_json(text)
        if isinstance(read, JsonSyntaxError):
            return replace(state, body_text=text)
        value = _as_value(read)
    # A choice made by hand for the old value says nothing about a new one: the branch follows the value again.
    branches = without(state.branches, FieldPath(Location.BODY))
    return replace(state, roots={**state.roots, Location.BODY: value}, body_text=text, branches=branches)


def _beside_text(state: FormState, text: str) -> Value | Omitted:
    """The value beside a text that could not be read: the text itself, or for XML the fields as they were."""
    value = state.roots.get(Location.BODY, OMIT)
    parsed = parse_media_type(state.media_type)
    has_fields = parsed is not None and parsed.is_xml and not isinstance(value, str)
    return value if has_fields and text.strip() else text or OMIT


def _as_value(read: object) -> Value:
    return read  # type: ignore[return-value]  # every JSON value is a form value; mutable types hide that


def _with_root(state: FormState, location: Location, root: Value | Omitted) -> FormState:
    if location is Location.BODY:
        return replace(state, roots={**state.roots, location: root}, body_text=None)
    return replace(state, roots={**state.roots, location: {} if root is OMIT else root})


def _with_value(state: FormState, path: FieldPath, value: Value) -> FormState:
    is_body = path.location is Location.BODY
    root = _put(state.roots.get(path.location, OMIT if is_body else {}), path.tokens, value)
    # Parameters have names: nothing but an object can hold them.
    makes_sense = root is not OMIT and (is_body or isinstance(root, dict))
    return _with_root(state, path.location, root) if makes_sense else state


def _put(root: Value | Omitted, tokens: Tokens, value: Value) -> Value | Omitted:
    """A copy of `root` with `value` at the tokens; OMIT where they lead too deep or too far behind an array's end."""
    if len(tokens) > MAX_DEPTH:
        return OMIT
    holders: list[list[Value] | dict[str, Value]] = []
    current = root
    for token in tokens:
        holder = _container(current, token)
        if isinstance(holder, list) and int(token) > len(holder) + MAX_GAP:
            return OMIT
        holders.append(holder)
        current = member(holder, token)
    for holder, token in zip(reversed(holders), reversed(tokens), strict=True):
        if isinstance(holder, list):
            holder.extend([None] * (int(token) + 1 - len(holder)))
            holder[int(token)] = value
        else:
            holder[token] = value
        value = holder
    return value


def _container(value: Value | Omitted, token: str) -> list[Value] | dict[str, Value]:
    """A copy of the container that stands there if it can take the token, else a new one."""
    if isinstance(value, dict):
        return dict(value)
    is_index = _INDEX.fullmatch(token) is not None
    if isinstance(value, list) and is_index:
        return list(value)
    return [] if is_index else {}


def _without(state: FormState, path: FieldPath) -> FormState:
    parent = path.parent
    if parent is None:
        branches = without(state.branches, path)
        return replace(_with_root(state, path.location, OMIT), branches=branches)
    holder = get(state, parent)
    token = path.tokens[-1]
    if member(holder, token) is OMIT:
        return state
    if isinstance(holder, list):
        index = int(token)
        left: Value = [*holder[:index], *holder[index + 1 :]]
        branches = shifted(without(state.branches, path), parent, lambda at: at - 1 if at > index else at)
    else:
        left = {key: value for key, value in _members(holder) if key != token}
        branches = without(state.branches, path)
    return replace(_with_value(state, parent, left), branches=branches)


def _members(holder: Value | Omitted) -> Iterable[tuple[str, Value]]:
    return holder.items() if isinstance(holder, dict) else ()


def _renamed(state: FormState, path: FieldPath, name: str) -> FormState:
    parent = path.parent
    holder = get(state, parent) if parent is not None else OMIT
    if parent is None or not isinstance(holder, dict) or path.tokens[-1] not in holder or name in holder:
        # A name that is taken would swallow the other member's value.
        return state
    old = path.tokens[-1]
    changed: Value = {name if key == old else key: value for key, value in holder.items()}
    branches = renamed(state.branches, path, parent.child(name))
    return replace(_with_value(state, parent, changed), branches=branches)


def _with_moved(state: FormState, source: FieldPath, target: FieldPath) -> FormState:
    value = get(state, source)
    if value is OMIT:
        return state
    chosen = {key: choice for key, choice in state.branches.items() if key.is_within(source)}
    moved = _with_value(_without(state, source), target, value)
    return replace(moved, branches={**moved.branches, **renamed(chosen, source, target)})


def _inserted(state: FormState, path: FieldPath, index: int, value: Value) -> FormState:
    found = get(state, path)
    items = list(found) if isinstance(found, list) else []
    index = max(0, min(index, len(items)))
    items.insert(index, value)
    branches = shifted(state.branches, path, lambda at: at + 1 if at >= index else at)
    return replace(_with_value(state, path, items), branches=branches)


def _moved(state: FormState, path: FieldPath, index: int) -> FormState:
    parent = path.parent
    found = get(state, parent) if parent is not None else OMIT
    if parent is None or not isinstance(found, list) or member(found, path.tokens[-1]) is OMIT:
        return state
    source, items = int(path.tokens[-1]), list(found)
    target = max(0, min(index, len(items) - 1))
    items.insert(target, items.pop(source))
    order = list(range(len(items)))
    order.insert(target, order.pop(source))
    branches = shifted(state.branches, parent, order.index)
    return replace(_with_value(state, parent, items), branches=branches)
