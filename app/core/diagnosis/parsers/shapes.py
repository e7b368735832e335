"""What the shapes of other frameworks have in common: they are read into reports, and those are placed on fields."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.items import MAX_LOC
from app.core.diagnosis.parsers.protocol import Parsed
from app.core.diagnosis.place_reports import place_reports
from app.core.diagnosis.reports import MAX_REPORTS, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.parsers.protocol import Question
    from app.core.diagnosis.reports import Reading

    Read = Callable[[Answer], Reading | None]

LEVEL_NAMES: Final = frozenset(("non_field_errors", "nonFieldErrors", "__all__", "_schema", "base", ""))
"""Under these names of an error map stand errors of the object itself: Django REST framework, marshmallow, Rails."""


@dataclass(frozen=True, slots=True)
class ReportParser:
    """The parser of one shape.

    Attributes:
        read: What the answer reports; None where it has another shape. Never raises, looks no deeper than it must.
    """

    name: str
    priority: int
    read: Read

    def can_parse(self, answer: Answer) -> bool:
        """Whether the answer has this shape."""
        return self.read(answer) is not None

    def parse(self, answer: Answer, question: Question) -> Parsed:
        """Places each report on its field."""
        reading = self.read(answer)
        if reading is None:
            return Parsed()
        reports = list(islice(reading.reports, MAX_REPORTS + 1))
        more = ("The server lists more errors than are shown here; the body shows all of them.",)
        placements = place_reports(question, reports[:MAX_REPORTS])
        return Parsed(placements, (*reading.notes, *(more if len(reports) > MAX_REPORTS else ())))


def members(answer: Answer) -> Mapping[str, Any]:
    """The body's members, none where it is no object."""
    return answer.body if isinstance(answer.body, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text_of(entry: Mapping[str, Any], *names: str) -> str:
    """The first text under one of these names, empty where there is none."""
    return next((value for name in names if isinstance(value := entry.get(name), str) and value), "")


def is_messages(value: Any) -> bool:
    """Whether a value is a message or a list of messages that is not empty."""
    if isinstance(value, str):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(entry, str) for entry in value)


def is_error_map(value: Any) -> bool:
    """Whether an object holds, as deep as it goes, nothing but lists of messages by name or index, and at least one."""
    if not isinstance(value, dict) or not value:
        return False
    waiting: list[Any] = list(value.values())
    if not all(isinstance(each, dict | list) and each for each in waiting):
        return False
    for count in range(_MAX_LOOKS):
        if not waiting:
            return count > 0
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += (inner for inner in each if not isinstance(inner, str))
        else:
            return False
    return True


_MAX_LOOKS: Final = 1_000
"""How many values are looked at to recognise an error map; a larger one is none other."""


def map_reports(value: Any, tokens: tuple[str, ...] = (), where: str | None = None) -> Iterator[Report]:
    """The reports of an error map: names and indices lead to messages; empty places mean that all is well there.

    Args:
        tokens: The path to the map itself.
    """
    waiting: list[tuple[tuple[str, ...], Any]] = [(tokens, value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, dict):
            pairs: Iterable[tuple[str, Any]] = each.items()
        elif isinstance(each, list) and not is_messages(each):
            pairs = ((str(index), entry) for index, entry in enumerate(each))
        else:
            yield from (Report(text, path, where) for text in _messages(each))
            continue
        if len(path) < MAX_LOC:
            # In the server's order though the last one waiting comes first.
            waiting += [(_below(path, name), member) for name, member in pairs][::-1]


def _below(path: tuple[str, ...], name: str) -> tuple[str, ...]:
    return path if name in LEVEL_NAMES else (*path, *path_tokens(name))


def _messages(value: Any) -> list[str]:
    if value is None or value is OMIT or value is True or value is False:
        return []
    texts = value if isinstance(value, list) else [value]
    return [text for text in texts if isinstance(text, str) and text]
