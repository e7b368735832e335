"""All fields that a form has or could have, by name and place, for finding one among thousands."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.forms.examples import item_nodes, member_nodes
from app.core.forms.fields import ANYTHING
from app.core.forms.state import get, member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.build import Form
    from app.core.forms.model import FormState
    from app.core.forms.shape import Nodes, Shape

MOST: Final = 5_000
"""So many fields are listed, which is what a list takes in at once without holding the window."""

DEEPEST: Final = 6
"""So deep fields of groups that are left out are listed; what is filled in is listed as deep as it is."""


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field.

    Attributes:
        is_left_out: A group above it is left out or null, so that the form shows no such field yet.
    """

    path: FieldPath
    is_left_out: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.tokens[-1]

    @property
    def parents(self) -> str:
        """Where it stands: `body / lines / 0`."""
        return " / ".join((self.path.location.value, *self.path.tokens[:-1]))


@dataclass(frozen=True, slots=True)
class _Place:
    path: FieldPath
    shape: Shape
    value: Value | Omitted
    above: tuple[str, ...] = ()
    is_left_out: bool = False


def field_entries(form: Form, state: FormState) -> Iterator[FieldEntry]:
    """The fields, those near the top first; made one by one, so that a caller can stop for a moment or for good."""
    count = 0
    pending: deque[_Place] = deque()
    for root in form.sections(state):
        if root.path.location is not Location.BODY:
            for parameter in form.children(root, state):
                count += 1
                yield FieldEntry(parameter.path)
        else:
            pending.append(_Place(root.path, form.inner_shape(root) or ANYTHING, get(state, root.path)))
    while pending and count < MOST:
        place = pending.popleft()
        for token, nodes in _below(place):
            if count >= MOST:
                return
            count += 1
            shape = form.shapes.shape(nodes)
            path = place.path.child(token)
            yield FieldEntry(path, place.is_left_out)
            inner = _inside(form, state, place, _Place(path, shape, _value(place.value, token)))
            if inner is not None:
                pending.append(inner)


def _inside(form: Form, state: FormState, outer: _Place, place: _Place) -> _Place | None:
    """The place to go on from; None where there is nothing below, or nothing that ends."""
    shape, value = place.shape, place.value
    if isinstance(value, dict | list):
        if shape.alternatives:
            field = form.field_at(place.path, state)
            shape = (form.inner_shape(field) if field is not None else None) or ANYTHING
        return _Place(place.path, form.shapes.under(shape, value), value)
    if value is not OMIT and value is not None:
        return None
    above = (*outer.above, outer.shape.node.pointer)
    ends = shape.node.pointer in above or len(place.path.tokens) >= DEEPEST
    return None if ends or not shape.properties else _Place(place.path, shape, OMIT, above, is_left_out=True)


def _below(place: _Place) -> Iterator[tuple[str, Nodes]]:
    shape, value = place.shape, place.value
    if isinstance(value, list):
        for index, item in enumerate(value):
            # A single value among its like is found by its array's name.
            if isinstance(item, dict | list):
                yield str(index), item_nodes(shape, index) or ()
        return
    names = dict.fromkeys((*shape.properties, *(value if isinstance(value, dict) else ())))
    if isinstance(value, dict) or place.is_left_out:
        for name in names:
            yield name, member_nodes(shape, name) or ()


def _value(value: Value | Omitted, token: str) -> Value | Omitted:
    return member(value, token) if value is not OMIT else OMIT
