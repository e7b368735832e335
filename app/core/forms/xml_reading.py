"""XML back to a value, by the `xml` of its schemas: the other way of `xml_text`.

What a text says beyond the value is not guessed at: the value is written again, and each place where that text would
be another is told. So the form is true to the text, or says where it is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.base.json_types import OMIT
from app.core.forms.examples import item_nodes
from app.core.forms.fields import ANYTHING
from app.core.forms.kinds import Medium, Place, kind_of
from app.core.forms.model import FieldKind
from app.core.forms.scalars import parse_entry
from app.core.forms.shapes import Shapes
from app.core.forms.unions import Follower
from app.core.forms.xml_difference import differences, says_the_same
from app.core.forms.xml_members import Members, Placed, is_list
from app.core.forms.xml_parse import ParsedXml, XmlRemark, parse_xml
from app.core.forms.xml_text import xml_text

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.shape import Alternative, Nodes, Shape
    from app.core.forms.xml_parse import ParsedElement
    from app.core.spec.document import Document

MAX_READ: Final = 30_000
"""So many elements are looked at, some of them once for each alternative that they might be."""

_Rank: TypeAlias = "tuple[bool, bool, bool, float, bool]"

MAX_ALTERNATIVES: Final = 50
"""So many alternatives of a union are tried."""

_ELEMENT: Final = Place(FieldPath(Location.BODY, ("element",)), Medium.XML)


@dataclass(frozen=True, slots=True)
class XmlReading:
    """What a text stands for.

    Attributes:
        value: The value; OMIT where none could be read.
        error: Why not.
        losses: What of the text the value does not say, in the order of the text.
    """

    value: Value | Omitted = OMIT
    error: XmlRemark | None = None
    losses: tuple[XmlRemark, ...] = ()


def read_xml(document: Document, nodes: Nodes, text: str) -> XmlReading:
    """Reads a text. Never raises.

    Args:
        nodes: The schemas that hold for it together, references not yet followed; none allow anything.
    """
    parsed = parse_xml(text)
    if isinstance(parsed, XmlRemark):
        return XmlReading(error=parsed)
    try:
        value = _Reader(document).value(parsed.root, nodes)
    except _TooMuchError:
        return XmlReading(error=XmlRemark("too much might be meant by this text to be read", 1, 1))
    written = parse_xml(xml_text(document, nodes, value).text)
    beside = differences(parsed.root, written.root) if isinstance(written, ParsedXml) else ()
    losses = sorted((*parsed.remarks, *beside), key=lambda remark: (remark.line, remark.column))
    return XmlReading(value, losses=tuple(losses))


class _TooMuchError(Exception):
    """Ends the reading."""


@dataclass(slots=True)
class _Reader:
    """Makes values of elements."""

    document: Document
    room: int = field(init=False)
    shapes: Shapes = field(init=False)
    follower: Follower = field(init=False)
    members: Members = field(init=False)

    def __post_init__(self) -> None:
        self.room = MAX_READ
        self.shapes = Shapes(self.document)
        self.follower = Follower(self.shapes)
        self.members = Members(self.shapes)

    def value(self, element: ParsedElement, nodes: Nodes) -> Value:
        """What an element stands for.

        Raises:
            _TooMuchError: It cannot be found out in a reasonable time.
        """
        self.room -= 1
        if self.room < 0:
            raise _TooMuchError
        if element.is_nil:
            return None
        shape = self.shapes.shape(nodes) if nodes else ANYTHING
        return self._best(element, shape) if shape.alternatives else self._of_shape(element, shape)

    def _best(self, element: ParsedElement, shape: Shape) -> Value:
        """The value as the alternative reads it that fits it best and that it would be taken for."""
        best: tuple[_Rank, Value] | None = None
        for index, found in enumerate(shape.alternatives[:MAX_ALTERNATIVES]):
            value = self._of_shape(element, found.shape)
            rank = (_keeps_all(element, value), *self._rank(shape, index, found, value), not isinstance(value, str))
            if best is None or rank > best[0]:
                best = rank, value
        return best[1] if best is not None else None

    def _rank(self, shape: Shape, index: int, found: Alternative, value: Value) -> tuple[bool, bool, float]:
        is_taken_for = self.follower.follow(shape, value, None) == index
        fits = self.shapes.judge.fits(found.own, value)
        return is_taken_for, fits, self.follower.fit(found.shape, value)

    def _of_shape(self, element: ParsedElement, shape: Shape) -> Value:
        if is_list(shape):
            return self._items(element, shape)
        if shape.types == frozenset({"object"}):
            return self._object(element, shape)
        members = self._object(element, shape) if shape.allows("object") and shape.choices is None else {}
        return members or _scalar(element.text, shape)

    def _items(self, element: ParsedElement, shape: Shape) -> list[Value]:
        return [self.value(child, item_nodes(shape, index) or ()) for index, child in enumerate(element.children)]

    # Objects

    def _object(self, element: ParsedElement, shape: Shape) -> dict[str, Value]:
        found: dict[str, Value] = {}
        first: dict[tuple[str, ...], ParsedElement] = {}
        for (namespace, name), text in element.expanded_attributes.items():
            placed = self.members.attribute(shape, namespace, name)
            if placed is not None:
                _put(found, placed.path, _scalar(text, self._shape(placed)))
        for child in element.children:
            self._add(found, self.members.element(shape, *child.expanded), child, first)
        placed = self.members.text(shape)
        if placed is not None and element.text:
            _put(found, placed.path, _scalar(element.text, self._shape(placed)))
        return found

    def _add(
        self, found: dict[str, Value], placed: Placed, child: ParsedElement, first: dict[tuple[str, ...], ParsedElement]
    ) -> None:
        """Adds what an element stands for to the object around it."""
        before = _get(found, placed.path)
        if placed.is_item:
            items = before if isinstance(before, list) else []
            items.append(self.value(child, item_nodes(self._shape(placed), len(items)) or ()))
            _put(found, placed.path, items)
        elif before is OMIT:
            first[placed.path] = child
            _put(found, placed.path, self.value(child, placed.nodes))
        else:
            shape = self._list_shape(placed)
            if shape is not None:
                # One element says nothing of a list; the second shows that the first was an item.
                opening = first.pop(placed.path, None)
                items = [] if opening is not None or not isinstance(before, list) else before
                for each in (opening, child) if opening is not None else (child,):
                    items.append(self.value(each, item_nodes(shape, len(items)) or ()))
                _put(found, placed.path, items)

    def _list_shape(self, placed: Placed) -> Shape | None:
        """What a member is as a list; None where it can be none."""
        shape = self._shape(placed)
        if shape.alternatives:
            return next((found.shape for found in shape.alternatives if is_list(found.shape)), None)
        return shape if kind_of(shape, _ELEMENT) is FieldKind.ANY else None

    def _shape(self, placed: Placed) -> Shape:
        return self.shapes.shape(placed.nodes) if placed.nodes else ANYTHING


def _keeps_all(element: ParsedElement, value: Value) -> bool:
    """Whether a value has a place for all that lies in an element: elements in a container, text outside a list."""
    return not element.text if isinstance(value, list) else isinstance(value, dict) or not element.children


def _scalar(text: str, shape: Shape) -> Value:
    """The value that a text stands for; one that would be written otherwise stays a text."""
    kind = kind_of(shape, _ELEMENT)
    if kind in {FieldKind.ARRAY, FieldKind.OBJECT, FieldKind.MAP}:
        # In an attribute it is written as JSON.
        read = decode_json(text)
        return text if isinstance(read, JsonSyntaxError) or not isinstance(read, list | dict) else cast("Value", read)
    if kind is FieldKind.NULL:
        return text or None
    value = parse_entry(kind, text, shape.choices or ())
    is_single = isinstance(value, bool | int | float) or kind in {FieldKind.ENUM, FieldKind.CONST}
    return value if is_single and says_the_same(_written(value), text) else text


def _written(value: Value) -> str:
    return value if isinstance(value, str) else encode_json(value)


def _get(found: dict[str, Value], path: tuple[str, ...]) -> Value | Omitted:
    value: Value | Omitted = found
    for token in path:
        value = value.get(token, OMIT) if isinstance(value, dict) else OMIT
    return value


def _put(found: dict[str, Value], path: tuple[str, ...], value: Value) -> None:
    *above, last = path
    for token in above:
        inner = found.setdefault(token, {})
        if not isinstance(inner, dict):
            return
        found = inner
    found[last] = value
