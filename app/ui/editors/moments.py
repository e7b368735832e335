"""Dates, times and durations as text: taken apart, put together, stepped; nothing typed is lost or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QDateTime, Qt

_MOMENT: Final = re.compile(
    r"\s*(?P<day>\d{4}-\d\d-\d\d)?(?:(?<=\d)[Tt ]|T|t)?(?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"
    r"(?P<offset>[Zz]|[+-]\d\d:?\d\d)?\s*",
    re.ASCII,
)
_DURATION: Final = re.compile(
    r"\s*(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?\s*",
    re.ASCII,
)
UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
"""The parts of a duration, from long to short."""

_LETTERS: Final = dict(zip(UNITS, "YMWDHMS", strict=True))
_CLOCK: Final = ("hours", "minutes", "seconds")
_SIXTIES: Final = (24, 60, 60)
_FURTHEST: Final = 14 * 60
_ZONES: Final = (-210, 210, 270, 330, 345, 570, 630, 765)
"""Offsets in use that are no whole hours, in minutes."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The parts of an RFC 3339 date and time, each as it was typed; empty where it is missing.

    Attributes:
        day: `2024-01-31`.
        time: `09:30:00`, with a fraction where there is one.
        offset: `Z`, `+02:00`.
    """

    day: str = ""
    time: str = ""
    offset: str = ""


def read_moment(text: str) -> Moment | None:
    """The parts of a date, a time, or both; None where the text is something else."""
    found = _MOMENT.fullmatch(text)
    return Moment(found["day"] or "", found["time"] or "", found["offset"] or "") if found else None


def write_moment(moment: Moment, form: str) -> str:
    """The text of the parts that the form has.

    Args:
        form: `date-time`, `date` or `time`, as JSON Schema's `format` calls them.
    """
    clock = f"{moment.time}{moment.offset}"
    return {"date": moment.day, "time": clock}.get(form, f"{moment.day}T{clock}")


def now_moment(*, local: bool = False) -> Moment:
    """This second, in UTC or with this machine's offset."""
    now = QDateTime.currentDateTime() if local else QDateTime.currentDateTimeUtc()
    day = now.date().toString(Qt.DateFormat.ISODate)
    offset = offset_text(now.offsetFromUtc() // 60) if local else "Z"
    return Moment(day, now.time().toString(Qt.DateFormat.ISODate), offset)


def offset_text(minutes: int) -> str:
    """`+02:00` for 120 minutes east of UTC."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def offsets() -> tuple[str, ...]:
    """`Z` and all offsets in use, from west to east."""
    whole = range(-12 * 60, _FURTHEST + 1, 60)
    return ("Z", *(offset_text(minutes) for minutes in sorted({*whole, *_ZONES}) if minutes))


def read_day(text: str) -> date | None:
    """The day that a text names; None where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moved_day(day: date, days: int) -> date:
    """The day so many days later; the calendar's own ends are kept."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def moved_month(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month; the calendar's own ends are kept."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return day
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, days_of_month(first)))


def days_of_month(day: date) -> int:
    """How many days a day's month has."""
    return next(count for count in (31, 30, 29, 28) if _has(day, count))


def _has(day: date, number: int) -> bool:
    try:
        day.replace(day=number)
    except ValueError:
        return False
    return True


def stepped_time(text: str, caret: int, count: int) -> str | None:
    """The time with its part under the caret moved by `count`, running over to its own start; None for other text."""
    parts = re.fullmatch(r"(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?", text, re.ASCII)
    if parts is None:
        return None
    numbers = [int(part) for part in parts.groups()[:3] if part is not None]
    index = min(max(caret, 0) // 3, len(numbers) - 1)
    numbers[index] = (numbers[index] + count) % _SIXTIES[index]
    return ":".join(f"{number:02}" for number in numbers) + (parts[4] or "")


def read_duration(text: str) -> dict[str, str] | None:
    """The parts of an ISO 8601 duration by unit, empty where missing, and its `sign`; None for other text."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found[unit] for unit in UNITS):
        return None
    return {name: value or "" for name, value in found.groupdict().items()}


def write_duration(parts: dict[str, str]) -> str:
    """The shortest text of these parts; `PT0S` where all are empty (ISO 8601 demands one)."""

    def joined(units: tuple[str, ...]) -> str:
        return "".join(f"{parts[unit]}{_LETTERS[unit]}" for unit in units if parts.get(unit))

    days, clock = joined(UNITS[:4]), joined(_CLOCK)
    if not days and not clock:
        return "PT0S"
    return f"{parts.get('sign', '')}P{days}{f'T{clock}' if clock else ''}"


def duration_words(text: str) -> str:
    """`1 day 2 hours`; empty where the text is no duration."""
    parts = read_duration(text)
    if parts is None:
        return ""
    words = [f"{parts[unit]} {unit[:-1] if parts[unit] == '1' else unit}" for unit in UNITS if parts[unit]]
    return f"{'minus ' if parts['sign'] else ''}{' '.join(words)}"
