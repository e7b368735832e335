"""What a span is called in a list: a title, and a note beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.statuses import status_line
from app.core.exchange.words import fine_duration_words, size_words
from app.core.trace.facts import errors_of, exception_of, flag_of, is_own_layer, rows_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.trace.model import Span

_NAMES_SHOWN: Final = 3
_DONE: Final[dict[str, tuple[dict[str, str], str]]] = {
    "router": ({}, "Router"),
    "body": (
        {"read": "Read the body", "parse JSON": "Read it as JSON", "parse form": "Read it as a form"},
        "Read the body: {}",
    ),
    "solve": ({}, "Gather what {} needs"),
    "params": ({"body": "Check the body", "": "Check values"}, "Check {} values"),
    "serialize": ({"response model": "Apply the response model"}, "Make the response"),
    "validate": ({"validate": "Check what was returned", "dump": "Write it down"}, "{}"),
    "thread": ({}, "Worker thread"),
    "teardown": ({}, "Clean up {}"),
}
"""Titles of what has no name of its own: for particular names, and a pattern for all others."""


def title_of(span: Span) -> str:
    """What a span is: the name of what ran where it has one, else what was done."""
    if span.kind == "server" and span.parent is None:
        return "Server"
    if span.kind in _DONE:
        known, pattern = _DONE[span.kind]
        return known.get(span.name, pattern.format(span.name))
    return span.name or span.kind


def note_of(span: Span) -> str:
    """What kind of thing it is, and what is special about it."""
    parts = _NOTES[span.kind](span) if span.kind in _NOTES else [span.kind, text_of(span, "peer")]
    return " · ".join(part for part in parts if part)


def has_failed(span: Span) -> bool:
    """Whether something went wrong in this very span; layers that an exception only passed through have not failed."""
    if errors_of(span):
        return True
    if span.kind in {"server", "middleware", "router"} and "same" in exception_of(span):
        return False
    return bool(span.error)


def waited_ms(span: Span) -> float:
    """How long it only waited for a free worker thread, at its beginning."""
    queue = span.attributes.get("queue_ms")
    return float(queue) if isinstance(queue, int | float) and span.kind == "thread" else 0.0


def _server(span: Span) -> list[str]:
    return [span.name if span.parent is None else "server", text_of(span, "service")]


def _layer(span: Span) -> list[str]:
    return ["FastAPI's own layer" if is_own_layer(span) else "middleware"]


def _body(span: Span) -> list[str]:
    size = span.attributes.get("bytes")
    return [size_words(size) if isinstance(size, int) else ""]


def _dependency(span: Span) -> list[str]:
    instead = text_of(span, "override_of")
    return [
        "dependency",
        "from the cache" if flag_of(span, "cached") else "",
        "not called" if flag_of(span, "skipped") else "",
        f"in place of {instead}" if instead else "",
    ]


def _params(span: Span) -> list[str]:
    names = [str(row.get("key", "")) for row in rows_of(span)]
    shown = ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")
    count = len(errors_of(span))
    return [shown, f"{count} {'error' if count == 1 else 'errors'}" if count else ""]


def _endpoint(span: Span) -> list[str]:
    return ["endpoint", "runs while the response is sent" if flag_of(span, "streaming") else text_of(span, "where")]


def _serialize(span: Span) -> list[str]:
    removed = span.attributes.get("removed")
    count = len(removed) if isinstance(removed, list) else 0
    size = span.attributes.get("bytes")
    left_out = f"{count} {'member' if count == 1 else 'members'} left out" if count else ""
    return [left_out, size_words(size) if isinstance(size, int) else ""]


def _thread(span: Span) -> list[str]:
    return [span.name, f"waited {fine_duration_words(waited_ms(span))}" if waited_ms(span) else ""]


def _handler(span: Span) -> list[str]:
    status = span.attributes.get("status")
    return ["exception handler", f"made {status_line(status)}" if isinstance(status, int) else ""]


def _background(span: Span) -> list[str]:
    return ["background task", text_of(span, "where")]


def _nothing(_span: Span) -> list[str]:
    return []


def _cleaning(_span: Span) -> list[str]:
    return ["after its yield"]


def _gathering(_span: Span) -> list[str]:
    return ["dependencies and values"]


_NOTES: Final[dict[str, Callable[[Span], list[str]]]] = {
    "server": _server,
    "middleware": _layer,
    "router": _nothing,
    "body": _body,
    "solve": _gathering,
    "dependency": _dependency,
    "params": _params,
    "endpoint": _endpoint,
    "serialize": _serialize,
    "validate": _nothing,
    "thread": _thread,
    "teardown": _cleaning,
    "handler": _handler,
    "background": _background,
}
