"""How a server fails, and that it says why."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from fastapi import FastAPI

from app.adapters.embedded_server.model import ServerPhase, ServerState
from app.core.base.errors import SourceError
from tests.support.served_apps import Call, get, make_plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from app.adapters.embedded_server.server import EmbeddedServer
    from tests.adapters.embedded_server.conftest import Witness
    from tests.support.log_guard import ExpectedLogs

    MakeServer = Callable[..., EmbeddedServer]


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
    assert "test_crashes.py" in state.detail
    with pytest.raises(SourceError) as caught:
        server.wait_until_running()
    assert caught.value.what == "The server did not start: ModuleNotFoundError: No module named 'sqlalchemy'"
    assert caught.value.where == state.url
    assert caught.value.detail == state.detail
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
