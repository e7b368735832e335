"""Rails' `errors`: messages by attribute (`base` is the record itself), or whole sentences (`full_messages`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.diagnosis.parsers.shapes import ReportParser, is_error_map, is_messages, map_reports, members
from app.core.diagnosis.reports import Reading, Report

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer


def _read(answer: Answer) -> Reading | None:
    errors = members(answer).get("errors")
    if isinstance(errors, dict) and errors:
        is_flat = all(is_messages(said) for said in errors.values())
        return Reading(map_reports(errors)) if is_flat or is_error_map(errors) else None
    if isinstance(errors, list) and is_messages(errors):
        return Reading(Report(sentence, sentence=True) for sentence in errors)
    return None


RAILS: Final = ReportParser("rails", 55, _read)
