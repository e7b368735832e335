"""What is wrong with a document, as values with pointers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.spec.positions import positions
from app.core.spec.references import split_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TWICE: Final = "this name stands twice in the same object: the later value counts"


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        pointer: Where, as a node's pointer: a JSON Pointer, behind the URI and `#` in another resource.
        severity: An error makes something impossible, a warning makes it doubtful.
        message: What is wrong, in words.
        line, column: Where in the resource's text, 1-based, the column in characters; 0 where it is not known.
    """

    pointer: str
    severity: Severity
    message: str
    line: int = 0
    column: int = 0

    @property
    def resource(self) -> str:
        """The URI of the resource that is wrong; empty for the entry document."""
        return split_pointer(self.pointer)[0]


def place(problems: Iterable[Problem], texts: Callable[[str], str | None]) -> tuple[Problem, ...]:
    """The problems with line and column, in the same order.

    A place that the text does not have, such as a missing member, is its nearest existing parent's. What has a line
    already keeps it.

    Args:
        texts: The text of a resource by its URI, of the entry document by the empty text; None where it is not known.
    """
    problems = tuple(problems)
    wanted: dict[str, list[str]] = {}
    for problem in problems:
        if not problem.line:
            uri, pointer = split_pointer(problem.pointer)
            wanted.setdefault(uri, []).append(pointer)
    places: dict[str, tuple[int, int]] = {}
    for uri, pointers in wanted.items():
        text = texts(uri)
        found = positions(text, pointers) if text is not None else {}
        places |= {f"{uri}#{pointer}" if uri else pointer: where for pointer, where in found.items()}
    return tuple(_placed(problem, places.get(problem.pointer)) for problem in problems)


def _placed(problem: Problem, where: tuple[int, int] | None) -> Problem:
    return problem if where is None or problem.line else replace(problem, line=where[0], column=where[1])
