"""Traces written down as indented lines of spans, for tests that need a particular one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.trace.model import Span, Trace

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


def make_trace(
    *spans: tuple[Any, ...], status: int | None = 200, ms: float = 10.0, headers_ms: float | None = 9.0, **values: Any
) -> Trace:
    """A trace of spans given as (depth, kind, name, start, end) and optionally attributes and an error.

    A span's parent is the nearest one above it with a smaller depth.
    """
    made: list[Span] = []
    open_at: dict[int, int] = {}
    for number, (depth, kind, name, start, end, *rest) in enumerate(spans, 1):
        attributes: dict[str, JsonValue] = rest[0] if rest else {}
        error = rest[1] if len(rest) > 1 else ""
        made.append(Span(number, open_at.get(depth - 1), kind, name, start, end - start, attributes, error))
        open_at[depth] = number
    known = {"route": "/books/{book_id}", "endpoint": "shop.books:make.<locals>.read_book", **values}
    return Trace("t-1", "GET", "/books/1", status, ms, tuple(made), headers_ms=headers_ms, **known)
