"""Live checks: what of the entered values breaks the schema. They warn; nothing is ever forbidden.

One compiled validator per parameter and body is kept in the form, so that a check costs well under a millisecond for
an ordinary form. The validator speaks of values; here its errors become words on fields.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.header_lines import line_name
from app.core.base.header_text import header_fault
from app.core.base.json_text import MAX_DEPTH
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.family_checks import family_checks
from app.core.forms.model import Check, FieldKind
from app.core.forms.ordering import FormOrder
from app.core.forms.scalars import entry_text, parse_entry
from app.core.forms.state import get, member
from app.core.forms.validators import compiled, is_pattern
from app.core.forms.violations import Violations
from app.core.forms.words import words_for
from app.core.spec.bundle import bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.build import Form
    from app.core.forms.model import Field, FormState

MAX_CHECKS: Final = 200
"""So many warnings are made per value; nobody reads more."""

MAX_VALIDATORS: Final = 64
"""So many compiled schemas are kept; those of a large document may take megabytes each."""

_SCALARS: Final = frozenset((FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.BOOLEAN, FieldKind.ENUM, FieldKind.CONST))


def check(form: Form, state: FormState) -> tuple[Check, ...]:
    """All warnings for a state, in the form's order. Never raises."""
    found: dict[tuple[FieldPath, str], Check] = {}
    for root in form.sections(state):
        fields = (root,) if root.path.location is Location.BODY else form.children(root, state)
        for field in fields:
            for warning in _check_field(form, field, state):
                found.setdefault((warning.path, warning.message), warning)
    order = FormOrder(form, state)
    return tuple(sorted(found.values(), key=lambda warning: order.key(warning.path)))


def _check_field(form: Form, field: Field, state: FormState) -> Iterator[Check]:
    value = get(state, field.path)
    if value is OMIT:
        if field.required and not _is_spelled_otherwise(field, state):
            yield Check(field.path, "required", "is required")
        return
    yield from _header_checks(form, field, value, state)
    if field.shape is None:
        return
    wire = _Wire(form, state)
    instance = wire.value(field, value)
    yield from wire.checks
    validator = _validator(form, field, state)
    if isinstance(validator, str):
        yield Check(field.path, "schema", f"cannot be checked: {validator}")
        return
    violations = Violations(form, field, state, wire.unchecked)
    for error in islice(_errors(validator, instance), MAX_CHECKS):
        yield from violations.of(error)
    if form.shapes.has_families:
        yield from family_checks(form, field, state)


def _is_spelled_otherwise(field: Field, state: FormState) -> bool:
    """Whether a header stands there in another case, which is the same to every server."""
    headers = state.roots.get(Location.HEADER)
    if field.path.location is not Location.HEADER or not isinstance(headers, dict):
        return False
    return field.label.lower() in {line_name(key).lower() for key in headers}


def _header_checks(form: Form, field: Field, value: Value, state: FormState) -> Iterator[Check]:
    """What HTTP itself cannot carry, whatever the schema says; JSON text escapes it."""
    if field.path.location is not Location.HEADER or not form.place(field.path, state.media_type).carries_text:
        return
    members = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
    texts = (member if isinstance(member, str) else "" for member in members)
    fault = next(filter(None, (header_fault(line_name(field.path.tokens[-1]), text) for text in texts)), "")
    if fault:
        yield Check(field.path, "header", fault)


def _errors(validator: Any, instance: Any) -> Iterator[Any]:
    try:
        yield from validator.iter_errors(instance)
    except ValueError:
        # It nests deeper than the validator follows.
        return


class _Wire:
    """Makes of an entered value the one that the server will see, as far as a validator can take it in.

    Attributes:
        checks: Warnings about what the validator cannot take in.
        unchecked: Paths whose value stands in for another, so that what is said about it does not count.
    """

    def __init__(self, form: Form, state: FormState) -> None:
        self._form = form
        self._state = state
        self.checks: list[Check] = []
        self.unchecked: set[FieldPath] = set()

    def value(self, field: Field, value: Value) -> Value:
        """The value of a field that is checked as a whole."""
        return self._plain(self._as_typed(field, value), field.path)

    def _as_typed(self, field: Field, value: Value) -> Value:
        """Text on the wire has no type: where it reads as what the schema wants, the server will read it so too."""
        place = self._form.place(field.path, self._state.media_type)
        if not place.child("").carries_text and not place.carries_text:
            return value
        if isinstance(value, dict | list):
            children = self._form.children(field, self._state)
            typed = {child.path.tokens[-1]: self._member(child, value) for child in children}
            here = {token: item for token, item in typed.items() if item is not OMIT}
            return {**value, **here} if isinstance(value, dict) else list(here.values())
        return _read_as(self._form.chosen(field, self._state), value)

    def _member(self, child: Field, value: Value) -> Value | Omitted:
        found = member(value, child.path.tokens[-1])
        return OMIT if found is OMIT else self._as_typed(child, found)

    def _plain(self, value: Value, path: FieldPath) -> Value:
        """The value without files, lone surrogates, and numbers that are none; too deep a value is left as it is."""
        if len(path.tokens) > MAX_DEPTH:
            return value
        if isinstance(value, dict):
            return {_encodable(key): self._plain(item, path.child(key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._plain(item, path.child(index)) for index, item in enumerate(value)]
        if isinstance(value, str):
            return _encodable(value)
        if isinstance(value, FileRef):
            self.unchecked.add(path)
            return ""
        if isinstance(value, float) and not math.isfinite(value):
            self.unchecked.add(path)
            self.checks.append(Check(path, "type", words_for("nan", None, value)))
            return 0
        return value


def _read_as(field: Field, value: Value) -> Value:
    if isinstance(value, str) and field.kind in _SCALARS:
        return parse_entry(field.kind, value, field.choices)
    if field.kind is FieldKind.STRING and isinstance(value, bool | int | float):
        return entry_text(value)
    return value


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced one for one: the validator takes only what fits UTF-8."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _validator(form: Form, field: Field, state: FormState) -> Any:
    """The compiled validator of a field's schema, or why there is none."""
    nodes = form.nodes(field, state)
    key = tuple(node.pointer for node in nodes)
    known = form.shapes.validators
    if key not in known:
        if len(known) >= MAX_VALIDATORS:
            known.clear()
        known[key] = compiled(partial(bundle, form.document, nodes, is_pattern))
    return known[key]
