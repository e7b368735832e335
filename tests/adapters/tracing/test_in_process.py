"""The recorder around an app under a real uvicorn, and the routes of a live app as core values."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import threading
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn
import websockets
from websockets.asyncio.client import connect

from app.adapters.tracing.in_process import InProcessTracing, RouteInspector
from app.adapters.tracing.payload.patches import PATCHES
from app.core.routes.model import Encounter, RouteKind
from app.core.trace.model import StageName, StageState
from app.core.trace.timing import stage_times
from tests.support.children import run_child
from tests.support.traced_app import TRACE, make_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.trace.model import Trace

BOOK = {"title": "Dune", "year": 1965}


class Served:
    """An app under uvicorn in a thread, and the traces that come from it."""

    def __init__(self) -> None:
        self.traces: queue.Queue[Trace] = queue.Queue()
        self.tracing = InProcessTracing(self.traces.put)
        self.address = ""

    def trace(self) -> Trace:
        """The next trace; waits for it."""
        return self.traces.get(timeout=10)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


@pytest.fixture
def served() -> Iterator[Served]:
    holder = Served()
    holder.tracing.prepare()
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        holder.address = f"127.0.0.1:{listener.getsockname()[1]}"
        ready = threading.Event()
        config = uvicorn.Config(holder.tracing.wrap(make_app()), log_config=None, timeout_graceful_shutdown=1)
        server = _Server(config, ready)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.wait(20)
            yield holder
        finally:
            server.should_exit = True
            thread.join(20)
            holder.tracing.close()
    assert not thread.is_alive()


def test_traces_come_from_a_real_server_as_core_values(served: Served) -> None:
    assert all(served.tracing.caps.values())
    with httpx.Client(base_url=f"http://{served.address}") as client:
        response = client.post("/books/3", json=BOOK, headers=TRACE)
        trace = served.trace()
        assert response.status_code == 201
        assert response.headers["x-routeglass-trace"] == trace.trace_id == "t-1"
        assert (trace.route, trace.status, trace.dropped) == ("/books/{shelf}", 201, 0)
        assert {"server", "middleware", "router", "solve", "dependency", "endpoint"} <= {
            span.kind for span in trace.spans
        }
        assert sum(stage_times(trace).values()) == pytest.approx(trace.duration_ms, rel=1e-3)
        assert client.get("/books/3").status_code == 200
        assert client.get("/stream", headers={"x-routeglass-trace": "t-2"}).text == "0;1;2;3;4;"
        assert served.trace().trace_id == "t-2"
    assert served.traces.empty()


def test_many_requests_at_once_keep_their_traces(served: Served) -> None:
    async def ask(client: httpx.AsyncClient, number: int) -> None:
        headers = {"x-routeglass-trace": f"n-{number}", "x-role": f"r-{number}"}
        (await client.post(f"/books/{number}", json=BOOK, headers=headers)).raise_for_status()

    async def all_of_them() -> None:
        async with httpx.AsyncClient(base_url=f"http://{served.address}", timeout=30) as client:
            await asyncio.gather(*(ask(client, number) for number in range(50)))

    asyncio.run(all_of_them())
    traces = [served.trace() for _ in range(50)]
    assert {trace.trace_id for trace in traces} == {f"n-{number}" for number in range(50)}
    for trace in traces:
        user = next(span for span in trace.spans if span.name == "current_user")
        assert user.attributes["value"] == f"r-{trace.trace_id[2:]}"


def test_websockets_work_and_can_be_traced(served: Served) -> None:
    async def talk(headers: dict[str, str]) -> tuple[str | bytes, str]:
        async with connect(f"ws://{served.address}/echo/hall", additional_headers=headers) as socket_:
            await socket_.send("hi")
            answer = await socket_.recv()
            await socket_.send("bye")
            with contextlib.suppress(websockets.ConnectionClosed):
                await socket_.recv()
            return answer, socket_.close_reason or ""

    assert asyncio.run(talk({})) == ("hall:hi", "over")
    assert asyncio.run(talk(TRACE)) == ("hall:hi", "over")
    trace = served.trace()
    assert (trace.route, trace.status, trace.closing) == ("/echo/{room}", 101, "over")
    endpoint = next(span for span in trace.spans if span.kind == "endpoint")
    assert endpoint.attributes["chunks"] == 1
    assert next(span.name for span in trace.spans if span.kind == "dependency") == "current_user"
    assert served.traces.empty()


def test_a_refused_websocket_tells_its_status(served: Served) -> None:
    async def refused() -> int:
        with pytest.raises(websockets.InvalidStatus) as caught:
            await connect(f"ws://{served.address}/nothing", additional_headers=TRACE)
        return caught.value.response.status_code

    assert asyncio.run(refused()) == 403
    trace = served.trace()
    assert (trace.status, trace.route) == (403, "")


def test_a_client_that_goes_away_still_leaves_a_trace(served: Served) -> None:
    host, _, port = served.address.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(b"GET /many-spans?n=3 HTTP/1.1\r\nHost: x\r\nx-routeglass-trace: gone\r\n\r\n")
    assert served.trace().trace_id == "gone"


def test_closing_puts_fastapi_back() -> None:
    one, other = InProcessTracing(print), InProcessTracing(print)
    one.prepare()
    other.prepare()
    one.close()
    one.close()
    assert PATCHES.made()
    other.close()
    assert not PATCHES.made()


def test_the_route_table_of_a_live_app() -> None:
    table = RouteInspector(make_app()).routes()
    assert [route.number for route in table.routes] == list(range(1, len(table.routes) + 1))
    part = next(route for route in table.routes if route.path == "/v1/part/{number:int}")
    assert (part.path_format, part.methods, part.tags) == ("/v1/part/{number}", ("GET",), ("parts",))
    assert part.param_types == (("number", "int"),)
    assert part.dependencies[0].name == "limits"
    assert {route.kind for route in table.routes} == {RouteKind.HTTP, RouteKind.WEBSOCKET, RouteKind.MOUNT}
    assert table.never_reachable == ()


def test_a_path_is_tried_in_the_live_app() -> None:
    app = make_app()
    inspector = RouteInspector(app)
    result = inspector.try_path(" get ", " /books/7 ")
    assert (result.decision, result.method, result.target) == ("matched", "GET", "/books/7")
    winner = inspector.routes().route(result.winner)
    assert winner is not None
    assert (winner.path, winner.methods) == ("/books/{shelf}", ("GET",))
    assert len(result.steps) == len(inspector.routes().routes)
    assert result.steps[winner.number].encounter is Encounter.NEVER_REACHED
    assert result.sentence == f"Route {winner.number} `/books/{{shelf}}` is the first that matches, with shelf = 7."
    assert inspector.try_path("", "/books/7").method == "GET"
    app.get("/late")(lambda: None)
    assert inspector.try_path("GET", "/late").decision == "matched"


def test_field_names_of_a_live_app() -> None:
    assert RouteInspector(make_app()).field_names()["Item"] == {"name": "item_name"}


def test_importing_it_needs_no_fastapi() -> None:
    code = (
        "import sys; import app.adapters.tracing.in_process; "
        "print([name for name in ('fastapi', 'starlette', 'pydantic', 'anyio', 'httpx') if name in sys.modules])"
    )
    result = run_child("-c", code)
    assert (result.returncode, result.stdout.strip()) == (0, "[]")


def test_the_journey_of_a_real_request(served: Served) -> None:
    from app.core.exchange.model import Response, ResponseBody
    from app.core.trace.journey import journey

    with httpx.Client(base_url=f"http://{served.address}") as client:
        answer = client.post("/books/x", json={"title": "", "year": 5}, headers=TRACE)
    told = journey(Response(answer.status_code, "", "HTTP/1.1", (), ResponseBody(0, b"")), served.trace())
    assert told.stopped_at is StageName.VALIDATION
    states = [stage.state for stage in told.stages]
    assert states[:4] == [StageState.PASSED, StageState.PASSED, StageState.PASSED, StageState.STOPPED]
    assert states[4:] == [StageState.NOT_REACHED] * 2
