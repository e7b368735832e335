"""The form of one operation: its fields, computed from schema and value when they are looked at.

A form holds no values; it is asked with a state. What it has read of the schemas it remembers, so asking again is
cheap. Nothing here raises for a broken document: what cannot be read is a field that takes any value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from app.core.base.field_path import FieldPath, Location
from app.core.base.header_lines import line_name
from app.core.base.json_types import OMIT
from app.core.base.media_types import is_form, is_json
from app.core.forms import changes
from app.core.forms.absence import why_not
from app.core.forms.examples import Examples, item_nodes, member_nodes
from app.core.forms.fields import FieldMaker, Standing
from app.core.forms.first_values import FirstValues
from app.core.forms.kinds import Place, medium_of
from app.core.forms.model import Field, FieldExample, FieldKind, FormState, Presence
from app.core.forms.shapes import Shapes
from app.core.forms.state import get, member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import JsonValue, Omitted, Value
    from app.core.forms.edits import Edit
    from app.core.forms.shape import Nodes, Shape
    from app.core.forms.xml_reading import XmlReading
    from app.core.operations.model import Example, Operation, Parameter
    from app.core.spec.document import Document

_EMPTY_LINE: Final = "{}"
_HEADERS: Final = FieldPath(Location.HEADER)
_PARAMETERS: Final = (Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE)


class Form:
    """The form of one operation.

    Attributes:
        document: The document that the operation stands in.
        operation: The operation.
        shapes: What has been read of the schemas.
        examples: Makes values.
        first_values: Makes the values that the form begins with.
    """

    def __init__(self, document: Document, operation: Operation, shapes: Shapes | None = None) -> None:
        """Makes the form; forms of one document may share what has been read of its schemas."""
        self.document = document
        self.operation = operation
        self.shapes = Shapes(document) if shapes is None else shapes
        self.examples = Examples(self.shapes)
        self._maker = FieldMaker(self.shapes)
        self._read: tuple[tuple[str, str | None], XmlReading] | None = None
        self._named: dict[tuple[FieldPath, str | None], tuple[FieldExample, ...]] = {}
        self.first_values = FirstValues(self)
        self._parameters: dict[Location, dict[str, Parameter]] = {location: {} for location in _PARAMETERS}
        for parameter in operation.parameters:
            self._parameters[parameter.location][parameter.name] = parameter

    # Fields

    def sections(self, state: FormState) -> tuple[Field, ...]:
        """The roots of the form in order: path, query, header, cookie, and body where there is one.

        The root of parameters is an object whose children are the parameters; the body's root is the body's field.
        """
        roots = [self._root(location) for location in _PARAMETERS]
        if self.operation.body is not None or get(state, FieldPath(Location.BODY)) is not OMIT:
            roots.append(self._body(state))
        return tuple(roots)

    def children(self, field: Field, state: FormState) -> tuple[Field, ...]:
        """The fields below a field: what the schema declares there, then what else the value holds.

        An object, array or map that is left out or null has none yet. A union has those of its chosen alternative.
        """
        return tuple(
            child for token in self.names_below(field, state) if (child := self._child(field, token, state)) is not None
        )

    def names_below(self, field: Field, state: FormState) -> tuple[str, ...]:
        """The names and indices of a field's children in order; much cheaper than the children themselves."""
        value = get(state, field.path)
        if _is_root(field.path):
            declared = self._parameters[field.path.location]
            return (*declared, *(name for name in _names(value) if name not in declared))
        if isinstance(value, list):
            return tuple(str(index) for index in range(len(value)))
        shape = self.inner_shape(field)
        known = shape.names_shown if shape is not None and isinstance(value, dict) else ()
        return tuple(dict.fromkeys((*known, *_names(value))))

    def field_at(self, path: FieldPath, state: FormState) -> Field | None:
        """The field at a path, None where `children` would show none there; header names match in any case."""
        field = self._section(path.location, state)
        for token in path.tokens:
            child = self._child(field, token, state)
            if child is None:
                return None
            field = child
        return field

    def nearest(self, path: FieldPath, state: FormState) -> tuple[Field, str]:
        """The field at a path, or its nearest ancestor that is there, and why it is not the field itself.

        The reason is empty where it is there. Every location's root answers, also the body's without a body.
        """
        field = self._section(path.location, state)
        for token in path.tokens:
            child = self._child(field, token, state)
            if child is None:
                return field, why_not(field, token, get(state, field.path))
            field = child
        return field, ""

    def walk(self, state: FormState) -> Iterator[Field]:
        """All fields, parents before their children."""
        pending = list(reversed(self.sections(state)))
        while pending:
            field = pending.pop()
            yield field
            pending.extend(reversed(self.children(field, state)))

    def chosen(self, field: Field, state: FormState) -> Field:
        """For a union the field as its chosen alternative alone would be; any other field itself."""
        return self._maker.chosen(field, self.place(field.path, state.media_type))

    # Values

    def default_state(self, media_type: str | None = None) -> FormState:
        """A new form, ready to send: required fields filled, everything else left out.

        Args:
            media_type: The body's; None chooses JSON, else a form, else the first.
        """
        return self.first_values.whole(media_type)

    def media_type(self) -> str | None:
        """The media type that a new form takes: JSON, else a form, else the first; None without a body."""
        names = [content.media_type for content in self.operation.body.contents] if self.operation.body else []
        for fits in (is_json, is_form):
            found = next((name for name in names if fits(name)), None)
            if found is not None:
                return found
        return names[0] if names else None

    def new_item(self, field: Field, state: FormState) -> Value | Omitted:
        """The value of an item to add to an array; OMIT where a file has to be chosen or no item may be there."""
        return changes.new_item(self, field, state)

    def new_member(self, field: Field, name: str, state: FormState) -> Value | Omitted:
        """The value of an entry to add to a map or of an undeclared member; OMIT where a file has to be chosen."""
        return changes.new_member(self, field, name, state)

    def presence(self, field: Field, state: FormState) -> Presence:
        """Whether the field is left out, null, or holds a value."""
        value = get(state, field.path)
        if value is OMIT:
            return Presence.OMIT
        return Presence.NULL if value is None else Presence.VALUE

    def set_presence(self, field: Field, presence: Presence, state: FormState) -> tuple[Edit, ...]:
        """The edits that bring a field to a presence; a new value is what a person would start from.

        None where it is there already, and for a file, which has to be chosen.
        """
        return changes.set_presence(self, field, presence, state)

    def choose_branch(self, field: Field, index: int, state: FormState) -> tuple[Edit, ...]:
        """The edits that choose an alternative of a union: the tag is set, what both alternatives know is kept."""
        return changes.choose_branch(self, field, index, state)

    def read_xml(self, text: str, state: FormState) -> XmlReading:
        """What a text stands for as this body's XML; the last answer is kept, since a view asks several times."""
        known = self._read
        if known is None or known[0] != (text, state.media_type):
            from app.core.forms.xml_reading import read_xml  # noqa: PLC0415 - few bodies are XML

            root, _ = self.nearest(FieldPath(Location.BODY), state)
            reading = read_xml(self.document, self.nodes(root, state), text)
            known = self._read = (text, state.media_type), reading
        return known[1]

    # Places and shapes

    def place(self, path: FieldPath, media_type: str | None) -> Place:
        """The place of a path in a body of that media type, or in a parameter."""
        if path.location is not Location.BODY and path.tokens:
            parameter = self._parameters[path.location].get(path.tokens[0])
            media_type = parameter.media_type if parameter is not None else None
        return Place(path, medium_of(path, media_type))

    def inner_shape(self, field: Field) -> Shape | None:
        """The shape that rules a field's members and items: for a union that of the chosen alternative."""
        return field.shape if field.inner is None else field.inner

    def nodes(self, field: Field, state: FormState) -> Nodes:
        """The schemas of a parameter or of the whole body; none where the document has none."""
        if field.path.location is Location.BODY:
            content = self.operation.body.content(state.media_type) if self.operation.body is not None else None
            schema = content.schema if content is not None else None
        else:
            parameter = self._parameters[field.path.location].get(field.path.tokens[0])
            schema = parameter.schema if parameter is not None else None
        return () if schema is None else (schema,)

    # Inside

    def _root(self, location: Location) -> Field:
        return Field(path=FieldPath(location), label=location.value, kind=FieldKind.OBJECT, schema=None)

    def _section(self, location: Location, state: FormState) -> Field:
        return self._body(state) if location is Location.BODY else self._root(location)

    def _body(self, state: FormState) -> Field:
        path = FieldPath(Location.BODY)
        body = self.operation.body
        content = body.content(state.media_type) if body is not None else None
        root = Field(path, "body", FieldKind.ANY, None)
        nodes = None if body is None else self.nodes(root, state)
        standing = Standing("body", nodes, required=body is not None and body.required)
        field = self._field(path, standing, state)
        examples = content.examples if content is not None else ()
        description = body.description if body is not None else ""
        return self._described(field, description, examples, (nodes or (), state.media_type))

    def _described(
        self, field: Field, description: str, examples: tuple[Example, ...], holds: tuple[Nodes, str | None]
    ) -> Field:
        """The field with what is said beside its schema; that comes before what the schema says itself."""
        if not description and not examples:
            return field
        nodes, media_type = holds
        key = (field.path, media_type)
        if key not in self._named:
            # Null is what a person gets by asking for null.
            self._named[key] = tuple(self._named_example(each, nodes) for each in examples if each.value is not None)
        named = self._named[key]
        return replace(
            field,
            description=description or field.description,
            examples=tuple(example.value for example in named) or field.examples,
            named_examples=named or field.named_examples,
        )

    def _named_example(self, example: Example, nodes: Nodes) -> FieldExample:
        value = cast("JsonValue", example.value)
        return FieldExample(example.name, example.summary, value, self._maker.fault_words(nodes, value))

    def _field(self, path: FieldPath, standing: Standing, state: FormState) -> Field:
        place = self.place(path, state.media_type)
        return self._maker.field(place, standing, get(state, path), state.branches.get(path))

    def _parameter_field(self, parameter: Parameter, state: FormState) -> Field:
        standing = Standing(parameter.name, _schemas(parameter), required=parameter.required)
        field = self._field(parameter.path, standing, state)
        field = self._described(field, parameter.description, parameter.examples, (standing.nodes or (), None))
        return replace(field, deprecated=parameter.deprecated or field.deprecated)

    def _child(self, field: Field, token: str, state: FormState) -> Field | None:
        value = get(state, field.path)
        if _is_root(field.path):
            parameter = self._parameter(field.path.location, token, value)
            if parameter is not None:
                return self._parameter_field(parameter, state)
        standing = self._standing(field, token, value)
        if standing is None:
            return None
        child = self._field(field.path.child(token), standing, state)
        return replace(child, secret=True) if self._repeats_secret(child, state) else child

    def _repeats_secret(self, field: Field, state: FormState) -> bool:
        """Whether it is one more line of a header that the document says is secret."""
        if field.path.parent != _HEADERS:
            return False
        known = self._parameter(Location.HEADER, field.label, OMIT)
        return known is not None and self._parameter_field(known, state).secret

    def _standing(self, field: Field, token: str, value: Value | Omitted) -> Standing | None:
        """How a member or item stands in its parent; None where there is none."""
        shape = self.inner_shape(field)
        is_there = member(value, token) is not OMIT
        if isinstance(value, list):
            nodes = item_nodes(shape, int(token)) if is_there and shape is not None and shape.allows("array") else None
            return Standing(token, nodes, is_item=True) if is_there else None
        if not isinstance(value, dict):
            return None
        if shape is None or not shape.allows("object"):
            return Standing(_label(field, token), None) if is_there else None
        if not is_there and token not in shape.properties and token not in shape.required:
            return None
        nodes = member_nodes(shape, token)
        if nodes is None and shape.additional is None and not shape.properties:
            # Where the schema names no member at all, any is expected.
            nodes = ()
        return Standing(token, nodes, required=token in shape.required)

    def _parameter(self, location: Location, name: str, values: Value | Omitted) -> Parameter | None:
        found = self._parameters[location].get(name)
        if found is None and location is Location.HEADER and member(values, name) is OMIT:
            # Header names are case-insensitive (RFC 9110 section 5.1); one that was typed so is a line of its own.
            wanted = name.lower()
            found = next((each for each in self._parameters[location].values() if each.name.lower() == wanted), None)
        return found


def _schemas(parameter: Parameter) -> Nodes:
    return () if parameter.schema is None else (parameter.schema,)


def _is_root(path: FieldPath) -> bool:
    return path.location is not Location.BODY and not path.tokens


def _label(field: Field, token: str) -> str:
    is_header = field.path == _HEADERS
    return line_name(token) if is_header else token


def _names(value: Value | Omitted) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, dict) else ()
