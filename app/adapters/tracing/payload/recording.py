"""The trace of one request while it runs, and the context variable that carries it."""

from __future__ import annotations

import contextvars
import functools
import itertools
import time
from typing import TYPE_CHECKING, Any

from .errors import describe_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .seams.dependencies import Frame

SPAN_LIMIT = 600
"""Spans of one trace; later ones are counted as dropped."""


now = time.perf_counter_ns


class Span:
    """A timed piece of work; times are nanoseconds of `perf_counter_ns`, `ended` is 0 while it is open."""

    __slots__ = ("attributes", "began", "ended", "error", "kind", "name", "number", "parent")

    def __init__(self, number: int, parent: int | None, kind: str, name: str) -> None:
        self.number = number
        self.parent = parent
        self.kind = kind
        self.name = name
        self.attributes: dict[str, Any] = {}
        self.error = ""
        self.ended = 0
        self.began = now()


class Trace:
    """All that is recorded of one request while it runs; it is foreign where the request did not ask for it."""

    def __init__(self, trace_id: str, scope: Mapping[str, Any], *, foreign: bool = False) -> None:
        self.trace_id = trace_id
        self.foreign = foreign
        self.began = now()
        self.started_at = time.time()
        self.spans: list[Span] = []
        self.dropped = 0
        self.faults = 0
        self.closed = False
        self.status: int | None = None
        self.headers_at = 0
        self.first_chunk_at = 0
        self.last_byte_at = 0
        self.sent_bytes = 0
        self.chunks = 0
        self.closing: dict[str, Any] = {}
        self.streaming: Span | None = None
        self.scope = scope
        self.routed = False
        self._numbers = itertools.count(1)
        self._exceptions: list[tuple[BaseException, int, str]] = []
        self.root = self.open("server", f"{scope.get('method', 'WEBSOCKET')} {scope.get('path', '')}", None)

    def open(self, kind: str, name: str, parent: Span | None) -> Span:
        """Begins a span; past the limit it is timed but not kept, and its children hang on the nearest kept one."""
        above = parent.number if parent is not None else None
        if self.closed or len(self.spans) >= SPAN_LIMIT:
            self.dropped += 1
            return Span(above or 1, above, kind, name)
        span = Span(next(self._numbers), above, kind, name)
        self.spans.append(span)
        return span

    def fail(self, span: Span, error: BaseException) -> None:
        """Marks a span that an exception left; the exception is described once, where it was seen first."""
        for known, number, text in self._exceptions:
            if known is error:
                span.error = text
                span.attributes.setdefault("exception", {"same": number})
                return
        facts = self._described(error)
        span.error = f"{facts['type']}: {facts['message']}" if facts["message"] else facts["type"]
        span.attributes["exception"] = facts
        self._exceptions.append((error, span.number, span.error))

    def _described(self, error: BaseException) -> dict[str, Any]:
        try:
            return describe_exception(error)
        except Exception:  # noqa: BLE001 - an exception class of the user's may do anything
            self.faults += 1
            return {"type": type(error).__name__, "message": ""}

    def close(self) -> None:
        """Ends the recording; the exceptions are let go because they hold frames alive."""
        ended = self.root.ended = now()
        self.last_byte_at = self.last_byte_at or ended
        self.closed = True
        self._exceptions.clear()
        if self.streaming is not None:
            self._close_streaming(self.streaming)
        for span in self.spans:
            if not span.ended:
                span.ended = max(ended, span.began)
                span.attributes["open"] = True

    def _close_streaming(self, span: Span) -> None:
        """An endpoint that yields runs while the response is sent; its end is the last byte."""
        span.ended = max(self.last_byte_at, span.began)
        span.attributes["chunks"] = self.chunks
        if self.first_chunk_at:
            span.attributes["first_chunk_ms"] = milliseconds(self.first_chunk_at - span.began)

    def as_dict(self) -> dict[str, Any]:
        """The finished trace as JSON data."""
        return {
            "id": self.trace_id,
            "foreign": self.foreign,
            "started_at": self.started_at,
            "status": self.status,
            "ms": milliseconds(self.last_byte_at - self.began),
            "headers_ms": milliseconds(self.headers_at - self.began) if self.headers_at else None,
            "bytes": self.sent_bytes,
            "chunks": self.chunks,
            "dropped": self.dropped,
            "faults": self.faults,
            "closing": self.closing,
            "spans": [self._span_dict(span) for span in self.spans],
        }

    def _span_dict(self, span: Span) -> dict[str, Any]:
        return {
            "number": span.number,
            "parent": span.parent,
            "kind": span.kind,
            "name": span.name,
            "start_ms": milliseconds(span.began - self.began),
            "ms": milliseconds(span.ended - span.began),
            "attributes": span.attributes,
            "error": span.error,
        }


def milliseconds(nanoseconds: int) -> float:
    """For people: to four places."""
    return round(nanoseconds / 1_000_000, 4)


class Here:
    """Where a request is: its trace, the span that encloses what happens now, and the dependencies being solved."""

    __slots__ = ("frame", "inside", "span", "trace")

    def __init__(self, trace: Trace, span: Span, frame: Frame | None = None, inside: str = "") -> None:
        self.trace = trace
        self.span = span
        self.frame = frame
        self.inside = inside


HERE: contextvars.ContextVar[Here | None] = contextvars.ContextVar("routeglass_here", default=None)
"""The carrier: it follows a request through tasks and worker threads, and is None where nothing is recorded."""


def harmless(function: Callable[..., Any]) -> Callable[..., Any]:
    """For all that looks at the user's objects while a request runs: what goes wrong there is counted, not raised."""

    @functools.wraps(function)
    def guarded(*args: Any) -> Any:
        try:
            return function(*args)
        except Exception:  # noqa: BLE001 - the recorder must never be the reason why a request fails
            here = HERE.get()
            if here is not None:
                here.trace.faults += 1
            return None

    return guarded


class Within:
    """Opens a span around a block and makes it the parent of all that happens inside."""

    __slots__ = ("_here", "_token", "span")

    def __init__(self, here: Here, kind: str, name: str, inside: str = "") -> None:
        self.span = here.trace.open(kind, name, here.span)
        self._here = Here(here.trace, self.span, None, inside)

    def __enter__(self) -> Span:
        self._token = HERE.set(self._here)
        return self.span

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self.span.ended = now()
        HERE.reset(self._token)
        if error is not None:
            self._here.trace.fail(self.span, error)
