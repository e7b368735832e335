"""What a FastAPI app does with a request, recorded at the seams of FastAPI and Starlette; and what its router would do.

This file stands alone: only the standard library at import time, Python 3.8 and newer, FastAPI 0.100 and newer,
Pydantic 1 and 2. It serves the app in this process, and a copy of it runs beside a user's app in the user's own
interpreter; that is why it is one file and longer than any other.

Sections: safe values · callables · the trace · seams · the ASGI entry · the route map · simulation · shadows ·
field names. Whatever leaves it is a dict that `json.dumps` takes. It never calls a user's `__repr__` or `__str__`.
"""

from __future__ import annotations

import contextvars
import datetime
import decimal
import enum
import functools
import importlib
import inspect
import itertools
import math
import os
import pathlib
import re
import sys
import threading
import time
import types
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

HEADER = "x-routeglass-trace"
"""The request header that asks for a trace; its value becomes the trace's id."""

SPAN_LIMIT = 600
"""Spans of one trace; later ones are counted as dropped."""

VALUE_LENGTH = 160
VALUE_ITEMS = 12
VALUE_DEPTH = 3
ROW_LIMIT = 60

_HEADER_BYTES = HEADER.encode()
_TRACE_ID = re.compile(rb"[0-9A-Za-z._-]{1,128}")

# ---------------------------------------------------------------------------------------------------------- safe values

REDACTED: dict[str, Any] = {"~": "redacted"}
UNREADABLE: dict[str, Any] = {"~": "unreadable"}

_SECRET = re.compile(
    r"password|passwd|passphrase|secret|token|api_?key|authorization|cookie|session|credential|private_?key|csrf"
    r"|card_?number|(?:^|_)(?:pass|pwd|auth|otp|pin|cvv|cvc)(?:_|$)|^x_(?:.*_)?key$"
)
_CARD_SIGN = re.compile(r"^(?:card(?:_.*)?|.*_card|cvv|cvc|csc|expir(?:es|y|ation)(?:_.*)?|exp_(?:month|year|date))$")
"""Names that stand around the number of a payment card; alone `number` is no secret."""
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^0-9A-Za-z]+")

_PLAIN_TEXT = (
    datetime.datetime,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    uuid.UUID,
    decimal.Decimal,
    pathlib.PosixPath,
    pathlib.WindowsPath,
    pathlib.PurePosixPath,
    pathlib.PureWindowsPath,
)
"""Standard types, matched exactly, whose `str()` is known to be short, harmless and not the user's code."""


@functools.lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a value under this name must not leave the process: `password`, `X-API-Key`, `accessToken`, …"""
    return _SECRET.search(_WORD_BREAK.sub("_", name).lower()) is not None


@functools.lru_cache(maxsize=4096)
def _is_card_sign(name: str) -> bool:
    return _CARD_SIGN.search(_WORD_BREAK.sub("_", name).lower()) is not None


def render(value: Any) -> Any:
    """The value as bounded JSON data: 160 characters, 12 items, 3 levels; what is unknown shows only its type."""
    try:
        return _render(value, VALUE_DEPTH)
    except Exception:  # noqa: BLE001 - a value that defies even this must not fail the request that it belongs to
        return UNREADABLE


def _render(value: Any, depth: int) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is str:
        return _short_text(value)
    if issubclass(kind, (int, float, str)):
        return _render_scalar(value, kind)
    if issubclass(kind, (bytes, bytearray, memoryview)):
        return {"~": kind.__name__, "bytes": memoryview(value).nbytes}
    if kind in _PLAIN_TEXT:
        return _short_text(str(value))
    if issubclass(kind, enum.Enum):
        return _render(object.__getattribute__(value, "_value_"), depth)
    return _render_container(value, kind, depth)


def render_named(name: str | None, value: Any) -> Any:
    """The value, or the mark for redacted where its name tells that it is secret."""
    if name is None:
        return render(value)
    return REDACTED if is_secret(name) else _without_card_number(name, render(value))


def _short_text(text: str) -> str:
    if len(text) > VALUE_LENGTH:
        text = text[:VALUE_LENGTH] + "…"
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode(errors="replace").decode()
    return text


def _render_scalar(value: Any, kind: type) -> Any:
    """Numbers and text, subclasses too, by the built-in conversions so that no user code runs."""
    if issubclass(kind, str):
        return _short_text(str.__str__(value))
    if issubclass(kind, int):
        number = int.__int__(value)
        return number if number.bit_length() <= 512 else {"~": "int", "bits": number.bit_length()}
    real = float.__float__(value)
    return real if math.isfinite(real) else str(real)


def _render_container(value: Any, kind: type, depth: int) -> Any:
    if _is_secret_type(kind):
        return REDACTED
    if depth <= 0:
        return {"~": type_name(kind)}
    if issubclass(kind, dict):
        return _render_items(dict.items(value), dict.__len__(value), depth)
    for base in (list, tuple, set, frozenset):
        if issubclass(kind, base):
            return _render_sequence(base.__iter__(value), base.__len__(value), depth)
    fields = _fields_of(value, kind)
    if fields is None:
        return {"~": type_name(kind)}
    shown = {"~": kind.__name__, **_render_items(fields.items(), len(fields), depth)}
    return _without_card_number(kind.__name__, shown)


def _is_secret_type(kind: type) -> bool:
    return any(base.__name__ in {"SecretStr", "SecretBytes", "_SecretBase", "_SecretField"} for base in kind.__mro__)


def _fields_of(value: Any, kind: type) -> dict[str, Any] | None:
    """The instance dict of a model or dataclass, read past user-defined attribute access; None for other objects."""
    markers = ("__pydantic_fields__", "__fields__", "__dataclass_fields__")
    if not any(name in vars(base) for base in kind.__mro__ for name in markers):
        return None
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return {key: item for key, item in found.items() if not key.startswith("__")}


def _render_items(items: Iterable[tuple[Any, Any]], size: int, depth: int) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, item in itertools.islice(items, VALUE_ITEMS):
        name = _key_text(key)
        shown[name] = REDACTED if is_secret(name) else _without_card_number(name, _render(item, depth - 1))
    if "number" in shown and any(map(_is_card_sign, shown)):
        shown["number"] = REDACTED
    if size > VALUE_ITEMS:
        shown["~more"] = size - VALUE_ITEMS
    return shown


def _without_card_number(owner: str, shown: Any) -> Any:
    """What is shown of a value whose own name, or its class's, tells that it is a payment card."""
    if type(shown) is dict and "number" in shown and _is_card_sign(owner):
        shown["number"] = REDACTED
    return shown


def _key_text(key: Any) -> str:
    shown = _render(key, 0)
    return shown if isinstance(shown, str) else type_name(type(key)) if isinstance(shown, dict) else str(shown)


def _render_sequence(items: Iterable[Any], size: int, depth: int) -> list[Any]:
    shown = [_render(item, depth - 1) for item in itertools.islice(items, VALUE_ITEMS)]
    if size > VALUE_ITEMS:
        shown.append({"~more": size - VALUE_ITEMS})
    return shown


def type_name(kind: type) -> str:
    """The name of a type as its author would write it: `int`, `Book`, `sqlite3.Connection`."""
    module = kind.__module__
    return kind.__qualname__ if module in {"builtins", None} else f"{module}.{kind.__qualname__}"


# ------------------------------------------------------------------------------------------------------------ callables


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
        return Place(_text_or_empty(call.__module__), call.__qualname__, code.co_filename, code.co_firstlineno)
    if issubclass(kind, (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)):
        return Place(_text_or_empty(getattr(call, "__module__", "")), call.__qualname__)
    return _place_of_class(call if issubclass(kind, type) else kind)


def _place_of_class(cls: type) -> Place:
    """The class statement where Python knows it (3.13), else the class's own constructor, else its module."""
    place = Place(_text_or_empty(cls.__module__), cls.__qualname__)
    place.file = _text_or_empty(getattr(sys.modules.get(place.module), "__file__", ""))
    line = vars(cls).get("__firstlineno__")
    if line is None:
        code = getattr(vars(cls).get("__init__"), "__code__", None)
        line = code.co_firstlineno if code is not None and code.co_filename == place.file else 0
    place.line = line
    return place


def _text_or_empty(value: Any) -> str:
    return value if isinstance(value, str) else ""


# ------------------------------------------------------------------------------------------------------------ the trace

_now = time.perf_counter_ns


