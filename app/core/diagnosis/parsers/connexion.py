"""connexion's problems: jsonschema's words and a path: `'x' is not of type 'integer' - 'items.0.qty'`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.media_types import essence
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_PROBLEM: Final = "application/problem+json"
_LONGEST: Final = 10_000
_PATH = re.compile(r" - '([^']{1,1000})'\Z")
_MISSING = re.compile(r"'([^']{1,1000})' is a required property")


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    detail = text_of(body, "detail")
    path = _PATH.search(detail[-_LONGEST:])
    if path is None or "errors" in body or essence(answer.header("content-type")) != _PROBLEM:
        return None
    missing = _MISSING.match(detail)
    tokens = (*path_tokens(path[1]), *((missing[1],) if missing else ()))
    return Reading((Report(detail, tokens, "body"),), server_says(body.get("title")))


CONNEXION: Final = ReportParser("connexion", 42, _read)
