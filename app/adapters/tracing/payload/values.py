"""Values as bounded JSON data: what is secret is redacted, and no `__repr__` or `__str__` of a user's runs."""

from __future__ import annotations

import datetime
import decimal
import enum
import functools
import itertools
import math
import pathlib
import re
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

VALUE_LENGTH = 160
VALUE_ITEMS = 12
VALUE_DEPTH = 3
ROW_LIMIT = 60


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
def is_card_sign(name: str) -> bool:
    """Whether a name stands around the number of a payment card: `card`, `cvc`, `expiry`, …"""
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
        return short_text(value)
    if issubclass(kind, (int, float, str)):
        return _render_scalar(value, kind)
    if issubclass(kind, (bytes, bytearray, memoryview)):
        return {"~": kind.__name__, "bytes": memoryview(value).nbytes}
    if kind in _PLAIN_TEXT:
        return short_text(str(value))
    if issubclass(kind, enum.Enum):
        return _render(object.__getattribute__(value, "_value_"), depth)
    return _render_container(value, kind, depth)


def render_named(name: str | None, value: Any) -> Any:
    """The value, or the mark for redacted where its name tells that it is secret."""
    if name is None:
        return render(value)
    return REDACTED if is_secret(name) else without_card_number(name, render(value))


def short_text(text: str) -> str:
    """At most 160 characters, and such as UTF-8 can carry."""
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
        return short_text(str.__str__(value))
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
    fields = fields_of(value, kind)
    if fields is None:
        return {"~": type_name(kind)}
    shown = {"~": kind.__name__, **_render_items(fields.items(), len(fields), depth)}
    return without_card_number(kind.__name__, shown)


def _is_secret_type(kind: type) -> bool:
    return any(base.__name__ in {"SecretStr", "SecretBytes", "_SecretBase", "_SecretField"} for base in kind.__mro__)


def fields_of(value: Any, kind: type) -> dict[str, Any] | None:
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
        name = key_text(key)
        shown[name] = REDACTED if is_secret(name) else without_card_number(name, _render(item, depth - 1))
    if "number" in shown and any(map(is_card_sign, shown)):
        shown["number"] = REDACTED
    if size > VALUE_ITEMS:
        shown["~more"] = size - VALUE_ITEMS
    return shown


def without_card_number(owner: str, shown: Any) -> Any:
    """What is shown of a value whose own name, or its class's, tells that it is a payment card."""
    if type(shown) is dict and "number" in shown and is_card_sign(owner):
        shown["number"] = REDACTED
    return shown


def key_text(key: Any) -> str:
    """The key of a mapping as text."""
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
