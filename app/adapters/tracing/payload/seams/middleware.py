"""Middleware, routers and exception handlers: a probe around each."""

from __future__ import annotations

import functools
import importlib
import inspect
import types
from typing import TYPE_CHECKING, Any

from ..callables import place_of
from ..patches import PATCHES
from ..recording import HERE, Span, Trace, Within, harmless
from ..values import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Probe:
    """Stands around a middleware or router and times it; code that walks the stack by `.app` passes through."""

    def __init__(self, app: Any, kind: str, name: str, facts: dict[str, Any]) -> None:
        self.app = app
        self._kind = kind
        self._name = name
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "app"), name)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes on; with a trace, inside a span."""
        here = HERE.get()
        if here is None:
            await self.app(scope, receive, send)
            return
        if self._kind == "router" and not here.trace.routed:
            here.trace.scope, here.trace.routed = scope, True
        with Within(here, self._kind, self._name) as span:
            span.attributes.update(self._facts)
            await self.app(scope, receive, send)


class _ProbeFactory:
    """Builds what a middleware class builds, with probes around it and around the router that it encloses."""

    def __init__(self, cls: Any) -> None:
        self.cls = cls

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "cls"), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            args = (_probe_router(args[0]), *args[1:])
        elif "app" in kwargs:
            kwargs["app"] = _probe_router(kwargs["app"])
        built = self.cls(*args, **kwargs)
        _wrap_handlers(built)
        dispatch = kwargs.get("dispatch")
        place = place_of(dispatch if callable(dispatch) else self.cls)
        builtin = place.module.startswith(("starlette.", "fastapi."))
        return Probe(built, "middleware", place.name, {**place.facts(), "builtin": builtin})


def _probe_router(app: Any) -> Any:
    inner = app.__self__ if isinstance(app, types.MethodType) else app
    if isinstance(app, Probe) or hasattr(inner, "build_middleware_stack"):
        return app
    return Probe(app, "router", "router", {}) if _has_routes(inner) else app


def _has_routes(app: Any) -> bool:
    routes = getattr(app, "routes", None)
    return isinstance(routes, (list, tuple)) and callable(app)


def hook_middleware() -> None:
    """Puts a probe around whatever a middleware stack is built of."""

    def wrap(original: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
        @functools.wraps(original)
        def iterate(self: Any) -> Iterator[Any]:
            first, *rest = original(self)
            return iter((_ProbeFactory(first), *rest))

        return iterate

    PATCHES.replace(importlib.import_module("starlette.middleware").Middleware, "__iter__", wrap)


def _wrap_handlers(built: Any) -> None:
    """Times the exception handlers of Starlette's two error middlewares; their dicts are their own copies."""
    names = {base.__name__ for base in type(built).__mro__ if base.__module__.startswith("starlette.")}
    if "ExceptionMiddleware" in names:
        for table in ("_exception_handlers", "_status_handlers"):
            handlers = vars(built).get(table, {})
            for key in list(handlers):
                handlers[key] = _timed_handler(handlers[key], key)
    if "ServerErrorMiddleware" in names and vars(built).get("handler") is not None:
        built.handler = _timed_handler(built.handler, Exception)


def _timed_handler(handler: Any, key: Any) -> Any:
    """The handler with a span; it stays a coroutine function where it was one, because Starlette asks."""
    place = place_of(handler)
    facts = {**place.facts(), "handles": key.__name__ if isinstance(key, type) else render(key)}
    if _is_async(handler):

        async def handle(request: Any, error: Exception) -> Any:
            here = HERE.get()
            if here is None:
                return await handler(request, error)
            with Within(here, "handler", place.name) as span:
                _note_handled(here.trace, span, facts, error)
                response = await handler(request, error)
                span.attributes["status"] = _status_of(response)
            return response

        return handle

    def handle_sync(request: Any, error: Exception) -> Any:
        here = HERE.get()
        if here is None:
            return handler(request, error)
        with Within(here, "handler", place.name) as span:
            _note_handled(here.trace, span, {**facts, "where": "thread pool"}, error)
            response = handler(request, error)
            span.attributes["status"] = _status_of(response)
        return response

    # It runs in a worker thread, whose span is named after it.
    vars(handle_sync)["__wrapped__"] = handler
    return handle_sync


@harmless
def _note_handled(trace: Trace, span: Span, facts: dict[str, Any], error: BaseException) -> None:
    """A handler that works has no error of its own, so what it handles is an attribute."""
    span.attributes.update({"where": "event loop", **facts})
    trace.fail(span, error)
    span.attributes["handled"], span.error = span.error, ""


@harmless
def _status_of(response: Any) -> Any:
    return render(getattr(response, "status_code", None))


def _is_async(call: Any) -> bool:
    while isinstance(call, functools.partial):
        call = call.func
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(type(call).__call__)
