"""Jackson's way to the value that it cannot read: `(through reference chain: Order["lines"]->ArrayList[0]->…)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.items import MAX_LOC
from app.core.diagnosis.parsers.shapes import ReportParser, members, text_of
from app.core.diagnosis.reports import Reading, Report

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer

_CHAIN = re.compile(r"\(through reference chain: (?P<chain>[^()\n]{1,4000})\)")
_STEP = re.compile(r'\["(?P<name>[^"]{1,1000})"\]|\[(?P<index>\d{1,18})\]')
_LONGEST: Final = 100_000


def _read(answer: Answer) -> Reading | None:
    said = answer.text if answer.body is OMIT else text_of(members(answer), "message", "detail", "error", "details")
    found = _CHAIN.search(said[:_LONGEST])
    if found is None:
        return None
    tokens = tuple(step["name"] or step["index"] for step in _STEP.finditer(found["chain"]))
    message = said[: found.start()].rstrip(" ;\n")
    return Reading((Report(message or found[0], tokens[:MAX_LOC], "body"),))


JACKSON: Final = ReportParser("jackson", 58, _read)
