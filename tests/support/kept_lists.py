"""Lists of last time for tests."""

from __future__ import annotations

from app.core.operations.kept_list import KeptHeading, KeptList, KeptRow, lines_of

BOOKS = (
    KeptHeading("books", 3),
    KeptRow("GET", "/books", "List books", search="listBooks"),
    KeptRow("POST", "/books", "Add a book"),
    KeptRow("DELETE", "/books/{book_id}", deprecated=True),
    KeptHeading("shelf", 1),
    KeptRow("GET", "/shelf/{name}", "Look at a shelf"),
)


def kept(*entries: KeptHeading | KeptRow) -> KeptList:
    """A list as the next start reads it."""
    return KeptList(list(lines_of(entries)))


def many(count: int) -> KeptList:
    """As many operations under one heading."""
    return kept(KeptHeading("all", count), *(KeptRow("GET", f"/a/{number}") for number in range(count)))
