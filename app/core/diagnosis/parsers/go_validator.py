"""go-playground/validator, as Gin, Echo and Fiber pass it on: `Key: 'Order.Title' Error:Field validation for …`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, is_messages, members
from app.core.diagnosis.reports import Reading, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_SAID = re.compile(
    r"Key: '(?P<path>[^'\n]{1,1000})' Error:Field validation for '[^'\n]{0,1000}' "
    r"failed on the '(?P<tag>[^'\n]{0,100})' tag"
)
_MEMBERS: Final = ("error", "message", "errors", "detail")
_LONGEST: Final = 100_000


def _read(answer: Answer) -> Reading | None:
    text = _text(answer)[:_LONGEST]
    return Reading(_reports(text)) if _SAID.search(text) is not None else None


def _text(answer: Answer) -> str:
    if answer.body is OMIT or isinstance(answer.body, str):
        return answer.text if answer.body is OMIT else str(answer.body)
    said: list[Any] = [members(answer).get(name) for name in _MEMBERS]
    return "\n".join(each if isinstance(each, str) else "\n".join(each) for each in said if is_messages(each))


def _reports(text: str) -> Iterator[Report]:
    for found in _SAID.finditer(text):
        # The first name is that of the type.
        yield Report(found[0], path_tokens(found["path"])[1:], "body", found["tag"])


GO_VALIDATOR: Final = ReportParser("go-validator", 59, _read)
