"""What a parser of one error shape offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.placement import Placement
    from app.core.diagnosis.schemas import Schemas
    from app.core.operations.model import Operation
    from app.core.requests.model import Sent


@dataclass(frozen=True, slots=True)
class Question:
    """The request that was answered, as parsers need it to find the fields an error speaks of."""

    schemas: Schemas
    operation: Operation
    sent: Sent


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser read.

    Attributes:
        placements: The single errors and where they land, in the server's order.
        notes: What the server says about the request as a whole.
    """

    placements: tuple[Placement, ...] = ()
    notes: tuple[str, ...] = ()


class ErrorParser(Protocol):
    """Reads one shape of error bodies.

    Attributes:
        name: The shape's name, for `Diagnosis.shape`.
        priority: Parsers with a larger one are asked first: the more a shape demands, the larger.
    """

    @property
    def name(self) -> str:
        """See the class."""
        ...

    @property
    def priority(self) -> int:
        """See the class."""
        ...

    def can_parse(self, answer: Answer) -> bool:
        """Whether the answer has this shape; cheap, never raises."""
        ...

    def parse(self, answer: Answer, question: Question) -> Parsed:
        """Reads an answer for which `can_parse` said yes; never raises."""
        ...
