"""Values before and after the server made them the types that the code asks for, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.trace.facts import errors_of, location_of, rows_of
from app.core.trace.shown import value_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import JsonValue
    from app.core.trace.model import Span


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value before and after the server made it the type that the code asks for.

    Attributes:
        place: `query`, `path`, `header`, `cookie`, `body`.
        name: Its name on the wire.
        sent: What came; empty where nothing was sent.
        became: What the code gets; empty where it does not fit.
        kind: The type that it is now.
        note: `default`, `does not fit`, `in the code: limit`.
        failed: Whether it does not fit.
    """

    place: str
    name: str
    sent: str
    became: str
    kind: str
    note: str
    failed: bool = False

    @property
    def text(self) -> str:
        """One line, to be copied."""
        note = f" ({self.note})" if self.note else ""
        return (
            f"{self.place} {self.name}: {self.sent or 'not sent'} -> {self.became or '-'} {self.kind}".rstrip() + note
        )


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One validation error.

    Attributes:
        place: `body/title`.
        message: The server's words.
        rule: The error's type: `string_too_short`.
        sent: What was checked; empty where that is not told.
    """

    place: str
    message: str
    rule: str
    sent: str

    @property
    def text(self) -> str:
        """One line, to be copied."""
        return f"{self.place}: {self.message} ({self.rule})"


def value_lines(span: Span) -> tuple[ValueLine, ...]:
    """The values that a `params` span took, before and after."""
    wrong = {location_of(error) for error in errors_of(span)}
    return tuple(_value_line(span.name, row, wrong) for row in rows_of(span))


def _value_line(place: str, row: Mapping[str, JsonValue], wrong: set[str]) -> ValueLine:
    name = _plain(row.get("key"))
    path = f"{place}/{name}"
    failed = any(loc == path or loc.startswith(f"{path}/") for loc in wrong) or (
        place == "body" and "value" not in row and bool(wrong)
    )
    sent = value_words(row["raw"]) if "raw" in row else "the body" if place == "body" else ""
    became = value_words(row["value"]) if "value" in row else ""
    python_name = _plain(row.get("name"))
    notes = [
        "does not fit" if failed else "",
        "default" if "raw" not in row and "value" in row and place != "body" else "",
        f"in the code: {python_name}" if python_name not in {name, name.replace("-", "_")} else "",
    ]
    return ValueLine(
        place, name, sent, became, _plain(row.get("type")), ", ".join(note for note in notes if note), failed
    )


def error_lines(errors: JsonValue) -> tuple[ErrorLine, ...]:
    """Validation errors as the server recorded them."""
    rows = [row for row in errors if isinstance(row, dict)] if isinstance(errors, list) else []
    return tuple(
        ErrorLine(
            location_of(row),
            _plain(row.get("msg")),
            _plain(row.get("type")),
            value_words(row["input"]) if "input" in row else "",
        )
        for row in rows
    )


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else "" if value is None else value_words(value)
