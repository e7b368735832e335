"""From placed items to what a person sees: equal items once, of a union the best alternative (R18, R19)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.core.diagnosis.fitting import is_wrong_type
from app.core.diagnosis.model import TargetKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from app.core.diagnosis.placement import Placement

_WRONG_CHOICE: Final = 5.0
_WRONG_ALTERNATIVE: Final = 4.0
_WRONG_TYPE: Final = 1.5
_MISSING: Final = 1.2
_EXTRA: Final = 1.0
_OTHER: Final = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """One finding to be.

    Attributes:
        placements: The different items at one place, at least one.
        count: How many items these stand for, equal ones included.
        others: What the other alternatives of a union reported.
    """

    placements: tuple[Placement, ...]
    count: int
    others: tuple[Group, ...] = ()

    @property
    def first(self) -> Placement:
        """The one that is shown."""
        return self.placements[0]

    def with_more(self, other: Group) -> Group:
        """This group with another one's items behind its own."""
        return replace(
            self,
            placements=self.placements + other.placements,
            count=self.count + other.count,
            others=self.others + other.others,
        )


def group(placements: Iterable[Placement]) -> tuple[Group, ...]:
    """The findings to be, in form order; items without a field last, as the server listed them."""
    groups = _same_place(_best_alternatives(_unequal(placements), 0))
    return tuple(sorted(groups, key=_order))


def _order(found: Group) -> tuple[int, ...]:
    return found.first.order


def _unequal(placements: Iterable[Placement]) -> list[Group]:
    """A dependency used three times reports its error three times."""
    equal: dict[Hashable, list[Placement]] = defaultdict(list)
    for placement in placements:
        item = placement.item
        equal[item.loc, item.type, item.msg].append(placement)
    return [Group((same[0],), len(same)) for same in equal.values()]


def _same_place(groups: Iterable[Group]) -> list[Group]:
    found: dict[Hashable, Group] = {}
    for each in groups:
        place = _place(each.first)
        found[place] = found[place].with_more(each) if place in found else each
    return list(found.values())


def _place(placement: Placement) -> Hashable:
    target = placement.target
    if target.kind is TargetKind.UNMAPPED:
        return target.kind, placement.item.loc
    return target.where, target.kind, target.parameter, target.value_pointer, target.offset


def _best_alternatives(groups: Sequence[Group], depth: int) -> list[Group]:
    """Of each union the alternative that the value comes nearest to; the others hang on its first finding."""
    found: list[Group] = []
    unions: dict[Hashable, list[Group]] = defaultdict(list)
    for each in groups:
        steps = each.first.steps
        if depth < len(steps):
            unions[each.first.item.loc[: steps[depth].index]].append(each)
        else:
            found.append(each)
    for members in unions.values():
        found += _best_of(members, depth)
    return found


def _best_of(members: Sequence[Group], depth: int) -> list[Group]:
    alternatives: dict[str, list[Group]] = defaultdict(list)
    for each in members:
        alternatives[each.first.steps[depth].label].append(each)
    # Of a union inside an alternative only the best part counts, or many parts would speak against it.
    readings = [_best_alternatives(alternative, depth + 1) for alternative in alternatives.values()]
    shown = min(readings, key=lambda reading: sum(_cost(each.first, depth) for each in reading))
    others = [other for reading in readings if reading is not shown for other in _same_place(reading)]
    return [replace(shown[0], others=(*shown[0].others, *others)), *shown[1:]]


def _cost(placement: Placement, depth: int) -> float:
    """How far one error puts an alternative from the value that was sent."""
    item = placement.item
    if item.kind in {"literal_error", "enum"}:
        return _WRONG_CHOICE
    if is_wrong_type(item.kind):
        is_whole = placement.steps[depth].index == len(item.loc) - 1
        return _WRONG_ALTERNATIVE if is_whole else _WRONG_TYPE
    if item.missing:
        return _MISSING
    return _EXTRA if item.kind == "extra_forbidden" else _OTHER
