"""Finds the app that `package.module:name` means."""

from __future__ import annotations

import inspect
import sys
import types
from typing import Any

from ..callables import unwrap


class TargetError(Exception):
    """The module is there, but the name in it is no app; the message says what is."""


def load_app(target: str, factory: bool | None) -> Any:  # noqa: FBT001 - three states, as the configuration has them
    """Imports the module and returns the app, made by its factory where the name is one.

    Args:
        target: `package.module:name`, where the name may have dots.
        factory: Whether the name is a function that makes the app; None to find out.

    Raises:
        TargetError: There is no such app.
        BaseException: Whatever the user's module or factory raises.
    """
    module_name, _, name = target.partition(":")
    if not module_name or not name:
        raise TargetError(f"{target!r} is no place of an app; write it as package.module:name")
    __import__(module_name)  # Unlike `importlib.import_module` it leaves no frame in the user's tracebacks.
    found = _member(sys.modules[module_name], name)
    if factory or (factory is None and is_factory(found)):
        if not callable(found):
            raise TargetError(f"{target} is no function, so it cannot make an app")
        found = found()
        if inspect.isawaitable(found):
            _dismiss(found)
            raise TargetError(f"{target} is asynchronous; a factory has to return the app itself")
    _check(target, found)
    return found


def is_factory(found: Any) -> bool:
    """Whether this makes an app, rather than being one: a function or class that needs no argument."""
    if not isinstance(unwrap(found), (types.FunctionType, type)):
        return False
    return _needed(found) == 0


def _member(module: types.ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise TargetError(f"module {module.__name__!r} has no {name!r}{_others(module)}") from None
    return found


def _others(module: types.ModuleType) -> str:
    """The apps that are there, for whoever mistyped the name."""
    names = [name for name, value in vars(module).items() if not name.startswith("_") and _has_routes(value)]
    return f"; it has {', '.join(sorted(names)[:8])}" if names else "; it has no app at all"


def _has_routes(value: Any) -> bool:
    kinds = {base.__name__ for base in type(value).__mro__}
    return bool(kinds & {"FastAPI", "Starlette"})


def _check(target: str, app: Any) -> None:
    if not callable(app):
        raise TargetError(f"{target} is a {type(app).__name__}, no app")
    call = app if isinstance(unwrap(app), types.FunctionType) else type(app).__call__
    names = list(_positional(call))
    if names[-2:] == ["environ", "start_response"]:
        raise TargetError(f"{target} is a WSGI app ({type(app).__name__}); only ASGI apps can be looked into")


def _needed(call: Any) -> int:
    """How many arguments a call needs; many where nobody can tell."""
    try:
        parameters = inspect.signature(call).parameters.values()
    except (TypeError, ValueError):
        return sys.maxsize
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return sum(1 for item in parameters if item.default is inspect.Parameter.empty and item.kind not in several)


def _positional(call: Any) -> list[str]:
    try:
        return list(inspect.signature(call).parameters)
    except (TypeError, ValueError):
        return []


def _dismiss(awaitable: Any) -> None:
    """A coroutine that nobody will await is closed, which spares the user Python's warning about it."""
    if isinstance(awaitable, types.CoroutineType):
        awaitable.close()
