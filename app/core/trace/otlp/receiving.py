"""How the receiver of spans is doing, as values that a view can show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

USUAL_PORT: Final = 4318
"""Where exporters send OTLP over HTTP when nobody tells them otherwise."""


class ReceiverPhase(StrEnum):
    """Whether spans are received."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Counts:
    """What has come in since the receiver was switched on.

    Attributes:
        spans: Of requests of ours.
        others: Spans of other requests: counted, not kept.
        rejected: Spans that cannot be read.
        refused: Requests that were refused whole.
        dropped: Requests with metrics or logs, which are taken and not kept.
    """

    spans: int = 0
    others: int = 0
    rejected: int = 0
    refused: int = 0
    dropped: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come at all."""
        return not (self.spans or self.others or self.rejected or self.refused or self.dropped)


@dataclass(frozen=True, slots=True)
class ReceiverState:
    """The receiver at a moment.

    Attributes:
        url: Where it listens, for example `http://127.0.0.1:4318`; empty while it does not.
        note: What is unusual about it although it works, for example why it has another port; may be empty.
        problem: Why it does not work, one sentence; empty while it does.
        hint: What to do next.
        trouble: Why something was refused lately, one sentence; may be empty.
        services: Names of the services that have sent spans of ours, in the order of their first.
    """

    phase: ReceiverPhase = ReceiverPhase.OFF
    url: str = ""
    note: str = ""
    problem: str = ""
    hint: str = ""
    trouble: str = ""
    counts: Counts = Counts()
    services: tuple[str, ...] = ()


def settings_for(url: str, service: str = "my-service") -> tuple[tuple[str, str], ...]:
    """The environment variables by which any OpenTelemetry SDK sends its spans to a receiver, as name and value.

    Sources: OpenTelemetry specification, "SDK environment variables" and "OTLP exporter configuration".
    """
    return (
        ("OTEL_SERVICE_NAME", service),
        ("OTEL_TRACES_EXPORTER", "otlp"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", url),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        # Half a second instead of five: the spans of a request shall be there when a person looks.
        ("OTEL_BSP_SCHEDULE_DELAY", "500"),
        ("OTEL_PROPAGATORS", "tracecontext,baggage"),
    )