class _Span:
    """A timed piece of work; times are nanoseconds of `perf_counter_ns`, `ended` is 0 while it is open."""

    __slots__ = ("attributes", "began", "ended", "error", "kind", "name", "number", "parent")

    def __init__(self, number: int, parent: int | None, kind: str, name: str) -> None:
        self.number = number
        self.parent = parent
        self.kind = kind
        self.name = name
        self.attributes: dict[str, Any] = {}
        self.error = ""
        self.ended = 0
        self.began = _now()


class _Trace:
    """All that is recorded of one request while it runs."""

    def __init__(self, trace_id: str, scope: Mapping[str, Any]) -> None:
        self.trace_id = trace_id
        self.began = _now()
        self.started_at = time.time()
        self.spans: list[_Span] = []
        self.dropped = 0
        self.faults = 0
        self.closed = False
        self.status: int | None = None
        self.headers_at = 0
        self.first_chunk_at = 0
        self.last_byte_at = 0
        self.sent_bytes = 0
        self.chunks = 0
        self.closing: dict[str, Any] = {}
        self.streaming: _Span | None = None
        self.scope = scope
        self.routed = False
        self._numbers = itertools.count(1)
        self._exceptions: list[tuple[BaseException, int, str]] = []
        self.root = self.open("server", f"{scope.get('method', 'WEBSOCKET')} {scope.get('path', '')}", None)

    def open(self, kind: str, name: str, parent: _Span | None) -> _Span:
        """Begins a span; past the limit it is timed but not kept, and its children hang on the nearest kept one."""
        above = parent.number if parent is not None else None
        if self.closed or len(self.spans) >= SPAN_LIMIT:
            self.dropped += 1
            return _Span(above or 1, above, kind, name)
        span = _Span(next(self._numbers), above, kind, name)
        self.spans.append(span)
        return span

    def fail(self, span: _Span, error: BaseException) -> None:
        """Marks a span that an exception left; the exception is described once, where it was seen first."""
        for known, number, text in self._exceptions:
            if known is error:
                span.error = text
                span.attributes.setdefault("exception", {"same": number})
                return
        facts = self._described(error)
        span.error = f"{facts['type']}: {facts['message']}" if facts["message"] else facts["type"]
        span.attributes["exception"] = facts
        self._exceptions.append((error, span.number, span.error))

    def _described(self, error: BaseException) -> dict[str, Any]:
        try:
            return describe_exception(error)
        except Exception:  # noqa: BLE001 - an exception class of the user's may do anything
            self.faults += 1
            return {"type": type(error).__name__, "message": ""}

    def close(self) -> None:
        """Ends the recording; the exceptions are let go because they hold frames alive."""
        ended = self.root.ended = _now()
        self.last_byte_at = self.last_byte_at or ended
        self.closed = True
        self._exceptions.clear()
        if self.streaming is not None:
            self._close_streaming(self.streaming)
        for span in self.spans:
            if not span.ended:
                span.ended = max(ended, span.began)
                span.attributes["open"] = True

    def _close_streaming(self, span: _Span) -> None:
        """An endpoint that yields runs while the response is sent; its end is the last byte."""
        span.ended = max(self.last_byte_at, span.began)
        span.attributes["chunks"] = self.chunks
        if self.first_chunk_at:
            span.attributes["first_chunk_ms"] = _ms(self.first_chunk_at - span.began)

    def as_dict(self) -> dict[str, Any]:
        """The finished trace as JSON data."""
        return {
            "id": self.trace_id,
            "started_at": self.started_at,
            "status": self.status,
            "ms": _ms(self.last_byte_at - self.began),
            "headers_ms": _ms(self.headers_at - self.began) if self.headers_at else None,
            "bytes": self.sent_bytes,
            "chunks": self.chunks,
            "dropped": self.dropped,
            "faults": self.faults,
            "closing": self.closing,
            "spans": [self._span_dict(span) for span in self.spans],
        }

    def _span_dict(self, span: _Span) -> dict[str, Any]:
        return {
            "number": span.number,
            "parent": span.parent,
            "kind": span.kind,
            "name": span.name,
            "start_ms": _ms(span.began - self.began),
            "ms": _ms(span.ended - span.began),
            "attributes": span.attributes,
            "error": span.error,
        }


def _ms(nanoseconds: int) -> float:
    return round(nanoseconds / 1_000_000, 4)


class _Here:
    """Where a request is: its trace, the span that encloses what happens now, and the dependencies being solved."""

    __slots__ = ("frame", "inside", "span", "trace")

    def __init__(self, trace: _Trace, span: _Span, frame: _Frame | None = None, inside: str = "") -> None:
        self.trace = trace
        self.span = span
        self.frame = frame
        self.inside = inside


_HERE: contextvars.ContextVar[_Here | None] = contextvars.ContextVar("routeglass_here", default=None)
"""The carrier: it follows a request through tasks and worker threads, and is None where nothing is recorded."""


def _harmless(function: Callable[..., Any]) -> Callable[..., Any]:
    """For all that looks at the user's objects while a request runs: what goes wrong there is counted, not raised."""

    @functools.wraps(function)
    def guarded(*args: Any) -> Any:
        try:
            return function(*args)
        except Exception:  # noqa: BLE001 - the recorder must never be the reason why a request fails
            here = _HERE.get()
            if here is not None:
                here.trace.faults += 1
            return None

    return guarded


class _Within:
    """Opens a span around a block and makes it the parent of all that happens inside."""

    __slots__ = ("_here", "_token", "span")

    def __init__(self, here: _Here, kind: str, name: str, inside: str = "") -> None:
        self.span = here.trace.open(kind, name, here.span)
        self._here = _Here(here.trace, self.span, None, inside)

    def __enter__(self) -> _Span:
        self._token = _HERE.set(self._here)
        return self.span

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self.span.ended = _now()
        _HERE.reset(self._token)
        if error is not None:
            self._here.trace.fail(self.span, error)


# Exceptions


def describe_exception(error: BaseException) -> dict[str, Any]:
    """Type, message, and the innermost frame of the user's own code."""
    kind = type(error)
    facts: dict[str, Any] = {"type": kind.__name__, "module": kind.__module__, "message": _message_of(error)}
    facts.update(_http_facts(error))
    errors = error_rows(vars(error).get("_errors")) if hasattr(error, "__dict__") else []
    if errors:
        facts["errors"] = errors
    frame = _user_frame(error.__traceback__)
    if frame is not None:
        facts.update(frame)
    return facts


def _is_http_exception(error: BaseException) -> bool:
    return any(
        base.__name__ == "HTTPException" and base.__module__.startswith(("starlette.", "fastapi."))
        for base in type(error).__mro__
    )


def _http_facts(error: BaseException) -> dict[str, Any]:
    if not _is_http_exception(error):
        return {}
    state = vars(error)
    return {"status": render(state.get("status_code")), "detail": render(state.get("detail"))}


def _message_of(error: BaseException) -> str:
    """The message without running a user's `__str__`: only where `str()` is built in and the arguments are plain."""
    if _is_http_exception(error):
        facts = _http_facts(error)
        detail = facts["detail"]
        return f"{facts['status']} {detail}" if isinstance(detail, str) else str(facts["status"])
    rows = error_rows(vars(error).get("_errors")) if hasattr(error, "__dict__") else []
    if rows:
        return "; ".join(f"{'/'.join(map(str, row['loc']))}: {row['msg']}" for row in rows[:3])
    if type(error).__module__.startswith("pydantic"):
        return "the value does not fit the model"
    plain = all(type(part) in {str, int, float, bool, type(None)} for part in error.args)
    if plain and isinstance(type(error).__str__, types.WrapperDescriptorType):
        return _short_text(str(error))
    return "" if not error.args else _key_text(error.args[0])


_LIBRARY = ("site-packages", "dist-packages")
_FRAMEWORKS = ("fastapi", "starlette", "anyio", "uvicorn", "pydantic", "pydantic_core", "httpx", "httpcore")
_STANDARD_LIBRARY = str(pathlib.Path(os.__file__).parent)


def _user_frame(traceback: types.TracebackType | None) -> dict[str, Any] | None:
    """The innermost frame outside libraries; where all of it is libraries, the innermost outside the frameworks."""
    found: types.TracebackType | None = None
    fallback: types.TracebackType | None = None
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        library = any(part in name for part in _LIBRARY)
        if not library and not name.startswith((_STANDARD_LIBRARY, "<")) and name != __file__:
            found = traceback
        elif library and traceback.tb_frame.f_globals.get("__name__", "").split(".")[0] not in _FRAMEWORKS:
            fallback = traceback
        traceback = traceback.tb_next
    best = found or fallback
    if best is None:
        return None
    code = best.tb_frame.f_code
    return {"file": code.co_filename, "line": best.tb_lineno, "function": code.co_name}


