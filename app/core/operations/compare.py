"""What differs between two states of one API, in words: for the person whose document changed under the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from app.core.operations.compare_shared import Edition, SharedComparer
from app.core.operations.differences import ChangeKind, Comparison, Difference, OperationChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.operations.model import Api

__all__ = ["Edition", "compare"]

T = TypeVar("T")

MOST_DETAILED: Final = 300
"""Changed operations that are told in detail; of further ones only that they changed."""

FEW: Final = 10
"""What at most so many operations share is told with each of them, in the words of its place there."""


class Walk(Protocol):
    """Goes through items, so that whoever waits can be let in between, or leave off by an exception."""

    def __call__(self, items: Iterable[T], /) -> Iterable[T]:
        """The same items."""
        ...


def _straight(items: Iterable[T], /) -> Iterable[T]:
    return items


def compare(old: Edition, new: Edition, walk: Walk = _straight, *, few: int = FEW) -> Comparison:
    """Compares two states of an API.

    Words that only describe are not compared: what counts is what can be sent and what comes back. What is equal in
    both documents is not read; what is shared is compared once, however many operations use it.

    Args:
        old: Before.
        new: Now.
        walk: Goes through the operations.
        few: See `FEW`.
    """
    shared = SharedComparer(old, new)
    before = {entry.key: index for index, entry in enumerate(old.api.entries)}
    after = {entry.key: index for index, entry in enumerate(new.api.entries)}
    for key, index in walk(after.items()):
        if key in before:
            shared.visit(key, before[key], index)
    shared.settle(few)
    changes: list[OperationChange] = []
    detailed = 0
    for key in walk(after):
        change = OperationChange(key, ChangeKind.ADDED) if key not in before else shared.change_of(key)
        if change is None:
            continue
        detailed += bool(change.details)
        changes.append(_shortened(change) if change.details and detailed > MOST_DETAILED else change)
    changes += (OperationChange(key, ChangeKind.REMOVED) for key in before if key not in after)
    return Comparison(tuple(_notes(old.api, new.api)), tuple(changes), shared.told())


def _shortened(change: OperationChange) -> OperationChange:
    breaks = any(detail.breaks for detail in change.details)
    return replace(change, details=(Difference("it differs; too many operations do to say how", breaks=breaks),))


def _notes(old: Api, new: Api) -> Iterator[str]:
    if old.title != new.title:
        yield f"The title is “{new.title}” now; it was “{old.title}”."
    if old.version != new.version:
        yield f"The version is {new.version or 'left out'} now; it was {old.version or 'left out'}."
    before, after = [str(server) for server in old.servers], [str(server) for server in new.servers]
    if before != after:
        yield f"The servers are {', '.join(after) or 'left out'} now; they were {', '.join(before) or 'left out'}."
