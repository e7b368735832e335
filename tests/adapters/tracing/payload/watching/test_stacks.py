"""Whose code a thread runs, and for which request."""

from __future__ import annotations

import asyncio
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.middleware.base import BaseHTTPMiddleware

from app.adapters.tracing.payload.entry import TraceApp
from app.adapters.tracing.payload.recording import HERE, Here, Trace
from app.adapters.tracing.payload.seams.middleware import Probe
from app.adapters.tracing.payload.watching.requests import Request
from app.adapters.tracing.payload.watching.stacks import Look, StackReader, place_facts
from app.adapters.tracing.payload.watching.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HERE_FOLDER = str(Path(__file__).parent)
SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "GET",
    "path": "/books",
    "headers": [],
    "client": ("1.2.3.4", 5),
    "query_string": b"",
}


class Looking:
    """An app that looks at its own stack."""

    def __init__(self, reader: StackReader | None = None) -> None:
        self.looks: list[Look] = []
        self.active: list[Request] = []
        self._reader = reader or StackReader()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.looks.append(self._reader.look(sys._getframe(), self.active))


class Watch(Watchdog):
    """One that hands out requests and watches nothing."""

    def __init__(self, app: Looking) -> None:
        super().__init__(_ignore)
        self._app = app

    def begin(self, trace_id: str, scope: Any) -> Request:
        request = Request(trace_id, scope)
        self._app.active.append(request)
        return request

    def end(self, request: Request) -> None:
        pass


def _ignore(_event: dict[str, Any]) -> None:
    pass


def serve(app: Looking, headers: list[tuple[bytes, bytes]], around: Callable[[Any], Any] | None = None) -> Look:
    inner: Any = app if around is None else around(app)
    entry = TraceApp(inner, _ignore, Watch(app))
    asyncio.run(_call(entry, {**SCOPE, "headers": headers}))
    return app.looks[0]


async def _call(entry: TraceApp, scope: dict[str, Any]) -> None:
    await entry(scope, _receive, _send)


async def _receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send(_message: dict[str, Any]) -> None:
    pass


@pytest.mark.parametrize(("headers", "trace"), [([], ""), ([(b"x-routeglass-trace", b"t-1")], "t-1")])
def test_the_request_is_found_whether_it_is_recorded_or_not(headers: list[tuple[bytes, bytes]], trace: str) -> None:
    look = serve(Looking(), headers)
    assert look.request is not None
    assert look.request.facts() == {"id": trace, "method": "GET", "path": "/books"}
    assert (look.own, look.blames) == (True, True)
    assert [line.name for line in look.stack] == ["__call__"]


def _probed(app: Any) -> Any:
    return Probe(app, "middleware", "inner", {})


class PassOn(BaseHTTPMiddleware):
    async def dispatch(self, request: Any, call_next: Callable[[Any], Awaitable[Any]]) -> Any:
        try:
            return await call_next(request)
        except RuntimeError:
            return None


@pytest.mark.parametrize("headers", [[], [(b"x-routeglass-trace", b"t-1")]])
def test_a_middleware_that_starts_a_task_does_not_hide_the_request(headers: list[tuple[bytes, bytes]]) -> None:
    app = Looking()

    def around(inner: Any) -> Any:
        return PassOn(_probed(inner))

    with pytest.raises(TypeError):  # nothing answers
        serve(app, headers, around)
    assert app.looks[0].request is app.active[0]


class Outer:
    """A middleware of the user's own, in plain ASGI."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def as_library(function: Any, name: str = "pydantic") -> Any:
    """The same function, as if it were written in an installed package."""
    code = function.__code__.replace(co_filename=f"/x/site-packages/{name}/main.py")
    return types.FunctionType(code, {**function.__globals__, "__name__": f"{name}.main"}, closure=function.__closure__)


@pytest.mark.parametrize("name", ["pydantic", "orjson"])
def test_a_middleware_that_only_awaits_is_not_to_blame(name: str) -> None:
    app = Looking()

    async def serialize(scope: Any, receive: Any, send: Any) -> None:
        app.looks.append(StackReader().look(sys._getframe(), app.active))

    look = serve(app, [], lambda _app: Outer(_probed(as_library(serialize, name))))
    assert (look.own, look.request) == (False, app.active[0])
    assert [line.file for line in look.stack] == [f"/x/site-packages/{name}/main.py"]


def test_only_the_named_folders_are_the_apps_own() -> None:
    reader = StackReader((HERE_FOLDER,))
    assert reader.is_own(__file__)
    assert not reader.is_own(f"{HERE_FOLDER}/site-packages/x.py")
    assert not reader.is_own("/elsewhere/x.py")
    assert not StackReader().is_own(asyncio.__file__)


def test_an_app_that_is_installed_itself_is_its_own_where_its_folder_is_named() -> None:
    reader = StackReader(("/env/site-packages/shop",))
    assert reader.is_own("/env/site-packages/shop/main.py")
    assert not StackReader().is_own("/env/site-packages/shop/main.py")


def test_what_called_the_loop_is_not_what_it_runs() -> None:
    looks: list[Look] = []

    async def main() -> None:
        asyncio.get_running_loop().call_soon(inner)
        await asyncio.sleep(0)

    def inner() -> None:
        looks.append(StackReader().look(sys._getframe(), ()))

    asyncio.run(main())
    assert [line.name for line in looks[0].stack] == ["inner"]
    assert looks[0].request is None


def test_nobody_is_blamed_for_an_idle_loop() -> None:
    look = StackReader(("/nowhere",)).look(sys._getframe(), ())
    assert (look.stack, look.own, look.blames) == ([], False, False)


def test_a_trace_that_is_no_longer_under_way_is_nobodys() -> None:
    app = Looking()
    trace = Trace("t-9", SCOPE)
    token = HERE.set(Here(trace, trace.root))
    try:
        asyncio.run(_probed(app)(SCOPE, _receive, _send))
    finally:
        HERE.reset(token)
    assert app.looks[0].request is None


def test_a_place_brings_its_line() -> None:
    facts = place_facts(StackReader().look(sys._getframe(), ()).stack[0])
    assert facts["file"] == __file__
    assert facts["text"].startswith("facts = place_facts(")
