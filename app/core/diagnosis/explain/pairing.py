"""Pairs names that were sent and not read with names that were read and not sent (D5, D6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.names import name_score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SURE: Final = 0.65
"""From here on the pair is stated; measured on thousands of synthetic objects, see the tests."""

MAYBE: Final = 0.64
"""The score of the only candidate for the only missing name."""

_TOLD: Final = 1.2
_FITS: Final = 0.12
_MISFITS: Final = 0.15
MOST: Final = 50
"""How many names of one object are compared on either side."""

MOST_OBJECTS: Final = 200
"""How many objects of one response are looked through."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A name that was sent and the name that the API reads instead.

    Attributes:
        told: Whether the server itself told that these are one field.
    """

    sent: str
    read: str
    score: float
    told: bool = False


def pair(
    unread: Sequence[str],
    missing: Sequence[str],
    fitting: Mapping[tuple[str, str], bool],
    told: Mapping[str, str],
) -> tuple[Pair, ...]:
    """The pairs, each name used once, the best first.

    Args:
        unread: Names that were sent and that the schema does not know, at most `MOST`.
        missing: Names that the server missed, at most `MOST`.
        fitting: Whether the value sent under the first name fits the schema of the second.
        told: The server's Python names and what they are called on the wire.
    """
    alone = len(unread) == len(missing) == 1
    candidates = [
        _rated(sent, read, fits=fitting[sent, read], alone=alone, told=told.get(sent) == read)
        for sent in unread
        for read in missing
    ]
    chosen: list[Pair] = []
    for candidate in sorted(candidates, key=_by_score):
        free = all(candidate.sent != known.sent and candidate.read != known.read for known in chosen)
        if free and candidate.score >= MAYBE:
            chosen.append(candidate)
    return tuple(chosen)


def _by_score(candidate: Pair) -> float:
    return -candidate.score


def _rated(sent: str, read: str, *, fits: bool, alone: bool, told: bool) -> Pair:
    if told:
        return Pair(sent, read, _TOLD, told=True)
    score = name_score(sent, read) + (_FITS if fits else -_MISFITS)
    return Pair(sent, read, max(score, MAYBE) if alone and fits else score)
