"""Spring Boot's error attributes: binding errors with `field` and `defaultMessage`, if the server includes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_BAD_REQUEST: Final = 400
_HINT: Final = (
    "Spring Boot names the fields only where `server.error.include-binding-errors=always` is set, and says what is "
    "wrong only with `server.error.include-message=always`."
)


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    errors = objects(body.get("errors"))
    if any("defaultMessage" in error for error in errors):
        return Reading((_report(error) for error in errors), server_says(body.get("message")))
    is_bare = all(name in body for name in ("timestamp", "status", "error", "path")) and "errors" not in body
    if answer.status == _BAD_REQUEST and is_bare:
        return Reading((), (*server_says(body.get("message")), _HINT))
    return None


def _report(error: dict[str, Any]) -> Report:
    message = text_of(error, "defaultMessage", "code", "objectName")
    return Report(message, path_tokens(text_of(error, "field")), code=text_of(error, "code"))


SPRING: Final = ReportParser("spring", 75, _read)
