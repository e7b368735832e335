"""OTLP's attribute values (`common.proto`, AnyValue) as JSON values: bounded, and without secrets."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from app.core.forms.kinds import is_secret

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

TEXT_LIMIT: Final = 2_000
"""Letters of a value; statements of databases are long."""

STACK_LIMIT: Final = 16_000
"""Letters of a stack trace: its end, where most languages name the place, is kept as well as its beginning."""

ATTRIBUTE_LIMIT: Final = 128
"""Attributes of one thing, as the SDKs count (OTEL_ATTRIBUTE_COUNT_LIMIT)."""

ITEM_LIMIT: Final = 100
DEPTH_LIMIT: Final = 5

HIDDEN: Final[JsonValue] = {"~": "redacted"}
"""What stands in place of a secret value, as from the recorder."""

_TOO_DEEP: Final[JsonValue] = {"~": "unreadable"}

STARS: Final = "********"
"""What stands in place of a secret within a text."""

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET_WORDS: Final = frozenset(
    {"pass", "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "auth", "authorization", "cookie"}
    | {"session", "credential", "credentials", "csrf", "xsrf", "otp", "pin", "cvv", "cvc"}
)
_KEY_OWNERS: Final = frozenset({"api", "private", "secret", "access", "signing", "encryption", "x"})
_CARD: Final = frozenset({"card", "number"})
_AUTHORIZATION: Final = re.compile(r"(?i)(\bauthorization\b[\"']?\s*[:=]\s*[\"']?)(?:(\w+)\s+)?[^\s\"',;]+")
_PAIR: Final = re.compile(
    r"""(?<![\w.\-])(?P<name>[A-Za-z][\w.\-]{0,80})(?P<between>["']?\s*(?:=|(?<=["'])\s*:)\s*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s&,;)"'}\]]+)"""
)
_LOGIN: Final = re.compile(r"(://[^\s/:@]*):[^\s/@]+@")
_COOKIES: Final = re.compile(r"(?i)(\b(?:set-)?cookie\b[\"']?\s*:\s*)[^\r\n\"']+")


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether what stands under a name is kept back: `X-API-Key`, `http.request.header.authorization`."""
    words = [word.lower() for word in _WORD.findall(name)]
    if _SECRET_WORDS.intersection(words) or _CARD.issubset(words):
        return True
    return is_secret(name, None) or (words[-1:] == ["key"] and bool(_KEY_OWNERS.intersection(words)))


def clean_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """A text without the secrets that it names (`?api_key=…`, `password='…'`, `Authorization: …`, a URL's password)."""
    text = _cut(text, limit)
    if "=" not in text and ":" not in text:
        return text
    if "://" in text:
        text = _LOGIN.sub(rf"\1:{STARS}@", text)
    text = _COOKIES.sub(rf"\1{STARS}", text)
    text = _AUTHORIZATION.sub(_starred_authorization, text)
    return _PAIR.sub(_starred, text)


def read_value(value: JsonValue, depth: int = DEPTH_LIMIT) -> JsonValue:
    """An AnyValue in OTLP's JSON form → a JSON value; one that is empty or of an unknown kind gives None."""
    if not isinstance(value, dict):
        return None
    for name, read in _SCALARS.items():
        if name in value:
            return read(value[name])
    nested = value.get("arrayValue", value.get("kvlistValue"))
    items = nested.get("values", []) if isinstance(nested, dict) else None
    if not isinstance(items, list):
        return None
    if depth <= 0:
        return _TOO_DEEP
    if "arrayValue" in value:
        return _read_list(items, depth - 1)
    return read_attributes(items, depth - 1)[0]


def read_attributes(value: JsonValue, depth: int = DEPTH_LIMIT) -> tuple[dict[str, JsonValue], int]:
    """A list of KeyValue in OTLP's JSON form → values by name, and how many were left out; broken ones are left out."""
    pairs = value if isinstance(value, list) else []
    found: dict[str, JsonValue] = {}
    left_out = 0
    for pair in pairs:
        key = pair.get("key") if isinstance(pair, dict) else None
        if not isinstance(pair, dict) or not isinstance(key, str) or not key or len(found) >= ATTRIBUTE_LIMIT:
            left_out += 1
            continue
        found[_cut(key, TEXT_LIMIT)] = _member(key, pair.get("value"), depth)
    return found, left_out


def _member(key: str, value: JsonValue, depth: int) -> JsonValue:
    if is_secret_name(key):
        return HIDDEN
    text = value.get("stringValue") if isinstance(value, dict) else None
    if key.endswith("stacktrace") and isinstance(text, str):
        return clean_text(text, STACK_LIMIT)
    return read_value(value, depth)


def _read_list(items: list[JsonValue], depth: int) -> JsonValue:
    read = [read_value(item, depth) for item in items[:ITEM_LIMIT]]
    more = len(items) - len(read)
    return [*read, {"~more": more}] if more else read


def _text(value: JsonValue) -> JsonValue:
    return clean_text(value) if isinstance(value, str) else None


def _flag(value: JsonValue) -> JsonValue:
    return value if isinstance(value, bool) else None


def _whole(value: JsonValue) -> JsonValue:
    """64-bit numbers are strings in protobuf's JSON form; senders also write them as numbers."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value, re.ASCII):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: JsonValue) -> JsonValue:
    """What is no JSON number is a text, as protobuf's JSON form has it: `Infinity`, `NaN`."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, str):
        return value[:24]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _octets(value: JsonValue) -> JsonValue:
    """Bytes are in base64; only their number is kept."""
    return {"~": "bytes", "bytes": len(value.rstrip("=")) * 3 // 4} if isinstance(value, str) else None


_SCALARS: Final = {
    "stringValue": _text,
    "boolValue": _flag,
    "intValue": _whole,
    "doubleValue": _number,
    "bytesValue": _octets,
}


def _starred(found: re.Match[str]) -> str:
    if not is_secret_name(found["name"]) or found["value"].strip("\"'") == STARS:
        return found[0]
    quote = found["value"][0] if found["value"][0] in "\"'" else ""
    return f"{found['name']}{found['between']}{quote}{STARS}{quote}"


def _starred_authorization(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]} {STARS}" if found[2] else f"{found[1]}{STARS}"


def _cut(text: str, limit: int) -> str:
    """Beginning and end of a text that is too long."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} … {text[-half:]}"
