"""webargs and marshmallow behind Flask: an error map for each place of the request (flask-smorest, APIFlask)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.parsers.shapes import ReportParser, map_reports, members
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_PLACES: Final[dict[str, str | None]] = {
    "json": "body",
    "json_or_form": "body",
    "form": "body",
    "form_and_files": "body",
    "files": "body",
    "query": "query",
    "querystring": "query",
    "path": "path",
    "view_args": "path",
    "headers": "header",
    "cookies": "cookie",
}


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    places = next((body[name] for name in ("errors", "detail", "messages") if _is_by_place(body.get(name))), None)
    return None if places is None else Reading(_reports(places), server_says(body.get("message")))


def _is_by_place(value: Any) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    return all(name in _PLACES and isinstance(errors, dict | list) for name, errors in value.items())


def _reports(places: dict[str, Any]) -> Iterator[Report]:
    for name, errors in places.items():
        yield from map_reports(errors, (), _PLACES[name])


WEBARGS: Final = ReportParser("webargs", 70, _read)
