"""Dependencies: the tree as it is solved, with cache hits, overrides, durations and results."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import types
from typing import TYPE_CHECKING, Any

from ..callables import Place, place_of, unwrap
from ..errors import error_rows
from ..patches import PATCHES
from ..recording import HERE, Here, Span, Trace, harmless, milliseconds, now
from ..values import REDACTED, is_secret, render_named, type_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


class Frame:
    """One run of `solve_dependencies`: which child comes next, and the child whose call is under way.

    There is no seam around the call of a dependency. It lasts from the return of the nested solve to the next event in
    its parent: another nested solve, the parent's own parameters, its return or its exception.
    """

    __slots__ = ("_call_began", "_fresh", "_index", "_key", "_pending", "cache", "children", "here", "request")

    def __init__(self, trace: Trace, span: Span, request: Any, dependant: Any) -> None:
        self.here = Here(trace, span, self)
        self.request = request
        self.children = dependant.dependencies
        self.cache: Any = None
        self._index = 0
        self._pending: Span | None = None
        self._call_began = 0
        self._key: Any = None
        self._fresh = False

    def expects(self, request: Any) -> bool:
        """Whether a nested solve for this request can be the next child of this frame."""
        return self.request is request and self._index < len(self.children)

    @harmless
    def begin(self, kwargs: Mapping[str, Any]) -> Span:
        """A nested solve starts: the next dependency in order."""
        self.settle()
        child = self.children[self._index]
        self._index += 1
        used = kwargs["dependant"]
        place = place_of(used.call)
        span = self.here.trace.open("dependency", place.name, self.here.span)
        span.attributes.update(place.facts())
        span.attributes["parameter"] = child.name
        if used.call is not child.call:
            span.attributes["override_of"] = place_of(child.call).name
        self.cache = kwargs.get("dependency_cache")
        self._key = _cache_key(child, kwargs)
        known = isinstance(self.cache, dict) and self._key in self.cache
        span.attributes["cached"] = bool(known and child.use_cache)
        self._fresh = not known or bool(child.use_cache)
        span.attributes["secret"] = _is_security(used.call)
        return span

    def solved(self, span: Span, errors: Any) -> None:
        """The nested solve is back: with errors the dependency is skipped, else its call begins now."""
        if errors:
            span.attributes["skipped"] = True
            self._end(span)
            HERE.set(self.here)
            return
        self._pending = span
        self._call_began = now()
        HERE.set(Here(self.here.trace, span, self))

    def settle(self, error: BaseException | None = None) -> None:
        """The next event of this frame has come: the call under way, if any, is over."""
        span = self._pending
        if span is None:
            return
        self._pending = None
        span.ended = now()
        if not span.attributes["cached"]:
            span.attributes["call_ms"] = milliseconds(span.ended - self._call_began)
        if error is None:
            self._note_result(span)
        else:
            self.here.trace.fail(span, error)
        span.attributes.pop("secret")
        HERE.set(self.here)

    def abort(self, span: Span, error: BaseException) -> None:
        """The nested solve raised, so the dependency itself was never called."""
        span.attributes["skipped"] = True
        self._end(span)
        self.here.trace.fail(span, error)
        HERE.set(self.here)

    def _end(self, span: Span) -> None:
        span.ended = now()
        span.attributes.pop("secret")

    @harmless
    def _note_result(self, span: Span) -> None:
        if not self._fresh or not isinstance(self.cache, dict) or self._key not in self.cache:
            return
        value = self.cache[self._key]
        span.attributes["type"] = type_name(type(value))
        secret = span.attributes["secret"] or is_secret(span.name)
        span.attributes["value"] = REDACTED if secret else render_named(span.attributes["parameter"], value)


def _cache_key(child: Any, kwargs: Mapping[str, Any]) -> Any:
    """The key under which FastAPI keeps the result: an attribute up to 0.136, a function afterwards."""
    if hasattr(child, "cache_key"):
        return child.cache_key
    key = getattr(sys.modules["fastapi.dependencies.models"], "_get_cache_key", None)
    if key is None:
        return None
    scopes = kwargs.get("_uses_scopes_cache")
    return key(dependant=child) if scopes is None else key(dependant=child, uses_scopes_cache=scopes)


def _is_security(call: Any) -> bool:
    kind = type(unwrap(call))
    return kind is not types.FunctionType and any(base.__name__ == "SecurityBase" for base in kind.__mro__)


def hook_dependencies() -> None:
    """Follows `solve_dependencies`, under both names by which FastAPI calls it."""
    routing = importlib.import_module("fastapi.routing")
    utils = importlib.import_module("fastapi.dependencies.utils")

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def solve_dependencies(*args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is None or "dependant" not in kwargs:
                return await original(*args, **kwargs)
            frame = here.frame
            if frame is not None and frame.expects(kwargs.get("request")):
                return await _solve_child(original, frame, kwargs)
            return await _solve_root(original, here, kwargs)

        return solve_dependencies

    PATCHES.replace(routing, "solve_dependencies", wrap)
    PATCHES.replace(utils, "solve_dependencies", wrap)


async def _solve_child(original: Callable[..., Awaitable[Any]], parent: Frame, kwargs: dict[str, Any]) -> Any:
    span = parent.begin(kwargs)
    if span is None:
        return await original(**kwargs)
    frame = Frame(parent.here.trace, span, kwargs.get("request"), kwargs["dependant"])
    HERE.set(frame.here)
    try:
        result = await original(**kwargs)
    except BaseException as error:
        frame.settle(error)
        parent.abort(span, error)
        raise
    frame.settle()
    parent.solved(span, _errors_of(result))
    return result


async def _solve_root(original: Callable[..., Awaitable[Any]], here: Here, kwargs: dict[str, Any]) -> Any:
    dependant = kwargs["dependant"]
    place = place_of(dependant.call)
    span = here.trace.open("solve", place.name, here.span)
    frame = Frame(here.trace, span, kwargs.get("request"), dependant)
    token = HERE.set(frame.here)
    try:
        result = await original(**kwargs)
    except BaseException as error:
        frame.settle(error)
        span.ended = now()
        here.trace.fail(span, error)
        raise
    else:
        frame.settle()
        span.ended = now()
        _note_solved(here, span, kwargs, result)
        return result
    finally:
        HERE.reset(token)


@harmless
def _note_solved(here: Here, span: Span, kwargs: Mapping[str, Any], result: Any) -> None:
    errors = error_rows(_errors_of(result))
    call = kwargs["dependant"].call
    if errors:
        span.attributes["errors"] = errors
    elif _runs_while_sending(call, kwargs.get("request")):
        _begin_streaming(here, place_of(call))


def _errors_of(result: Any) -> Any:
    """The errors of a solve: second of a tuple up to 0.110, an attribute afterwards."""
    return result[1] if isinstance(result, tuple) else getattr(result, "errors", None)


def _runs_while_sending(call: Any, request: Any) -> bool:
    """Endpoints that FastAPI calls itself, with no seam: generators, and WebSocket endpoints."""
    call = unwrap(call)
    if inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call):
        return True
    return getattr(request, "scope", {}).get("type") == "websocket"


def _begin_streaming(here: Here, place: Place) -> None:
    span = here.trace.open("endpoint", place.name, here.span)
    span.attributes.update(place.facts(), streaming=True, where="event loop")
    here.trace.streaming = span
