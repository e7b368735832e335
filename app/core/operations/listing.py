"""The operations of a document as a list shows them, and each one read when it is opened.

A document may have a hundred thousand operations, of which a person opens ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, overload

from app.core.base.errors import DanglingReferenceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.operations.model import Operation
    from app.core.spec.document import Document, Node

KEPT: int = 256
"""How many operations stay read; more are read anew."""


class OperationEntry(NamedTuple):
    """What a list tells of one operation. A tuple, because there may be very many, kept and read in one go.

    Attributes:
        method, path, pointer, operation_id, summary, tags, deprecated: As in `Operation`.
        parameters: The names of its parameters, to be found by.
    """

    method: str
    path: str
    pointer: str
    operation_id: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`POST /books`, unique within a document."""
        return f"{self.method} {self.path}"


def entry_of(operation: Operation) -> OperationEntry:
    """The entry of an operation that is read."""
    return OperationEntry(
        operation.method,
        operation.path,
        operation.pointer,
        operation.operation_id,
        operation.summary,
        operation.tags,
        operation.deprecated,
        tuple(parameter.name for parameter in operation.parameters),
    )


class ListedOperations(Sequence["Operation"]):
    """Operations that are read one by one when they are asked for; some stay read.

    Args:
        entries: All of them, in the document's order.
        read: Reads one.
    """

    def __init__(self, entries: tuple[OperationEntry, ...], read: Callable[[OperationEntry], Operation]) -> None:
        self.entries = entries
        self._read = lru_cache(KEPT)(read)

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, index: int) -> Operation: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Operation, ...]: ...

    def __getitem__(self, index: int | slice) -> Operation | tuple[Operation, ...]:
        found = self.entries[index]
        return self._read(found) if isinstance(found, OperationEntry) else tuple(map(self._read, found))


def list_operations(document: Document) -> tuple[OperationEntry, ...]:
    """The operations that `read_api` would read, in its order; what cannot be read is left out."""
    names = _Names(document)
    return tuple(_entry(path, method, node, names.of(item, node)) for path, item, method, node in _operations(document))


def _operations(document: Document) -> Iterator[tuple[str, Node, str, Node]]:
    paths = document.root.get("paths")
    for path in paths.mapping if paths is not None else ():
        item = _resolved(document, paths.child(path)) if paths is not None and not path.startswith("x-") else None
        for method, reference in document.dialect.operations(item) if item is not None else ():
            node = _resolved(document, reference)
            if node is not None and item is not None:
                yield path, item, method, node


def _entry(path: str, method: str, node: Node, parameters: tuple[str, ...]) -> OperationEntry:
    raw = node.mapping
    tags = raw.get("tags")
    return OperationEntry(
        method,
        path,
        node.pointer,
        _text(raw.get("operationId")),
        _text(raw.get("summary")),
        tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        raw.get("deprecated") is True,
        parameters,
    )


class _Names:
    """The names of parameters; a reference that many operations share is followed once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._followed: dict[str, str] = {}

    def of(self, item: Node, operation: Node) -> tuple[str, ...]:
        nodes = (*self._parameters(item), *self._parameters(operation))
        return tuple(dict.fromkeys(name for node in nodes if (name := self._name(node))))

    def _parameters(self, holder: Node) -> tuple[Node, ...]:
        return self._document.dialect.parameters(holder) if "parameters" in holder.mapping else ()

    def _name(self, node: Node) -> str:
        reference = node.mapping.get("$ref")
        if not isinstance(reference, str):
            return _text(node.mapping.get("name"))
        # The same words lead elsewhere from another resource, whose pointers do not begin with a slash.
        if not reference.startswith("#/") or not node.pointer.startswith("/"):
            return self._follow(node)
        if reference not in self._followed:
            self._followed[reference] = self._follow(node)
        return self._followed[reference]

    def _follow(self, node: Node) -> str:
        target = _resolved(self._document, node)
        return _text(target.mapping.get("name")) if target is not None else ""


def _resolved(document: Document, node: Node) -> Node | None:
    try:
        node = document.resolve(node)
    except DanglingReferenceError:
        return None
    return node if isinstance(node.value, dict) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
