"""Problem details with a list of errors (RFC 9457 section 3.1, with the `errors` and `pointer` of its example).

RFC 7807's example called the list `invalid-params`, with `name` and `reason`. Neither is part of the standard proper:
a problem without a list says what it says in `detail`, and the last parser shows that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.field_tokens import path_tokens, pointer_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_PLACES: Final = (("parameter", "query"), ("header", "header"), ("cookie", "cookie"))


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    errors = objects(body.get("errors"))
    notes = server_says(body.get("title"), body.get("detail"))
    if any(isinstance(error.get("pointer"), str) for error in errors):
        return Reading((_report(error) for error in errors), notes)
    invalid = objects(body.get("invalid-params")) or objects(body.get("invalidParams"))
    if any(text_of(entry, "name") for entry in invalid):
        return Reading((_invalid(entry) for entry in invalid), notes)
    return None


def _report(error: dict[str, Any]) -> Report:
    message = text_of(error, "detail", "message", "title", "reason")
    code = text_of(error, "code", "type")
    pointer = error.get("pointer")
    if isinstance(pointer, str):
        return Report(message, pointer_tokens(pointer), "body", code)
    found = next(((where, text_of(error, name)) for name, where in _PLACES if text_of(error, name)), None)
    return Report(message, (found[1],), found[0], code) if found else Report(message, code=code)


def _invalid(entry: dict[str, Any]) -> Report:
    return Report(text_of(entry, "reason", "detail", "message"), path_tokens(text_of(entry, "name")))


PROBLEM_DETAILS: Final = ReportParser("problem-details", 85, _read)
