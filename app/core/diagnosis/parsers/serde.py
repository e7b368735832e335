"""serde behind axum: `Failed to deserialize the JSON body into the target type: lines[0].price: invalid type: …`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser
from app.core.diagnosis.reports import Reading, Report

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_SAID = re.compile(
    r"Failed to deserialize (?:(?P<query>query string)|form body|the JSON body into the target type): "
    r"(?:(?P<path>[^\s:`]{1,1000}): )?(?P<words>.{1,4000})",
    re.DOTALL,
)
_MISSING = re.compile(r"missing field `([^`]{1,1000})`")
_UNKNOWN = re.compile(r"unknown field `([^`]{1,1000})`")


def _read(answer: Answer) -> Reading | None:
    found = _SAID.match(answer.text) if answer.body is OMIT else None
    if found is None:
        return None
    words = found["words"]
    missing, unknown = _MISSING.match(words), _UNKNOWN.match(words)
    named = missing or unknown
    tokens = path_tokens(found["path"] or "")
    if named is not None and tokens[-1:] != (named[1],):
        tokens = (*tokens, named[1])
    where = "query" if found["query"] else "body"
    return Reading((Report(words, tokens, where, unknown=unknown is not None, sentence=not tokens),))


SERDE: Final = ReportParser("serde", 57, _read)
