"""What diagnosis asks of schemas: members, alternatives, types; references followed, nothing ever raised.

OpenAPI documents come from anywhere: cycles, dangling references and members of the wrong kind read as "unknown".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from app.core.base.errors import DanglingReferenceError
from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_types import OMIT, Omitted, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.spec.document import Document, Node

MAX_VIEWS: Final = 64
"""How many `allOf` members and lone alternatives one schema is read together with."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of a union, or any schema that a label is compared with.

    Attributes:
        node: The schema, references followed.
        name: The last token of the reference that led there, empty where there was none.
    """

    node: Node
    name: str = ""


@dataclass(frozen=True, slots=True)
class Union:
    """An `anyOf` or `oneOf` with at least two alternatives that are not null.

    Attributes:
        node: The schema that holds the keyword.
        alternatives: In the document's order, null left out.
    """

    node: Node
    alternatives: tuple[Alternative, ...]

    @property
    def tag_property(self) -> str | None:
        """The discriminator's property name (OpenAPI 3.1 section 4.8.25), None where there is none."""
        discriminator = self.node.mapping.get("discriminator")
        name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
        return name if isinstance(name, str) else None

    @property
    def tag_mapping(self) -> dict[str, Any]:
        """The discriminator's mapping: tag to reference, schema name, or (nested unions) a schema."""
        discriminator = self.node.mapping.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        return mapping if isinstance(mapping, dict) else {}


class Schemas:
    """Reads the schemas of one document; answers are kept for the time of one diagnosis."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._views: dict[str, tuple[Node, ...]] = {}
        self._unions: dict[str, tuple[Union, ...]] = {}
        self._properties: dict[str, dict[str, Node]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self._types: dict[str, frozenset[str]] = {}

    def resolve(self, node: Node) -> Node:
        """The node that a reference leads to; the reference itself where it leads nowhere."""
        try:
            return self._document.resolve(node)
        except DanglingReferenceError:
            return node

    def alternative(self, node: Node) -> Alternative:
        """The node with its reference followed, and the name that the reference gave it."""
        reference = node.mapping.get("$ref")
        name = reference.rpartition("/")[2] if isinstance(reference, str) else ""
        return Alternative(self.resolve(node), name)

    def views(self, node: Node) -> tuple[Node, ...]:
        """The schema, its `allOf` members, and the one alternative of an optional (R7), references followed."""
        known = self._views.get(node.pointer)
        if known is None:
            known = self._views[node.pointer] = self._collect(self.resolve(node))
        return known

    def unions(self, node: Node) -> tuple[Union, ...]:
        """The unions among the views of a schema."""
        known = self._unions.get(node.pointer)
        if known is None:
            found = ((view, self._alternatives(view)) for view in self.views(node))
            known = tuple(Union(view, alternatives) for view, alternatives in found if len(alternatives) > 1)
            self._unions[node.pointer] = known
        return known

    def properties(self, node: Node) -> dict[str, Node]:
        """The declared members of an object in the document's order, references not yet followed."""
        known = self._properties.get(node.pointer)
        if known is None:
            known = {}
            for view in self.views(node):
                for name in _names(view.mapping.get("properties")):
                    known.setdefault(name, view.child("properties", name))
            self._properties[node.pointer] = known
        return known

    def place(self, node: Node, name: str) -> int:
        """The position of a declared member among its siblings."""
        known = self._places.get(node.pointer)
        if known is None:
            known = {member: place for place, member in enumerate(self.properties(node))}
            self._places[node.pointer] = known
        return known[name]

    def required(self, node: Node) -> tuple[str, ...]:
        """The required members, in the order in which the properties are declared, then as listed."""
        listed = [
            name for view in self.views(node) for name in _items(view.mapping.get("required")) if isinstance(name, str)
        ]
        declared = [name for name in self.properties(node) if name in set(listed)]
        return tuple(dict.fromkeys((*declared, *listed)))

    def entries(self, node: Node) -> Iterator[tuple[Node, Node | None]]:
        """The schemas of undeclared members, each with `propertyNames` of its parent or None."""
        for view in self.views(node):
            keys = schema_child(view, "propertyNames")
            for pattern in _names(view.mapping.get("patternProperties")):
                yield view.child("patternProperties", pattern), keys
            entry = schema_child(view, "additionalProperties")
            if entry is not None:
                yield entry, keys

    def item(self, node: Node, index: int) -> Node | None:
        """The schema of an array's item (R10), reference not yet followed."""
        for view in self.views(node):
            prefix = _items(view.mapping.get("prefixItems"))
            if 0 <= index < len(prefix):
                return view.child("prefixItems", index)
            items = schema_child(view, "items")
            if items is not None:
                return items
        return None

    def prefix_items(self, node: Node) -> tuple[Node, ...]:
        """The schemas of a tuple's items, references not yet followed."""
        for view in self.views(node):
            prefix = _items(view.mapping.get("prefixItems"))
            if prefix:
                return tuple(view.child("prefixItems", index) for index in range(len(prefix)))
        return ()

    def types(self, node: Node) -> frozenset[str]:
        """The JSON types that a schema allows, `integer` apart from `number`; empty where it allows any."""
        known = self._types.get(node.pointer)
        if known is None:
            # An answer is noted first so that a cycle ends: a type that needs itself adds nothing.
            self._types[node.pointer] = frozenset()
            known = self._types[node.pointer] = self._read_types(node)
        return known

    def keyword(self, node: Node, keyword: str) -> Any:
        """The first value of a keyword among the views of a schema, None where none has it."""
        return next((view.mapping[keyword] for view in self.views(node) if keyword in view.mapping), None)

    def choices(self, node: Node) -> tuple[Any, ...]:
        """The values that `enum` or `const` allow, of all alternatives together; empty where any may stand."""
        for view in self.views(node):
            if "const" in view.mapping:
                return (view.mapping["const"],)
            listed = _items(view.mapping.get("enum"))
            if listed:
                return tuple(listed)
        return ()

    def decoded(self, node: Node) -> Node | None:
        """The schema of the JSON inside a string (`contentSchema`), None where there is none."""
        return next(filter(None, (schema_child(view, "contentSchema") for view in self.views(node))), None)

    def _collect(self, start: Node) -> tuple[Node, ...]:
        found: dict[str, Node] = {}
        waiting = [start]
        while waiting and len(found) < MAX_VIEWS:
            view = waiting.pop()
            if view.pointer in found:
                continue
            found[view.pointer] = view
            members = [self.resolve(member) for member in _children(view, "allOf")]
            alternatives = self._alternatives(view)
            if len(alternatives) == 1:
                members.append(alternatives[0].node)
            waiting.extend(reversed(members))
        return tuple(found.values())

    def _alternatives(self, view: Node) -> tuple[Alternative, ...]:
        for keyword in ("oneOf", "anyOf"):
            found = tuple(self.alternative(child) for child in _children(view, keyword))
            if found:
                return tuple(alternative for alternative in found if not is_null(alternative.node))
        return ()

    def _read_types(self, node: Node) -> frozenset[str]:
        found: set[str] = set()
        for view in self.views(node):
            found.update(_own_types(view))
        for union in self.unions(node):
            for alternative in union.alternatives:
                found.update(self.types(alternative.node))
        return frozenset(found)


