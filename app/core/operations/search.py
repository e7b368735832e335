"""Finding operations by words: one lower-cased text per operation, and a longer query searches the last result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.operations.model import Operation


class OperationIndex:
    """Searches operations by method, path, summary, operationId, tags and parameter names.

    A query that goes on where the last one stopped looks at the last result only.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._operations = tuple(operations)
        self._texts = tuple(map(_text, self._operations))
        self._words: tuple[str, ...] = ()
        self._found: tuple[int, ...] = tuple(range(len(self._operations)))

    def find(self, query: str) -> tuple[Operation, ...]:
        """The operations that contain every word of the query, in order; all of them for an empty query."""
        words = tuple(query.casefold().split())
        goes_on = len(words) >= len(self._words) and all(
            new.startswith(old) for old, new in zip(self._words, words, strict=False)
        )
        places = self._found if goes_on else range(len(self._operations))
        self._found = tuple(place for place in places if all(word in self._texts[place] for word in words))
        self._words = words
        return tuple(self._operations[place] for place in self._found)


def _text(operation: Operation) -> str:
    names = (parameter.name for parameter in operation.parameters)
    words = (operation.key, operation.summary, operation.operation_id, *operation.tags, *names)
    # A line break keeps a word from being found across two of them.
    return "\n".join(words).casefold()
