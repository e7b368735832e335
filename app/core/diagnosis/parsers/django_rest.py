"""Django REST framework: the body itself is a map from names to messages, a list of such maps for `many=True`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.parsers.shapes import ReportParser, is_error_map, map_reports
from app.core.diagnosis.reports import Reading

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_SERVER_ERROR: Final = 500


def _read(answer: Answer) -> Reading | None:
    if answer.status >= _SERVER_ERROR or not _is_told(answer.body):
        return None
    return Reading(map_reports(answer.body))


def _is_told(body: Any) -> bool:
    if isinstance(body, list):
        # Items that are well are empty.
        told = [entry for entry in body if entry != {}]
        return bool(told) and all(is_error_map(entry) for entry in told[:_MAX_ITEMS])
    return is_error_map(body) and not _SPEAKING & body.keys()


_SPEAKING: Final = frozenset(("detail", "error", "errors", "message", "messages"))
"""Under these names the message stands, not a field."""

_MAX_ITEMS: Final = 100
"""How many items of a list are looked at to recognise the shape."""

DJANGO_REST: Final = ReportParser("django-rest-framework", 35, _read)
