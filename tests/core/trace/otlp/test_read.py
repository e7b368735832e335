"""An export in JSON form → spans; what is broken costs itself alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.trace.otlp.model import Role
from app.core.trace.otlp.read import EVENT_LIMIT, LINK_LIMIT, ExportError, read_export
from tests.support.telemetry import CLIENT, TRACE, attributes, exception, export, group, ours, sent, server_span, span

OTHER = "1" * 32


def test_a_span_with_everything() -> None:
    link = {"traceId": OTHER, "spanId": "2" * 16, "attributes": attributes({"why": "retry"})}
    status = {"code": 2, "message": "it broke"}
    one = server_span(events=[exception()], links=[link], status=status, droppedEventsCount=2)
    (read,) = sent(group(one, **{"host.name": "box"}))
    assert (read.trace_id, read.span_id, read.parent_id) == (TRACE, f"{1:016x}", CLIENT)
    assert (read.name, read.role, read.failed, read.status) == ("GET /books/{id}", Role.SERVER, True, "it broke")
    assert read.end_ns - read.start_ns == 10_000_000
    assert (read.sender.service, read.sender.scope) == ("shop", "lib 1.0")
    assert read.sender.resource == {"service.name": "shop", "host.name": "box"}
    assert read.attributes["http.route"] == "/books/{id}"
    assert (read.events[0].name, read.events[0].attributes["exception.type"]) == ("exception", "LookupError")
    assert (read.links[0].trace_id, read.links[0].attributes) == (OTHER, {"why": "retry"})
    assert read.left_out == 2
    assert read.weight > 200


def test_spans_of_other_requests_are_counted() -> None:
    found = read_export(export(group(span(1), span(2, trace_id=OTHER))), {TRACE}.__contains__)
    assert ([one.span_id for one in found.spans], found.others, found.rejected) == ([f"{1:016x}"], 1, 0)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"traceId": ""}, "trace id"),
        ({"traceId": "0" * 32}, "trace id"),
        ({"traceId": "xyz"}, "trace id"),
        ({"traceId": 5}, "trace id"),
        ({"spanId": "12"}, "`work` has no span id"),
        ({"spanId": "0" * 16}, "no span id"),
        ({"startTimeUnixNano": "0"}, "does not say when it began"),
        ({"startTimeUnixNano": "soon"}, "does not say when it began"),
        ({"startTimeUnixNano": 2.0**64}, "does not say when it began"),
        ({"startTimeUnixNano": float("nan")}, "does not say when it began"),
        ({"startTimeUnixNano": True}, "does not say when it began"),
        ({"startTimeUnixNano": -1}, "does not say when it began"),
    ],
)
def test_a_span_that_cannot_be_read_is_told(members: dict[str, Any], words: str) -> None:
    found = read_export(export(group({**span(1), **members}, span(2))), ours)
    assert (len(found.spans), found.rejected) == (1, 1)
    assert words in found.problem


def test_the_first_problem_is_told() -> None:
    found = read_export(export(group({**span(1), "spanId": ""}, {**span(2), "traceId": ""}, 5)), ours)
    assert (found.rejected, "span id" in found.problem) == (3, True)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (0, Role.INTERNAL),
        (1, Role.INTERNAL),
        (2, Role.SERVER),
        (3, Role.CLIENT),
        (4, Role.PRODUCER),
        (5, Role.CONSUMER),
        (6, Role.INTERNAL),
        (-1, Role.INTERNAL),
        (None, Role.INTERNAL),
        ("SPAN_KIND_SERVER", Role.SERVER),
        ("SPAN_KIND_NEW", Role.INTERNAL),
    ],
)
def test_kinds(kind: Any, role: Role) -> None:
    assert sent(group(span(1, kind=kind)))[0].role is role


def test_numbers_come_as_numbers_too() -> None:
    one = {**span(1), "startTimeUnixNano": 1_795_876_759_000_000_000, "endTimeUnixNano": 1.795876759e18}
    (read,) = sent(group(one))
    assert (read.start_ns, read.end_ns) == (1_795_876_759_000_000_000, 1_795_876_759_000_000_000)


def test_ids_in_capitals() -> None:
    assert sent(group({**span(0xAB), "traceId": TRACE.upper(), "spanId": f"{0xAB:016X}"}))[0].trace_id == TRACE


def test_what_is_too_much_is_left_out() -> None:
    one = span(1, events=[exception()] * (EVENT_LIMIT + 2), links=[{}] * (LINK_LIMIT + 3), droppedAttributesCount=4)
    (read,) = sent(group(one))
    assert (len(read.events), len(read.links), read.left_out) == (EVENT_LIMIT, LINK_LIMIT, 9)


def test_broken_members_count_as_absent() -> None:
    one = {**span(1), "events": 5, "links": {}, "status": [], "parentSpanId": "short", "name": None, "attributes": "x"}
    (read,) = sent(group(one))
    assert (read.events, read.links, read.failed, read.parent_id, read.name) == ((), (), False, "", "")
    assert sent({"resource": 5, "scopeSpans": [{"scope": None, "spans": [span(1)]}]})[0].sender.service == ""
    assert sent(group(span(1), service=5))[0].sender.service == ""


@pytest.mark.parametrize("empty", [{}, {"resourceSpans": None}, {"resourceSpans": [{}]}, {"resourceSpans": [5]}])
def test_nothing_is_no_error(empty: Any) -> None:
    assert read_export(empty, ours).spans == ()


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ([], ""),
        ("text", ""),
        ({"resourceSpans": 5}, "/resourceSpans"),
        ({"resourceSpans": [{"scopeSpans": "x"}]}, "/resourceSpans/scopeSpans"),
        ({"resourceSpans": [{"scopeSpans": [{"spans": {}}]}]}, "/resourceSpans/scopeSpans/spans"),
    ],
)
def test_what_is_no_export_is_refused(broken: Any, where: str) -> None:
    with pytest.raises(ExportError) as raised:
        read_export(broken, ours)
    assert raised.value.where == where


def test_a_list_weighs_as_much_as_it_holds() -> None:
    light, heavy = sent(group(span(1), span(2, values={"a": ["x" * 1000] * 50})))
    assert heavy.weight - light.weight > 50_000
