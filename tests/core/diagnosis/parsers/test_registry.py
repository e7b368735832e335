from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.diagnosis.answer import Answer
from app.core.diagnosis.parsers.registry import PARSERS, parser_for

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.diagnosis.parsers.protocol import ErrorParser, Parsed, Question

FASTAPI: JsonValue = {"detail": [{"loc": ["body"]}]}


class _Picky:
    name = "picky"
    priority = 500

    def can_parse(self, answer: Answer) -> bool:
        return answer.header("X-Picky") is not None

    def parse(self, answer: Answer, question: Question) -> Parsed:
        raise NotImplementedError


def _name(answer: Answer, *parsers: ErrorParser) -> str | None:
    found = parser_for(answer, (*PARSERS, *parsers))
    return found.name if found else None


def test_asks_the_more_demanding_parser_first() -> None:
    assert _name(Answer(422, body=FASTAPI)) == "fastapi"
    assert _name(Answer(422, (("x-picky", "1"),), FASTAPI), _Picky()) == "picky"
    assert _name(Answer(422, body=FASTAPI), _Picky()) == "fastapi"
    assert _name(Answer(422, body={"detail": "x"}), _Picky()) == "plain"


def test_takes_no_success_for_an_error_whatever_it_looks_like() -> None:
    assert parser_for(Answer(200, body=FASTAPI)) is None


def test_gives_every_parser_a_name_and_a_rank_of_its_own() -> None:
    assert len({parser.name for parser in PARSERS}) == len({parser.priority for parser in PARSERS}) == len(PARSERS)
