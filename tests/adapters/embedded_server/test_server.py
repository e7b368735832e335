"""The life of a server: start, stop, restart, crash, and what hangs on to it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.adapters.embedded_server.listening import open_listener
from app.adapters.embedded_server.model import ServerPhase, ServerState
from app.adapters.embedded_server.server import EmbeddedServer
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.adapters.embedded_server.conftest import Witness
    from tests.support.log_guard import ExpectedLogs

    MakeServer = Callable[..., EmbeddedServer]

CANCELLED = "timeout graceful shutdown exceeded|Exception in ASGI application"


class Gate:
    """Lets a test and a request in another thread wait for each other."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def pass_through(self) -> None:
        self.entered.set()
        assert self.opened.wait(30)


def make_plain() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def root() -> str:
        return "hello"

    return app


def make_gated(gate: Gate) -> FastAPI:
    app = make_plain()

    @app.get("/sync")
    def sync() -> str:
        gate.pass_through()
        return "done"

    @app.get("/blocking")
    async def blocking() -> str:
        gate.pass_through()
        return "done"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def endless() -> AsyncIterator[str]:
            while True:
                yield "data: tick\n\n"
                await asyncio.sleep(0.01)

        return StreamingResponse(endless(), media_type="text/event-stream")

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(text)

    return app


def count_open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def get(url: str) -> httpx2.Response:
    return httpx2.get(url, trust_env=False)


