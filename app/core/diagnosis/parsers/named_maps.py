"""Messages by field somewhere below the top: Zod's `flatten`, PocketBase, Mongoose, and what many write themselves.

`fieldErrors`, `messages`, `data.errors`, `error.errors`: `{"title": "…"}`, `{"title": ["…"]}` or
`{"title": {"message": "…"}}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import (
    LEVEL_NAMES,
    ReportParser,
    is_error_map,
    is_messages,
    map_reports,
    members,
    text_of,
)
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.diagnosis.answer import Answer

_HOLDERS: Final = ("error", "data", "meta")
_MAPS: Final = ("errors", "fieldErrors", "field_errors", "messages", "validationErrors", "validation_errors")
_TOLD: Final = ("data", "details", "fields")
"""Under these names anything may stand: only objects that hold a message each are errors."""

_WORDS: Final = ("message", "msg", "reason", "description")


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    holders = [body, *(inner for name in _HOLDERS if isinstance(inner := body.get(name), dict))]
    notes = server_says(*(text_of(holder, "message", "detail", "title") for holder in holders))
    for holder in holders:
        for name in (*_MAPS, *_TOLD):
            value = holder.get(name)
            if not isinstance(value, dict) or not value:
                continue
            if all(isinstance(said, dict) and text_of(said, *_WORDS) for said in value.values()):
                return Reading(_told(value), notes)
            if name in _MAPS and (all(map(is_messages, value.values())) or is_error_map(value)):
                return Reading(map_reports(value), notes)
    return None


def _told(value: Mapping[str, Any]) -> Iterator[Report]:
    for name, said in value.items():
        tokens = () if name in LEVEL_NAMES else path_tokens(name)
        yield Report(text_of(said, *_WORDS), tokens, code=text_of(said, "code", "kind", "type"))


NAMED_MAPS: Final = ReportParser("named-maps", 38, _read)
