"""One schema with everything it refers to, as a JSON Schema 2020-12 that stands alone.

A validator needs neither the document nor its version then, and compiles whatever the document says: keywords with
impossible values are left out, references that lead nowhere allow anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from app.core.base.errors import DanglingReferenceError, UnloadedReferenceError
from app.core.spec.keywords import LISTS, MAPS, SINGLES, is_understood, with_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from app.core.spec.document import Document, Node

META_SCHEMAS: Final = "https://json-schema.org/draft/2020-12/"
"""Where the schemas of schemas stand, which documents may refer to."""

Schema: TypeAlias = "dict[str, Any] | bool"


def bundle(document: Document, nodes: Iterable[Node], keeps_pattern: Callable[[str], bool] | None = None) -> Schema:
    """A schema for what a request may hold at a place.

    Args:
        document: Where the references lead.
        nodes: The schemas that hold together; none allow anything.
        keeps_pattern: Whether the validator understands a regular expression; without it all are kept.
    """
    return _bundled(document, tuple(nodes), keeps_pattern, Direction.REQUEST).schema


class Direction(StrEnum):
    """Which way a value travels: a response carries no `writeOnly` members, a request no `readOnly` ones."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class ResponseSchema:
    """A schema for what a response may hold at a place.

    Attributes:
        schema: Stands alone.
        nodes: The document's own schemas for those under its `$defs`, by name.
    """

    schema: Schema
    nodes: dict[str, Node]


def bundle_response(document: Document, node: Node, keeps_pattern: Callable[[str], bool]) -> ResponseSchema:
    """As `bundle`, for a response: a `writeOnly` member that is there breaks it (OpenAPI 3.1 section 4.8.24)."""
    return _bundled(document, (node,), keeps_pattern, Direction.RESPONSE)


def _bundled(
    document: Document, nodes: tuple[Node, ...], keeps_pattern: Callable[[str], bool] | None, direction: Direction
) -> ResponseSchema:
    bundler = _Bundler(document, keeps_pattern, direction)
    schema = bundler.bundle(nodes)
    if bundler.is_dynamic:
        bundler = _ScopedBundler(document, keeps_pattern, direction)
        schema = bundler.bundle(nodes)
    return ResponseSchema(schema, bundler.nodes)


class _Bundler:
    """Rewrites schemas and collects those that are referred to."""

    def __init__(self, document: Document, keeps_pattern: Callable[[str], bool] | None, direction: Direction) -> None:
        self._document = document
        self._keeps_pattern = keeps_pattern
        self._direction = direction
        self.nodes: dict[str, Node] = {}
        self.is_dynamic = False
        self._names: dict[object, str] = {}
        self._pending: list[tuple[str, Node, tuple[Node, ...]]] = []
        self._entered: tuple[Node, ...] = ()

    def bundle(self, nodes: tuple[Node, ...]) -> Schema:
        schemas = [self._schema(node) for node in nodes]
        definitions: dict[str, Schema] = {}
        while self._pending:
            name, node, self._entered = self._pending.pop()
            definitions[name] = self._schema(node)
        root = schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else True
        if not definitions:
            return root
        # References count from the root, so what stands there moves one level down.
        return {"allOf": [root], "$defs": definitions}

    def _schema(self, node: Node) -> Schema:
        if not isinstance(node.value, dict):
            return node.value is not False
        plain = self._document.dialect.plain_schema(node.value)
        schema: dict[str, Any] = {}
        for key, value in plain.items():
            schema |= self._keyword(node, key, value)
        schema = with_range(schema)
        if "required" in schema:
            schema["required"] = sent_names(self._document, node, schema["required"], self._direction)
        return {"anyOf": [schema, {"type": "null"}]} if plain.get("nullable") is True else schema

    def _keyword(self, node: Node, key: str, value: Any) -> dict[str, Any]:
        """What becomes of one keyword; nothing where it says nothing about validity or cannot be understood."""
        if key in {"$ref", "$dynamicRef"}:
            return self._reference(node)
        if isinstance(value, list) and key in {"items", *LISTS}:
            # A list under `items` is what older drafts call `prefixItems`.
            name = "prefixItems" if key == "items" else key
            return {name: [self._schema(node.child(key, index)) for index in range(len(value))]} if value else {}
        if key in SINGLES:
            return {key: self._schema(node.child(key))} if isinstance(value, dict | bool) else {}
        if key in MAPS:
            members: Mapping[str, Any] = value if isinstance(value, dict) else {}
            kept = [name for name in members if key != "patternProperties" or self._keeps(name)]
            return {key: {name: self._member(key, node.child(key, name)) for name in kept}}
        if key == "pattern" and not self._keeps(value):
            return {}
        if not is_understood(key, value):
            return {}
        # A type or name that is listed twice is refused by validators, and harmless.
        return {key: list(dict.fromkeys(value)) if key in {"type", "required"} and isinstance(value, list) else value}

    def _member(self, key: str, node: Node) -> Schema:
        is_hidden = self._direction is Direction.RESPONSE and key == "properties"
        return False if is_hidden and is_marked(self._document, node, "writeOnly") else self._schema(node)

    def _keeps(self, pattern: Any) -> bool:
        return isinstance(pattern, str) and (self._keeps_pattern is None or self._keeps_pattern(pattern))

    def _reference(self, node: Node) -> dict[str, Any]:
        try:
            target = self._target(node)
        except UnloadedReferenceError as error:
            # Validators bring the meta-schemas with them.
            return {"$ref": error.uri} if error.uri.startswith(META_SCHEMAS) else {}
        except DanglingReferenceError:
            target = None
        if target is None:
            return {}
        key = self._key(target)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"s{len(self._names)}"
            self.nodes[name] = target
            self._pending.append((name, target, self._entered))
        return {"$ref": f"#/$defs/{name}"}

    def _target(self, node: Node) -> Node | None:
        self.is_dynamic = self.is_dynamic or "$dynamicRef" in node.mapping
        return self._document.follow(node)

    def _key(self, target: Node) -> object:
        return target.pointer


class _ScopedBundler(_Bundler):
    """Writes a schema once per way that leads to it, since where its dynamic references lead depends on that."""

    def _schema(self, node: Node) -> Schema:
        before = self._entered
        if not any(self._document.base_of(outer) == self._document.base_of(node) for outer in before):
            self._entered = (*before, node)
        made = super()._schema(node)
        self._entered = before
        return made

    def _target(self, node: Node) -> Node | None:
        return self._document.follow_within(node, self._entered)

    def _key(self, target: Node) -> object:
        return target.pointer, tuple(outer.pointer for outer in self._entered)


def sent_names(
    document: Document, node: Node, required: list[str], direction: Direction = Direction.REQUEST
) -> list[str]:
    """The required names without those that only travel the other way (OpenAPI 3.1 section 4.8.24.3)."""
    keyword = "readOnly" if direction is Direction.REQUEST else "writeOnly"
    properties = node.get("properties")
    return [name for name in required if not is_marked(document, properties.get(name) if properties else None, keyword)]


def is_marked(document: Document, node: Node | None, keyword: str) -> bool:
    """Whether a keyword such as `readOnly` is true there, or where the reference leads."""
    if node is None:
        return False
    try:
        return bool(node.mapping.get(keyword) is True or document.resolve(node).mapping.get(keyword) is True)
    except DanglingReferenceError:
        return False
