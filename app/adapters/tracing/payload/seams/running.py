"""Worker threads, the endpoint, and its response model."""

from __future__ import annotations

import functools
import importlib
import threading
import types
from typing import TYPE_CHECKING, Any

from ..callables import place_of
from ..patches import PATCHES
from ..recording import HERE, Span, Within, harmless, milliseconds, now
from ..trimming import trimmed
from ..values import render, render_named, type_name
from .parameters import note_errors

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence


class _Job:
    """A function on its way to a worker thread, and when and where it ran."""

    __slots__ = ("began", "ended", "function", "thread")

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.began = 0
        self.ended = 0
        self.thread = ""

    def __call__(self, *args: Any) -> Any:
        self.began = now()
        self.thread = threading.current_thread().name
        try:
            return self.function(*args)
        finally:
            self.ended = now()


def hook_threads() -> None:
    """Times work in worker threads, and how long it waited for one."""

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def run_sync(func: Any, *args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is None or _is_next_chunk(func):
                return await original(func, *args, **kwargs)
            job = _Job(func)
            with Within(here, "thread", place_of(_work_of(func)).name) as span:
                try:
                    return await original(job, *args, **kwargs)
                finally:
                    _note_job(span, job)

        return run_sync

    PATCHES.replace(importlib.import_module("anyio.to_thread"), "run_sync", wrap)


def _note_job(span: Span, job: _Job) -> None:
    span.attributes["thread"] = job.thread
    if job.began:
        span.attributes["queue_ms"] = milliseconds(job.began - span.began)
        span.attributes["run_ms"] = milliseconds((job.ended or now()) - job.began)


def _is_next_chunk(func: Any) -> bool:
    """Starlette fetches each chunk of a synchronous stream in a thread; chunks are counted where they are sent."""
    return getattr(func, "__module__", "") == "starlette.concurrency" and getattr(func, "__name__", "") == "_next"


def _work_of(func: Any) -> Any:
    """What a thread is really asked to do, behind partials, FastAPI's endpoint helper and context managers."""
    while isinstance(func, functools.partial):
        func = func.keywords.get("function", func.func)
    owner = getattr(func, "__self__", None) if isinstance(func, types.MethodType) else None
    if isinstance(owner, _FieldProbe):
        return owner._field.validate
    generator = getattr(owner, "gen", None)
    if isinstance(generator, types.GeneratorType):
        return types.FunctionType(generator.gi_code, {}, generator.__qualname__)
    return func


def hook_endpoint() -> None:
    """Times the endpoint and shows its result."""

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def run_endpoint_function(*args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is None or "dependant" not in kwargs:
                return await original(*args, **kwargs)
            place = place_of(kwargs["dependant"].call)
            with Within(here, "endpoint", place.name) as span:
                on_loop = kwargs.get("is_coroutine")
                span.attributes.update(place.facts(), where="event loop" if on_loop else "thread pool")
                result = await original(*args, **kwargs)
                span.ended = now()
                shown = render_named(place.name, result) if issubclass(type(result), str) else render(result)
                span.attributes.update(type=type_name(type(result)), value=shown)
            return result

        return run_endpoint_function

    PATCHES.replace(importlib.import_module("fastapi.routing"), "run_endpoint_function", wrap)


class _FieldProbe:
    """Stands for the response model's field for one call, so that other requests pay nothing.

    Pydantic 1's fields have no `serialize`, and FastAPI asks for it; so what is missing stays missing.
    """

    def __init__(self, field: Any) -> None:
        self._field = field

    def __getattr__(self, name: str) -> Any:
        value = getattr(object.__getattribute__(self, "_field"), name)
        return functools.partial(_timed_dump, value) if name in {"serialize", "serialize_json"} else value

    def validate(self, *args: Any, **kwargs: Any) -> Any:
        """Timed; its errors become a server error (ResponseValidationError)."""
        here = HERE.get()
        if here is None:
            return self._field.validate(*args, **kwargs)
        with Within(here, "validate", "validate") as span:
            result = self._field.validate(*args, **kwargs)
            _note_validated(span, result)
        return result


@harmless
def _note_validated(span: Span, result: Sequence[Any]) -> None:
    note_errors(span, result[1])


def _timed_dump(dump: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    here = HERE.get()
    if here is None:
        return dump(*args, **kwargs)
    with Within(here, "validate", "dump"):
        return dump(*args, **kwargs)


@harmless
def _note_trimmed(span: Span, kwargs: Mapping[str, Any], result: Any, field: Any) -> None:
    span.attributes.update(trimmed(kwargs.get("response_content"), result, field))
    rules = [name for name in _RULES if kwargs.get(name)]
    if rules:
        span.attributes["rules"] = rules


_RULES = ("include", "exclude", "exclude_unset", "exclude_defaults", "exclude_none")
"""What a route can say about the members of its response, each as `response_model_…`."""


def hook_response() -> None:
    """Times the response model: validation and dump."""

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def serialize_response(*args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is None:
                return await original(*args, **kwargs)
            field = kwargs.get("field")
            with Within(here, "serialize", "response model" if field is not None else "no response model") as span:
                span.attributes["mode"] = "JSON bytes" if kwargs.get("dump_json") else "Python data"
                if field is not None:
                    kwargs["field"] = _FieldProbe(field)
                result = await original(*args, **kwargs)
                if isinstance(result, bytes):
                    span.attributes["bytes"] = len(result)
            if field is not None:
                _note_trimmed(span, kwargs, result, field)
            return result

        return serialize_response

    PATCHES.replace(importlib.import_module("fastapi.routing"), "serialize_response", wrap)
