"""What happened to one request inside the server: spans, and the stages that a person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


class TraceOrigin(StrEnum):
    """Who told what happened inside the server."""

    RECORDER = "recorder"
    TELEMETRY = "OpenTelemetry"


WEBSOCKET = "WEBSOCKET"
"""The method of a WebSocket's trace; ASGI tells none."""


@dataclass(frozen=True, slots=True)
class Span:
    """A timed piece of work (OpenTelemetry's term).

    Attributes:
        number: Unique within its trace.
        parent: The enclosing span's number, None at the top.
        kind: `server`, `middleware`, `router`, `params`, `body`, `solve`, `dependency`, `teardown`, `endpoint`,
            `serialize`, `validate`, `thread`, `handler`, `background`; of OpenTelemetry also `client`, `database`,
            `internal`, `producer`, `consumer`.
        name: What ran, for example a qualified name.
        start_ms, duration_ms: From the server's first sight of the request.
        attributes: JSON values: file, line, thread, cached, errors, …
        error: The exception's type and message, empty where it went well.
    """

    number: int
    parent: int | None
    kind: str
    name: str
    start_ms: float
    duration_ms: float
    attributes: dict[str, JsonValue] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """All spans of one request.

    Attributes:
        trace_id: The `x-routeglass-trace` value, equal to the request's trace id.
        status: The response's status, None where none was sent.
        duration_ms: From first sight to the last byte handed over.
        route: The path template that matched, empty where none did.
        endpoint: `module:qualname`, empty where none was reached.
        dropped: Spans left out because of the limit.
        headers_ms: When the response's status and headers were handed over, None where none were.
        size: Bytes of the response body.
        closing: For a WebSocket that the server closed, the close reason; else empty.
        started_at: When the server first saw the request, seconds since the epoch by the server's clock; None where it
            does not say.
        origin: Who told it. One of OpenTelemetry grows while its spans arrive: each later `Trace` holds all of them.
        services: Names of the services whose spans are in it, in the order in which they came in; empty for a recorder.
        notes: What is odd about it as a whole, one sentence each.
        chunks: Pieces in which the body was sent; of a WebSocket the messages.
    """

    trace_id: str
    method: str
    path: str
    status: int | None
    duration_ms: float
    spans: tuple[Span, ...]
    route: str = ""
    endpoint: str = ""
    dropped: int = 0
    headers_ms: float | None = None
    size: int = 0
    closing: str = ""
    started_at: float | None = None
    origin: TraceOrigin = TraceOrigin.RECORDER
    services: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    chunks: int = 0


class StageName(StrEnum):
    """The stages of the journey, in order."""

    REQUEST = "Request"
    ROUTE = "Route"
    DEPENDENCIES = "Dependencies"
    VALIDATION = "Validation"
    ENDPOINT = "Endpoint"
    RESPONSE = "Response"


class StageState(StrEnum):
    """How a stage went."""

    PASSED = "passed"
    STOPPED = "stopped"
    NOT_REACHED = "not reached"
    SKIPPED = "skipped"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the journey strip.

    Attributes:
        duration_ms: None where it is not known.
        sentence: What happened here, for a student.
        detail: The exact words: route template, dependency name, thread, exception; may be empty.
    """

    name: StageName
    state: StageState
    sentence: str
    duration_ms: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of one request.

    Attributes:
        stages: Always all six, in order.
        stopped_at: The stage where it stopped, None where it went through.
        known: False where only the client's side is known.
        summary: One sentence.
    """

    stages: tuple[Stage, ...]
    stopped_at: StageName | None
    known: bool
    summary: str
