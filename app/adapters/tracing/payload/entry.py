"""The ASGI app that stands before the user's."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .callables import place_of
from .recording import HERE, Here, Trace, now
from .values import ROW_LIMIT, render, render_named, short_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .watching.watchdog import Watchdog
HEADER = "x-routeglass-trace"
"""The request header that asks for a trace; its value becomes the trace's id."""

_HEADER_BYTES = HEADER.encode()
_TRACE_ID = re.compile(rb"[0-9A-Za-z._-]{1,128}")


class TraceApp:
    """The ASGI app that a server is given: it records the requests that ask for it and lets all others through.

    Attributes:
        app: The app behind it.
        sink: Called with each finished trace, as a dict, on the server's thread after background tasks are done.
        watchdog: Told of every request, recorded or not.
    """

    def __init__(self, app: Any, sink: Callable[[dict[str, Any]], None], watchdog: Watchdog | None = None) -> None:
        self.app = app
        self.sink = sink
        self.watchdog = watchdog

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one ASGI connection."""
        if scope["type"] == "lifespan":
            await self.live(scope, receive, send)
            return
        asked = asked_id(scope)
        if asked is None:
            await self.serve_unasked(scope, receive, send)
            return
        scope = dict(scope, headers=[pair for pair in scope["headers"] if pair[0] != _HEADER_BYTES])
        if _TRACE_ID.fullmatch(asked) is None:
            await self.serve_unasked(scope, receive, send)
            return
        await self.record(Trace(asked.decode("ascii"), scope), receive, send)

    async def live(self, scope: Any, receive: Any, send: Any) -> None:
        """The app's life on one event loop."""
        loop = asyncio.get_running_loop()
        if self.watchdog is not None:
            self.watchdog.loop_started(loop)
        try:
            await self.app(scope, receive, send)
        finally:
            if self.watchdog is not None:
                self.watchdog.loop_ended(loop)

    async def serve_unasked(self, scope: Any, receive: Any, send: Any) -> None:
        """A request that asks for no trace."""
        if self.watchdog is None:
            await self.app(scope, receive, send)
            return
        watched = self.watchdog.begin("", scope)
        try:
            await self.app(scope, receive, send)
        finally:
            self.watchdog.end(watched)

    async def record(self, trace: Trace, receive: Any, send: Any) -> None:
        """Serves the request of a trace that has just begun, and delivers the trace."""
        scope: Any = trace.scope
        root_path = scope.get("root_path", "")
        watched = self.watchdog.begin(trace.trace_id, scope) if self.watchdog is not None else None
        token = HERE.set(Here(trace, trace.root))
        try:
            await self.app(scope, receive, _recording_send(trace, send))
        except BaseException as error:
            trace.fail(trace.root, error)
            raise
        finally:
            HERE.reset(token)
            trace.close()
            if self.watchdog is not None and watched is not None:
                self.watchdog.end(watched)
            self._deliver(trace, scope, root_path)

    def deliver(self, trace: Trace, scope: Mapping[str, Any], root_path: str) -> None:
        """Hands a finished trace on."""
        self.sink(record_of(trace, scope, root_path))

    def _deliver(self, trace: Trace, scope: Mapping[str, Any], root_path: str) -> None:
        try:
            self.deliver(trace, scope, root_path)
        except Exception as error:  # noqa: BLE001 - a recorder that fails must not fail the request it watches
            sys.stderr.write(f"routeglass: a trace was lost: {type(error).__name__}\n")


def asked_id(scope: Mapping[str, Any]) -> bytes | None:
    """The value of the header that asks for a trace; None where it is absent."""
    for name, value in scope["headers"]:
        if name == _HEADER_BYTES:
            return bytes(value)
    return None


def record_of(trace: Trace, scope: Mapping[str, Any], root_path: str) -> dict[str, Any]:
    """A finished trace as JSON data.

    Args:
        trace: The trace.
        scope: The ASGI scope with which the request came.
        root_path: The `root_path` that the scope had then; routers change it.
    """
    return {**_request_facts(scope), **_route_facts(trace.scope, root_path), **trace.as_dict()}


