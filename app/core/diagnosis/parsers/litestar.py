"""Litestar's validation errors: a list under `extra`, each with `key` and the `source` of the request it is in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.core.base.field_path import Location
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_BODY: Final = "data"
"""Litestar calls the whole body after the handler's argument."""

_MISSING = re.compile(r"Object missing required field `([^`]{1,200})`")
"""msgspec's words; the key is that of the object then."""

_PLACES: Final = frozenset(location.value for location in Location)


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    errors = objects(body.get("extra"))
    if "status_code" not in body or not any(text_of(error, "message") for error in errors):
        return None
    return Reading((_report(error) for error in errors), server_says(body.get("detail")))


def _report(error: dict[str, Any]) -> Report:
    source, key = text_of(error, "source"), text_of(error, "key")
    where = source if source in _PLACES else None
    tokens = (key,) if where == "header" and key else path_tokens(key)
    message = text_of(error, "message")
    missing = _MISSING.match(message)
    if missing is not None:
        tokens = (*tokens, missing[1])
    return Report(message, tokens, where, whole=key == _BODY)


LITESTAR: Final = ReportParser("litestar", 45, _read)
