"""Laravel's validation errors: a `message`, and messages by paths such as `items.0.price`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.diagnosis.parsers.shapes import ReportParser, is_messages, map_reports, members
from app.core.diagnosis.reports import Reading, server_says

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    errors = body.get("errors")
    if not isinstance(body.get("message"), str) or not isinstance(errors, dict):
        return None
    if not errors or not all(is_messages(said) for said in errors.values()):
        return None
    return Reading(map_reports(errors), server_says(body["message"]))


LARAVEL: Final = ReportParser("laravel", 60, _read)
