"""What a person does with a field in one step, as edits: give a value, null it, choose an alternative, add an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.forms.edits import ChooseBranch, Omit, SetValue
from app.core.forms.examples import item_nodes, member_nodes
from app.core.forms.fields import ANYTHING
from app.core.forms.merging import types_of
from app.core.forms.model import Presence
from app.core.forms.state import get
from app.core.forms.unions import tag_text

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.build import Form
    from app.core.forms.edits import Edit
    from app.core.forms.model import Field, FormState
    from app.core.forms.shape import Alternative, Shape


def new_item(form: Form, field: Field, state: FormState) -> Value | Omitted:
    """The value of an item to add at an array's end."""
    shape = form.inner_shape(field) or ANYTHING
    value = get(state, field.path)
    index = len(value) if isinstance(value, list) else 0
    nodes = item_nodes(shape, index)
    place = form.place(field.path.child(index), state.media_type)
    return OMIT if nodes is None else form.examples.fresh(form.shapes.shape(nodes), place)


def new_member(form: Form, field: Field, name: str, state: FormState) -> Value | Omitted:
    """The value of a member to add under a name."""
    nodes = member_nodes(form.inner_shape(field) or ANYTHING, name)
    place = form.place(field.path.child(name), state.media_type)
    # A member that nothing is said about starts as text: it is what most are, and what is the easiest to change.
    return "" if not nodes else form.examples.fresh(form.shapes.shape(nodes), place)


def set_presence(form: Form, field: Field, presence: Presence, state: FormState) -> tuple[Edit, ...]:
    """The edits that bring a field to a presence."""
    if form.presence(field, state) is presence:
        return ()
    if presence is Presence.OMIT:
        return (Omit(field.path),)
    if presence is Presence.NULL:
        return (SetValue(field.path, None),)
    value = form.examples.fresh(form.inner_shape(field) or ANYTHING, form.place(field.path, state.media_type))
    return () if value is OMIT or value is None else (SetValue(field.path, value),)


def choose_branch(form: Form, field: Field, index: int, state: FormState) -> tuple[Edit, ...]:
    """The edits that choose an alternative of a union."""
    shape = field.shape
    if shape is None or not 0 <= index < len(shape.alternatives):
        return ()
    alternative = shape.alternatives[index]
    old = get(state, field.path)
    choice = ChooseBranch(field.path, index)
    if _is_single(old) and _can_stay(alternative.shape, old):
        return (choice,)
    value = form.examples.fresh(alternative.shape, form.place(field.path, state.media_type))
    if isinstance(value, dict) or (value is OMIT and alternative.shape.allows("object")):
        made = value if isinstance(value, dict) else {}
        value = _tagged(alternative, _kept(form, field, alternative.shape, made, old))
    return (choice,) if value is OMIT else (choice, SetValue(field.path, value))


def _is_single(value: Value | Omitted) -> bool:
    return value is not OMIT and value is not None and not isinstance(value, dict | list)


def _can_stay(shape: Shape, value: Value | Omitted) -> bool:
    return shape.choices is None and (shape.types is None or bool(shape.types & types_of(value)))


def _kept(form: Form, field: Field, shape: Shape, made: dict[str, Value], old: Value | Omitted) -> dict[str, Value]:
    """The new object with what the old one holds under names that both know, or that only the person knows."""
    if not isinstance(old, dict):
        return made
    before = form.inner_shape(field) or ANYTHING
    kept = {
        name: value
        for name, value in old.items()
        if (name in shape.properties and _can_stay(form.shapes.shape(shape.properties[name]), value))
        or (name not in shape.properties and name not in before.properties)
    }
    order = dict.fromkeys((*shape.properties, *made, *kept))
    together = {**made, **kept}
    return {name: together[name] for name in order if name in together}


def _tagged(alternative: Alternative, value: dict[str, Value]) -> dict[str, Value]:
    """The object with the tags that select the alternative, where its own schema does not already say them."""
    wrong = {name: tags[0] for name, tags in alternative.tags if tag_text(value.get(name)) not in tags}
    return {**value, **wrong}
