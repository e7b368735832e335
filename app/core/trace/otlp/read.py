"""An export in OTLP's JSON form (`ExportTraceServiceRequest`) → the spans of our requests.

The form is that of opentelemetry-proto's `trace_service.proto`: names in lowerCamelCase, ids in hex, 64-bit numbers as
strings or numbers, unknown members ignored. One span that cannot be read does not cost the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.errors import RouteglassError
from app.core.trace.otlp.model import Export, Role, Sender, SentSpan, SpanEvent, SpanLink
from app.core.trace.otlp.values import clean_text, read_attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.base.json_types import JsonValue

EVENT_LIMIT: Final = 128
LINK_LIMIT: Final = 32

_TRACE_ID: Final = re.compile(r"(?!0{32})[0-9a-f]{32}")
_SPAN_ID: Final = re.compile(r"(?!0{16})[0-9a-f]{16}")
_WHOLE: Final = re.compile(r"\d{1,20}", re.ASCII)
_LAST_MOMENT: Final = 2**64
_ROLES: Final = (Role.INTERNAL, Role.INTERNAL, Role.SERVER, Role.CLIENT, Role.PRODUCER, Role.CONSUMER)
_ERROR: Final = (2, "STATUS_CODE_ERROR")


class ExportError(RouteglassError):
    """What was sent is no export of spans."""


class _SpanError(Exception):
    """One span cannot be read; its words say why."""


def read_export(value: JsonValue, is_ours: Callable[[str], bool]) -> Export:
    """The spans of our requests; the others are counted.

    Args:
        is_ours: Whether a trace id (32 hex digits) belongs to a request of ours.

    Raises:
        ExportError: It is no export.
    """
    spans: list[SentSpan] = []
    others = rejected = 0
    problem = ""
    for sender, item in _spans(value):
        try:
            span = _wanted(item, sender, is_ours)
        except _SpanError as error:
            rejected += 1
            problem = problem or str(error)
            continue
        if span is None:
            others += 1
        else:
            spans.append(span)
    return Export(tuple(spans), others, rejected, problem)


@dataclass(frozen=True, slots=True)
class _Members:
    """The members of an object, read leniently: what is absent or of the wrong type is as in protobuf's defaults."""

    of: dict[str, JsonValue]

    def text(self, name: str) -> str:
        value = self.of.get(name)
        return value if isinstance(value, str) else ""

    def hex(self, name: str) -> str:
        return self.text(name).lower()

    def items(self, name: str) -> list[JsonValue]:
        value = self.of.get(name)
        return value if isinstance(value, list) else []

    def whole(self, name: str) -> int:
        value = self.of.get(name)
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LAST_MOMENT
        return int(value) if usable and isinstance(value, int | float) else 0

    def inner(self, name: str) -> _Members:
        return _Members(_object(self.of.get(name)))


def _spans(value: JsonValue) -> Iterator[tuple[Sender, dict[str, JsonValue]]]:
    if not isinstance(value, dict):
        raise ExportError("This is no export of spans: it should be an object.")
    for group_value in _list(value, "resourceSpans", ""):
        group = _object(group_value)
        resource, _ = read_attributes(_object(group.get("resource")).get("attributes"))
        for scoped_value in _list(group, "scopeSpans", "/resourceSpans"):
            scoped = _object(scoped_value)
            sender = _sender(resource, _Members(_object(scoped.get("scope"))))
            for item in _list(scoped, "spans", "/resourceSpans/scopeSpans"):
                yield sender, _object(item)


def _list(members: dict[str, JsonValue], name: str, where: str) -> list[JsonValue]:
    value = members.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ExportError("This should be an array.", where=f"{where}/{name}")
    return value


def _object(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _sender(resource: dict[str, JsonValue], scope: _Members) -> Sender:
    service = resource.get("service.name")
    named = f"{clean_text(scope.text('name'), 200)} {clean_text(scope.text('version'), 40)}".strip()
    return Sender(service if isinstance(service, str) else "", resource, named)


def _wanted(item: dict[str, JsonValue], sender: Sender, is_ours: Callable[[str], bool]) -> SentSpan | None:
    members = _Members(item)
    trace_id = members.hex("traceId")
    if not _TRACE_ID.fullmatch(trace_id):
        raise _SpanError("A span has no trace id of 32 hex digits.")
    return _read_span(members, trace_id, sender) if is_ours(trace_id) else None


def _read_span(members: _Members, trace_id: str, sender: Sender) -> SentSpan:
    name = clean_text(members.text("name"))
    span_id, parent_id = members.hex("spanId"), members.hex("parentSpanId")
    if not _SPAN_ID.fullmatch(span_id):
        raise _SpanError(f"The span `{name}` has no span id of 16 hex digits.")
    start = members.whole("startTimeUnixNano")
    if not start:
        raise _SpanError(f"The span `{name}` does not say when it began.")
    status = members.inner("status")
    attributes, without = read_attributes(members.of.get("attributes"))
    events, links = members.items("events"), members.items("links")
    left_out = without + max(0, len(events) - EVENT_LIMIT) + max(0, len(links) - LINK_LIMIT)
    left_out += sum(members.whole(f"dropped{what}Count") for what in ("Attributes", "Events", "Links"))
    read_events = tuple(_read_event(_Members(_object(event))) for event in events[:EVENT_LIMIT])
    return SentSpan(
        trace_id=trace_id,
        span_id=span_id,
        parent_id=parent_id if _SPAN_ID.fullmatch(parent_id) else "",
        name=name,
        role=_role(members.of.get("kind")),
        start_ns=start,
        end_ns=members.whole("endTimeUnixNano"),
        sender=sender,
        failed=status.of.get("code") in _ERROR,
        status=clean_text(status.text("message")),
        attributes=attributes,
        events=read_events,
        links=tuple(_read_link(_Members(_object(link))) for link in links[:LINK_LIMIT]),
        left_out=left_out,
        weight=_weight(name, attributes, *(event.attributes for event in read_events)),
    )


def _role(value: JsonValue) -> Role:
    """The enum's number; its name, as protobuf's own JSON form writes it, is understood too."""
    if isinstance(value, str):
        value = value.removeprefix("SPAN_KIND_").lower()
        return Role(value) if value in set(Role) else Role.INTERNAL
    if isinstance(value, int) and 0 <= value < len(_ROLES):
        return _ROLES[value]
    return Role.INTERNAL


def _read_event(members: _Members) -> SpanEvent:
    attributes, _ = read_attributes(members.of.get("attributes"))
    return SpanEvent(clean_text(members.text("name")), members.whole("timeUnixNano"), attributes)


def _read_link(members: _Members) -> SpanLink:
    attributes, _ = read_attributes(members.of.get("attributes"))
    return SpanLink(members.hex("traceId")[:32], members.hex("spanId")[:16], attributes)


def _weight(name: str, *mappings: dict[str, JsonValue]) -> int:
    """Roughly: what counts is that a span of many long texts is heavy."""
    total = 200 + len(name)
    for mapping in mappings:
        total += sum(
            100 + len(key) + len(value if isinstance(value, str) else repr(value)) for key, value in mapping.items()
        )
    return total