class Call(threading.Thread):
    """A request in a thread of its own."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.outcome: object = None

    def run(self) -> None:
        try:
            response = get(self.url)
            self.outcome = response.json() if response.is_success else response.status_code
        except httpx2.HTTPError as error:
            self.outcome = error


def timed_stop(server: EmbeddedServer, patience: float = 4.0) -> tuple[ServerState, float]:
    started = time.monotonic()
    state = server.stop(patience)
    return state, time.monotonic() - started


def test_before_the_first_start_nothing_is_there() -> None:
    server = EmbeddedServer(make_plain)
    assert server.state == ServerState(ServerPhase.STOPPED)
    assert server.app is None
    assert server.stop().phase is ServerPhase.STOPPED
    assert server.wait_until_settled().phase is ServerPhase.STOPPED
    with pytest.raises(SourceError, match="it is stopped"):
        server.wait_until_running()


def test_it_starts_answers_and_stops(make_server: MakeServer, witness: Witness) -> None:
    server = make_server(make_plain)
    starting = server.start()
    assert starting.phase is ServerPhase.STARTING
    url = server.wait_until_running()
    assert url == starting.url
    assert get(url).json() == "hello"
    assert isinstance(server.app, FastAPI)
    state, seconds = timed_stop(server)
    assert state == ServerState(ServerPhase.STOPPED, url)
    assert seconds < 1
    assert witness.phases == ["starting", "running", "stopping", "stopped"]
    port = url.rsplit(":", 1)[1]
    assert witness.threads == [
        f"embedded-server-{port}",
        f"embedded-server-{port}",
        threading.current_thread().name,
        f"embedded-server-{port}",
    ]
    with pytest.raises(httpx2.ConnectError):
        get(url)


def test_a_request_sent_while_it_starts_waits_for_it(make_server: MakeServer) -> None:
    gate = Gate()

    def make_slowly() -> FastAPI:
        gate.pass_through()
        return make_plain()

    server = make_server(make_slowly)
    call = Call(server.start().url)
    call.start()
    gate.entered.wait(10)
    assert server.wait_until_settled(0.01).phase is ServerPhase.STARTING
    with pytest.raises(SourceError, match=r"does not answer: it is starting\. .*wait longer"):
        server.wait_until_running(0.01)
    gate.opened.set()
    call.join()
    assert call.outcome == "hello"


def test_a_server_runs_once_at_a_time(make_server: MakeServer) -> None:
    server = make_server(make_plain)
    server.start()
    with pytest.raises(RuntimeError, match="stop it first"):
        server.start()
    server.wait_until_running()
    with pytest.raises(RuntimeError, match="the server is running at http://127"):
        server.start()


def test_a_port_can_be_wished_for(make_server: MakeServer) -> None:
    with open_listener(0) as listener:
        port = listener.getsockname()[1]
    server = make_server(make_plain)
    assert server.start(port).url == f"http://127.0.0.1:{port}"
    server.wait_until_running()


def test_a_port_that_is_taken_is_told_to_the_caller(make_server: MakeServer, witness: Witness) -> None:
    server = make_server(make_plain)
    with open_listener(0) as listener, pytest.raises(SourceError, match="already in use"):
        server.start(listener.getsockname()[1])
    assert server.state.phase is ServerPhase.STOPPED
    assert witness.states == []
    server.start()
    server.wait_until_running()


def test_starting_and_stopping_ten_times_leaves_nothing_behind(make_server: MakeServer) -> None:
    server = make_server(make_plain)
    server.start()
    server.wait_until_running()
    port = server.state.url.rsplit(":", 1)[1]
    server.stop()
    threads, files = threading.active_count(), count_open_files()
    for _ in range(10):
        server.start(int(port))
        assert get(server.wait_until_running()).json() == "hello"
        assert server.stop().phase is ServerPhase.STOPPED
    assert threading.active_count() == threads
    assert count_open_files() == files


def test_two_servers_run_side_by_side_and_hear_only_themselves(make_server: MakeServer, witness: Witness) -> None:
    other_lines: list[Any] = []
    first, second = make_server(make_plain), make_server(make_plain, on_log=other_lines.append)
    first.start()
    second.start()
    get(first.wait_until_running() + "/first")
    get(second.wait_until_running() + "/second")
    first.stop()
    second.stop()
    texts, other_texts = [line.text for line in witness.lines], [line.text for line in other_lines]
    assert any("/first" in text for text in texts)
    assert any("/second" in text for text in other_texts)
    assert not any("/second" in text for text in texts)
    assert not any("/first" in text for text in other_texts)


def test_the_log_is_that_of_uvicorn_and_the_app(
    make_server: MakeServer, witness: Witness, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("Exception in ASGI application")

    def make_broken() -> FastAPI:
        app = make_plain()

        @app.get("/broken")
        def broken() -> None:
            message = "a page is missing"
            raise LookupError(message)

        return app

    server = make_server(make_broken)
    server.start()
    assert get(server.wait_until_running() + "/broken?x=1").status_code == 500
    server.stop()
    access = [line.text for line in witness.lines if line.logger == "uvicorn.access"]
    assert len(access) == 1
    assert access[0].endswith('"GET /broken?x=1 HTTP/1.1" 500')
    errors = [line for line in witness.lines if line.level == "ERROR"]
    assert len(errors) == 1
    assert errors[0].text.endswith("LookupError: a page is missing")


def test_prepare_comes_before_the_app_and_wrap_around_it(make_server: MakeServer) -> None:
    order: list[str] = []
    names: set[str] = set()

    def note(what: str) -> None:
        order.append(what)
        names.add(threading.current_thread().name)

    def make() -> FastAPI:
        note("make")
        return make_plain()

    def wrap(app: Any) -> Any:
        note("wrap")

        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            async def add_header(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message["headers"].append((b"x-wrapped", b"yes"))
                await send(message)

            await app(scope, receive, add_header)

        return wrapped

    server = make_server(make, prepare=lambda: note("prepare"), wrap=wrap)
    server.start()
    assert get(server.wait_until_running()).headers["x-wrapped"] == "yes"
    assert isinstance(server.app, FastAPI), "the route inspector sees the app itself"
    assert order == ["prepare", "make", "wrap"]
    assert {name.rsplit("-", 1)[0] for name in names} == {"embedded-server"}


@pytest.mark.parametrize("hook", ["prepare", "factory", "wrap"])
def test_whatever_fails_before_the_start_is_the_cause(make_server: MakeServer, witness: Witness, hook: str) -> None:
    def fail(*_arguments: object) -> Any:
        message = "No module named 'sqlalchemy'"
        raise ModuleNotFoundError(message)

    server = make_server(fail) if hook == "factory" else make_server(make_plain, **{hook: fail})
    server.start()
    state = server.wait_until_settled()
    assert state.phase is ServerPhase.FAILED
    assert state.cause == "ModuleNotFoundError: No module named 'sqlalchemy'"
    assert "test_server.py" in state.detail
    with pytest.raises(SourceError) as caught:
        server.wait_until_running()
    assert caught.value.what == "The server did not start: ModuleNotFoundError: No module named 'sqlalchemy'"
    assert caught.value.where == state.url
    assert server.stop() == state
    assert witness.phases == ["starting", "failed"]


def test_a_lifespan_that_fails_is_the_cause(
    make_server: MakeServer, witness: Witness, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("Application startup failed", logger="uvicorn.error")
    expected_logs.allow("the cellar is flooded", logger="uvicorn.error")
    cellar: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if not cellar:
            message = "the cellar is flooded"
            raise OSError(message)
        yield

    server = make_server(lambda: FastAPI(lifespan=lifespan))
    server.start()
    state = server.wait_until_settled()
    assert (state.phase, state.cause) == (ServerPhase.FAILED, "OSError: the cellar is flooded")
    assert "in lifespan" in state.detail
    assert witness.phases == ["starting", "failed"]


def test_a_lifespan_that_only_says_that_it_failed_is_believed(
    make_server: MakeServer, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("startup failed|No database", logger="uvicorn.error")

    def make() -> Any:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            assert scope["type"] == "lifespan"
            await receive()
            await send({"type": "lifespan.startup.failed", "message": "Traceback …\nNo database here\n"})

        return app

    server = make_server(make)
    server.start()
    state = server.wait_until_settled()
    assert (state.phase, state.cause) == (ServerPhase.FAILED, "No database here")


def test_a_lifespan_that_fails_without_a_word_still_fails(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("startup failed", logger="uvicorn.error")

    def make() -> Any:
        async def app(_scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "lifespan.startup.failed"})

        return app

    server = make_server(make)
    server.start()
    assert server.wait_until_settled().cause == "SystemExit: 3"


@pytest.mark.parametrize("way", ["exit", "stop", "bug"])
@pytest.mark.expected_logs("CancelledError|Exception in ASGI application", logger="uvicorn.error", required=False)
def test_a_server_that_dies_in_mid_run_says_why(make_server: MakeServer, witness: Witness, way: str) -> None:
    def die() -> None:
        if way == "exit":
            raise SystemExit(7)
        if way == "stop":
            asyncio.get_running_loop().stop()
            return
        message = "out of memory"
        raise KeyboardInterrupt(message)

    def make() -> FastAPI:
        app = make_plain()

        @app.get("/die")
        async def endpoint() -> None:
            asyncio.get_running_loop().call_soon(die)
            await asyncio.sleep(30)

        return app

    server = make_server(make)
    server.start()
    call = Call(server.wait_until_running() + "/die")
    call.start()
    witness.wait_for(lambda: "failed" in witness.phases)
    call.join()
    assert call.outcome == 500 or isinstance(call.outcome, httpx2.HTTPError)
    state = server.state
    assert state.phase is ServerPhase.FAILED
    assert {"exit": "SystemExit: 7", "stop": "Event loop stopped", "bug": "out of memory"}[way] in state.cause
    assert witness.phases == ["starting", "running", "failed"]
    server.start()
    assert get(server.wait_until_running()).json() == "hello"


def test_a_server_that_ends_by_itself_has_failed(make_server: MakeServer, witness: Witness) -> None:
    server = make_server(make_plain)
    server.start()
    server.wait_until_running()
    # As uvicorn does by itself after a limit of requests.
    running = server._run
    assert running is not None
    assert running._server is not None
    running._server.should_exit = True
    witness.wait_for(lambda: "failed" in witness.phases)
    assert server.state.cause == "The server stopped by itself."


def test_it_stops_at_once_with_connections_kept_alive(make_server: MakeServer) -> None:
    server = make_server(make_plain)
    server.start()
    with httpx2.Client(base_url=server.wait_until_running(), trust_env=False) as client:
        client.get("/")
        with socket.create_connection(("127.0.0.1", client.base_url.port or 0)):
            state, seconds = timed_stop(server)
    assert state.phase is ServerPhase.STOPPED
    assert seconds < 1


def test_a_short_request_in_flight_is_finished(make_server: MakeServer) -> None:
    gate = Gate()
    server = make_server(lambda: make_gated(gate))
    server.start()
    call = Call(server.wait_until_running() + "/sync")
    call.start()
    gate.entered.wait(10)
    threading.Timer(0.3, gate.opened.set).start()
    state, seconds = timed_stop(server)
    call.join()
    assert state.phase is ServerPhase.STOPPED
    assert call.outcome == "done"
    assert seconds < 1


def test_a_long_request_in_flight_is_cut_off(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(CANCELLED, logger="uvicorn.error")
    gate = Gate()
    server = make_server(lambda: make_gated(gate))
    server.start()
    call = Call(server.wait_until_running() + "/sync")
    call.start()
    gate.entered.wait(10)
    state, seconds = timed_stop(server)
    gate.opened.set()
    call.join()
    assert state.phase is ServerPhase.STOPPED
    assert seconds < 2
    assert call.outcome != "done"


def test_an_open_stream_is_cut_off(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(CANCELLED, logger="uvicorn.error")
    server = make_server(lambda: make_gated(Gate()))
    server.start()
    with httpx2.stream("GET", server.wait_until_running() + "/stream", trust_env=False) as response:
        lines = response.iter_lines()  # Kept, because a dropped iterator closes the connection.
        assert next(lines) == "data: tick"
        state, seconds = timed_stop(server)
    assert state.phase is ServerPhase.STOPPED
    assert seconds < 2


def test_an_open_websocket_is_closed(make_server: MakeServer) -> None:
    server = make_server(lambda: make_gated(Gate()))
    server.start()
    with connect(server.wait_until_running().replace("http", "ws") + "/ws") as websocket:
        websocket.send("hello")
        assert websocket.recv(5) == "hello"
        state, seconds = timed_stop(server)
        with pytest.raises(ConnectionClosed) as closed:
            websocket.recv(5)
    assert state.phase is ServerPhase.STOPPED
    assert seconds < 1
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012, "service restart"


def test_a_lifespan_that_never_ends_is_cut_off(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("CancelledError", logger="uvicorn.error", required=False)
    cleaned = threading.Event()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    server = make_server(lambda: FastAPI(lifespan=lifespan))
    server.start()
    server.wait_until_running()
    state, seconds = timed_stop(server, 1.5)
    assert state.phase is ServerPhase.STOPPED
    assert seconds < 1.6
    assert cleaned.is_set()


def test_a_blocked_loop_is_stuck_and_a_new_server_starts_beside_it(
    make_server: MakeServer, witness: Witness, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("CancelledError|Exception in ASGI", logger="uvicorn.error", required=False)
    gate = Gate()
    server = make_server(lambda: make_gated(gate))
    old_url = server.start().url
    server.wait_until_running()
    stuck_thread = next(thread for thread in threading.enumerate() if thread.name.endswith(old_url.rsplit(":", 1)[1]))
    call = Call(old_url + "/blocking")
    call.start()
    gate.entered.wait(10)
    state, seconds = timed_stop(server)
    assert state.phase is ServerPhase.STUCK
    assert 3.9 < seconds < 5
    assert "test_server.py" in state.cause
    assert "pass_through" in state.cause
    assert "in blocking" in state.detail
    new_url = server.start().url
    assert new_url != old_url
    assert get(server.wait_until_running()).json() == "hello"
    assert stuck_thread.is_alive()
    gate.opened.set()
    stuck_thread.join(10)
    assert not stuck_thread.is_alive()
    call.join()
    assert witness.phases == ["starting", "running", "stopping", "stuck", "starting", "running"]
    assert server.state.url == new_url


def test_a_stuck_server_that_ends_after_all_has_stopped(
    make_server: MakeServer, witness: Witness, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("CancelledError|Exception in ASGI", logger="uvicorn.error", required=False)
    gate = Gate()
    server = make_server(lambda: make_gated(gate))
    server.start()
    call = Call(server.wait_until_running() + "/blocking")
    call.start()
    gate.entered.wait(10)
    assert server.stop(0.2).phase is ServerPhase.STUCK
    gate.opened.set()
    witness.wait_for(lambda: witness.phases[-1] == "stopped")
    call.join()
    assert server.state.cause == ""


def test_a_factory_that_hangs_is_stuck_until_it_returns(make_server: MakeServer, witness: Witness) -> None:
    gate = Gate()

    def make_slowly() -> FastAPI:
        gate.pass_through()
        return make_plain()

    server = make_server(make_slowly)
    server.start()
    gate.entered.wait(10)
    assert server.stop(0.1).phase is ServerPhase.STUCK
    gate.opened.set()
    witness.wait_for(lambda: witness.phases[-1] == "stopped")
    assert "running" not in witness.phases


def test_a_server_stopped_while_it_starts_never_runs(make_server: MakeServer, witness: Witness) -> None:
    gate = Gate()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        gate.entered.set()
        await asyncio.to_thread(gate.opened.wait, 10)
        yield

    server = make_server(lambda: FastAPI(lifespan=lifespan))
    server.start()
    gate.entered.wait(10)
    threading.Timer(0.1, gate.opened.set).start()
    assert server.stop().phase is ServerPhase.STOPPED
    assert witness.phases == ["starting", "stopping", "stopped"]


def test_restart_keeps_the_address(make_server: MakeServer, witness: Witness) -> None:
    server = make_server(make_plain)
    url = server.start().url
    server.wait_until_running()
    first = server.app
    assert server.restart().url == url
    assert server.wait_until_running() == url
    assert server.app is not first
    assert witness.phases == ["starting", "running", "stopping", "stopped", "starting", "running"]


def test_restart_starts_what_never_ran_and_what_failed(make_server: MakeServer) -> None:
    attempts: list[int] = []

    def make_at_the_second_attempt() -> FastAPI:
        attempts.append(1)
        if len(attempts) == 1:
            message = "not yet"
            raise RuntimeError(message)
        return make_plain()

    server = make_server(make_at_the_second_attempt)
    url = server.restart().url
    assert server.wait_until_settled().phase is ServerPhase.FAILED
    assert server.restart().url == url
    server.wait_until_running()


def test_restart_goes_elsewhere_when_the_port_is_taken_meanwhile(make_server: MakeServer) -> None:
    server = make_server(make_plain)
    port = int(server.start().url.rsplit(":", 1)[1])
    server.wait_until_running()
    server.stop()
    with open_listener(port):
        assert server.restart().url != f"http://127.0.0.1:{port}"
        server.wait_until_running()


def test_restart_insists_on_a_port_that_was_wished_for(make_server: MakeServer) -> None:
    with open_listener(0) as listener:
        port = listener.getsockname()[1]
    server = make_server(make_plain)
    server.start(port)
    server.wait_until_running()
    server.stop()
    with open_listener(port), pytest.raises(SourceError, match="already in use"):
        server.restart()
    assert server.state.phase is ServerPhase.STOPPED


def test_restart_of_a_stuck_server_takes_another_port(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("CancelledError|Exception in ASGI", logger="uvicorn.error", required=False)
    gate = Gate()
    server = make_server(lambda: make_gated(gate))
    old_url = server.start().url
    server.wait_until_running()
    call = Call(old_url + "/blocking")
    call.start()
    gate.entered.wait(10)
    try:
        assert server.restart().url != old_url
        assert get(server.wait_until_running()).json() == "hello"
    finally:
        gate.opened.set()
        call.join()


def test_a_callback_that_fails_harms_nobody(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("The callback for the server's state running failed")
    expected_logs.allow("The callback for the server's state st", required=False)

    def fail(_state: ServerState) -> None:
        message = "the window is gone"
        raise RuntimeError(message)

    server = make_server(make_plain, on_state=fail)
    server.start()
    assert get(server.wait_until_running()).json() == "hello"
    assert server.stop().phase is ServerPhase.STOPPED


def test_what_comes_too_late_is_harmless(make_server: MakeServer, witness: Witness) -> None:
    server = make_server(make_plain)
    server.start()
    server.wait_until_running()
    server.stop()
    run = server._run
    assert run is not None
    run._cancel()
    run._say_that_it_starts()
    assert witness.phases == ["starting", "running", "stopping", "stopped"]


def test_an_app_without_a_lifespan_is_served(make_server: MakeServer) -> None:
    def make() -> Any:
        async def app(scope: Any, _receive: Any, send: Any) -> None:
            assert scope["type"] == "http"
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b'"plain"'})

        return app

    server = make_server(make)
    server.start()
    assert get(server.wait_until_running()).json() == "plain"