def _recording_send(trace: Trace, send: Any) -> Any:
    echo = [] if trace.foreign else [(_HEADER_BYTES, trace.trace_id.encode("ascii"))]

    async def record(message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind in {"http.response.start", "websocket.accept", "websocket.http.response.start"}:
            trace.headers_at = trace.headers_at or now()
            trace.status = message.get("status", 101)
            if echo:
                message = {**message, "headers": [*message.get("headers", ()), *echo]}
        elif kind == "websocket.close":
            trace.closing = {"code": message.get("code", 1000), "reason": render(message.get("reason") or "")}
            trace.status = trace.status or 403
        await send(message)
        if kind in {"http.response.body", "websocket.send", "websocket.http.response.body"}:
            data = message.get("body") or message.get("bytes") or message.get("text") or b""
            trace.last_byte_at = now()
            if data:
                trace.first_chunk_at = trace.first_chunk_at or trace.last_byte_at
                trace.chunks += 1
                trace.sent_bytes += len(data)

    return record


def _request_facts(scope: Mapping[str, Any]) -> dict[str, Any]:
    query = scope.get("query_string", b"")
    return {
        "type": scope["type"],
        "method": scope.get("method", ""),
        "path": short_text(scope.get("path", "")),
        "query": _render_query(query.decode("latin-1")),
    }


def _render_query(text: str) -> list[Any]:
    pairs: list[Any] = []
    for part in text.split("&")[:ROW_LIMIT] if text else ():
        name, _, value = part.partition("=")
        name, value = unquote(name.replace("+", " ")), unquote(value.replace("+", " "))
        pairs.append([short_text(name), render_named(name, value)])
    return pairs


def _route_facts(scope: Mapping[str, Any], root_path: str) -> dict[str, Any]:
    """The route that the router left in the scope; the endpoint only where the method fitted too."""
    facts = {"route": "", "endpoint": "", "path_params": {}}
    route = _shown_route(scope)
    if route is None:
        return facts
    facts["route"] = _full_path(route, scope, root_path)
    methods = getattr(route, "methods", None)
    if not methods or scope.get("method") in methods or scope["type"] == "websocket":
        facts["endpoint"] = place_of(scope["endpoint"]).full_name if scope.get("endpoint") is not None else ""
        params = scope.get("path_params") or {}
        facts["path_params"] = {str(key): render_named(key, value) for key, value in params.items()}
    return facts


def route_path(scope: Mapping[str, Any], root_path: str) -> str:
    """The path template that took a finished request, `/books/{book_id}`; empty where none did."""
    route = _shown_route(scope)
    return "" if route is None else _full_path(route, scope, root_path)


def _full_path(route: Any, scope: Mapping[str, Any], root_path: str) -> str:
    mounted = scope.get("root_path", "")
    prefix = mounted[len(root_path) :] if mounted.startswith(root_path) else mounted
    return f"{prefix}{getattr(route, 'path', '') or ''}"


def _shown_route(scope: Mapping[str, Any]) -> Any:
    """The matched route with its full path: included routers keep that in a context of their own (0.137)."""
    route = scope.get("route")
    context = (scope.get("fastapi") or {}).get("effective_route_context")
    if context is not None and (route is None or getattr(context, "original_route", None) is route):
        return getattr(context, "starlette_route", None) or context
    if hasattr(route, "endpoint"):
        return route
    endpoint = scope.get("endpoint")
    return None if endpoint is None else _find_route(getattr(scope.get("router"), "routes", ()), endpoint)


def _find_route(routes: Iterable[Any], endpoint: Any) -> Any:
    """The plain Starlette route of an endpoint; FastAPI's router leaves only the endpoint in the scope."""
    for route in routes:
        inner = getattr(route, "routes", None)
        if getattr(route, "endpoint", None) is endpoint or (not inner and getattr(route, "app", None) is endpoint):
            return route
        found = _find_route(inner, endpoint) if isinstance(inner, list) else None
        if found is not None:
            return found
    return None