def error_rows(errors: Any) -> list[dict[str, Any]]:
    """Validation errors as rows: loc, type, msg, input; Pydantic 2's dicts and Pydantic 1's wrappers alike."""
    if not isinstance(errors, (list, tuple)):
        return []
    rows: list[dict[str, Any]] = []
    for item in errors[:ROW_LIMIT]:
        rows.extend(_error_row(item))
    return rows


def _error_row(item: Any) -> list[dict[str, Any]]:
    if isinstance(item, (list, tuple)):
        return error_rows(item)
    if isinstance(item, dict):
        loc = [part if type(part) in {str, int} else _key_text(part) for part in item.get("loc", ())]
        row: dict[str, Any] = {
            "loc": loc,
            "type": _key_text(item.get("type", "")),
            "msg": _key_text(item.get("msg", "")),
        }
        if "input" in item:
            names = [part for part in loc if isinstance(part, str)]
            card = names[-1:] == ["number"] and any(map(_is_card_sign, names))
            secret = card or any(map(is_secret, names))
            row["input"] = REDACTED if secret else render(item["input"])
        return [row]
    if hasattr(item, "loc_tuple"):
        kind = type(item.exc)
        return [{"loc": list(item.loc_tuple()), "type": kind.__name__, "msg": _message_of(item.exc) or kind.__name__}]
    return []


# ---------------------------------------------------------------------------------------------------------------- seams


class _Patches:
    """The functions replaced in other modules, so that they can be put back."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.caps: dict[str, bool] = {}
        self.owners: dict[int, object] = {}
        self._made: list[tuple[Any, str, Any, Any]] = []

    def replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        """Replaces a member by its wrapped self; a class member is taken raw, not bound."""
        original = vars(owner)[name]
        wrapped = wrap(original)
        setattr(owner, name, wrapped)
        self._made.append((owner, name, original, wrapped))

    def made(self) -> int:
        """How many replacements stand."""
        return len(self._made)

    def restore(self, keep: int = 0) -> None:
        """Takes replacements back, last first; one that somebody else wrapped meanwhile stays and is inert."""
        while len(self._made) > keep:
            owner, name, original, wrapped = self._made.pop()
            if vars(owner).get(name) is wrapped:
                setattr(owner, name, original)


_PATCHES = _Patches()
"""One for the process, as the modules that it changes are."""


def install(owner: object = None) -> dict[str, bool]:
    """Puts the recorder at every seam that this FastAPI has; says which. Does nothing the second time.

    Args:
        owner: Who needs it, where there may be several: the seams stay until each of them has called `uninstall`.
    """
    with _PATCHES.lock:
        _PATCHES.owners[id(owner)] = owner
        if not _PATCHES.caps:
            for name, hook in _HOOKS.items():
                _PATCHES.caps[name] = _try_hook(hook)
        return dict(_PATCHES.caps)


def _try_hook(hook: Callable[[], None]) -> bool:
    before = _PATCHES.made()
    try:
        hook()
    except Exception:  # noqa: BLE001 - a seam that this version lacks, in whatever way, only costs its own spans
        _PATCHES.restore(before)
        return False
    return True


def uninstall(owner: object = None) -> None:
    """Puts every original function back, once nobody else needs the recorder."""
    with _PATCHES.lock:
        _PATCHES.owners.pop(id(owner), None)
        if _PATCHES.owners:
            return
        _PATCHES.restore()
        _PATCHES.caps.clear()


def versions() -> dict[str, str]:
    """The versions that a trace depends on."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("fastapi", "starlette", "pydantic", "anyio", "uvicorn"):
        version = getattr(sys.modules.get(name), "__version__", None)
        if isinstance(version, str):
            found[name] = version
    return found


# Middleware and exception handlers


class _Probe:
    """Stands around a middleware or router and times it; code that walks the stack by `.app` passes through."""

    def __init__(self, app: Any, kind: str, name: str, facts: dict[str, Any]) -> None:
        self.app = app
        self._kind = kind
        self._name = name
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "app"), name)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        here = _HERE.get()
        if here is None:
            await self.app(scope, receive, send)
            return
        if self._kind == "router" and not here.trace.routed:
            here.trace.scope, here.trace.routed = scope, True
        with _Within(here, self._kind, self._name) as span:
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
        return _Probe(built, "middleware", place.name, {**place.facts(), "builtin": builtin})


def _probe_router(app: Any) -> Any:
    inner = app.__self__ if isinstance(app, types.MethodType) else app
    if isinstance(app, _Probe) or hasattr(inner, "build_middleware_stack"):
        return app
    return _Probe(app, "router", "router", {}) if _has_routes(inner) else app


def _has_routes(app: Any) -> bool:
    routes = getattr(app, "routes", None)
    return isinstance(routes, (list, tuple)) and callable(app)


