"""The life of a server: start, log, hooks, stop, restart."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastapi import FastAPI

from app.adapters.embedded_server.model import ServerPhase, ServerState
from app.adapters.embedded_server.server import EmbeddedServer
from app.adapters.listening import open_listener
from app.core.base.errors import SourceError
from tests.support.served_apps import Call, Gate, get, make_plain, timed_stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.adapters.embedded_server.conftest import Witness
    from tests.support.log_guard import ExpectedLogs

    MakeServer = Callable[..., EmbeddedServer]


def count_open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


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
