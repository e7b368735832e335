"""All locations of one response as a tree, to see which labels were reported at the same place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class LocTree:
    """One place of the tree.

    Attributes:
        children: The elements reported below this place, in the order of their first appearance.
    """

    children: dict[str | int, LocTree] = field(default_factory=dict)

    @classmethod
    def of(cls, locations: Iterable[tuple[str | int, ...]]) -> LocTree:
        """The tree of these locations."""
        root = cls()
        for loc in locations:
            place = root
            for element in loc:
                place = place.children.setdefault(element, cls())
        return root

    def at(self, loc: Iterable[str | int]) -> LocTree:
        """The place of a location that is in the tree."""
        place = self
        for element in loc:
            place = place.children[element]
        return place
