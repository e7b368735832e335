"""What comes last: the code of dependencies after `yield`, and background tasks."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any

from ..callables import Place, place_of
from ..patches import PATCHES
from ..recording import HERE, Here, Within

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class _TimedExit:
    """An async context manager whose exit, a dependency's code after `yield`, gets a span."""

    def __init__(self, manager: Any, here: Here, place: Place) -> None:
        self._manager = manager
        self._here = here
        self._place = place

    async def __aenter__(self) -> Any:
        return await self._manager.__aenter__()

    async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> Any:
        here = HERE.get() or self._here
        with Within(here, "teardown", self._place.name) as span:
            span.attributes.update(self._place.facts(), dependency=self._here.span.number)
            if error is not None:
                span.attributes["saw"] = type(error).__name__
            try:
                return await self._manager.__aexit__(kind, error, traceback)
            except BaseException as raised:
                span.attributes["passed_on"] = raised is error
                raise


class _StackShim:
    """The exit stack that FastAPI hands to a dependency with `yield`."""

    def __init__(self, stack: Any, here: Here, place: Place) -> None:
        self._stack = stack
        self._here = here
        self._place = place

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_stack"), name)

    async def enter_async_context(self, manager: Any) -> Any:
        """As the real one, with the exit timed."""
        return await self._stack.enter_async_context(_TimedExit(manager, self._here, self._place))


def hook_teardown() -> None:
    """Gives each dependency with `yield` an exit stack that times its exit."""

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def solve_generator(*args: Any, **kwargs: Any) -> Any:
            here = HERE.get()
            if here is not None and "stack" in kwargs:
                call = kwargs["call"] if "call" in kwargs else getattr(kwargs.get("dependant"), "call", None)
                kwargs["stack"] = _StackShim(kwargs["stack"], here, place_of(call))
            return await original(*args, **kwargs)

        return solve_generator

    utils = importlib.import_module("fastapi.dependencies.utils")
    PATCHES.replace(utils, "_solve_generator" if hasattr(utils, "_solve_generator") else "solve_generator", wrap)


def hook_background() -> None:
    """Times each background task."""

    def wrap(original: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
        @functools.wraps(original)
        async def call(self: Any) -> None:
            here = HERE.get()
            if here is None:
                await original(self)
                return
            place = place_of(self.func)
            with Within(here, "background", place.name) as span:
                span.attributes.update(place.facts(), where="event loop" if self.is_async else "thread pool")
                await original(self)

        return call

    PATCHES.replace(importlib.import_module("starlette.background").BackgroundTask, "__call__", wrap)
