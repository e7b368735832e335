"""Pointers that are looked for in a text, as a tree of their tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.base.pointers import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(slots=True)
class Wanted:
    """What is looked for at one place and below it."""

    below: dict[str, Wanted] = field(default_factory=dict)
    pointers: list[str] = field(default_factory=list)

    def all(self) -> Iterator[str]:
        """The pointers that end here or further down."""
        yield from self.pointers
        for wanted in self.below.values():
            yield from wanted.all()


def tree_of(pointers: Iterable[str]) -> Wanted:
    """The tree of some JSON Pointers."""
    root = Wanted()
    for pointer in pointers:
        here = root
        for token in parse_pointer(pointer):
            here = here.below.setdefault(token, Wanted())
        here.pointers.append(pointer)
    return root
