"""One error item and where it landed, with what grouping, explanations and fixes need beyond the target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.base.pointers import format_pointer
from app.core.diagnosis.items import label_text
from app.core.diagnosis.model import Target, TargetKind
from app.core.diagnosis.values import member

if TYPE_CHECKING:
    from app.core.diagnosis.items import ErrorItem
    from app.core.diagnosis.walk import State, Step
    from app.core.spec.document import Node

RANKS: Final = {location.value: rank for rank, location in enumerate(Location)}
"""The order of the locations in a form."""

UNMAPPED_RANK: Final = len(RANKS)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one item landed.

    Attributes:
        order: Sorts placements as the form shows them.
        steps: The union labels passed.
        node: The schema there, None where there is none.
        keys: For a wrong key the schema of keys, None where it is not published.
    """

    item: ErrorItem
    target: Target
    order: tuple[int, ...]
    steps: tuple[Step, ...] = ()
    node: Node | None = None
    keys: Node | None = None


def unmapped(item: ErrorItem, where: str, note: str) -> Placement:
    """An item that fits no field; it is listed behind all others."""
    return Placement(item, Target(where, TargetKind.UNMAPPED, notes=(note,)), (UNMAPPED_RANK,))


@dataclass(frozen=True, slots=True)
class Root:
    """What a walk starts from.

    Attributes:
        where: As in `Target`.
        parameter: The parameter's name; None for bodies.
        known: Whether the document has a schema there at all.
        order: The place of the root in the form.
    """

    where: str
    parameter: str | None
    known: bool
    order: tuple[int, ...]


def landed(item: ErrorItem, root: Root, state: State) -> Placement:
    """The placement of a walk's best reading; what could not be explained follows the value (R16)."""
    if state.tail:
        state = _follow_value(item, state)
    tokens = state.tokens
    parameter = root.parameter
    if root.where == "form" and tokens:
        parameter, tokens = tokens[0], tokens[1:]
    kind = state.kind or TargetKind.FIELD
    if kind is TargetKind.FIELD and root.parameter is None and not state.tokens and not state.labels:
        kind = TargetKind.WHOLE
    target = Target(
        root.where,
        kind,
        parameter=parameter,
        value_pointer=format_pointer(tokens),
        schema_pointer=state.node.pointer if root.known else None,
        branches=tuple(step.label for step in state.labels),
        branch_pointers=tuple(step.pointer for step in state.labels),
        score=state.score,
        notes=state.notes,
    )
    node = state.node if root.known else None
    return Placement(item, target, (*root.order, *state.order), state.labels, node, state.keys)


def _follow_value(item: ErrorItem, state: State) -> State:
    """The schema ends before the location: as far as the value goes on, the pointer does too."""
    tokens = list(state.tokens)
    value = state.value
    for element in state.tail:
        value = member(value, element)
        if value is OMIT:
            break
        tokens.append(str(element))
    return replace(state, tokens=tuple(tokens), notes=(*state.notes, _too_deep(item, state)))


def _too_deep(item: ErrorItem, state: State) -> str:
    whole = ".".join(label_text(element) for element in item.loc)
    known = ".".join(label_text(element) for element in item.loc[: state.index])
    return f"The server points at `{whole}`; the schema ends at `{known}`."
