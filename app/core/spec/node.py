"""A value of a document and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.base.pointers import format_pointer
from app.core.spec.references import split_pointer

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and where it stands.

    Attributes:
        pointer: In the entry document its JSON Pointer, for example `/components/schemas/Book`; in another resource
            that resource's URI, `#`, and the JSON Pointer there: `file:///api/pet.yaml#/properties/name`.
        value: The raw decoded value, never copied; treat it as read-only.
    """

    pointer: str
    value: Any

    @property
    def resource(self) -> str:
        """The URI of the resource in which it stands; empty for the entry document."""
        return split_pointer(self.pointer)[0]

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
