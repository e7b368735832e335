"""Example values: what the document gives, else the smallest value that keeps the rules.

In this order: `examples` or `example`, `default`, `const` or the first of `enum`, then a value made for the type with
required members only. A union takes the first alternative that can be made; recursion ends where a member may be
left out. What a document itself gives is taken where it keeps the document's own rules. Where rules are entangled
(`not`, `oneOf`, conditions, …) several values are made until one keeps them all; the first is as good as it gets
where none does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.forms.kinds import Medium, kind_of
from app.core.forms.merging import fits_types, number
from app.core.forms.model import FieldKind
from app.core.forms.patterns import finds
from app.core.forms.samples import sample_number, sample_text
from app.core.forms.scalars import entry_text, parse_entry
from app.core.forms.unions import tag_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.kinds import Place
    from app.core.forms.shape import Nodes, Shape
    from app.core.forms.shapes import Shapes
    from app.core.spec.document import Node

MAX_ITEMS: Final = 100
"""More items than this are not made; a schema that demands more gets no example."""

MAX_DEPTH: Final = 40
"""How deep an example nests at most."""

MAX_VALUES: Final = 20_000
"""How many values one example holds at most: a few schemas that demand each other twice make millions."""

MAX_ROUNDS: Final = 5
"""How often an object is made again because of the conditions that it meets."""

PREPARED_DEPTH: Final = 4
"""How deep an example is read in steps; what lies deeper is one step."""

MAX_TRIES: Final = 40
"""How many values are made for one place until one keeps all rules."""

_ENTANGLED: Final = frozenset(
    (
        *("not", "if", "then", "else", "dependentSchemas", "dependentRequired", "propertyNames", "discriminator"),
        *("oneOf", "anyOf", "contains", "uniqueItems", "unevaluatedProperties", "unevaluatedItems"),
        *("patternProperties", "pattern", "format", "enum", "const", "maxProperties", "prefixItems", "multipleOf"),
    )
)
"""Keywords whose rules a value may break that was made by looking at each of them alone."""

_ANYTHING: Final[tuple[Value, ...]] = ({}, "text", 1, True, [], [1], 0.5, "", 0, False, {"sample": 1})
"""What is tried where any type may be."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """What an example is made for.

    Attributes:
        name: What the value is called.
        variant: Asks for another value, for arrays without repetition.
        above: The schemas being filled around it, to end recursion.
        tags: The discriminators that the value has to carry.
    """

    place: Place
    name: str = ""
    variant: int = 0
    above: tuple[str, ...] = ()
    tags: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def below(self, token: str | int, name: str, shape: Shape, variant: int = 0) -> _Spot:
        """The spot of a member or item."""
        return _Spot(self.place.child(token), name, variant, (*self.above, shape.node.pointer))


class Examples:
    """Makes example values for shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._room = MAX_VALUES
        self._sketches = False
        self._is_cut = False

    def example(self, shape: Shape, place: Place, name: str = "") -> Value | Omitted:
        """A value for a shape at a place; OMIT where none can be made (a file has to be chosen, nothing fits)."""
        self._room, self._sketches, self._is_cut = MAX_VALUES, False, False
        return self._value(shape, _Spot(place, name or _last(place)))

    def sketch(self, shape: Shape, place: Place, most: int) -> tuple[Value | Omitted, bool]:
        """The beginning of what `partial` gives, with about `most` values in it, and whether something is missing."""
        self._room, self._sketches, self._is_cut = most, True, False
        value = self._value(shape, _Spot(place, _last(place)))
        return (value, True) if self._is_cut else (self.partial(shape, place) if value is OMIT else value, False)

    def prepare(self, shape: Shape, place: Place, depth: int = 0) -> Iterator[None]:
        """Reads, one step for each required member, the schemas that an example of the shape needs."""
        shape = shape.alternatives[0].shape if shape.alternatives else shape
        for name in shape.names_shown:
            if name in shape.required:
                member = self._shapes.shape(member_nodes(shape, name) or ())
                if member.required and depth < PREPARED_DEPTH:
                    yield from self.prepare(member, place.child(name), depth + 1)
                else:
                    self.example(member, place.child(name))
                yield

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
        if default is not None and kind is not FieldKind.FILE and self._is_fitting(shape, default):
            return cast("Value", default)
        if kind is FieldKind.STRING:
            return ""
        if kind is FieldKind.ARRAY and not number(shape.keywords.get("minItems")):
            return []
        return {} if kind is FieldKind.MAP else self.example(shape, place)

    def _value(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        given = OMIT if spot.variant or spot.tags else self._given(shape, spot)
        if given is not OMIT:
            return given
        self._room -= 1
        if len(spot.above) > MAX_DEPTH or (self._room < 0 and not self._sketches):
            return OMIT
        made = self._made(shape, spot)
        return None if made is OMIT and shape.nullable and not spot.place.carries_text else made

    def _given(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        """What the document itself gives; a value that breaks its rules, or null, is no example of a field."""
        kind = kind_of(shape, spot.place)
        if kind is FieldKind.FILE:
            return OMIT
        for value in (*(shape.keywords.get("examples") or ()), shape.keywords.get("default")):
            found = self.as_sent(shape, value, spot.place)
            if found is not OMIT:
                return found
        return OMIT

    def as_sent(self, shape: Shape, value: Any, place: Place) -> Value | Omitted:
        """An example as the value of a field; OMIT where it is null, or the schema refuses it.

        Where values travel as text, a text that reads as what the schema wants is that.
        """
        if place.medium is Medium.TEXT and isinstance(value, str):
            # Such a body is its own characters, whatever its schema says of what they mean.
            return value
        readings = [value]
        if place.carries_text and isinstance(value, str):
            readings.append(parse_entry(kind_of(shape, place), value, shape.choices or ()))
        elif place.carries_text and isinstance(value, bool | int | float):
            readings.append(entry_text(value))
        fits = any(found is not None and self._is_fitting(shape, found) for found in readings)
        return cast("Value", value) if fits else OMIT

    def _is_fitting(self, shape: Shape, value: Any) -> bool:
        return fits_types(value, shape.types) and self._shapes.judge.fits(shape.nodes, value)

    def _made(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        """The first value made that keeps all rules; the first of all where none does."""
        is_entangled = bool(shape.source) and any(part.mapping.keys() & _ENTANGLED for part in shape.source[0].parts)
        first: Value | Omitted = OMIT
        for value in islice(self._candidates(shape, spot), MAX_TRIES):
            if value is OMIT:
                continue
            if not is_entangled or self._is_cut or self._shapes.judge.fits(shape.nodes, value):
                return value
            first = value if first is OMIT else first
        return first

    def _candidates(self, shape: Shape, spot: _Spot) -> Iterator[Value | Omitted]:
        """Values for a shape, the most promising first."""
        match kind_of(shape, spot.place):
            case FieldKind.CONST | FieldKind.ENUM:
                yield from cast("tuple[Value, ...]", shape.choices or ())[spot.variant :]
            case FieldKind.UNION:
                for found in shape.alternatives:
                    yield self._value(found.shape, replace(spot, tags=(*spot.tags, *found.tags)))
            case FieldKind.OBJECT | FieldKind.MAP:
                yield from self._objects(shape, spot)
            case FieldKind.ARRAY:
                yield from self._arrays(shape, spot)
            case FieldKind.NULL:
                yield None
            case FieldKind.ANY:
                yield from () if shape.never else _ANYTHING[10 if spot.variant else 0 :]
            case kind:
                yield from self._scalars(kind, shape, spot)

    def _scalars(self, kind: FieldKind, shape: Shape, spot: _Spot) -> Iterator[Value]:
        variant = spot.variant
        while made := self._variant(kind, shape, spot, variant):
            yield from made
            variant += 1

    def _variant(self, kind: FieldKind, shape: Shape, spot: _Spot, variant: int) -> list[Value]:
        """The values of that number; none where there are no more."""
        if kind is FieldKind.STRING:
            return [text for text in self._texts(shape, spot, variant) if text is not None]
        if kind is FieldKind.BOOLEAN:
            return [variant == 1] if variant < 2 else []
        if kind is FieldKind.FILE:
            return []
        found = sample_number(shape.keywords, whole=kind is FieldKind.INTEGER, variant=variant)
        return [] if found is None else [found]

    def _texts(self, shape: Shape, spot: _Spot, variant: int) -> Iterator[str | None]:
        if shape.content:
            # The text is itself JSON with rules of its own (pydantic's `Json[...]`).
            inner = replace(spot, above=(*spot.above, shape.node.pointer), variant=variant)
            value = self._value(self._shapes.shape(shape.content), inner)
            yield None if value is OMIT else encode_json(value)
            return
        for rules in _text_rules(shape):
            yield sample_text(rules, spot.name, variant)

    def _objects(self, shape: Shape, spot: _Spot) -> Iterator[Value | Omitted]:
        """The smallest object, then larger ones."""
        made = self._object(shape, spot)
        for _ in range(MAX_ROUNDS):
            held = shape if made is OMIT else self._shapes.under(shape, made)
            if held is shape:
                break
            shape, made = held, self._object(held, spot)
        yield made
        if isinstance(made, dict):
            yield from self._wider(made, shape, spot)

    def _wider(self, made: dict[str, Value], shape: Shape, spot: _Spot) -> Iterator[Value]:
        """The object with one more member, and with all."""
        more: dict[str, Value] = {}
        for name in islice((name for name in shape.properties if name not in made), MAX_TRIES):
            member = self._shapes.shape(member_nodes(shape, name) or ())
            value = OMIT if member.keywords.get("readOnly") is True else self._member(member, name, shape, spot)
            if value is not OMIT:
                more[name] = value
                yield {**made, name: value}
        yield {**made, **more}

    def _member(self, member: Shape, name: str, shape: Shape, spot: _Spot) -> Value | Omitted:
        tag = next((tags for tagged, tags in spot.tags if tagged == name), ())
        if tag:
            return next((cast("Value", choice) for choice in member.choices or () if tag_text(choice) in tag), tag[0])
        return self._value(member, spot.below(name, name, shape, spot.variant))

    def _object(self, shape: Shape, spot: _Spot) -> Value | Omitted:
        if spot.above.count(shape.node.pointer) > 1:
            return OMIT
        made: dict[str, Value] = {}
        needed = {*shape.required, *(name for name, _ in spot.tags)}
        order = [*(name for name in shape.properties if name in needed), *sorted(needed)]
        for name in dict.fromkeys(order):
            if self._is_full():
                break
            member = self._shapes.shape(member_nodes(shape, name) or ())
            if member.keywords.get("readOnly") is True:
                continue
            value = self._member(member, name, shape, spot)
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
            if len(made) >= least or self._is_full():
                break
            if name not in made and (nodes is not None or shape.additional is None):
                value = self._value(self._shapes.shape(nodes or ()), spot.below(name, name, shape))
                made |= {} if value is OMIT else {name: value}
        return made if len(made) >= least or self._is_cut else OMIT

    def _is_full(self) -> bool:
        """Whether a sketch holds as many values as it may, so that what is being made remains a part."""
        self._is_cut = self._is_cut or (self._sketches and self._room <= 0)
        return self._is_cut

    def _keys(self, shape: Shape, count: int) -> list[str]:
        """Names for members that the schema does not name."""
        named = self._shapes.shape(shape.names)
        choices = [str(choice) for choice in named.choices or ()]
        pattern = next(iter(shape.patterns), None) if shape.additional is False else None
        rules = {**named.keywords, "pattern": pattern} if pattern else named.keywords
        texts: dict[str, None] = {}
        for index in range(count):
            text = sample_text(rules, "key", index)
            if text is not None:
                texts[f"{text}{index + 1}" if text in texts else text] = None
        return choices or list(texts)

    def _arrays(self, shape: Shape, spot: _Spot) -> Iterator[Value | Omitted]:
        """The shortest array, then longer ones."""
        least = int(number(shape.keywords.get("minItems")) or 0)
        if least > MAX_ITEMS:
            return
        contained = self._contained(shape)
        least = max(least, len(contained))
        # No two empty arrays differ.
        lengths = (*((max(least, 1),) if spot.variant else ()), least, least + 1, max(least, len(shape.prefix)))
        for length in dict.fromkeys(lengths):
            yield self._array(shape, spot, length, contained)

    def _contained(self, shape: Shape) -> Nodes:
        """Per item that has to be of a certain kind (`contains`) the schema of that kind."""
        found: list[Node] = []
        for part in shape.source[0].parts if shape.source else ():
            kind = part.get("contains")
            least = number(part.mapping.get("minContains"))
            if kind is not None:
                found += [kind] * max(0, min(1 if least is None else int(least), MAX_ITEMS))
        return tuple(found)

    def _array(self, shape: Shape, spot: _Spot, length: int, contained: Nodes) -> Value | Omitted:
        differ = shape.keywords.get("uniqueItems") is True
        made: list[Value] = []
        for index in range(length):
            if self._is_full():
                break
            nodes = item_nodes(shape, index)
            # Items of a certain kind come last: the first ones may have schemas of their own.
            at = index - (length - len(contained))
            nodes = nodes if nodes is None or at < 0 else (*nodes, contained[at])
            variant = (index if differ else 0) + spot.variant
            value = OMIT if nodes is None else self._value(self._shapes.shape(nodes), self._item(shape, spot, variant))
            if value is OMIT:
                return OMIT
            made.append(value)
        return made

    def _item(self, shape: Shape, spot: _Spot, variant: int) -> _Spot:
        return spot.below(variant, spot.name, shape, variant)


def _text_rules(shape: Shape) -> Iterator[Mapping[str, Any]]:
    """The rules of a text, and where several schemas have a pattern, those with each of them."""
    keywords = shape.keywords
    if "pattern" in keywords and "format" in keywords:
        yield {key: value for key, value in keywords.items() if key != "pattern"}
    yield keywords
    parts = shape.source[0].parts if shape.source else ()
    patterns = dict.fromkeys(pattern for part in parts if isinstance(pattern := part.mapping.get("pattern"), str))
    for pattern in [*patterns][1:]:
        yield {**keywords, "pattern": pattern}


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
