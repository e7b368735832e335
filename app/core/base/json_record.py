"""Typed reading of JSON objects that another process sent: wrong data gives one clear error that says where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from app.core.base.errors import RouteglassError

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

_HINT = "The recorder inside the app and this program may be of different versions: restart the app."


class RecordError(RouteglassError):
    """A member of a JSON object is missing or of the wrong type."""


class JsonRecord:
    """A JSON object and where it was found; every reader takes a member's name.

    A member that is missing or null counts as absent: readers with a default return that, the others raise.

    Attributes:
        where: JSON Pointer from the top of what was sent, for messages.
        members: The object itself.
    """

    __slots__ = ("members", "where")

    def __init__(self, value: JsonValue, where: str = "") -> None:
        if not isinstance(value, dict):
            raise RecordError(f"This should be an object, but is {_kind(value)}.", where=where or "/", hint=_HINT)
        self.members = value
        self.where = where

    def text(self, name: str, default: str | None = None) -> str:
        """A string."""
        value = self._get(name, default)
        return value if isinstance(value, str) else self._wrong(name, value, "a string")

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._get(name, default)
        usable = isinstance(value, int) and not isinstance(value, bool)
        return value if usable and isinstance(value, int) else self._wrong(name, value, "a whole number")

    def optional_whole(self, name: str) -> int | None:
        """A whole number, or None where it is absent."""
        return None if self.members.get(name) is None else self.whole(name)

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
            self._wrong(name, value, "a finite number")
        return float(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """A boolean."""
        value = self._get(name, default)
        return value if isinstance(value, bool) else self._wrong(name, value, "true or false")

    def mapping(self, name: str) -> dict[str, JsonValue]:
        """An object; empty where it is absent."""
        value = self._get(name, {})
        return value if isinstance(value, dict) else self._wrong(name, value, "an object")

    def items(self, name: str) -> list[JsonValue]:
        """An array; empty where it is absent."""
        value = self._get(name, [])
        return value if isinstance(value, list) else self._wrong(name, value, "an array")

    def records(self, name: str) -> tuple[JsonRecord, ...]:
        """An array of objects; empty where it is absent."""
        return tuple(JsonRecord(item, f"{self.where}/{name}/{index}") for index, item in enumerate(self.items(name)))

    def texts(self, name: str) -> tuple[str, ...]:
        """An array of strings; empty where it is absent."""
        return tuple(self._text_at(name, index, item) for index, item in enumerate(self.items(name)))

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """An array of pairs of strings; empty where it is absent."""
        found: list[tuple[str, str]] = []
        for index, item in enumerate(self.items(name)):
            if not isinstance(item, list) or len(item) != 2:
                self._wrong(f"{name}/{index}", item, "a pair of strings")
            found.append((self._text_at(name, index, item[0]), self._text_at(name, index, item[1])))
        return tuple(found)

    def _get(self, name: str, default: JsonValue) -> JsonValue:
        value = self.members.get(name)
        return default if value is None else value

    def _text_at(self, name: str, index: int, value: JsonValue) -> str:
        return value if isinstance(value, str) else self._wrong(f"{name}/{index}", value, "a string")

    def _wrong(self, name: str, value: JsonValue, wanted: str) -> NoReturn:
        raise RecordError(f"This should be {wanted}, but is {_kind(value)}.", where=f"{self.where}/{name}", hint=_HINT)


def _kind(value: JsonValue) -> str:
    names = {bool: "true or false", dict: "an object", list: "an array", str: "a string", type(None): "missing or null"}
    return names.get(type(value), "a number")
