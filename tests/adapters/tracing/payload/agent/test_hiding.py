"""Traces without values keep what ran, and nothing that was sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.adapters.tracing.payload.agent.hiding import HIDDEN, without_values
from app.core.trace.read import read_trace
from tests.support.traced_app import span, spans

if TYPE_CHECKING:
    from tests.support.traced_app import TracingClient


def test_no_value_is_left_and_every_span_is(client: TracingClient) -> None:
    body = {"title": "seen-title", "year": 1965196519}
    record = client.trace("POST", "/books/4242424242?more=seen-query", json=body)
    hidden = without_values(record)
    text = json.dumps({**hidden, "path": "", "spans": [{**span, "name": ""} for span in hidden["spans"]]})
    assert not [word for word in ("seen-title", "seen-query", "4242424242", "1965196519") if word in text]
    assert len(read_trace(hidden).spans) == len(record["spans"])
    row = span(hidden, "params", "path")["attributes"]["rows"][0]
    assert (row["name"], row["raw"], row["value"], row["type"]) == ("shelf", HIDDEN, HIDDEN, "int")
    assert span(record, "params", "path")["attributes"]["rows"][0]["value"] == 4242424242


def test_what_was_refused_is_hidden_too(client: TracingClient) -> None:
    hidden = without_values(client.trace("POST", "/books/seen", json={"title": 99887766}))
    errors = [error for item in spans(hidden, "params") for error in item["attributes"].get("errors", ())]
    assert {error["loc"][-1] for error in errors} >= {"shelf", "title"}
    assert all(error["input"] == HIDDEN for error in errors if "input" in error)
    missing = without_values(client.trace("GET", "/missing"))
    assert "gone" not in json.dumps(missing)
