"""Each span of OpenTelemetry in one sentence that claims nothing it does not say."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.trace.otlp.build import build_trace
from app.core.trace.span_details import details_of
from app.core.trace.span_sentences import sentence_of
from app.core.trace.span_tree import SpanTree
from app.core.trace.timeline import make_timeline
from tests.support.telemetry import CLIENT, TRACE, exception, group, sent, server_span, span

FUNCTION = {"code.function.name": "shop.books.read"}


def _sentence(one: Any, **more: Any) -> str:
    trace = build_trace(TRACE, sent(group(one, **more)))
    return sentence_of(trace.spans[0], SpanTree(trace))


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (server_span(), "`shop` worked on `GET /books/{id}` for 10.0 ms."),
        (span(1, name="GET", kind=3), "`shop` asked somebody else (`GET`) and waited for the answer: 1.00 ms."),
        (
            span(1, name="GET", kind=3, values={"http.url": "http://ann@stock:80/x?y"}),
            "`shop` asked `stock:80` (`GET`) and waited for the answer: 1.00 ms.",
        ),
        (
            span(1, name="SELECT", kind=3, values={"db.system": "sqlite"}),
            "`shop` asked a database (`SELECT`) and waited for the answer: 1.00 ms.",
        ),
        (span(1, name="send", kind=4), "`shop` handed a message over (`send`): 1.00 ms."),
        (span(1, name="take", kind=5), "`shop` worked on a message (`take`) for 1.00 ms."),
        (span(1, name="parse", status={"code": 2, "message": "odd."}), "`shop` did `parse`: 1.00 ms. It failed: odd."),
    ],
)
def test_sentences(one: Any, sentence: str) -> None:
    assert _sentence(one) == sentence


def test_without_a_service() -> None:
    assert _sentence(server_span(), service="") == "The server worked on `GET /books/{id}` for 10.0 ms."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dependencies", "FastAPI solved the dependencies of `read` and checked its values: 1.00 ms."),
        ("endpoint", "`read` is the function that answers this request; it ran for 1.00 ms."),
        ("serialization", "FastAPI made the response from what the endpoint returned: 1.00 ms."),
        ("background_task", "`read` ran for 1.00 ms after the response was sent"),
    ],
)
def test_fastapis_own(name: str, words: str) -> None:
    assert _sentence(span(1, name=f"fastapi.{name}", values=FUNCTION), scope="fastapi").startswith(words)


def test_nobody_claims_to_know_who_handled_an_exception() -> None:
    one = server_span(status={"code": 2}, events=[exception()], parent=CLIENT)
    trace = build_trace(TRACE, sent(group(one)))
    timeline = make_timeline(None, trace)
    names = [fact.name for fact in details_of(timeline.rows[0], timeline, None, trace).facts]
    assert "Exception" in names
    assert "Handled by" not in names
