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
from app.core.diagnosis.walk import UNDECLARED

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
        index: The item's place in the server's list.
        order: Sorts placements as the form shows them.
        steps: The union labels passed.
        node: The schema there, None where there is none.
        parent: The schema of the object or array that it is a member of, None where it is none.
        keys: For a wrong key the schema of keys, None where it is not published.
        inside_text: Whether it is inside the JSON text of a string, where no edit reaches.
    """

    item: ErrorItem
    target: Target
    order: tuple[int, ...]
    steps: tuple[Step, ...] = ()
    node: Node | None = None
    parent: Node | None = None
    keys: Node | None = None
    inside_text: bool = False
    index: int = 0

    @property
    def name(self) -> str:
        """The last token of the place: a member's or parameter's name, empty for a whole body."""
        path = self.target.field
        return path.tokens[-1] if path is not None and path.tokens else ""


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
        sent: Whether it is known what was sent there.
    """

    where: str
    parameter: str | None
    known: bool
    order: tuple[int, ...]
    sent: bool = True


def landed(item: ErrorItem, root: Root, state: State) -> Placement:
    """The placement of a walk's best reading; what could not be explained follows the value (R16)."""
    if state.tail:
        state = _follow_value(item, state)
    elif _is_default(item, root, state):
        state = replace(state, notes=(*state.notes, "Nothing was sent here: the API's own default breaks its rule."))
    tokens = state.tokens
    parameter = root.parameter
    if root.where == "form" and tokens:
        parameter, tokens = tokens[0], tokens[1:]
    kind = state.kind or TargetKind.FIELD
    if kind is TargetKind.FIELD and root.parameter is None and not state.tokens and not state.labels:
        kind = TargetKind.WHOLE
    # A key comes after what stands under it, so that renaming it last carries along what was mended there.
    behind = (3 * UNDECLARED,) if kind is TargetKind.KEY else ()
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
    # What lies behind the end of the schema follows no rule that is known.
    node = state.node if root.known and not state.tail else None
    return Placement(
        item,
        target,
        (*root.order, *state.order, *behind),
        steps=state.labels,
        node=node,
        parent=state.parent,
        keys=state.keys,
        inside_text=state.inside_text,
    )


def _is_default(item: ErrorItem, root: Root, state: State) -> bool:
    """Whether the value that failed came from the server: nothing was sent, yet nothing is said to be missing."""
    ended = state.kind is TargetKind.FIELD and state.value is OMIT and bool(state.tokens or root.parameter)
    return ended and root.sent and not item.missing and not state.inside_text


def _follow_value(item: ErrorItem, state: State) -> State:
    """The schema ends before the location: as far as the value goes on, the pointer does too."""
    tokens = list(state.tokens)
    value = state.value
    for element in state.tail:
        value = member(value, element)
        if value is OMIT:
            break
        tokens.append(str(element))
    behind = (UNDECLARED,) * (len(tokens) - len(state.tokens))
    return replace(
        state, tokens=tuple(tokens), order=(*state.order, *behind), notes=(*state.notes, _too_deep(item, state))
    )


def _too_deep(item: ErrorItem, state: State) -> str:
    whole = ".".join(label_text(element) for element in item.loc)
    known = ".".join(label_text(element) for element in item.loc[: state.index])
    return f"The server points at `{whole}`; the schema ends at `{known}`."
