"""ajv behind a server: paths that begin with the part of the request (Fastify, express-openapi-validator)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.diagnosis.field_tokens import pointer_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_PLACES: Final = {
    "body": "body",
    "query": "query",
    "querystring": "query",
    "params": "path",
    "headers": "header",
    "cookies": "cookie",
}
_PLACE: Final = "|".join(_PLACES)
_SAID = re.compile(rf"(?:^|,\s)(?P<place>{_PLACE})(?P<path>/[^\s,]+)?\s(?=must\s)")
"""Where in a message of Fastify's one complaint begins; several are joined by commas."""

_POINTER = re.compile(rf"/(?P<place>{_PLACE})(?P<path>/.*)?", re.DOTALL)
_REQUIRED = re.compile(r"must have required property '([^']+)'")
_LONGEST: Final = 20_000


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    entries = [(entry, found) for entry in objects(body.get("errors")) if (found := _pointer(entry)) is not None]
    if entries:
        return Reading(_listed(entries))
    said = body.get("message")
    if not isinstance(said, str) or "statusCode" not in body or _SAID.match(said[:_LONGEST]) is None:
        return None
    return Reading(_sentences(said[:_LONGEST]), server_says(body.get("error")))


def _pointer(entry: dict[str, object]) -> re.Match[str] | None:
    path, code = entry.get("path"), entry.get("errorCode")
    is_ours = isinstance(path, str) and isinstance(code, str) and code.endswith(".openapi.validation")
    return _POINTER.fullmatch(path) if is_ours and isinstance(path, str) else None


def _listed(entries: list[tuple[dict[str, object], re.Match[str]]]) -> Iterator[Report]:
    for entry, found in entries:
        yield _report(text_of(entry, "message"), found, text_of(entry, "errorCode").partition(".")[0])


def _sentences(said: str) -> Iterator[Report]:
    starts = list(_SAID.finditer(said))
    for found, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.start() if following is not None else len(said)
        yield _report(said[found.end() : end], found)


def _report(message: str, found: re.Match[str], code: str = "") -> Report:
    tokens = pointer_tokens(found["path"] or "")
    missing = _REQUIRED.search(message)
    if missing is not None and tokens[-1:] != (missing[1],):
        tokens = (*tokens, missing[1])
    return Report(message, tokens, _PLACES[found["place"]], code)


AJV: Final = ReportParser("ajv", 68, _read)
