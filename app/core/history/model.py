"""An exchange with what was concluded from it, and the difference of two, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.diagnosis.model import Diagnosis
    from app.core.exchange.body import BodyReading
    from app.core.exchange.model import Exchange
    from app.core.trace.model import Journey


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An exchange as it was shown.

    Attributes:
        reading: What the response's body is, None where there is no response.
    """

    exchange: Exchange
    reading: BodyReading | None = None
    diagnosis: Diagnosis | None = None
    journey: Journey | None = None


class Section(StrEnum):
    """What a row is about; the values are read by people."""

    RESULT = "Result"
    REQUEST = "Request"
    ERRORS = "Errors"
    HEADERS = "Headers"
    BODY = "Body"


class Kind(StrEnum):
    """How the two sides of a row stand to each other."""

    SAME = "same"
    EXPECTED = "differs each time"
    ADDED = "new"
    REMOVED = "gone"
    CHANGED = "differs"
    LEFT_OUT = "left out"

    @property
    def counts(self) -> bool:
        """Whether it is a difference that means something."""
        return self in {Kind.ADDED, Kind.REMOVED, Kind.CHANGED}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison.

    Attributes:
        what: What is compared: a header's name, a JSON Pointer, line numbers.
        before, after: The two sides; empty where it is missing.
        tokens: Reference tokens of a node of the newer body; None where there is none.
    """

    section: Section
    what: str
    before: str
    after: str
    kind: Kind
    tokens: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it.

    Attributes:
        summary: One or two sentences.
        notes: What could not be compared as a whole, one sentence each.
    """

    rows: tuple[Row, ...]
    summary: str
    notes: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """How many rows differ in a way that means something."""
        return sum(row.kind.counts for row in self.rows)


_LONGEST = 300


def shortened(text: str) -> str:
    """A text that fits into a row."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
