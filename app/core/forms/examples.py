"""Example values: what the document gives, else the smallest value that keeps the rules.

In this order: `examples` or `example`, `default`, `const` or the first of `enum`, then a value made for the type with
required members only. A union takes the first alternative that can be made; recursion ends where a member may be
left out. What a document itself gives is believed, also where it breaks the document's own rules, unless it is of
another type.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.forms.kinds import kind_of
from app.core.forms.merging import fits_types, number
from app.core.forms.model import FieldKind
from app.core.forms.patterns import finds
from app.core.forms.samples import sample_number, sample_text

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.kinds import Place
    from app.core.forms.shape import Nodes, Shape
    from app.core.forms.shapes import Shapes

MAX_ITEMS: Final = 100
"""More items than this are not made; a schema that demands more gets no example."""

MAX_DEPTH: Final = 40
"""How deep an example nests at most."""

MAX_VALUES: Final = 20_000
"""How many values one example holds at most: a few schemas that demand each other twice make millions."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """What an example is made for.

    Attributes:
        name: What the value is called.
        variant: Asks for another value, for arrays without repetition.
        above: The schemas being filled around it, to end recursion.
    """

    place: Place
    name: str = ""
    variant: int = 0
    above: tuple[str, ...] = ()

    def below(self, token: str | int, name: str, shape: Shape, variant: int = 0) -> _Spot:
        """The spot of a member or item."""
        return _Spot(self.place.child(token), name, variant, (*self.above, shape.node.pointer))


class Examples:
    """Makes example values for shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._room = MAX_VALUES

    def example(self, shape: Shape, place: Place, name: str = "") -> Value | Omitted:
        """A value for a shape at a place; OMIT where none can be made (a file has to be chosen, nothing fits)."""
        self._room = MAX_VALUES
        return self._value(shape, _Spot(place, name or _last(place)))

    def partial(self, shape: Shape, place: Place) -> Value | Omitted:
        """Like `example`, but an object that cannot be made whole comes with the required members that can."""
        value = self.example(shape, place)
        if value is not OMIT or kind_of(shape, place) not in {FieldKind.OBJECT, FieldKind.MAP}:
            return value
        required = [name for name in shape.properties if name in shape.required]
        made = {name: self.example(self._shapes.shape(shape.properties[name]), place.child(name)) for name in required}
        return {name: found for name, found in made.items() if found is not OMIT}

    def fresh(self, shape: Shape, place: Place) -> Value | Omitted:
        """What a person starts from who wants a value there.

        The default, else "" for text, an empty array or map, else an example: there is no empty number or object.
        """
        kind = kind_of(shape, place)
        default = shape.keywords.get("default")
        if default is not None and kind is not FieldKind.FILE and fits_types(default, shape.types):
            return cast("Value", default)
        if kind is FieldKind.STRING:
            return ""
        if kind is FieldKind.ARRAY and not number(shape.keywords.get("minItems")):
            return []
        return {} if kind is FieldKind.MAP else self.example(shape, place)

    def _value(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        given = OMIT if spot.variant else self._given(shape, spot)
        if given is not OMIT:
            return given
        self._room -= 1
        if len(spot.above) > MAX_DEPTH or self._room < 0:
            return OMIT
        made = self._made(shape, spot)
        return None if made is OMIT and shape.nullable and not spot.place.carries_text else made

    def _given(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        """What the document itself gives; a value of another type, or null, is no example of a field."""
        if kind_of(shape, spot.place) is FieldKind.FILE:
            return OMIT
        given = [*(shape.keywords.get("examples") or ())[:1], shape.keywords.get("default")]
        # Of what travels as text everything is an example that can be written.
        any_type = None if spot.place.carries_text else shape.types
        return next(
            (cast("Value", value) for value in given if value is not None and fits_types(value, any_type)), OMIT
        )

    def _made(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        keywords = shape.keywords
        match kind_of(shape, spot.place):
            case FieldKind.CONST | FieldKind.ENUM:
                choices = shape.choices or ()
                return cast("Value", choices[spot.variant]) if spot.variant < len(choices) else OMIT
            case FieldKind.STRING:
                return _or_omit(self._text(shape, spot))
            case FieldKind.INTEGER:
                return _or_omit(sample_number(keywords, whole=True, variant=spot.variant))
            case FieldKind.NUMBER:
                return _or_omit(sample_number(keywords, whole=False, variant=spot.variant))
            case FieldKind.BOOLEAN:
                return spot.variant == 1 if spot.variant < 2 else OMIT
            case kind:
                return self._made_of_many(kind, shape, spot)

    def _made_of_many(self, kind: FieldKind, shape: Shape, spot: _Spot) -> Value | Omitted:
        match kind:
            case FieldKind.OBJECT | FieldKind.MAP:
                return self._object(shape, spot)
            case FieldKind.ARRAY:
                return self._array(shape, spot)
            case FieldKind.UNION:
                made = (self._value(alternative.shape, spot) for alternative in shape.alternatives)
                return next((value for value in made if value is not OMIT), OMIT)
            case FieldKind.NULL:
                return None
            case FieldKind.ANY if not shape.never:
                return {"sample": spot.variant} if spot.variant else {}
            case _:
                return OMIT

    def _text(self, shape: Shape, spot: _Spot) -> str | None:
        if shape.content:
            # The text is itself JSON with rules of its own (pydantic's `Json[...]`).
            value = self._value(
                self._shapes.shape(shape.content), replace(spot, above=(*spot.above, shape.node.pointer))
            )
            return None if value is OMIT else encode_json(value)
        return sample_text(shape.keywords, spot.name, spot.variant)

    def _object(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        if spot.above.count(shape.node.pointer) > 1:
            return OMIT
        made: dict[str, Value] = {}
        order = [*(name for name in shape.properties if name in shape.required), *sorted(shape.required)]
        for name in dict.fromkeys(order):
            member = self._shapes.shape(member_nodes(shape, name) or ())
            if member.keywords.get("readOnly") is True:
                continue
            value = self._value(member, spot.below(name, name, shape, spot.variant))
            if value is OMIT and kind_of(member, spot.place.child(name)) is not FieldKind.FILE:
                return OMIT
            if value is not OMIT:
                made[name] = value
        return self._filled_up(made, shape, spot)

    def _filled_up(self, made: dict[str, Value], shape: Shape, spot: _Spot) -> Value | Omitted:
        """Members beyond the required ones, until `minProperties` is reached."""
        least = int(number(shape.keywords.get("minProperties")) or 0)
        names = [*shape.properties, *self._keys(shape, max(0, min(least, MAX_ITEMS)))]
        for name in names:
            nodes = member_nodes(shape, name)
            if len(made) >= least:
                break
            if name not in made and (nodes is not None or shape.additional is None):
                value = self._value(self._shapes.shape(nodes or ()), spot.below(name, name, shape))
                made |= {} if value is OMIT else {name: value}
        return made if len(made) >= least else OMIT

    def _keys(self, shape: Shape, count: int) -> list[str]:
        """Names for members that the schema does not name."""
        named = self._shapes.shape(shape.names)
        choices = [str(choice) for choice in named.choices or ()]
        pattern = next(iter(shape.patterns), None) if shape.additional is False else None
        rules = {**named.keywords, "pattern": pattern} if pattern else named.keywords
        texts = [sample_text(rules, "key", index) for index in range(count)]
        return choices or [text for text in texts if text is not None]

    def _array(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        least = int(number(shape.keywords.get("minItems")) or 0)
        if least > MAX_ITEMS:
            return OMIT
        differ = shape.keywords.get("uniqueItems") is True
        made: list[Value] = []
        for index in range(least):
            nodes = item_nodes(shape, index)
            variant = index if differ else 0
            value = OMIT if nodes is None else self._value(self._shapes.shape(nodes), self._item(shape, spot, variant))
            if value is OMIT:
                return OMIT
            made.append(value)
        return made

    def _item(self, shape: Shape, spot: _Spot, variant: int) -> _Spot:
        return spot.below(variant, spot.name, shape, variant)


def member_nodes(shape: Shape, name: str) -> Nodes | None:
    """The schemas that hold for a member of that name; None where the schema does not know it or forbids it."""
    found = shape.properties.get(name, ())
    for pattern, nodes in shape.patterns.items():
        if finds(pattern, name):
            found = (*found, *nodes)
    if found:
        return found
    return None if shape.additional is False else shape.additional


def item_nodes(shape: Shape, index: int) -> Nodes | None:
    """The schemas that hold for the item at an index; None where none may be there."""
    if index < len(shape.prefix):
        return shape.prefix[index]
    return None if shape.items is False else shape.items or ()


def _last(place: Place) -> str:
    return place.path.tokens[-1] if place.path.tokens else ""


def _or_omit(value: Any) -> Value | Omitted:
    return OMIT if value is None else value
