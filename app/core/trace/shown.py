"""Recorded values on one line: what was left out, hidden or cannot be shown is told in words.

The recorder marks what is no plain JSON with a `~` member: its type's name, `redacted` or `unreadable`; `~more` counts
what was left out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

HIDDEN: Final = "hidden, because its name says that it is secret"

_MARK: Final = "~"
_MORE: Final = "~more"
_REDACTED: Final = {"~": "redacted"}
_SHORT_HIDDEN: Final = "hidden"
_LONGEST: Final = 400


def value_words(value: JsonValue) -> str:
    """The value on one line: JSON for plain data, `Book(title="Dune")` for objects, at most 400 letters."""
    text = HIDDEN if value == _REDACTED else _inside(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _inside(value: JsonValue) -> str:
    if isinstance(value, dict):
        return _object_words(value)
    if isinstance(value, list):
        return f"[{', '.join(_item_words(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _item_words(value: JsonValue) -> str:
    if isinstance(value, dict) and set(value) == {_MORE}:
        return f"… {value[_MORE]} more"
    return _inside(value)


def _object_words(value: dict[str, JsonValue]) -> str:
    kind = value.get(_MARK)
    more = [f"… {value[_MORE]} more"] if _MORE in value else []
    members = {name: item for name, item in value.items() if name not in {_MARK, _MORE}}
    if not isinstance(kind, str):
        pairs = [f"{json.dumps(name, ensure_ascii=False)}: {_inside(item)}" for name, item in members.items()]
        return f"{{{', '.join(pairs + more)}}}"
    if not members and not more:
        return _SPECIAL.get(kind, kind.rpartition(".")[2])
    if "bytes" in members or "bits" in members:
        unit, size = next(iter(members.items()))
        return f"{kind} of {size} {unit}"
    pairs = [f"{name}={_inside(item)}" for name, item in members.items()]
    return f"{kind.rpartition('.')[2]}({', '.join(pairs + more)})"


_SPECIAL: Final = {"redacted": _SHORT_HIDDEN, "unreadable": "cannot be shown"}
