"""Which references a value of two documents holds, where both say the same, found without reading what it means.

A large document that changed is nearly the same as before: where a value is equal in both, only what its references
lead to can differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from app.core.base.errors import DanglingReferenceError
from app.core.base.pointers import format_pointer
from app.core.spec.keywords import LISTS, MAPS, SINGLES
from app.core.spec.node import Node
from app.core.spec.references import reference_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.spec.document import Document

    Pair: TypeAlias = tuple[str, str]
    Trail: TypeAlias = tuple["Trail", str | int] | None

_HOLDERS: Final = frozenset(("schema", "itemSchema", "requestBody", "parameters"))
_NAMING: Final = frozenset((*MAPS, "content", "headers", "responses"))
"""Keywords whose value has members of any name."""

_FOLLOWED: Final = frozenset((*_HOLDERS, *_NAMING, *SINGLES, *LISTS))
SHARED: Final = frozenset(("parameters", "responses"))
"""What of an operation is compared by itself where a reference leads to it; beside schemas."""

_WHOLE: Final = frozenset(("requestBody", "content", "headers"))


class LookCloserError(Exception):
    """Equal values may mean something else here."""


class Uses:
    """Finds the references of values that are equal in two documents."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = old, new
        self._pairs: dict[tuple[str, str], Pair | None] = {}

    def of(self, node: Node, keyword: str) -> Iterator[tuple[Pair, str]]:
        """Where the references in a node lead, in the old document and in the new, and under which keyword each stood.

        Args:
            node: In the new document; its value is the same in the old one, at the same place.
            keyword: Under which it stands itself.

        Raises:
            LookCloserError: A reference leads somewhere in one document alone, or leads to what differs and is no
                schema, parameter or response; or the value says itself what its references are relative to.
        """
        pending: list[tuple[Any, str, bool, Trail]] = [(node.value, keyword, False, None)]
        while pending:
            value, keyword, naming, trail = pending.pop()
            if isinstance(value, list):
                pending += ((item, keyword, naming, (trail, index)) for index, item in enumerate(value))
            elif isinstance(value, dict):
                if not naming and "$id" in value:
                    raise LookCloserError
                reference = None if naming else reference_of(value)
                if reference is not None:
                    yield from self._target(Node(node.pointer, value), trail, reference, keyword)
                    continue
                for name, below in value.items():
                    if naming or name in _FOLLOWED:
                        inner = keyword if naming else name
                        pending.append((below, inner, not naming and name in _NAMING, (trail, name)))

    def _target(self, holder: Node, trail: Trail, reference: str, keyword: str) -> Iterator[tuple[Pair, str]]:
        key = (holder.resource, reference)
        if key not in self._pairs:
            node = Node(holder.pointer + format_pointer(_tokens(trail)), holder.value)
            old, new = _resolved(self._old, node), _resolved(self._new, node)
            if (old is None) != (new is None):
                raise LookCloserError
            self._pairs[key] = (old.pointer, new.pointer) if old is not None and new is not None else None
        pair = self._pairs[key]
        if pair is None:
            return
        if keyword not in _WHOLE:
            yield pair, keyword
            return
        old, new = self._old.at(pair[0]), self._new.at(pair[1])
        if pair[0] != pair[1] or old.value != new.value:
            raise LookCloserError
        yield from self.of(new, keyword)


def _resolved(document: Document, node: Node) -> Node | None:
    try:
        return document.resolve(node)
    except DanglingReferenceError:
        return None


def _tokens(trail: Trail) -> list[str | int]:
    found: list[str | int] = []
    while trail is not None:
        trail, token = trail
        found.append(token)
    return found[::-1]
