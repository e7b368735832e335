"""Go huma's error model (huma.rocks, `ErrorDetail`): problems whose errors name a `location` like `body.items[3]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.field_path import Location
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_PLACES: Final = frozenset(location.value for location in Location)


def _read(answer: Answer) -> Reading | None:
    errors = objects(members(answer).get("errors"))
    if not any(_is_error(error) for error in errors):
        return None
    return Reading((_report(error) for error in errors), server_says(members(answer).get("detail")))


def _is_error(error: dict[str, Any]) -> bool:
    # Others write the field apart from its `location`.
    names_apart = any(name in error for name in ("field", "path", "param", "name"))
    return bool(text_of(error, "message") and text_of(error, "location")) and not names_apart


def _report(error: dict[str, Any]) -> Report:
    tokens = path_tokens(text_of(error, "location"))
    if tokens and tokens[0] in _PLACES:
        return Report(text_of(error, "message"), tokens[1:], tokens[0])
    return Report(text_of(error, "message"), tokens)


HUMA: Final = ReportParser("huma", 90, _read)
