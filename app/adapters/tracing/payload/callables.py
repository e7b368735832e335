"""What a callable is called and where it is written."""

from __future__ import annotations

import functools
import sys
import types
from typing import Any


class Place:
    """What a callable is called and where it is written."""

    __slots__ = ("file", "line", "module", "name", "qualname")

    def __init__(self, module: str, qualname: str, file: str = "", line: int = 0) -> None:
        self.module = module
        self.qualname = qualname
        self.name = qualname.rpartition("<locals>.")[2]
        self.file = file
        self.line = line

    @property
    def full_name(self) -> str:
        """`module:qualname`."""
        return f"{self.module}:{self.qualname}" if self.module else self.qualname

    def facts(self) -> dict[str, Any]:
        """File and line as attributes of a span; empty where unknown."""
        return {"file": self.file, "line": self.line} if self.file else {}


def unwrap(call: Any) -> Any:
    """The function, class or object behind partials, bound methods and decorators that keep `__wrapped__`."""
    for _ in range(50):
        kind = type(call)
        if issubclass(kind, functools.partial):
            call = call.func
        elif issubclass(kind, types.MethodType):
            call = call.__func__
        elif issubclass(kind, types.FunctionType) and "__wrapped__" in vars(call):
            call = vars(call)["__wrapped__"]
        else:
            break
    return call


def place_of(call: Any) -> Place:
    """Name and place of a callable; objects with `__call__` are named by their type."""
    try:
        return _find_place(call)
    except Exception:  # noqa: BLE001 - metaclasses may do anything; a name is not worth a failed request
        return Place("", "unknown")


def _find_place(call: Any) -> Place:
    call = unwrap(call)
    kind = type(call)
    if issubclass(kind, types.FunctionType):
        code = call.__code__
        return Place(text_or_empty(call.__module__), call.__qualname__, code.co_filename, code.co_firstlineno)
    if issubclass(kind, (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)):
        return Place(text_or_empty(getattr(call, "__module__", "")), call.__qualname__)
    return _place_of_class(call if issubclass(kind, type) else kind)


def _place_of_class(cls: type) -> Place:
    """The class statement where Python knows it (3.13), else the class's own constructor, else its module."""
    place = Place(text_or_empty(cls.__module__), cls.__qualname__)
    place.file = text_or_empty(getattr(sys.modules.get(place.module), "__file__", ""))
    line = vars(cls).get("__firstlineno__")
    if line is None:
        code = getattr(vars(cls).get("__init__"), "__code__", None)
        line = code.co_firstlineno if code is not None and code.co_filename == place.file else 0
    place.line = line
    return place


def text_or_empty(value: Any) -> str:
    """The value if it is text, which metaclasses do not promise for names."""
    return value if isinstance(value, str) else ""
