"""Real instrumentation sends real spans: Flask with sqlite3 and requests, and FastAPI's own telemetry behind it."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
from typing import TYPE_CHECKING

import httpx2
import pytest

from app.adapters.tracing.otlp.protobuf import read_export_request
from app.core.trace.model import TraceOrigin
from app.core.trace.otlp.read import read_export
from tests.servers.environments import program
from tests.support.telemetry import ours
from tests.support.telemetry_servers import SERVERS, servers_folder, shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.core.trace.model import Span, Trace
    from tests.adapters.tracing.otlp.conftest import Heard

__all__ = ["servers_folder"]


@pytest.fixture
def shop_url(servers_folder: Path, heard: Heard) -> Iterator[str]:
    with shop(servers_folder, f"http://127.0.0.1:{heard.port}") as url:
        yield url


def _ask(url: str, trace_id: str) -> int:
    carried = {"traceparent": f"00-{trace_id}-{trace_id[-16:]}-01"}
    return httpx2.get(url, headers=carried, timeout=30).status_code


def _trace(heard: Heard, trace_id: str, is_whole: Callable[[Trace], bool]) -> Trace:
    """The last account of a trace, once it is whole."""

    def whole() -> Trace | None:
        found = [trace for trace in heard.traces if trace.trace_id == trace_id and is_whole(trace)]
        return found[-1] if found else None

    with heard.told:
        assert heard.told.wait_for(lambda: whole() is not None, 60), heard.traces
        trace = whole()
    assert trace is not None
    return trace


def _named(trace: Trace, name: str) -> Span:
    return next(span for span in trace.spans if span.name == name)


def test_spans_of_real_servers(heard: Heard, shop_url: str) -> None:
    book, stock, broken, missing = (secrets.token_hex(16) for _ in range(4))
    for trace_id in (book, stock, broken, missing):
        heard.expected.expect(trace_id)
    assert _ask(f"{shop_url}/books/1?password=hunter2", book) == 200
    assert _ask(f"{shop_url}/stock/1", stock) == 200
    assert _ask(f"{shop_url}/broken/5", broken) == 500
    assert _ask(f"{shop_url}/nowhere", missing) == 404
    assert _ask(f"{shop_url}/books/1", secrets.token_hex(16)) == 200

    trace = _trace(heard, book, lambda found: len(found.spans) == 2)
    assert (trace.origin, trace.services) == (TraceOrigin.TELEMETRY, ("shop",))
    assert (trace.method, trace.path, trace.status) == ("GET", "/books/1", 200)
    assert trace.route == "/books/<int:book_id>"
    server, query = trace.spans
    assert (server.kind, query.kind, query.parent) == ("server", "database", server.number)
    assert query.attributes["statement"] == "SELECT title FROM books WHERE id = ?"
    assert 0 <= query.start_ms <= query.start_ms + query.duration_ms <= trace.duration_ms
    assert "hunter2" not in str(trace)
    assert trace.notes == ()

    # One tree over two services: the shop asks the stock, which tells by FastAPI's own telemetry.
    trace = _trace(heard, stock, lambda found: len(found.services) == 2 and len(found.spans) >= 6)
    assert trace.services == ("shop", "stock")
    inner = _named(trace, "GET /left/{book_id}")
    call = next(span for span in trace.spans if span.number == inner.parent)
    assert (call.kind, call.parent, trace.spans[0].parent) == ("client", 1, None)
    kinds = {span.kind for span in trace.spans if span.parent == inner.number}
    assert {"solve", "endpoint", "serialize"} <= kinds
    assert "hunter2" not in str(trace)

    trace = _trace(heard, broken, lambda found: bool(found.spans))
    assert trace.spans[0].error == "LookupError: book 5 is on fire"
    error = trace.spans[0].attributes["exception"]
    assert isinstance(error, dict)
    assert str(error["file"]).endswith("flask_shop.py")

    trace = _trace(heard, missing, lambda found: bool(found.spans))
    assert (trace.status, trace.route) == (404, "")
    # The one nobody expected; the shop's metrics come, too.
    with heard.told:
        assert heard.told.wait_for(lambda: heard.states[-1].counts.others >= 2, 60)
    assert (heard.states[-1].counts.rejected, heard.states[-1].counts.refused) == (0, 0)


def test_the_reader_agrees_with_the_official_classes(servers_folder: Path) -> None:
    command = [str(program(servers_folder, "python")), str(SERVERS / "proto_samples.py"), "20261128", "400"]
    made = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8", timeout=60)
    samples = [json.loads(line) for line in made.stdout.splitlines()]
    for sample in samples:
        value, others = read_export_request(base64.b64decode(sample["body"]), ours)
        assert (read_export(value, ours), others) == (read_export(sample["value"], ours), 0)
    assert sum(len(read_export(sample["value"], ours).spans) for sample in samples) > 400
