"""Micronaut's validation errors: `_embedded.errors`, whose messages begin with a path: `order.title: must …`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_SAID = re.compile(r"(?P<path>[A-Za-z_$][\w$.\[\]-]{0,1000}): (?P<words>.+)", re.DOTALL)


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    embedded = body.get("_embedded")
    errors = objects(embedded.get("errors")) if isinstance(embedded, dict) else []
    said = [text for entry in errors if (text := text_of(entry, "message"))]
    return Reading(_reports(said), server_says(body.get("message"))) if said else None


def _reports(said: list[str]) -> Iterator[Report]:
    for text in said:
        found = _SAID.fullmatch(text)
        yield Report(text, path_tokens(found["path"]) if found is not None else (), sentence=found is None)


MICRONAUT: Final = ReportParser("micronaut", 56, _read)
