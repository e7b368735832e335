"""How a server ends: at once, after its requests, or not at all because its event loop is blocked."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.adapters.embedded_server.model import ServerPhase
from tests.support.served_apps import Call, Gate, get, make_gated, make_plain, timed_stop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from app.adapters.embedded_server.server import EmbeddedServer
    from tests.adapters.embedded_server.conftest import Witness
    from tests.support.log_guard import ExpectedLogs

    MakeServer = Callable[..., EmbeddedServer]


CANCELLED = "timeout graceful shutdown exceeded|Exception in ASGI application"


def held(make_server: MakeServer, target: str) -> tuple[EmbeddedServer, Gate, Call]:
    """A server in the middle of a request, which waits at the gate."""
    gate = Gate()
    server = make_server(lambda: make_gated(gate))
    server.start()
    call = Call(server.wait_until_running() + target)
    call.start()
    assert gate.entered.wait(10)
    return server, gate, call


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
    server, gate, call = held(make_server, "/sync")
    threading.Timer(0.3, gate.opened.set).start()
    state, seconds = timed_stop(server)
    call.join()
    assert state.phase is ServerPhase.STOPPED
    assert call.outcome == "done"
    assert seconds < 1


def test_a_long_request_in_flight_is_cut_off(make_server: MakeServer, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(CANCELLED, logger="uvicorn.error")
    server, gate, call = held(make_server, "/sync")
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
    assert seconds < 2.5
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
    assert "served_apps.py" in state.cause
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
    server, gate, call = held(make_server, "/blocking")
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
