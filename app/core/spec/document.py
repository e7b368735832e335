"""A parsed OpenAPI document: raw values, JSON Pointers into them, references resolved one at a time.

References are never expanded: `resolve` follows one node on demand, so recursion costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from app.core.base.errors import DanglingReferenceError
from app.core.base.pointers import format_pointer, parse_pointer
from app.core.spec.dialect import dialect_for

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and where it stands.

    Attributes:
        pointer: JSON Pointer from the document's root, for example `/components/schemas/Book`.
        value: The raw decoded value, never copied; treat it as read-only.
    """

    pointer: str
    value: Any

    def child(self, *tokens: str | int) -> Node:
        """The node below; raises KeyError or IndexError where there is none."""
        value = self.value
        for token in tokens:
            value = value[int(token)] if isinstance(value, list) else value[str(token)]
        return Node(self.pointer + format_pointer(tokens), value)

    def get(self, token: str | int) -> Node | None:
        """The child, or None where the value has none of that name or index."""
        try:
            return self.child(token)
        except (KeyError, IndexError, ValueError, TypeError):
            return None

    @property
    def mapping(self) -> Mapping[str, Any]:
        """The value if it is an object, else an empty mapping (boolean schemas, broken documents)."""
        return self.value if isinstance(self.value, dict) else {}


class Document:
    """One OpenAPI document.

    Attributes:
        raw: The decoded root object.
        version: The `openapi` member, for example `3.1.0`.
        source: Where the text came from, for messages.
        dialect: What depends on the version.

    Raises:
        DocumentError: The version is not read.
    """

    def __init__(self, raw: dict[str, Any], *, version: str, source: str = "") -> None:
        self.raw = raw
        self.version = version
        self.source = source
        self.dialect = dialect_for(version)

    @property
    def root(self) -> Node:
        """The root node, pointer ``""``."""
        return Node("", self.raw)

    def at(self, pointer: str) -> Node:
        """The node at a pointer.

        Raises:
            DanglingReferenceError: Nothing stands there.
        """
        try:
            return self.root.child(*parse_pointer(pointer))
        except (KeyError, IndexError, ValueError, TypeError):
            message = f"nothing stands at {pointer!r}"
            raise DanglingReferenceError(message, where=self.source) from None

    def follow(self, node: Node) -> Node | None:
        """Where the node's `$ref` leads, one step; None where it has none.

        Raises:
            DanglingReferenceError: The reference leads nowhere or out of this document.
        """
        reference = node.mapping.get("$ref")
        if not isinstance(reference, str):
            return None
        if not reference.startswith("#"):
            message = f"the reference {reference!r} leads out of this document"
            raise DanglingReferenceError(message, where=node.pointer)
        try:
            return self.at(unquote(reference[1:]))
        except DanglingReferenceError:
            message = f"the reference {reference!r} leads nowhere"
            raise DanglingReferenceError(message, where=node.pointer) from None

    def resolve(self, node: Node) -> Node:
        """Follows `$ref` from this node until a value without one; the node itself where it has none.

        Raises:
            DanglingReferenceError: The reference leads nowhere, in a circle, or out of this document.
        """
        seen: set[str] = set()
        while (target := self.follow(node)) is not None:
            if node.pointer in seen:
                message = f"the reference {node.mapping['$ref']!r} leads back to itself"
                raise DanglingReferenceError(message, where=node.pointer)
            seen.add(node.pointer)
            node = target
        return node
