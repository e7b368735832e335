"""All parsers, asked in the order of their priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.diagnosis.parsers.ajv import AJV
from app.core.diagnosis.parsers.aspnet import ASPNET
from app.core.diagnosis.parsers.connexion import CONNEXION
from app.core.diagnosis.parsers.django_rest import DJANGO_REST
from app.core.diagnosis.parsers.express_validator import EXPRESS_VALIDATOR
from app.core.diagnosis.parsers.fastapi import FastApiParser
from app.core.diagnosis.parsers.go_validator import GO_VALIDATOR
from app.core.diagnosis.parsers.huma import HUMA
from app.core.diagnosis.parsers.jackson import JACKSON
from app.core.diagnosis.parsers.jsonapi import JSON_API
from app.core.diagnosis.parsers.laravel import LARAVEL
from app.core.diagnosis.parsers.listed import LISTED
from app.core.diagnosis.parsers.litestar import LITESTAR
from app.core.diagnosis.parsers.micronaut import MICRONAUT
from app.core.diagnosis.parsers.named_maps import NAMED_MAPS
from app.core.diagnosis.parsers.nestjs import NESTJS
from app.core.diagnosis.parsers.plain import PlainParser
from app.core.diagnosis.parsers.problem_details import PROBLEM_DETAILS
from app.core.diagnosis.parsers.rails import RAILS
from app.core.diagnosis.parsers.serde import SERDE
from app.core.diagnosis.parsers.spring import SPRING
from app.core.diagnosis.parsers.webargs import WEBARGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.parsers.protocol import ErrorParser

PARSERS: Final[tuple[ErrorParser, ...]] = (
    FastApiParser(),
    JSON_API,
    HUMA,
    PROBLEM_DETAILS,
    EXPRESS_VALIDATOR,
    SPRING,
    WEBARGS,
    AJV,
    ASPNET,
    LARAVEL,
    RAILS,
    NESTJS,
    LITESTAR,
    CONNEXION,
    GO_VALIDATOR,
    JACKSON,
    SERDE,
    MICRONAUT,
    LISTED,
    NAMED_MAPS,
    DJANGO_REST,
    PlainParser(),
)
"""One line per shape; a new shape is a file beside this one and a line here."""


def parser_for(answer: Answer, parsers: Iterable[ErrorParser] = PARSERS) -> ErrorParser | None:
    """The parser of the most demanding shape that an error answer has; None for answers that are no errors."""
    if not answer.is_error:
        return None
    asked = sorted(parsers, key=_by_priority)
    return next((parser for parser in asked if parser.can_parse(answer)), None)


def _by_priority(parser: ErrorParser) -> int:
    return -parser.priority
