from __future__ import annotations

from app.core.operations.grouping import UNTAGGED, Group, by_path, by_tag, in_order
from app.core.operations.listing import OperationEntry


def operation(key: str, *tags: str) -> OperationEntry:
    method, path = key.split(" ")
    return OperationEntry(method, path, "", tags=tags)


def drawn(groups: tuple[Group, ...], depth: int = 0) -> list[str]:
    lines: list[str] = []
    for group in groups:
        lines.append(f"{'  ' * depth}{group.name}: {', '.join(found.key for found in group.operations)}")
        lines += drawn(group.groups, depth + 1)
    return lines


OPERATIONS = (
    operation("GET /api/v1/books", "books"),
    operation("POST /api/v1/books", "books", "admin", "books"),
    operation("GET /api/v1/books/{book_id}", "books"),
    operation("GET /api/v1/books/{book_id}/pages/{page}"),
    operation("GET /api/v1/orders/open"),
    operation("GET /health", "admin"),
    operation("GET /"),
)


def test_by_tag() -> None:
    assert drawn(by_tag(OPERATIONS)) == [
        "books: GET /api/v1/books, POST /api/v1/books, GET /api/v1/books/{book_id}",
        "admin: POST /api/v1/books, GET /health",
        f"{UNTAGGED}: GET /api/v1/books/{{book_id}}/pages/{{page}}, GET /api/v1/orders/open, GET /",
    ]


def test_by_path_joins_what_does_not_branch() -> None:
    assert drawn(by_path(OPERATIONS)) == [
        "/api/v1: ",
        "  /books: GET /api/v1/books, POST /api/v1/books",
        "    /{book_id}: GET /api/v1/books/{book_id}",
        "      /pages/{page}: GET /api/v1/books/{book_id}/pages/{page}",
        "  /orders/open: GET /api/v1/orders/open",
        "/health: GET /health",
        "/: GET /",
    ]


def test_in_order() -> None:
    assert in_order(OPERATIONS) == (Group("", OPERATIONS),)


def test_nothing_gives_no_groups() -> None:
    assert by_tag(()) == ()
    assert by_path(()) == ()
