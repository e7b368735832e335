"""Breaks the fields of a filled form on purpose, each in every way in which its schema offers a wrong value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.edits import InsertItem, Omit, SetValue
from app.core.forms.model import FieldKind, Presence
from app.core.forms.state import apply_all, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Value
    from app.core.forms.build import Form
    from app.core.forms.edits import Edit
    from app.core.forms.model import Field, FormState

MAX_LEVELS: Final = 4
"""How deep optional fields are filled; recursive schemas have no end."""

MAX_FIELDS: Final = 80

UNKNOWN: Final = "no_such_member"

_WRONG_FORMATS: Final = frozenset(("date-time", "date", "time", "duration", "uuid", "email", "uri", "ipv4", "ipv6"))
_CONTAINERS: Final = frozenset((FieldKind.OBJECT, FieldKind.MAP, FieldKind.ARRAY))
_WRONG_TYPES: Final[dict[FieldKind, Value]] = {
    FieldKind.STRING: 5,
    FieldKind.INTEGER: "abc",
    FieldKind.NUMBER: "abc",
    FieldKind.BOOLEAN: "perhaps",
    FieldKind.ENUM: "no such choice",
    FieldKind.CONST: "no such choice",
    FieldKind.OBJECT: "no object",
    FieldKind.MAP: "no object",
    FieldKind.ARRAY: "no array",
    FieldKind.UNION: {"no": "such alternative"},
}


@dataclass(frozen=True, slots=True)
class Breakage:
    """One field broken on purpose.

    Attributes:
        path: The field.
        how: Which rule is broken: `required`, `type`, `minimum`, …
        state: The form with nothing but this broken.
    """

    path: FieldPath
    how: str
    state: FormState

    @property
    def place(self) -> FieldPath:
        """Where the server has to point: for a member that may not be there at that member."""
        return self.path.child(UNKNOWN) if self.how == "additionalProperties" else self.path


def with_files(form: Form, state: FormState, file: FileRef) -> FormState:
    """Chooses a file wherever a required one is missing: only a person can."""
    for field in list(form.walk(state)):
        if field.kind is FieldKind.FILE and field.required and get(state, field.path) is OMIT:
            state = apply_all(state, (SetValue(field.path, file),))
        if field.kind is FieldKind.ARRAY and field.required and get(state, field.path) in (OMIT, []):
            state = _with_item(form, field, state, file)
    return state


def filled(form: Form, state: FormState, file: FileRef) -> FormState:
    """The form with its optional fields filled too, so that they can be broken."""
    body = form.field_at(_body(form), state) if form.operation.body is not None else None
    if body is not None and get(state, body.path) is OMIT:
        state = apply_all(state, form.set_presence(body, Presence.VALUE, state))
    for _ in range(MAX_LEVELS):
        before = state
        for field in list(form.walk(state))[:MAX_FIELDS]:
            if len(field.path.tokens) <= MAX_LEVELS and not field.read_only and field.path.tokens:
                state = _with_field(form, field, state, file)
        if state == before:
            break
    return state


def breakages(form: Form, state: FormState) -> Iterator[Breakage]:
    """Every field of the state, broken in every way in which its schema offers a wrong value."""
    for field in list(form.walk(state))[:MAX_FIELDS]:
        if not field.path.tokens and field.path.location is not Location.BODY:
            continue
        if get(state, field.path) is OMIT or not field.declared:
            continue
        for how, edits in _ways(form, field, state):
            yield Breakage(field.path, how, apply_all(state, edits))


def _body(form: Form) -> FieldPath:
    return next(field.path for field in form.sections(form.default_state()) if field.path.location is Location.BODY)


def _with_field(form: Form, field: Field, state: FormState, file: FileRef) -> FormState:
    value = get(state, field.path)
    if field.kind is FieldKind.FILE:
        return state if value is not OMIT else apply_all(state, (SetValue(field.path, file),))
    if value is OMIT:
        shape = form.inner_shape(field)
        made = form.examples.example(shape, form.place(field.path, state.media_type)) if shape is not None else OMIT
        return state if made is OMIT or made is None else apply_all(state, (SetValue(field.path, made),))
    if field.kind is FieldKind.ARRAY and value == []:
        return _with_item(form, field, state, file)
    if field.kind is FieldKind.MAP and value == {}:
        member = form.new_member(field, "key", state)
        return state if member is OMIT else apply_all(state, (SetValue(field.path.child("key"), member),))
    return state


def _with_item(form: Form, field: Field, state: FormState, file: FileRef) -> FormState:
    made = apply_all(state, (SetValue(field.path, []),))
    probe = apply_all(made, (InsertItem(field.path, 0, ""),))
    item = form.field_at(field.path.child(0), probe)
    if item is None:
        return state
    if item.kind is FieldKind.FILE:
        return apply_all(made, (InsertItem(field.path, 0, file),))
    shape = form.inner_shape(item)
    value = form.examples.example(shape, form.place(item.path, state.media_type)) if shape is not None else OMIT
    return state if value is OMIT else apply_all(made, (InsertItem(field.path, 0, value),))


def _ways(form: Form, field: Field, state: FormState) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    path = field.path
    place = form.place(path, state.media_type)
    if field.required and path.location is not Location.PATH:
        yield "required", (Omit(path),)
    if field.kind is FieldKind.FILE:
        return
    is_text = place.carries_text
    if not field.nullable and not is_text and path.tokens and path.location is Location.BODY:
        yield "null", (SetValue(path, None),)
    wrong = _WRONG_TYPES.get(field.kind)
    is_wrong_text = field.kind is FieldKind.STRING or field.kind in _CONTAINERS
    if wrong is not None and not (is_text and is_wrong_text):
        yield "type", (SetValue(path, wrong),)
    for how, value in _beyond(field):
        yield how, (SetValue(path, value),)
    if field.kind is FieldKind.OBJECT and not is_text and field.shape is not None and field.shape.additional is False:
        yield "additionalProperties", (SetValue(path.child(UNKNOWN), 1),)


def _beyond(field: Field) -> Iterator[tuple[str, Value]]:
    """Values beyond the field's limits."""
    rules: dict[str, Any] = {constraint.keyword: constraint.value for constraint in field.constraints}
    if field.kind in {FieldKind.INTEGER, FieldKind.NUMBER}:
        yield from _beyond_numbers(rules)
    if field.kind is not FieldKind.STRING:
        return
    if rules.get("minLength", 0) > 0:
        yield "minLength", "x" * (rules["minLength"] - 1)
    if rules.get("maxLength", 10_000) < 10_000:
        yield "maxLength", "x" * (rules["maxLength"] + 1)
    if "pattern" in rules:
        yield from _beyond_pattern(rules["pattern"])
    if field.format in _WRONG_FORMATS:
        yield "format", "no such thing"


def _beyond_numbers(rules: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if keyword in rules:
            yield keyword, rules[keyword] + step
    if "multipleOf" in rules:
        yield "multipleOf", rules["multipleOf"] * 1.5


def _beyond_pattern(pattern: str) -> Iterator[tuple[str, Value]]:
    for text in ("!", "0", "a", "no such thing"):
        if re.search(pattern, text) is None:
            yield "pattern", text
            return
