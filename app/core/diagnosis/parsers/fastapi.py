"""FastAPI's `detail` list, whatever its status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.diagnosis.items import read_items
from app.core.diagnosis.locate import place_items
from app.core.diagnosis.parsers.protocol import Parsed

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.parsers.protocol import Question


@dataclass(frozen=True, slots=True)
class FastApiParser:
    """Errors with a `loc`, as FastAPI and Pydantic write them."""

    name: str = "fastapi"
    priority: int = 100

    def can_parse(self, answer: Answer) -> bool:
        """Whether there is a `detail` list with at least one `loc`."""
        return read_items(answer.body) is not None

    def parse(self, answer: Answer, question: Question) -> Parsed:
        """Places each item on its field."""
        items = read_items(answer.body) or ()
        return Parsed(place_items(question.schemas, question.operation, question.sent, items))
