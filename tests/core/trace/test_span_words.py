"""What spans are called in a list."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.trace.facts import is_own_layer
from app.core.trace.model import Span
from app.core.trace.span_words import note_of, title_of


def _span(kind: str, name: str, attributes: dict[str, Any] | None = None, parent: int | None = 1) -> Span:
    return Span(2, parent, kind, name, 0, 1, attributes or {})


@pytest.mark.parametrize(
    ("span", "title", "note"),
    [
        (_span("server", "GET /x", parent=None), "Server", "GET /x"),
        (_span("server", "GET /x"), "GET /x", "server"),
        (_span("server", "GET /x", {"service": "shop"}, parent=None), "Server", "GET /x · shop"),
        (_span("middleware", "gate"), "gate", "middleware"),
        (_span("router", "router"), "Router", ""),
        (_span("body", "read", {"bytes": 2500}), "Read the body", "2.5 kB"),
        (_span("body", "other"), "Read the body: other", ""),
        (_span("solve", "read_book"), "Gather what read_book needs", "dependencies and values"),
        (_span("dependency", "get_db"), "get_db", "dependency"),
        (_span("dependency", "get_db", {"cached": True}), "get_db", "dependency · from the cache"),
        (
            _span("dependency", "fake", {"skipped": True, "override_of": "real"}),
            "fake",
            "dependency · not called · in place of real",
        ),
        (_span("params", "query", {"rows": [{"key": "a"}]}), "Check query values", "a"),
        (
            _span("params", "body", {"rows": [{"key": k} for k in "abcd"], "errors": [{}]}),
            "Check the body",
            "a, b, c, … · 1 error",
        ),
        (_span("params", "", {"errors": [{}, {}]}), "Check values", "2 errors"),
        (_span("endpoint", "read", {"where": "event loop"}), "read", "endpoint · event loop"),
        (_span("endpoint", "read", {"streaming": True}), "read", "endpoint · runs while the response is sent"),
        (_span("serialize", "response model", {"bytes": 12}), "Apply the response model", "12 B"),
        (_span("serialize", "response model", {"removed": ["a"]}), "Apply the response model", "1 member left out"),
        (_span("serialize", "no response model", {"removed": ["a", "b"]}), "Make the response", "2 members left out"),
        (_span("validate", "validate"), "Check what was returned", ""),
        (_span("validate", "other"), "other", ""),
        (_span("thread", "open"), "Worker thread", "open"),
        (_span("handler", "oops", {"status": 404}), "oops", "exception handler · made 404 Not Found"),
        (_span("handler", "oops"), "oops", "exception handler"),
        (_span("teardown", "get_db"), "Clean up get_db", "after its yield"),
        (_span("background", "mail", {"where": "thread pool"}), "mail", "background task · thread pool"),
        (_span("client", ""), "client", "client"),
        (_span("client", "GET", {"peer": "stock:8080"}), "GET", "client · stock:8080"),
    ],
)
def test_title_and_note(span: Span, title: str, note: str) -> None:
    assert (title_of(span), note_of(span)) == (title, note)


@pytest.mark.parametrize(
    ("attributes", "name", "own"),
    [
        ({"builtin": True}, "ExceptionMiddleware", True),
        ({"builtin": True, "file": "C:\\lib\\fastapi\\telemetry\\_asgi.py"}, "Telemetry", True),
        ({"builtin": True, "file": "/lib/starlette/middleware/gzip.py"}, "GZipMiddleware", False),
        ({"builtin": False}, "ExceptionMiddleware", False),
    ],
)
def test_fastapis_own_layers(attributes: dict[str, Any], name: str, own: bool) -> None:
    assert is_own_layer(_span("middleware", name, attributes)) is own
