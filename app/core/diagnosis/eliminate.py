"""Finds properties that the server reads from somewhere else than the schema says (R15).

Pydantic's `AliasPath` and `AliasChoices` read `names[0]` or `second`, yet publish `first`. A location that leads
nowhere then belongs to a required property that was neither sent nor reported; where the counts agree, in order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from app.core.base.json_types import OMIT
from app.core.diagnosis.items import label_text
from app.core.diagnosis.values import member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.diagnosis.schemas import Schemas
    from app.core.diagnosis.walk import State

_Tail: TypeAlias = tuple[str | int, ...]


@dataclass(slots=True)
class _Group:
    """The locations that ended at one object.

    Attributes:
        ends: Item index to reading.
        reported: The members of the object that other items reported.
    """

    ends: dict[int, State] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)

    @property
    def tails(self) -> tuple[_Tail, ...]:
        return tuple(dict.fromkeys(state.tail for state in self.ends.values()))


def eliminate(schemas: Schemas, readings: Mapping[int, State]) -> dict[int, State]:
    """New readings for the items whose property follows by elimination; items are named by their index."""
    groups: dict[tuple[str, ...], dict[tuple[str, ...], _Group]] = defaultdict(lambda: defaultdict(_Group))
    for index, state in readings.items():
        if state.tail and isinstance(state.tail[0], str) and schemas.properties(state.node):
            groups[state.tokens][_labels(state)].ends[index] = state
    if not groups:
        return {}
    for state in readings.values():
        _note_reported(groups, state)
    found: dict[int, State] = {}
    for by_labels in groups.values():
        for group in by_labels.values():
            found.update(_assign(schemas, group))
    return found


def _labels(state: State) -> tuple[str, ...]:
    return tuple(step.label for step in state.labels)


def _note_reported(groups: Mapping[tuple[str, ...], Mapping[tuple[str, ...], _Group]], state: State) -> None:
    labels = _labels(state)
    for depth, token in enumerate(state.tokens):
        for wanted, group in groups.get(state.tokens[:depth], {}).items():
            if labels[: len(wanted)] == wanted:
                group.reported.add(token)


def _assign(schemas: Schemas, group: _Group) -> dict[int, State]:
    first = next(iter(group.ends.values()))
    properties = schemas.properties(first.node)
    open_names = [
        name
        for name in schemas.required(first.node)
        if name in properties and name not in group.reported and member(first.value, name) is OMIT
    ]
    tails = group.tails
    if len(open_names) != len(tails):
        return {}
    names = dict(zip(tails, open_names, strict=True))
    found = {}
    for index, state in group.ends.items():
        name = names[state.tail]
        read = ".".join(label_text(element) for element in state.tail)
        found[index] = replace(
            state,
            node=schemas.resolve(properties[name]),
            tokens=(*state.tokens, *(str(element) for element in state.tail)),
            order=(*state.order, schemas.place(first.node, name)),
            score=state.score + len(state.tail),
            parent=None,
            tail=(),
            notes=(*state.notes, f"The server reads this from `{read}`; the schema publishes it as `{name}`."),
        )
    return found
