"""All parsers, asked in the order of their priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.diagnosis.parsers.fastapi import FastApiParser
from app.core.diagnosis.parsers.plain import PlainParser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.parsers.protocol import ErrorParser

PARSERS: Final[tuple[ErrorParser, ...]] = (FastApiParser(), PlainParser())
"""One line per shape; a new shape is a file beside this one and a line here."""


def parser_for(answer: Answer, parsers: Iterable[ErrorParser] = PARSERS) -> ErrorParser | None:
    """The parser of the most demanding shape that an error answer has; None for answers that are no errors."""
    if not answer.is_error:
        return None
    asked = sorted(parsers, key=_by_priority)
    return next((parser for parser in asked if parser.can_parse(answer)), None)


def _by_priority(parser: ErrorParser) -> int:
    return -parser.priority