def _hook_middleware() -> None:
    def wrap(original: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
        @functools.wraps(original)
        def iterate(self: Any) -> Iterator[Any]:
            first, *rest = original(self)
            return iter((_ProbeFactory(first), *rest))

        return iterate

    _PATCHES.replace(importlib.import_module("starlette.middleware").Middleware, "__iter__", wrap)


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
            here = _HERE.get()
            if here is None:
                return await handler(request, error)
            with _Within(here, "handler", place.name) as span:
                _note_handled(here.trace, span, facts, error)
                response = await handler(request, error)
                span.attributes["status"] = _status_of(response)
            return response

        return handle

    def handle_sync(request: Any, error: Exception) -> Any:
        here = _HERE.get()
        if here is None:
            return handler(request, error)
        with _Within(here, "handler", place.name) as span:
            _note_handled(here.trace, span, {**facts, "where": "thread pool"}, error)
            response = handler(request, error)
            span.attributes["status"] = _status_of(response)
        return response

    return handle_sync


@_harmless
def _note_handled(trace: _Trace, span: _Span, facts: dict[str, Any], error: BaseException) -> None:
    """A handler that works has no error of its own, so what it handles is an attribute."""
    span.attributes.update({"where": "event loop", **facts})
    trace.fail(span, error)
    span.attributes["handled"], span.error = span.error, ""


@_harmless
def _status_of(response: Any) -> Any:
    return render(getattr(response, "status_code", None))


def _is_async(call: Any) -> bool:
    while isinstance(call, functools.partial):
        call = call.func
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(type(call).__call__)


# Dependencies


class _Frame:
    """One run of `solve_dependencies`: which child comes next, and the child whose call is under way.

    There is no seam around the call of a dependency. It lasts from the return of the nested solve to the next event in
    its parent: another nested solve, the parent's own parameters, its return or its exception.
    """

    __slots__ = ("_call_began", "_fresh", "_index", "_key", "_pending", "cache", "children", "here", "request")

    def __init__(self, trace: _Trace, span: _Span, request: Any, dependant: Any) -> None:
        self.here = _Here(trace, span, self)
        self.request = request
        self.children = dependant.dependencies
        self.cache: Any = None
        self._index = 0
        self._pending: _Span | None = None
        self._call_began = 0
        self._key: Any = None
        self._fresh = False

    def expects(self, request: Any) -> bool:
        """Whether a nested solve for this request can be the next child of this frame."""
        return self.request is request and self._index < len(self.children)

    @_harmless
    def begin(self, kwargs: Mapping[str, Any]) -> _Span:
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

    def solved(self, span: _Span, errors: Any) -> None:
        """The nested solve is back: with errors the dependency is skipped, else its call begins now."""
        if errors:
            span.attributes["skipped"] = True
            self._end(span)
            _HERE.set(self.here)
            return
        self._pending = span
        self._call_began = _now()
        _HERE.set(_Here(self.here.trace, span, self))

    def settle(self, error: BaseException | None = None) -> None:
        """The next event of this frame has come: the call under way, if any, is over."""
        span = self._pending
        if span is None:
            return
        self._pending = None
        span.ended = _now()
        if not span.attributes["cached"]:
            span.attributes["call_ms"] = _ms(span.ended - self._call_began)
        if error is None:
            self._note_result(span)
        else:
            self.here.trace.fail(span, error)
        span.attributes.pop("secret")
        _HERE.set(self.here)

    def abort(self, span: _Span, error: BaseException) -> None:
        """The nested solve raised, so the dependency itself was never called."""
        span.attributes["skipped"] = True
        self._end(span)
        self.here.trace.fail(span, error)
        _HERE.set(self.here)

    def _end(self, span: _Span) -> None:
        span.ended = _now()
        span.attributes.pop("secret")

    @_harmless
    def _note_result(self, span: _Span) -> None:
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


def _hook_dependencies() -> None:
    routing = importlib.import_module("fastapi.routing")
    utils = importlib.import_module("fastapi.dependencies.utils")

    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def solve_dependencies(*args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is None or "dependant" not in kwargs:
                return await original(*args, **kwargs)
            frame = here.frame
            if frame is not None and frame.expects(kwargs.get("request")):
                return await _solve_child(original, frame, kwargs)
            return await _solve_root(original, here, kwargs)

        return solve_dependencies

    _PATCHES.replace(routing, "solve_dependencies", wrap)
    _PATCHES.replace(utils, "solve_dependencies", wrap)


async def _solve_child(original: Callable[..., Awaitable[Any]], parent: _Frame, kwargs: dict[str, Any]) -> Any:
    span = parent.begin(kwargs)
    if span is None:
        return await original(**kwargs)
    frame = _Frame(parent.here.trace, span, kwargs.get("request"), kwargs["dependant"])
    _HERE.set(frame.here)
    try:
        result = await original(**kwargs)
    except BaseException as error:
        frame.settle(error)
        parent.abort(span, error)
        raise
    frame.settle()
    parent.solved(span, _errors_of(result))
    return result


async def _solve_root(original: Callable[..., Awaitable[Any]], here: _Here, kwargs: dict[str, Any]) -> Any:
    dependant = kwargs["dependant"]
    place = place_of(dependant.call)
    span = here.trace.open("solve", place.name, here.span)
    frame = _Frame(here.trace, span, kwargs.get("request"), dependant)
    token = _HERE.set(frame.here)
    try:
        result = await original(**kwargs)
    except BaseException as error:
        frame.settle(error)
        span.ended = _now()
        here.trace.fail(span, error)
        raise
    else:
        frame.settle()
        span.ended = _now()
        _note_solved(here, span, kwargs, result)
        return result
    finally:
        _HERE.reset(token)


@_harmless
def _note_solved(here: _Here, span: _Span, kwargs: Mapping[str, Any], result: Any) -> None:
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


def _begin_streaming(here: _Here, place: Place) -> None:
    span = here.trace.open("endpoint", place.name, here.span)
    span.attributes.update(place.facts(), streaming=True, where="event loop")
    here.trace.streaming = span


# Parameters and body


def _hook_parameters() -> None:
    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def request_params_to_args(*args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is None:
                return original(*args, **kwargs)
            if here.frame is not None:
                here.frame.settle()
                here = here.frame.here
            fields = args[0] if args else ()
            if not fields:
                return original(*args, **kwargs)
            with _Within(here, "params", _location_of(fields[0]) or "") as span:
                result = original(*args, **kwargs)
                received = args[1] if len(args) > 1 else kwargs.get("received_params")
                _note_rows(span, fields, received, result)
            return result

        return request_params_to_args

    utils = importlib.import_module("fastapi.dependencies.utils")
    _PATCHES.replace(utils, "request_params_to_args", wrap)


def _hook_body_fields() -> None:
    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def request_body_to_args(*args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is None:
                return await original(*args, **kwargs)
            fields = kwargs.get("body_fields") or kwargs.get("required_params") or (args[0] if args else ())
            with _Within(here, "params", "body") as span:
                result = await original(*args, **kwargs)
                _note_rows(span, fields, None, result)
            return result

        return request_body_to_args

    utils = importlib.import_module("fastapi.dependencies.utils")
    _PATCHES.replace(utils, "request_body_to_args", wrap)


@_harmless
def _location_of(field: Any) -> str:
    info = getattr(field, "field_info", None)
    place = getattr(getattr(info, "in_", None), "value", None)
    return place if isinstance(place, str) else type(info).__name__.lower()


@_harmless
def _note_rows(span: _Span, fields: Sequence[Any], received: Any, result: Sequence[Any]) -> None:
    _note_errors(span, result[1])
    span.attributes["rows"] = _rows(fields, received, result)


def _rows(fields: Sequence[Any], received: Any, result: Sequence[Any]) -> list[dict[str, Any]]:
    """One row per declared parameter: its Python name, its name on the wire, what came, and what became of it."""
    values, failed = result[0], bool(result[1])
    rows: list[dict[str, Any]] = []
    for field in itertools.islice(fields, ROW_LIMIT):
        alias = getattr(field, "alias", field.name)
        row: dict[str, Any] = {"name": field.name, "key": alias}
        secret = is_secret(field.name) or is_secret(alias)
        raw = _raw(received, alias) if received is not None else None
        if raw is not None:
            row["raw"] = REDACTED if secret else render_named(alias, raw)
        value = values.get(field.name)
        if value is not None or (field.name in values and not failed):
            row["value"] = REDACTED if secret and value is not None else _without_card_number(alias, render(value))
            row["type"] = type_name(type(value))
        rows.append(row)
    return rows


def _raw(received: Any, key: str) -> Any:
    """What came under this name: the text, the list of texts where it was repeated, None where nothing was."""
    if hasattr(received, "getlist"):
        found = received.getlist(key)
        return found[0] if len(found) == 1 else found or None
    return received.get(key)


def _note_errors(span: _Span, errors: Any) -> None:
    rows = error_rows(errors)
    if rows:
        span.attributes["errors"] = rows
        first = "/".join(map(str, rows[0]["loc"]))
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        span.error = f"{rows[0]['type']} at {first}{more}"


def _hook_body() -> None:
    request = importlib.import_module("starlette.requests").Request
    _PATCHES.replace(request, "body", functools.partial(_timed_reading, "read", "_body"))
    _PATCHES.replace(request, "json", functools.partial(_timed_reading, "parse JSON", "_json"))
    _PATCHES.replace(request, "_get_form", functools.partial(_timed_reading, "parse form", "_form"))


def _timed_reading(name: str, kept_as: str, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Times the outermost of body, json and form, and only the call that does the work, not those that find it done."""

    @functools.wraps(original)
    async def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        here = _HERE.get()
        if here is None or here.inside == "body" or vars(self).get(kept_as) is not None:
            return await original(self, *args, **kwargs)
        with _Within(here, "body", name, "body") as span:
            result = await original(self, *args, **kwargs)
            if isinstance(result, bytes):
                span.attributes["bytes"] = len(result)
        return result

    return read


# Threads, endpoint, response, teardown, background


class _Job:
    """A function on its way to a worker thread, and when and where it ran."""

    __slots__ = ("began", "ended", "function", "thread")

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.began = 0
        self.ended = 0
        self.thread = ""

    def __call__(self, *args: Any) -> Any:
        self.began = _now()
        self.thread = threading.current_thread().name
        try:
            return self.function(*args)
        finally:
            self.ended = _now()


def _hook_threads() -> None:
    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def run_sync(func: Any, *args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is None or _is_next_chunk(func):
                return await original(func, *args, **kwargs)
            job = _Job(func)
            with _Within(here, "thread", place_of(_work_of(func)).name) as span:
                try:
                    return await original(job, *args, **kwargs)
                finally:
                    _note_job(span, job)

        return run_sync

    _PATCHES.replace(importlib.import_module("anyio.to_thread"), "run_sync", wrap)


def _note_job(span: _Span, job: _Job) -> None:
    span.attributes["thread"] = job.thread
    if job.began:
        span.attributes["queue_ms"] = _ms(job.began - span.began)
        span.attributes["run_ms"] = _ms((job.ended or _now()) - job.began)


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


def _hook_endpoint() -> None:
    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def run_endpoint_function(*args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is None or "dependant" not in kwargs:
                return await original(*args, **kwargs)
            place = place_of(kwargs["dependant"].call)
            with _Within(here, "endpoint", place.name) as span:
                on_loop = kwargs.get("is_coroutine")
                span.attributes.update(place.facts(), where="event loop" if on_loop else "thread pool")
                result = await original(*args, **kwargs)
                span.ended = _now()
                shown = render_named(place.name, result) if issubclass(type(result), str) else render(result)
                span.attributes.update(type=type_name(type(result)), value=shown)
            return result

        return run_endpoint_function

    _PATCHES.replace(importlib.import_module("fastapi.routing"), "run_endpoint_function", wrap)


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
        here = _HERE.get()
        if here is None:
            return self._field.validate(*args, **kwargs)
        with _Within(here, "validate", "validate") as span:
            result = self._field.validate(*args, **kwargs)
            _note_validated(span, result)
        return result


@_harmless
def _note_validated(span: _Span, result: Sequence[Any]) -> None:
    _note_errors(span, result[1])


def _timed_dump(dump: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    here = _HERE.get()
    if here is None:
        return dump(*args, **kwargs)
    with _Within(here, "validate", "dump"):
        return dump(*args, **kwargs)


def _hook_response() -> None:
    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def serialize_response(*args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is None:
                return await original(*args, **kwargs)
            field = kwargs.get("field")
            with _Within(here, "serialize", "response model" if field is not None else "no response model") as span:
                span.attributes["mode"] = "JSON bytes" if kwargs.get("dump_json") else "Python data"
                if field is not None:
                    kwargs["field"] = _FieldProbe(field)
                result = await original(*args, **kwargs)
                if isinstance(result, bytes):
                    span.attributes["bytes"] = len(result)
            return result

        return serialize_response

    _PATCHES.replace(importlib.import_module("fastapi.routing"), "serialize_response", wrap)


class _TimedExit:
    """An async context manager whose exit, a dependency's code after `yield`, gets a span."""

    def __init__(self, manager: Any, here: _Here, place: Place) -> None:
        self._manager = manager
        self._here = here
        self._place = place

    async def __aenter__(self) -> Any:
        return await self._manager.__aenter__()

    async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> Any:
        here = _HERE.get() or self._here
        with _Within(here, "teardown", self._place.name) as span:
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

    def __init__(self, stack: Any, here: _Here, place: Place) -> None:
        self._stack = stack
        self._here = here
        self._place = place

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_stack"), name)

    async def enter_async_context(self, manager: Any) -> Any:
        """As the real one, with the exit timed."""
        return await self._stack.enter_async_context(_TimedExit(manager, self._here, self._place))


def _hook_teardown() -> None:
    def wrap(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(original)
        async def solve_generator(*args: Any, **kwargs: Any) -> Any:
            here = _HERE.get()
            if here is not None and "stack" in kwargs:
                call = kwargs["call"] if "call" in kwargs else getattr(kwargs.get("dependant"), "call", None)
                kwargs["stack"] = _StackShim(kwargs["stack"], here, place_of(call))
            return await original(*args, **kwargs)

        return solve_generator

    utils = importlib.import_module("fastapi.dependencies.utils")
    _PATCHES.replace(utils, "_solve_generator" if hasattr(utils, "_solve_generator") else "solve_generator", wrap)


def _hook_background() -> None:
    def wrap(original: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
        @functools.wraps(original)
        async def call(self: Any) -> None:
            here = _HERE.get()
            if here is None:
                await original(self)
                return
            place = place_of(self.func)
            with _Within(here, "background", place.name) as span:
                span.attributes.update(place.facts(), where="event loop" if self.is_async else "thread pool")
                await original(self)

        return call

    _PATCHES.replace(importlib.import_module("starlette.background").BackgroundTask, "__call__", wrap)


_HOOKS: dict[str, Callable[[], None]] = {
    "middleware": _hook_middleware,
    "dependencies": _hook_dependencies,
    "parameters": _hook_parameters,
    "body_fields": _hook_body_fields,
    "body": _hook_body,
    "threads": _hook_threads,
    "endpoint": _hook_endpoint,
    "response": _hook_response,
    "teardown": _hook_teardown,
    "background": _hook_background,
}


# ------------------------------------------------------------------------------------------------------- the ASGI entry


class TraceApp:
    """The ASGI app that a server is given: it records the requests that ask for it and lets all others through.

    Attributes:
        app: The app behind it.
        sink: Called with each finished trace, as a dict, on the server's thread after background tasks are done.
    """

    def __init__(self, app: Any, sink: Callable[[dict[str, Any]], None]) -> None:
        self.app = app
        self.sink = sink

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one ASGI connection."""
        asked = None
        if scope["type"] != "lifespan":
            for name, value in scope["headers"]:
                if name == _HEADER_BYTES:
                    asked = value
                    break
        if asked is None:
            await self.app(scope, receive, send)
            return
        scope = dict(scope, headers=[pair for pair in scope["headers"] if pair[0] != _HEADER_BYTES])
        if _TRACE_ID.fullmatch(asked) is None:
            await self.app(scope, receive, send)
            return
        await self._traced(asked, scope, receive, send)

    async def _traced(self, trace_id: bytes, scope: dict[str, Any], receive: Any, send: Any) -> None:
        root_path = scope.get("root_path", "")
        trace = _Trace(trace_id.decode("ascii"), scope)
        token = _HERE.set(_Here(trace, trace.root))
        try:
            await self.app(scope, receive, _recording_send(trace, send))
        except BaseException as error:
            trace.fail(trace.root, error)
            raise
        finally:
            _HERE.reset(token)
            trace.close()
            self._deliver(trace, scope, root_path)

    def _deliver(self, trace: _Trace, scope: dict[str, Any], root_path: str) -> None:
        try:
            self.sink({**_request_facts(scope), **_route_facts(trace.scope, root_path), **trace.as_dict()})
        except Exception as error:  # noqa: BLE001 - a recorder that fails must not fail the request it watches
            sys.stderr.write(f"routeglass: a trace was lost: {type(error).__name__}\n")


def _recording_send(trace: _Trace, send: Any) -> Any:
    echo = (_HEADER_BYTES, trace.trace_id.encode("ascii"))

    async def record(message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind in {"http.response.start", "websocket.accept", "websocket.http.response.start"}:
            trace.headers_at = trace.headers_at or _now()
            trace.status = message.get("status", 101)
            message = {**message, "headers": [*message.get("headers", ()), echo]}
        elif kind == "websocket.close":
            trace.closing = {"code": message.get("code", 1000), "reason": render(message.get("reason") or "")}
            trace.status = trace.status or 403
        await send(message)
        if kind in {"http.response.body", "websocket.send", "websocket.http.response.body"}:
            data = message.get("body") or message.get("bytes") or message.get("text") or b""
            trace.last_byte_at = _now()
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
        "path": _short_text(scope.get("path", "")),
        "query": _render_query(query.decode("latin-1")),
    }


def _render_query(text: str) -> list[Any]:
    pairs: list[Any] = []
    for part in text.split("&")[:ROW_LIMIT] if text else ():
        name, _, value = part.partition("=")
        name, value = unquote(name.replace("+", " ")), unquote(value.replace("+", " "))
        pairs.append([_short_text(name), render_named(name, value)])
    return pairs


def _route_facts(scope: Mapping[str, Any], root_path: str) -> dict[str, Any]:
    """The route that the router left in the scope; the endpoint only where the method fitted too."""
    facts = {"route": "", "endpoint": "", "path_params": {}}
    route = _shown_route(scope)
    if route is None:
        return facts
    mounted = scope.get("root_path", "")
    prefix = mounted[len(root_path) :] if mounted.startswith(root_path) else mounted
    methods = getattr(route, "methods", None)
    facts["route"] = prefix + (getattr(route, "path", "") or "")
    if not methods or scope.get("method") in methods or scope["type"] == "websocket":
        facts["endpoint"] = place_of(scope["endpoint"]).full_name if scope.get("endpoint") is not None else ""
        params = scope.get("path_params") or {}
        facts["path_params"] = {str(key): render_named(key, value) for key, value in params.items()}
    return facts


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


# -------------------------------------------------------------------------------------------------------- the route map


class _Node:
    """One row of the route table: a route as the router tries it, and where it stands.

    Attributes:
        number: 1-based place in match order over the whole tree.
        route: The object whose path, methods and endpoint are shown; for included routes their effective form.
        context: FastAPI's effective context of an included route (0.137 and newer), else None.
        above: The mount or host it lies in.
        inner: What a mount or host leads to, None where that is an app without routes.
        specificity: Of a frontend path; None for all other routes.
        prefix: What every path that it matches begins with, within its own router; empty where that is not sure.
    """

    __slots__ = ("above", "context", "inner", "kind", "number", "path", "prefix", "route", "specificity")

    def __init__(self, number: int, route: Any, context: Any, above: _Node | None) -> None:
        self.number = number
        self.route = route
        self.context = context
        self.above = above
        self.inner: _Branch | None = None
        self.kind = _kind_of(route)
        self.specificity: int | None = None
        self.path: str
        prefix = "" if above is None or above.kind == "host" else above.path
        own = getattr(route, "host", "") if self.kind == "host" else getattr(route, "path", "") or ""
        self.path = prefix + own
        self.prefix = _sure_prefix(route, context)

    def match(self, scope: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Asks the real route: `FULL`, `PARTIAL` or `NONE`, and what it would add to the scope."""
        if self.context is None:
            match, child = self.route.matches(scope)
            return match.name, child
        own = {**(scope.get("fastapi") or {}), "effective_route_context": self.context}
        scratch = {**scope, "fastapi": own}
        asked = self.context if getattr(self.context, "starlette_route", None) else self.context.original_route
        match, child = asked.matches(scratch)
        return match.name, child


class _Branch:
    """A router: its routes in match order, then those that are tried when nothing else fits (`app.frontend`)."""

    __slots__ = ("app", "late", "nodes", "router")

    def __init__(self, app: Any, router: Any) -> None:
        self.app = app
        self.router = router
        self.nodes: list[_Node] = []
        self.late: list[_Node] = []


class RouteMap:
    """The routes of an app as its routers try them, and the simulation of a request through them.

    It holds the app's own route objects; build a new one after routes were added.
    """

    def __init__(self, app: Any) -> None:
        self.nodes: list[_Node] = []
        self._open: set[int] = set()
        self.top = self._branch(app, None)

    def rows(self) -> list[Any]:
        """Every route as JSON data, in match order."""
        return [_row_of(node) for node in self.nodes]

    def _branch(self, app: Any, above: _Node | None) -> _Branch | None:
        app, router = _router_of(app)
        if router is None or id(router) in self._open:
            return None
        self._open.add(id(router))
        branch = _Branch(app, router)
        self._walk(router.routes, branch.nodes, above)
        self._walk_late(router, branch.late, above)
        self._open.discard(id(router))
        return branch

    def _walk(self, routes: Iterable[Any], nodes: list[_Node], above: _Node | None) -> None:
        """An included router is no row: its candidates stand in its place, in order."""
        for route in routes:
            if hasattr(route, "effective_candidates"):
                self._walk(route.effective_candidates(), nodes, above)
            else:
                nodes.append(self._add(route, above))

    def _add(self, route: Any, above: _Node | None) -> _Node:
        context = route if hasattr(route, "original_route") else None
        shown = getattr(context, "starlette_route", None) or route
        node = _Node(len(self.nodes) + 1, shown, context, above)
        self.nodes.append(node)
        if node.kind in {"mount", "host"}:
            base = getattr(shown, "_base_app", None)
            node.inner = self._branch(shown.app if base is None else base, node)
        return node

    def _walk_late(self, router: Any, late: list[_Node], above: _Node | None) -> None:
        candidates = getattr(router, "_iter_low_priority_routes", None)
        for candidate in candidates() if callable(candidates) else ():
            group = getattr(candidate, "original_route", candidate)
            prefix = getattr(candidate, "frontend_prefix", "")
            for frontend in getattr(group, "routes", ()):
                node = self._add(candidate, above)
                path = prefix if prefix and frontend.path == "/" else prefix + frontend.path
                node.specificity = 0 if path == "/" else len(path)
                node.path = (above.path if above else "") + path.rstrip("/") + "/{path:path}"
                late.append(node)


def _router_of(app: Any) -> tuple[Any, Any]:
    """The app with routes behind wrappers, and its router; `(app, None)` where there is none."""
    for _ in range(50):
        router = getattr(app, "router", None)
        if router is not None and _is_route_list(getattr(router, "routes", None)):
            return app, router
        if _is_route_list(getattr(app, "routes", None)):
            return app, app
        inner = getattr(app, "app", None)
        if inner is None or isinstance(inner, types.MethodType):
            break
        app = inner
    return app, None


def _is_route_list(routes: Any) -> bool:
    return isinstance(routes, list) and all(hasattr(route, "matches") for route in routes)


def _kind_of(route: Any) -> str:
    routing = importlib.import_module("starlette.routing")
    if isinstance(route, routing.Mount):
        return "mount"
    if isinstance(route, routing.Host):
        return "host"
    if isinstance(route, routing.WebSocketRoute):
        return "websocket"
    if hasattr(route, "endpoint") and hasattr(route, "methods") and getattr(route, "path_regex", None) is not None:
        return "http"
    return "other"


def _sure_prefix(route: Any, context: Any) -> str:
    """The fixed beginning of a path, if nothing but the router's own expression decides about matches."""
    asked = route if context is None else getattr(context, "original_route", None)
    module = getattr(getattr(type(asked), "matches", None), "__module__", "")
    pattern = getattr(getattr(route, "path_regex", None), "pattern", "")
    fixed = (getattr(route, "path", "") or "").partition("{")[0]
    known = module in {"starlette.routing", "fastapi.routing"} and isinstance(pattern, str)
    return fixed if known and pattern.startswith("^" + re.escape(fixed)) else ""


def _row_of(node: _Node) -> dict[str, Any]:
    route = node.route
    regex = getattr(route, "host_regex" if node.kind == "host" else "path_regex", None)
    target = getattr(route, "app" if node.kind in {"mount", "host"} else "endpoint", None)
    place = _listed_place(target) if target is not None else Place("", "")
    dependant = getattr(route, "dependant", None)
    return {
        "number": node.number,
        "kind": node.kind,
        "path": node.path,
        "path_format": _path_format(node),
        "methods": sorted(getattr(route, "methods", None) or ()),
        "name": _text_or_empty(getattr(route, "name", "")),
        "endpoint": place.full_name,
        "file": place.file,
        "line": place.line,
        "dependencies": _dependency_rows(dependant),
        "in_schema": node.kind == "http" and bool(getattr(route, "include_in_schema", False)) and dependant is not None,
        "parent": node.above.number if node.above is not None else None,
        "regex": getattr(regex, "pattern", ""),
        "tags": [_key_text(tag) for tag in getattr(route, "tags", None) or ()],
        "param_types": _param_types(node, dependant),
    }


def _path_format(node: _Node) -> str:
    """The path as OpenAPI writes it, `{book_id}` for `{book_id:int}`."""
    return re.sub(r"\{([a-zA-Z_]\w*):[a-zA-Z_]\w*\}", r"{\1}", node.path)


def _listed_place(call: Any) -> Place:
    """As `place_of`; for a class whose line Python does not keep, its source is read, which only a listing may."""
    place = place_of(call)
    target = unwrap(call)
    if not place.line and place.file and not isinstance(target, types.FunctionType):
        try:
            place.line = inspect.getsourcelines(target if isinstance(target, type) else type(target))[1]
        except (OSError, TypeError):
            place.line = 0
    return place


def _dependency_rows(dependant: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The dependency tree in the order in which it is solved, parents first."""
    rows: list[dict[str, Any]] = []
    for child in getattr(dependant, "dependencies", ()) if depth < 20 else ():
        place = _listed_place(child.call)
        row = {"name": place.name, "scope": depth, "file": place.file, "line": place.line}
        rows += [row, *_dependency_rows(child, depth + 1)]
    return rows


def _param_types(node: _Node, dependant: Any) -> dict[str, str]:
    """The Python type of each path parameter, which is not what the router looks at: the convertor is."""
    found: dict[str, str] = {}
    for owner in _dependants(dependant):
        for field in getattr(owner, "path_params", ()):
            kind = getattr(field, "type_", None) or getattr(field.field_info, "annotation", None)
            found[getattr(field, "alias", field.name)] = type_name(kind) if isinstance(kind, type) else ""
    return found


def _dependants(dependant: Any, depth: int = 0) -> Iterator[Any]:
    if dependant is None or depth > 20:
        return
    yield dependant
    for child in getattr(dependant, "dependencies", ()):
        yield from _dependants(child, depth + 1)


# ----------------------------------------------------------------------------------------------------------- simulation


class _Decision:
    """What the router would do with one request.

    Attributes:
        decision: `matched`, `method not allowed`, `redirect`, `not found`, or `error` where a route raised.
        winner: The route that answers.
        taken_by: The innermost mount or host that took the request.
        near: The route with another method, or the one that a redirect leads to.
        met: Per route number what happened there, and the path parameters it took.
        hurried: Routes whose fixed beginning differs are passed over unasked; `met` lacks them then.
    """

    def __init__(self, *, hurried: bool = False) -> None:
        self.hurried = hurried
        self.decision = "not found"
        self.winner: int | None = None
        self.taken_by: int | None = None
        self.near: int | None = None
        self.redirect_to = ""
        self.error = ""
        self.met: dict[int, tuple[str, list[list[str]]]] = {}


_STATUS = {"matched": None, "method not allowed": 405, "redirect": 307, "not found": 404, "error": 500}


def simulate(app: Any, method: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """What the app's router would do with a request, by asking its real routes; nothing is sent and nothing runs.

    Args:
        app: The ASGI app.
        method: An HTTP method, or `WEBSOCKET`.
        target: Path and query as a client sends them, percent-encoding included, or an absolute URL.
        headers: More headers; `Host` matters where routes depend on it.
    """
    return simulate_in(RouteMap(app), method, target, headers)


def simulate_in(routes: RouteMap, method: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """As `simulate`, in a map that was built before."""
    scope = _scope_for(method, target, headers)
    decision = _Decision()
    if routes.top is not None:
        try:
            _decide(routes.top, scope, decision)
        except Exception as error:  # noqa: BLE001 - a user's convertor or route may raise anything; the app would too
            decision.decision, decision.error = "error", type(error).__name__
    status = _STATUS[decision.decision]
    return {
        "method": scope.get("method", "WEBSOCKET"),
        "target": target,
        "steps": _steps(routes, decision.met),
        "decision": decision.decision,
        "winner": decision.winner,
        "taken_by": decision.taken_by,
        "near": decision.near,
        "status": 403 if status == 404 and scope["type"] == "websocket" else status,
        "redirect_to": decision.redirect_to,
        "error": decision.error,
    }


def _scope_for(method: str, target: str, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The ASGI scope that a server makes of such a request."""
    parts = urlsplit(target) if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", target) else None
    host = parts.netloc if parts is not None else "127.0.0.1"
    rest = target if parts is None else (parts.path or "/") + ("?" + parts.query if parts.query else "")
    path, _, query = rest.partition("#")[0].partition("?")
    path = path if path.startswith("/") else "/" + path
    pairs = [(name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers]
    if all(name != b"host" for name, _ in pairs):
        pairs.append((b"host", host.encode("latin-1", "replace")))
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query.encode("utf-8", "replace"),
        "root_path": "",
        "headers": pairs,
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    if method.upper() == "WEBSOCKET":
        scope.update(type="websocket", scheme="ws", subprotocols=[])
    else:
        scope["method"] = method
    return scope


def _decide(branch: _Branch, scope: dict[str, Any], decision: _Decision) -> None:
    """One router's way, as `Router.app` goes it."""
    if getattr(branch.app, "root_path", ""):
        scope["root_path"] = branch.app.root_path
    path = _route_path(scope)
    for node in branch.nodes:
        if decision.hurried and not path.startswith(node.prefix):
            continue
        match, child = node.match(scope)
        if match == "FULL":
            _take(node, scope, child, decision)
            return
        if match == "PARTIAL":
            decision.met[node.number] = ("wrong method", _shown_params(child))
            decision.near = decision.near or node.number
        else:
            decision.met[node.number] = ("no match", [])
    if decision.near is not None:
        decision.decision = "method not allowed"
    elif not _redirect(branch, scope, decision):
        _try_late(branch, scope, decision)


def _take(node: _Node, scope: dict[str, Any], child: dict[str, Any], decision: _Decision) -> None:
    decision.met[node.number] = ("match", _shown_params(child))
    decision.near = None
    if node.inner is None:
        decision.decision, decision.winner = "matched", node.number
        return
    decision.taken_by = node.number
    _decide(node.inner, {**scope, **child}, decision)


def _shown_params(child: Mapping[str, Any]) -> list[list[str]]:
    return [[str(key), _key_text(value)] for key, value in (child.get("path_params") or {}).items()]


def _redirect(branch: _Branch, scope: dict[str, Any], decision: _Decision) -> bool:
    """The second pass: the same path with or without its last slash."""
    path = _route_path(scope)
    if scope["type"] != "http" or not getattr(branch.router, "redirect_slashes", False) or path == "/":
        return False
    other = scope["path"].rstrip("/") if path.endswith("/") else scope["path"] + "/"
    moved = {**scope, "path": other}
    for node in branch.nodes:
        if node.match(moved)[0] != "NONE":
            url = importlib.import_module("starlette.datastructures").URL(scope=moved)
            decision.decision, decision.near = "redirect", node.number
            target = url.path + (f"?{url.query}" if url.query else "")
            decision.redirect_to = quote(target, safe=":/%#?=@[]!$&'()*+,;")  # As Starlette's RedirectResponse does.
            return True
    return False


def _route_path(scope: dict[str, Any]) -> str:
    """The path that this version's router looks at: without the mount's prefix since Starlette 0.33."""
    function = getattr(importlib.import_module("starlette.routing"), "get_route_path", None)
    return str(function(scope) if function is not None else scope["path"])


def _try_late(branch: _Branch, scope: dict[str, Any], decision: _Decision) -> None:
    """Frontends: the router itself picks the most specific one, so it is asked."""
    if not branch.late:
        return
    match, child, _route, context = branch.router._match_low_priority(dict(scope))
    specificity = (child.get("fastapi") or {}).get("frontend_specificity")
    for node in branch.late:
        fits = match.name != "NONE" and node.specificity == specificity and context in {None, node.context}
        if fits and decision.winner is None:
            decision.met[node.number] = ("match", [])
            decision.decision, decision.winner = "matched", node.number
        else:
            decision.met[node.number] = ("no match", [])


def _steps(routes: RouteMap, met: Mapping[int, tuple[str, list[list[str]]]]) -> list[dict[str, Any]]:
    """A step for every route; what lies in a mount that did not match does not match either."""
    steps: list[dict[str, Any]] = []
    seen: dict[int, str] = {}
    for node in routes.nodes:
        encounter, params = met.get(node.number, ("", []))
        if not encounter:
            outside = node.above is not None and seen[node.above.number] == "no match"
            encounter = "no match" if outside else "never reached"
        seen[node.number] = encounter
        steps.append({"number": node.number, "encounter": encounter, "path_params": params})
    return steps


# -------------------------------------------------------------------------------------------------------------- shadows

_SAMPLE_LIMIT = 120
_UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
_WORDS = ("x", "y", "word", "anything", "zq")
_SAMPLES: dict[str, tuple[str, ...]] = {
    "StringConvertor": ("7", "1.5", _UUID, "X-7_a", "~"),
    "IntegerConvertor": ("7", "0", "123456789"),
    "FloatConvertor": ("1.5", "7"),
    "UUIDConvertor": (_UUID,),
    "PathConvertor": ("p/q", "p", "7", "p/q/r", "p/q/r/s/t/u/v", "p/", "/", ""),
}


def find_shadows(app: Any) -> list[Any]:
    """The routes from which an earlier one takes requests, each with a URL that shows it.

    Example URLs are made for every route and method, typed by the convertors, and sent through `simulate`'s matcher:
    a route that wins none of them can never be reached, one that loses some is shadowed in part.
    """
    return find_shadows_in(RouteMap(app))


def find_shadows_in(routes: RouteMap) -> list[Any]:
    """As `find_shadows`, in a map that was built before."""
    words = _free_words(routes)
    found: list[Any] = []
    for node in routes.nodes:
        if node.specificity is None and node.kind != "other":
            found += _shadows_of(routes, node, words)
    return found


def _free_words(routes: RouteMap) -> tuple[str, ...]:
    """Sample words that no route spells out, so that a sample is not taken by a route meant for just that word."""
    spelled = {segment for node in routes.nodes for segment in node.path.split("/")}
    return tuple(word for word in _WORDS if word not in spelled) or ("x9w",)


def _shadows_of(routes: RouteMap, node: _Node, words: tuple[str, ...]) -> list[dict[str, Any]]:
    if node.kind == "websocket":
        methods: list[str] = ["WEBSOCKET"]
    elif node.kind == "http":
        methods = sorted(node.route.methods or ("GET",))
    else:
        methods = ["GET"]
    if "GET" in methods and "HEAD" in methods:
        methods.remove("HEAD")
    targets = _targets_of(node, words)
    root = getattr(routes.top.app, "root_path", "") if routes.top is not None else ""
    if root:  # A proxy may or may not have taken the prefix away; Starlette takes both.
        targets += [(host, root + target) for host, target in targets]
    found = [_shadow_of(routes, node, method, targets) for method in methods]
    return [shadow for shadow in found if shadow is not None]


def _shadow_of(routes: RouteMap, node: _Node, method: str, targets: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
    won = 0
    lost: tuple[str, int] | None = None
    for host, target in targets:
        answerer = _answerer(routes, node, method, target, host)
        if answerer == node.number:
            won += 1
        elif answerer is not None and lost is None:
            lost = (target, answerer)
    if lost is None:
        return None
    shown = method if node.kind == "http" else ""
    return {"number": node.number, "method": shown, "winner": lost[1], "witness": lost[0], "always": not won}


def _answerer(routes: RouteMap, node: _Node, method: str, target: str, host: str) -> int | None:
    """The number of the route that takes this request; a mount that lets it in counts as won for the mount itself."""
    decision = _Decision(hurried=True)
    scope = _scope_for(method, target, [("host", host)] if host else ())
    if routes.top is None:
        return None
    try:
        _decide(routes.top, scope, decision)
    except Exception:  # noqa: BLE001 - a convertor that cannot read a sample tells nothing about reachability
        return None
    if decision.met.get(node.number, ("",))[0] == "match":
        return node.number
    answerer = decision.winner if decision.winner is not None else decision.taken_by
    return None if answerer in {step.number for step in _chain(node)} else answerer


def _targets_of(node: _Node, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Example requests for a route as (host, path): its own samples behind samples of the mounts around it."""
    host = ""
    prefixes = [""]
    for step in _chain(node):
        if step.kind == "host":
            host = next(iter(_samples_of(step, words)), "")
            continue
        parts = _samples_of(step, words)
        several = parts if step is node else parts[:4]
        prefixes = [prefix + part for prefix in prefixes for part in several][:_SAMPLE_LIMIT]
    if node.kind in {"mount", "host"}:
        prefixes = [prefix + "/" + words[0] for prefix in prefixes]
    return [(host, target or "/") for target in dict.fromkeys(prefixes)]


def _chain(node: _Node) -> list[_Node]:
    """The mounts and hosts around a route, outermost first, and the route itself."""
    chain: list[_Node] = []
    step: _Node | None = node
    while step is not None:
        chain.insert(0, step)
        step = step.above
    return chain


def _samples_of(node: _Node, words: tuple[str, ...]) -> list[str]:
    """Texts that the node's own path expression takes, the first of them typical."""
    route = node.route
    if node.kind == "host":
        template, regex = route.host, route.host_regex
    else:
        template, regex = route.path, route.path_regex
    tail = "/" if node.kind == "mount" else ""
    convertors = route.param_convertors
    names = [name for name in convertors if "{" + name + "}" in _plain_template(template)]
    pools = [_pool_of(convertors[name], words) for name in names]
    samples: list[str] = []
    for values in _combinations(pools):
        text = _plain_template(template)
        for index, name in enumerate(names):
            text = text.replace("{" + name + "}", values[index])
        if regex.match(text + tail):
            samples.append(text)
    return samples


def _plain_template(template: str) -> str:
    return re.sub(r"\{([a-zA-Z_]\w*):[a-zA-Z_]\w*\}", r"{\1}", template)


def _pool_of(convertor: Any, words: tuple[str, ...]) -> list[str]:
    """Values that a convertor takes; for one of the user's own, those common texts that its expression matches."""
    kind = type(convertor).__name__
    if kind in {"StringConvertor", "PathConvertor"}:
        return [words[0], *_SAMPLES[kind]]
    if kind in _SAMPLES:
        return list(_SAMPLES[kind])
    common = (*words, "7", "1.5", _UUID, "2024-01-31", "2024", "12", "en", "en-US", "ABC", "Abc-1", "a.b", "0", "p/q")
    fitting = [text for text in common if re.fullmatch(convertor.regex, text)]
    return fitting or [_text_for(convertor.regex)]


def _text_for(regex: str) -> str:
    """A text that a simple expression takes, made by growing it letter by letter; `x` where that finds none."""
    texts = [""]
    for _ in range(4):
        texts = [text + letter for text in texts for letter in "aA0-_."][:1500]
        for text in texts:
            if re.fullmatch(regex, text):
                return text
    return "x"


def _combinations(pools: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Samples for several parameters: first all typical ones, then alike ones, then the rest, up to the limit."""
    longest = max((len(pool) for pool in pools), default=1)
    alike = (tuple(pool[step % len(pool)] for pool in pools) for step in range(longest))
    everything = itertools.chain(alike, itertools.product(*pools))
    seen: set[tuple[str, ...]] = set()
    for values in everything:
        if values not in seen:
            seen.add(values)
            yield values
        if len(seen) >= _SAMPLE_LIMIT:
            return


# ---------------------------------------------------------------------------------------------------------- field names


def field_names(app: Any) -> dict[str, Any]:
    """Where the name in Python and the name on the wire differ: model → {Python name: alias}.

    Parameters stand under `<METHOD> <path>`. Only the running app knows this: an OpenAPI document has aliases alone.
    Two models of one class name are listed under FastAPI's long form, `package__module__Name`.
    """
    found: dict[str, Any] = {}
    models: dict[int, Any] = {}
    for node in RouteMap(app).nodes:
        owners = list(_dependants(getattr(node.route, "dependant", None)))
        params = _differing(field for owner in owners for field in _fields_in(owner))
        for method in sorted(getattr(node.route, "methods", None) or ()) if params else ():
            found[f"{method} {_path_format(node)}"] = params
        for owner in owners:
            for field in [*_fields_in(owner), *getattr(owner, "body_params", ())]:
                _collect_models(_annotation_of(field), models, 0)
        _collect_models(_annotation_of(getattr(node.route, "response_field", None)), models, 0)
    found.update(_model_names(list(models.values())))
    return found


def _fields_in(owner: Any) -> list[Any]:
    lists = (getattr(owner, f"{place}_params", ()) for place in ("path", "query", "header", "cookie"))
    return [field for fields in lists for field in fields]


def _differing(fields: Iterable[Any]) -> dict[str, str]:
    pairs = ((field.name, getattr(field, "alias", field.name)) for field in fields)
    return {name: alias for name, alias in pairs if isinstance(alias, str) and alias != name}


def _annotation_of(field: Any) -> Any:
    if field is None:
        return None
    info = getattr(field, "field_info", None)
    return (
        getattr(info, "annotation", None) or getattr(field, "outer_type_", None) or getattr(field, "annotation", None)
    )


def _collect_models(annotation: Any, models: dict[int, Any], depth: int, module: str = "") -> None:
    """Models in an annotation and in the fields of those models, each once."""
    annotation = _resolved(annotation, module)
    if annotation is None or depth > 30 or id(annotation) in models:
        return
    if isinstance(annotation, type) and _model_fields(annotation):
        models[id(annotation)] = annotation
        for field in _model_fields(annotation).values():
            _collect_models(_annotation_of(field), models, depth + 1, annotation.__module__)
    for part in getattr(annotation, "__args__", ()):
        _collect_models(part, models, depth + 1, module)


def _resolved(annotation: Any, module: str) -> Any:
    """What a name written as text means in the module of its model; other annotations as they are."""
    name = getattr(annotation, "__forward_arg__", annotation)
    return getattr(sys.modules.get(module), name, None) if isinstance(name, str) else annotation


def _model_fields(model: type) -> dict[str, Any]:
    """Pydantic 2's or Pydantic 1's fields; empty for other classes."""
    for name in ("__pydantic_fields__", "__fields__"):
        fields = vars(model).get(name)
        if isinstance(fields, dict):
            return fields
    return {}


def _model_names(models: Sequence[type]) -> dict[str, dict[str, str]]:
    names = [model.__name__ for model in models]
    found: dict[str, dict[str, str]] = {}
    for model in models:
        aliases = {name: _wire_name(field) for name, field in _model_fields(model).items()}
        differing = {name: alias for name, alias in aliases.items() if alias is not None and alias != name}
        if differing:
            long = f"{model.__module__}__{model.__qualname__}".replace(".", "__")
            found[long if names.count(model.__name__) > 1 else model.__name__] = differing
    return found


def _wire_name(field: Any) -> str | None:
    """What a client must write: the validation alias; of several choices the first."""
    for alias in (getattr(field, "validation_alias", None), getattr(field, "alias", None)):
        choices = getattr(alias, "choices", None)
        choice = choices[0] if choices else alias
        if isinstance(choice, str):
            return choice
    return None


def describe_app(app: Any) -> dict[str, Any]:
    """All that is known before any request: `routes`, `shadows`, `names`."""
    routes = RouteMap(app)
    return {"routes": routes.rows(), "shadows": find_shadows_in(routes), "names": field_names(app)}
