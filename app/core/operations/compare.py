"""What differs between two states of one API, in words: for the person whose document changed under the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.operations.compare_operations import OperationComparer
from app.core.operations.differences import ChangeKind, Comparison, OperationChange
from app.core.operations.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.operations.model import Api
    from app.core.spec.document import Document

MOST_DETAILED: Final = 300
"""Changed operations that are told in detail; of further ones only that they changed."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of an API."""

    document: Document
    api: Api


def compare(old: Edition, new: Edition) -> Comparison:
    """Compares two states of an API; linear in the size of the documents.

    Words that only describe are not compared: what counts is what can be sent and what comes back.
    """
    return Comparison(tuple(_notes(old.api, new.api)), (*_kept_or_added(old, new), *_removed(old, new)))


def _notes(old: Api, new: Api) -> Iterator[str]:
    if old.title != new.title:
        yield f"The title is “{new.title}” now; it was “{old.title}”."
    if old.version != new.version:
        yield f"The version is {new.version or 'left out'} now; it was {old.version or 'left out'}."
    before, after = [str(server) for server in old.servers], [str(server) for server in new.servers]
    if before != after:
        yield f"The servers are {', '.join(after) or 'left out'} now; they were {', '.join(before) or 'left out'}."


def _kept_or_added(old: Edition, new: Edition) -> Iterator[OperationChange]:
    before = {entry.key: index for index, entry in enumerate(old.api.entries)}
    reach, detailed = Reach(old.document, new.document), 0
    comparer = OperationComparer(old.document, new.document, reach.schema_may_differ)
    for index, entry in enumerate(new.api.entries):
        key = entry.key
        if key not in before:
            yield OperationChange(key, ChangeKind.ADDED)
            continue
        known, operation = old.api.operations[before[key]], new.api.operations[index]
        if not reach.may_differ(known, operation):
            continue
        if detailed >= MOST_DETAILED:
            yield OperationChange(key, ChangeKind.CHANGED)
            continue
        details = comparer.differences(known, operation)
        if details:
            detailed += 1
            yield OperationChange(key, ChangeKind.CHANGED, details)


def _removed(old: Edition, new: Edition) -> Iterator[OperationChange]:
    kept = {entry.key for entry in new.api.entries}
    gone = (entry.key for entry in old.api.entries if entry.key not in kept)
    yield from (OperationChange(key, ChangeKind.REMOVED) for key in gone)
