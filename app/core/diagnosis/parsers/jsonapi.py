"""JSON:API error objects (jsonapi.org/format/1.1, section 11): each names a pointer, a parameter or a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.media_types import essence
from app.core.diagnosis.field_tokens import path_tokens, pointer_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_MEDIA_TYPE: Final = "application/vnd.api+json"


def _read(answer: Answer) -> Reading | None:
    errors = objects(members(answer).get("errors"))
    is_named = any(isinstance(error.get("source"), dict) for error in errors)
    if not errors or not (is_named or essence(answer.header("content-type")) == _MEDIA_TYPE):
        return None
    placed = [error for error in errors if _source(error)]
    notes = [_words(error) for error in errors if not _source(error)]
    return Reading(_reports(placed), server_says(*notes[:_MAX_NOTES]))


_MAX_NOTES: Final = 20


def _source(error: dict[str, Any]) -> tuple[str, str] | None:
    """What kind of place an error names, and the place."""
    source = error.get("source")
    pairs = source.items() if isinstance(source, dict) else ()
    known = ("pointer", "parameter", "header")
    return next(((kind, place) for kind, place in pairs if kind in known and isinstance(place, str)), None)


def _reports(errors: list[dict[str, Any]]) -> Iterator[Report]:
    for error in errors:
        kind, place = _source(error) or ("pointer", "")
        code = text_of(error, "code")
        if kind == "pointer":
            yield Report(_words(error), pointer_tokens(place), "body", code)
        else:
            where = "query" if kind == "parameter" else "header"
            tokens = (place,) if kind == "header" else path_tokens(place)
            yield Report(_words(error), tokens, where, code)


def _words(error: dict[str, Any]) -> str:
    return text_of(error, "detail", "title", "code")


JSON_API: Final = ReportParser("jsonapi", 95, _read)
