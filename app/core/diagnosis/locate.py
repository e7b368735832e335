"""Where FastAPI's error items land: the parameter, form field, body member or text position they mean (R1 to R17)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.names import name_score
from app.core.diagnosis.eliminate import eliminate
from app.core.diagnosis.items import label_text
from app.core.diagnosis.loc_tree import LocTree
from app.core.diagnosis.model import Target, TargetKind
from app.core.diagnosis.placement import RANKS, Placement, Root, landed, unmapped
from app.core.diagnosis.roots import body_start, parameter_start
from app.core.diagnosis.schemas import Schemas
from app.core.diagnosis.sent import same_name, sent_name
from app.core.diagnosis.walk import BUDGET, SIMILAR, UNDECLARED, State, Walker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.diagnosis.items import ErrorItem
    from app.core.diagnosis.roots import Start
    from app.core.operations.model import Operation, Parameter
    from app.core.requests.model import Sent
    from app.core.spec.document import Document

TOTAL_BUDGET: Final = 60_000
"""How many steps all locations of a response may take together; then each gets its first reading."""


def locate(document: Document, operation: Operation, sent: Sent, items: Sequence[ErrorItem]) -> tuple[Target, ...]:
    """Where each item lands, in the order of the items. Never raises, in bounded time."""
    return tuple(placement.target for placement in place_items(Schemas(document), operation, sent, items))


def place_items(
    schemas: Schemas, operation: Operation, sent: Sent, items: Sequence[ErrorItem]
) -> tuple[Placement, ...]:
    """Where each item lands, with what explanations need."""
    return _Locator(schemas, operation, sent, items).place_all()


class _Locator:
    """Places the items of one response."""

    def __init__(self, schemas: Schemas, operation: Operation, sent: Sent, items: Sequence[ErrorItem]) -> None:
        self._schemas = schemas
        self._operation = operation
        self._sent = sent
        self._items = items
        self._tree = LocTree.of(item.loc for item in items)
        self._walker = Walker(schemas)
        self._steps_left = TOTAL_BUDGET
        self._walked: dict[tuple[tuple[str | int, ...], str], tuple[Root, State]] = {}

    def place_all(self) -> tuple[Placement, ...]:
        walks: dict[int, tuple[Root, State]] = {}
        placements: list[Placement] = []
        for index, item in enumerate(self._items):
            placed = self._place(item)
            if isinstance(placed, Placement):
                placements.append(placed)
                continue
            walks[index] = placed
            placements.append(landed(item, *placed))
        readings = {index: state for index, (_root, state) in walks.items()}
        for index, state in eliminate(self._schemas, readings).items():
            placements[index] = landed(self._items[index], walks[index][0], state)
        return tuple(replace(placement, index=index) for index, placement in enumerate(placements))

    def _place(self, item: ErrorItem) -> Placement | tuple[Root, State]:
        if not item.loc or item.loc[0] not in RANKS:
            return unmapped(item, "", _no_location(item))
        where = str(item.loc[0])
        if where == "body":
            return self._in_body(item)
        if len(item.loc) == 1:
            return Placement(item, Target(where, TargetKind.GROUP), (RANKS[where],))
        return self._in_parameters(item, where, label_text(item.loc[1]))

    def _in_body(self, item: ErrorItem) -> Placement | tuple[Root, State]:
        if item.kind == "json_invalid" and len(item.loc) == 2 and isinstance(item.loc[1], int):
            target = Target("body-text", TargetKind.OFFSET, offset=item.loc[1])
            return Placement(item, target, (RANKS["body"],))
        start = body_start(self._operation, self._sent)
        if start is None:
            return unmapped(item, "body", "The operation has no request body; the API raised this error itself.")
        return self._walk(item, start)

    def _in_parameters(self, item: ErrorItem, where: str, name: str) -> Placement | tuple[Root, State]:
        declared = [parameter for parameter in self._operation.parameters if parameter.location.value == where]
        found = next((each for each in declared if each.name == name), None) or next(
            (each for each in declared if same_name(where, each.name, name)), None
        )
        if found is not None:
            return self._in_parameter(item, found)
        as_sent = sent_name(self._sent, where, name)
        if item.kind == "extra_forbidden" or as_sent is not None:
            kind = TargetKind.UNKNOWN_KEY if item.kind == "extra_forbidden" else TargetKind.FIELD
            note = (
                ()
                if kind is TargetKind.UNKNOWN_KEY
                else (f"The schema does not publish `{name}`, yet the API reads it.",)
            )
            target = Target(where, kind, parameter=as_sent or name, notes=note)
            return Placement(item, target, (RANKS[where], UNDECLARED))
        similar = max(declared, key=lambda each: name_score(name, each.name), default=None)
        if similar is not None and name_score(name, similar.name) >= SIMILAR:
            return self._in_parameter(item, similar)
        return unmapped(item, where, f"The schema publishes no {where} parameter `{name}`.")

    def _in_parameter(self, item: ErrorItem, parameter: Parameter) -> tuple[Root, State]:
        return self._walk(item, parameter_start(self._schemas, self._operation, self._sent, parameter))

    def _walk(self, item: ErrorItem, start: Start) -> tuple[Root, State]:
        key = (item.loc, item.kind)
        if key not in self._walked:
            index = 1 if start.root.parameter is None else 2
            first = State(start.node, start.value, self._tree.at(item.loc[:index]), index=index)
            state, steps = self._walker.walk(item, first, min(BUDGET, self._steps_left))
            self._steps_left = max(0, self._steps_left - steps)
            self._walked[key] = (start.root, state)
        return self._walked[key]


def _no_location(item: ErrorItem) -> str:
    if item.loc and item.loc[0] == "response":
        return "The API's own response broke its schema: a bug on the server's side."
    if not item.loc:
        return "The server names no place for this error."
    return f"`{label_text(item.loc[0])}` is no part of a request; the API raised this error itself."
