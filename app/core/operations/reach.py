"""Which operations may differ between two documents, found without comparing them one by one.

What a reference leads to is read once, however many operations use it: the cost is the size of the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.errors import DanglingReferenceError
from app.core.spec.document import Node

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from app.core.operations.model import Operation
    from app.core.spec.document import Document


class Reach:
    """Answers for pairs of operations and schemas; a yes may be wrong (only words differ), a no is right."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = _Targets(old), _Targets(new)
        self._verdicts: dict[str, bool] = {}

    def may_differ(self, old: Operation, new: Operation) -> bool:
        """Whether anything in the operations or in what they refer to differs."""
        if old != new:
            return True
        return any(self._differs(pointer) for pointer in self._new.of_operation(new))

    def schema_may_differ(self, old: Node, new: Node) -> bool:
        """The same for two schemas that stand at the same place."""
        return bool(old.value != new.value) or any(self._differs(pointer) for pointer in self._new.of_node(new))

    def _differs(self, pointer: str) -> bool:
        """Whether what stands at the pointer, or anything that it leads to, differs."""
        if pointer in self._verdicts:
            return self._verdicts[pointer]
        reached = self._new.reached_from(pointer, self._verdicts)
        users: dict[str, list[str]] = {}
        for user in reached:
            for used in self._new.used_by(user):
                users.setdefault(used, []).append(user)
        pending = [one for one in (*reached, *users) if self._verdicts.get(one, self._is_other(one))]
        differing: set[str] = set()
        while pending:
            one = pending.pop()
            if one not in differing:
                differing.add(one)
                pending += users.get(one, ())
        self._verdicts.update({one: one in differing for one in reached})
        return self._verdicts[pointer]

    def _is_other(self, pointer: str) -> bool:
        return bool(self._old.value(pointer) != self._new.value(pointer))


class _Targets:
    """What the references of one document lead to, each read once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._used: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, Any] = {}

    def value(self, pointer: str) -> Any:
        """What stands at the pointer; None where nothing does."""
        if pointer not in self._values:
            try:
                self._values[pointer] = self._document.at(pointer).value
            except DanglingReferenceError:
                self._values[pointer] = None
        return self._values[pointer]

    def used_by(self, pointer: str) -> tuple[str, ...]:
        """Where the references in what stands there lead."""
        if pointer not in self._used:
            self._used[pointer] = tuple(self._targets([Node(pointer, self.value(pointer))]))
        return self._used[pointer]

    def of_node(self, node: Node) -> Iterator[str]:
        """Where the references in a node lead."""
        return self._targets([node])

    def of_operation(self, operation: Operation) -> tuple[str, ...]:
        """Where the references of an operation lead, those of shared parameters included."""
        own = Node(operation.pointer, self.value(operation.pointer))
        schemas = (parameter.schema for parameter in operation.parameters)
        return tuple(dict.fromkeys(self._targets([own, *(schema for schema in schemas if schema is not None)])))

    def reached_from(self, pointer: str, known: Container[str]) -> tuple[str, ...]:
        """The pointer and all that it leads to, as far as it is not known yet."""
        seen, pending = {pointer: None}, [pointer]
        while pending:
            for used in self.used_by(pending.pop()):
                if used not in seen and used not in known:
                    seen[used] = None
                    pending.append(used)
        return tuple(seen)

    def _targets(self, nodes: list[Node]) -> Iterator[str]:
        for node in nodes:
            pending = [node.value]
            while pending:
                value = pending.pop()
                if isinstance(value, dict):
                    # The pointer of the whole is enough: it says in which file the reference stands.
                    yield from self._target(Node(node.pointer, value)) if "$ref" in value else ()
                    pending += value.values()
                elif isinstance(value, list):
                    pending += value

    def _target(self, node: Node) -> Iterator[str]:
        try:
            target = self._document.follow(node)
        except DanglingReferenceError:
            return
        if target is not None:
            self._values[target.pointer] = target.value
            yield target.pointer
