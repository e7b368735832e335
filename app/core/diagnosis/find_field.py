"""Finds the field that a path of names means: exactly, then by names that are the same words in another style.

Unlike FastAPI's locations these paths hold no labels of unions, and their names may be those of the server's code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.json_equal import same_json
from app.core.base.json_types import OMIT
from app.core.base.names import SAME_WORDS, name_score
from app.core.diagnosis.values import member
from app.core.diagnosis.walk import COMPARISONS, UNDECLARED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.schemas import Schemas
    from app.core.diagnosis.walk import State
    from app.core.spec.document import Node

MAX_OPTIONS: Final = 64
"""How many alternatives of unions within unions one place is read as."""

_MAX_INDEX_DIGITS: Final = 9


class FieldFinder:
    """Walks paths of one response; how many names are compared in all is bounded."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._comparisons = COMPARISONS

    def find(self, start: State, tokens: tuple[str, ...], *, alike: bool) -> tuple[State, tuple[str, ...]]:
        """How far the tokens lead from a start, and those that lead nowhere.

        Args:
            alike: Whether a name may also be the same words in another style.
        """
        state = replace(start, node=self._schemas.resolve(start.node))
        for used, token in enumerate(tokens):
            deeper = self._step(state, token, alike=alike)
            if deeper is None:
                return state, tokens[used:]
            state = deeper
        return state, ()

    def options(self, node: Node, value: Value | Omitted) -> list[Node]:
        """The schema and the alternatives of its unions, those first whose choices fit the value's members."""
        found: dict[str, Node] = {}
        waiting = [node]
        while waiting and len(found) < MAX_OPTIONS:
            each = waiting.pop()
            if each.pointer not in found:
                found[each.pointer] = each
                inner = [option.node for union in self._schemas.unions(each) for option in union.alternatives]
                waiting += reversed(inner)
        first, *others = found.values()
        return [first, *sorted(others, key=lambda option: -self._agreement(option, value))]

    def _agreement(self, option: Node, value: Value | Omitted) -> int:
        """How many members a value has that only this alternative would, less those that it forbids."""
        if not isinstance(value, dict):
            return 0
        score = 0
        for name, declared in self._schemas.properties(option).items():
            choices = self._schemas.choices(declared) if name in value else ()
            if choices:
                score += 1 if any(same_json(value[name], choice) for choice in choices) else -1
        return score

    def _step(self, state: State, token: str, *, alike: bool) -> State | None:
        options = self.options(state.node, state.value)
        if _is_index(token):
            for option in options:
                item = self._schemas.item(option, int(token))
                if item is not None:
                    return self._into(state, option, item, str(int(token)), int(token))
        for option in options:
            declared = self._schemas.properties(option)
            if token in declared:
                return self._into(state, option, declared[token], token, self._schemas.place(option, token))
        found = self._by_likeness(state, options, token) if alike else None
        return found or self._entry(state, options, token) or self._only_item(state, options, token, alike=alike)

    def _by_likeness(self, state: State, options: list[Node], token: str) -> State | None:
        for option in options:
            for place, (name, node) in enumerate(self._schemas.properties(option).items()):
                if self._comparisons <= 0:
                    return None
                self._comparisons -= 1
                if name_score(token, name) >= SAME_WORDS:
                    note = f"The server calls this `{token}`; on the wire it is `{name}`."
                    deeper = self._into(state, option, node, name, place)
                    return replace(deeper, notes=(*state.notes, note), score=min(state.score, SAME_WORDS))
        return None

    def _entry(self, state: State, options: list[Node], token: str) -> State | None:
        """A member of a map that was sent."""
        if member(state.value, token) is OMIT or not isinstance(state.value, dict):
            return None
        for option in options:
            for entry, keys in self._schemas.entries(option):
                deeper = self._into(state, option, entry, token, UNDECLARED)
                return replace(deeper, keys=keys, entry=True)
        return None

    def _only_item(self, state: State, options: list[Node], token: str, *, alike: bool) -> State | None:
        """Rails names a member of an array's items without the index; with one item there is no doubt which."""
        if not isinstance(state.value, list) or len(state.value) != 1:
            return None
        for option in options:
            item = self._schemas.item(option, 0)
            if item is not None:
                only = replace(self._into(state, option, item, "0", 0), index=state.index)
                # An array in an array would be the same question again.
                return None if isinstance(only.value, list) else self._step(only, token, alike=alike)
        return None

    def _into(self, state: State, option: Node, node: Node, token: str, place: int) -> State:
        return replace(
            state,
            node=self._schemas.resolve(node),
            value=member(state.value, token),
            index=state.index + 1,
            tokens=(*state.tokens, token),
            order=(*state.order, place),
            parent=option,
            keys=None,
            entry=False,
        )

    def wrapped(self, start: State) -> Iterator[State]:
        """The objects within the objects of a start, the outer ones first: `{"book": {…}}` is told as `…` only."""
        waiting = [replace(start, node=self._schemas.resolve(start.node))]
        for _count in range(MAX_OPTIONS):
            if not waiting:
                return
            state = waiting.pop(0)
            if len(state.tokens) >= _MAX_WRAPPING:
                continue
            for name, node in self._schemas.properties(state.node).items():
                inner = self._into(state, state.node, node, name, self._schemas.place(state.node, name))
                if self._schemas.properties(inner.node):
                    waiting.append(inner)
                    yield inner


_MAX_WRAPPING: Final = 2
"""How many objects may be left out of a path."""


def _is_index(token: str) -> bool:
    return token.isascii() and token.isdigit() and len(token) <= _MAX_INDEX_DIGITS
