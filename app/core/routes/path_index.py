"""Many path templates, found by a path without trying each: a tree with a branch for each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.routes.templates import PathTemplate, Segment

_NEVER: Final = 1 << 62
FEW: Final = 400
"""How many branches `first` looks at before it gives up; only a hostile document has so many that fit one path."""


class _Branch:
    """The templates that begin alike.

    Attributes:
        literals: By fixed text.
        mixed: By the texts around their parameters: `{name}.json`.
        parameter: Where the next segment is one parameter alone.
        numbers: Of the templates that end here.
        own: The smallest of those, by method.
        least: The smallest number here and below, by method.
    """

    __slots__ = ("least", "literals", "mixed", "numbers", "own", "parameter")

    def __init__(self) -> None:
        self.literals: dict[str, _Branch] = {}
        self.mixed: dict[tuple[str, ...], tuple[Segment, _Branch]] = {}
        self.parameter: _Branch | None = None
        self.numbers: list[int] = []
        self.own: dict[str, int] = {}
        self.least: dict[str, int] = {}

    def below(self, segment: Segment) -> _Branch:
        """The branch for a segment, made where it is not there yet."""
        if not segment.names:
            return self.literals.setdefault(segment.literals[0], _Branch())
        if segment.is_open:
            if self.parameter is None:
                self.parameter = _Branch()
            return self.parameter
        return self.mixed.setdefault(segment.literals, (segment, _Branch()))[1]

    def fitting(self, text: str) -> Iterator[_Branch]:
        """The branches that a decoded segment leads to."""
        literal = self.literals.get(text)
        if literal is not None:
            yield literal
        if self.parameter is not None and text:
            yield self.parameter
        for segment, branch in self.mixed.values():
            if segment.match(text) is not None:
                yield branch


class PathIndex:
    """Numbered templates, each with a method; smaller numbers come first."""

    def __init__(self) -> None:
        self._root = _Branch()

    def add(self, template: PathTemplate, method: str, number: int) -> None:
        """Takes a template in; numbers are added in rising order."""
        branch = self._root
        branch.least.setdefault(method, number)
        for segment in template.segments:
            branch = branch.below(segment)
            branch.least.setdefault(method, number)
        branch.numbers.append(number)
        branch.own.setdefault(method, number)

    def matching(self, segments: tuple[str, ...]) -> list[int]:
        """The numbers of all templates that match decoded segments, whatever their method, in rising order."""
        branches = [self._root]
        for text in segments:
            branches = [below for branch in branches for below in branch.fitting(text)]
        return sorted(number for branch in branches for number in branch.numbers)

    def first(self, segments: tuple[str, ...], method: str) -> int | None:
        """The smallest number with that method whose template matches; None where there is none, or too many fit."""
        best = _NEVER
        waiting = [(self._root, 0)]
        for _ in range(FEW):
            if not waiting:
                return best if best != _NEVER else None
            branch, depth = waiting.pop()
            if branch.least.get(method, _NEVER) >= best:
                continue
            if depth == len(segments):
                best = min(best, branch.own.get(method, _NEVER))
            elif len(branch.mixed) > FEW:
                return None
            else:
                waiting += [(below, depth + 1) for below in branch.fitting(segments[depth])]
        return None
