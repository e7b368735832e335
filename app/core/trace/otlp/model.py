"""Spans as OTLP carries them (opentelemetry-proto, `trace.proto`), read but not yet put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


class Role(StrEnum):
    """What OTLP calls the kind of a span: which end of a call it is."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who recorded a span.

    Attributes:
        service: `service.name`, empty where the program has none.
        resource: What else is known of the program and its machine, without secrets.
        scope: The library that made the span, with its version; may be empty.
    """

    service: str = ""
    resource: dict[str, JsonValue] = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class SpanEvent:
    """A moment within a span, for example an exception.

    Attributes:
        at_ns: Nanoseconds since the epoch, by the sender's clock.
    """

    name: str
    at_ns: int
    attributes: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class SpanLink:
    """Another span, often of another trace, that has to do with this one."""

    trace_id: str
    span_id: str
    attributes: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class SentSpan:
    """One span, without secrets.

    Attributes:
        trace_id: 32 hex digits.
        span_id: 16 hex digits.
        parent_id: The same of the span around it; empty for none.
        start_ns, end_ns: Nanoseconds since the epoch, by the sender's clock.
        failed: Its status is an error.
        status: The words of that status; may be empty.
        left_out: Attributes, events and links that are not here: by the sender's limits or by ours.
        weight: About how many bytes it takes.
    """

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    role: Role
    start_ns: int
    end_ns: int
    sender: Sender
    failed: bool = False
    status: str = ""
    attributes: dict[str, JsonValue] = field(default_factory=dict)
    events: tuple[SpanEvent, ...] = ()
    links: tuple[SpanLink, ...] = ()
    left_out: int = 0
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """What one request of an exporter held.

    Attributes:
        spans: Those of our requests.
        others: How many belong to other requests.
        rejected: How many cannot be read.
        problem: Why the first of those cannot be; empty without any.
    """

    spans: tuple[SentSpan, ...] = ()
    others: int = 0
    rejected: int = 0
    problem: str = ""