def schema_child(node: Node, keyword: str) -> Node | None:
    """The schema under a keyword, None where there is none or it is a boolean."""
    return node.child(keyword) if isinstance(node.mapping.get(keyword), dict) else None


def is_null(node: Node) -> bool:
    """Whether a schema allows null and nothing else."""
    schema = node.mapping
    return schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None] or schema.get("const", 0) is None


def json_type(value: Any) -> str:
    """The JSON Schema type of a decoded value; a whole float is an integer too, but is named number here."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return next((name for kind, name in _TYPE_NAMES if isinstance(value, kind)), "string")


_TYPE_NAMES: Final[tuple[tuple[type, str], ...]] = (
    (int, "integer"),
    (float, "number"),
    (list, "array"),
    (dict, "object"),
)


def _own_types(view: Node) -> set[str]:
    schema = view.mapping
    named = schema.get("type")
    if isinstance(named, str):
        return {named}
    if isinstance(named, list):
        return {name for name in named if isinstance(name, str)}
    if "const" in schema:
        return {json_type(schema["const"])}
    if _items(schema.get("enum")):
        return {json_type(choice) for choice in schema["enum"]}
    if any(keyword in schema for keyword in ("properties", "additionalProperties", "patternProperties")):
        return {"object"}
    return {"array"} if "items" in schema or "prefixItems" in schema else set()


def _children(node: Node, keyword: str) -> list[Node]:
    return [node.child(keyword, index) for index in range(len(_items(node.mapping.get(keyword))))]


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, dict) else ()


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def decoded_text(text: str) -> Value | Omitted:
    """The value that JSON text inside a string stands for, OMIT where it is no JSON text."""
    read = decode_json(text)
    return OMIT if isinstance(read, JsonSyntaxError) else cast("Value", read)
