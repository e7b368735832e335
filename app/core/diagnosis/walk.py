"""Walks one location through schema and value together (rules R7 to R17).

A location is ambiguous by itself: `"int"` may be a property, a map key or a union label. Every reading is followed
depth first and scored; the best wins. `BUDGET` bounds the work, so hostile documents cost time but never all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.base.names import name_score, words
from app.core.diagnosis.fitting import type_fits
from app.core.diagnosis.items import label_text
from app.core.diagnosis.labels import best_labels
from app.core.diagnosis.model import TargetKind
from app.core.diagnosis.schemas import decoded_text
from app.core.diagnosis.values import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.items import ErrorItem
    from app.core.diagnosis.loc_tree import LocTree
    from app.core.diagnosis.schemas import Alternative, Schemas, Union
    from app.core.spec.document import Node

BUDGET: Final = 4000
"""How many steps one location may take."""

COMPARISONS: Final = 20_000
"""How many pairs of names are compared for one response; each costs tens of microseconds."""

LABEL_COMPARISONS: Final = 100_000
"""How many labels are compared with alternatives for one response."""

SIMILAR: Final = 0.6
"""From this name score on, another name is taken for the property."""

_FREE_STEPS: Final = 8
"""How many steps may consume nothing: a cycle of references would never end."""

UNDECLARED: Final = 1_000_000
"""The place of undeclared members: after the declared ones."""

_UNSENT: Final = 2 * UNDECLARED
"""The place of undeclared members that were not even sent."""

_TRANSPARENT: Final = frozenset(("__root__",))
_KEY_MARKS: Final = frozenset(("[key]", "__key__"))


@dataclass(frozen=True, slots=True)
class Step:
    """One label on the way.

    Attributes:
        index: Its place in the location.
        label: As text, memory addresses removed.
        pointer: The alternative's schema pointer, None where unknown.
    """

    index: int
    label: str
    pointer: str | None


@dataclass(frozen=True, slots=True)
class State:
    """Where a reading stands.

    Attributes:
        node: The schema here, references followed.
        value: What was sent here, OMIT where nothing was.
        place: Where the remaining location hangs in the tree of all locations.
        index: How many elements of the location are explained.
        tokens: The value's path so far.
        labels: The union labels passed.
        score: How well it fits so far.
        order: The position in the form, level by level.
        parent: The schema of the object or array that this is a member of, None at the root and after labels.
        keys: The schema of this entry's key, where its parent publishes one.
        entry: Whether this is an entry of a map.
        free: Steps left that consume nothing.
        inside_text: Whether this is inside the JSON text of a string.
        kind, tail, notes: How it ended; `tail` is what could not be explained.
    """

    node: Node
    value: Value | Omitted
    place: LocTree
    index: int = 0
    tokens: tuple[str, ...] = ()
    labels: tuple[Step, ...] = ()
    score: float = 0.0
    order: tuple[int, ...] = ()
    parent: Node | None = None
    keys: Node | None = None
    entry: bool = False
    free: int = _FREE_STEPS
    inside_text: bool = False
    kind: TargetKind | None = None
    tail: tuple[str | int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Frame:
    """A reading that is being followed.

    Attributes:
        barren: Whether nothing followed so far; where nothing does, the reading ends here.
    """

    state: State
    followers: Iterator[State]
    barren: bool = True


def _better(best: State | None, other: State | None) -> State | None:
    """The reading with the larger score, the earlier one of equals."""
    if best is None or other is None:
        return best or other
    return other if other.score > best.score else best


class Walker:
    """Finds the best reading of locations; label scores are kept between them."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._labels: dict[tuple[str, str], tuple[float, ...]] = {}
        # By identity: the values belong to the request, which outlives the diagnosis.
        self._entry_places: dict[int, dict[str, int]] = {}
        self._decoded_texts: dict[str, Value | Omitted] = {}
        self._comparisons = COMPARISONS
        self._label_comparisons = LABEL_COMPARISONS

    def walk(self, item: ErrorItem, start: State, budget: int = BUDGET) -> tuple[State, int]:
        """The best reading of an item's location from a start, and how many steps it took."""
        first = replace(start, node=self._schemas.resolve(start.node))
        frames = [_Frame(first, self._follow(item, first))]
        best: State | None = None
        steps = 0
        while frames and (steps < budget or best is None):
            frame = frames[-1]
            follower = next(frame.followers, None)
            if follower is None:
                frames.pop()
                best = _better(best, self._end(item, frame.state) if frame.barren else None)
                continue
            frame.barren = False
            steps += 1
            if follower.kind is None:
                frames.append(_Frame(follower, self._follow(item, follower)))
            else:
                best = _better(best, follower)
        return best or first, steps

    def _end(self, item: ErrorItem, state: State) -> State:
        """The reading ends here: all is explained, or the rest cannot be (R16)."""
        tail = item.loc[state.index :]
        if not tail:
            bonus = 0.1 if type_fits(item.kind, self._schemas.types(state.node)) else 0.0
            return replace(state, kind=TargetKind.FIELD, score=state.score + bonus)
        return replace(state, kind=TargetKind.FIELD, tail=tail, score=state.score - len(tail))

    def _follow(self, item: ErrorItem, state: State) -> Iterator[State]:
        if state.index >= len(item.loc):
            return
        element = item.loc[state.index]
        if isinstance(element, str):
            yield from self._by_name(item, state, element)
        else:
            yield from self._by_index(item, state, element)
        if state.free:
            yield from self._decoded(state)
        for union in self._schemas.unions(state.node):
            yield from self._by_label(state, union, element)

    def _by_name(self, item: ErrorItem, state: State, name: str) -> Iterator[State]:
        declared = self._schemas.properties(state.node)
        if name in declared:
            yield self._into(item, state, declared[name], name, self._schemas.place(state.node, name), 1.0)
            return
        if name in _KEY_MARKS and state.index == len(item.loc) - 1:
            yield from self._key(state, name)
        if name in _TRANSPARENT:
            yield replace(state, place=state.place.children[name], index=state.index + 1, score=state.score - 0.05)
        entries = list(self._entries(item, state, name))
        yield from entries
        titled = list(self._by_title(item, state, name))
        yield from titled
        if not entries and not titled:
            yield from self._unknown(item, state, name)

    def _into(self, item: ErrorItem, state: State, node: Node, token: str, place: int, score: float) -> State:
        """One level deeper, into a member of the value (R8)."""
        value = member(state.value, token)
        absent_is_right = item.missing and state.index == len(item.loc) - 1
        if (value is OMIT) == absent_is_right:
            score += 0.2
        element = item.loc[state.index]
        return replace(
            state,
            node=self._schemas.resolve(node),
            value=value,
            place=state.place.children[element],
            index=state.index + 1,
            tokens=(*state.tokens, token),
            score=state.score + score,
            order=(*state.order, place),
            parent=state.node,
            keys=None,
            entry=False,
            free=_FREE_STEPS,
        )

    def _entries(self, item: ErrorItem, state: State, name: str) -> Iterator[State]:
        """An entry of a map (R9); patterns are not run on hostile keys, the rest of the walk decides between them."""
        for entry, keys in self._schemas.entries(state.node):
            deeper = self._into(item, state, entry, name, self._entry_place(state.value, name), 0.8)
            yield replace(deeper, keys=keys, entry=True)

    def _entry_place(self, value: Value | Omitted, name: str) -> int:
        """Entries stand behind declared members, in the order in which they were sent."""
        if not isinstance(value, dict) or name not in value:
            return _UNSENT
        known = self._entry_places.get(id(value))
        if known is None:
            known = self._entry_places[id(value)] = {key: place for place, key in enumerate(value)}
        return UNDECLARED + known[name]

    def _key(self, state: State, mark: str) -> Iterator[State]:
        """The key of the entry is wrong, not its value (R9)."""
        if state.entry or mark == "__key__":
            yield replace(state, index=state.index + 1, kind=TargetKind.KEY, score=state.score + 0.95)

    def _by_title(self, item: ErrorItem, state: State, name: str) -> Iterator[State]:
        """A named tuple given as an object: its schema keeps the names as titles only (R10)."""
        for place, node in enumerate(self._schemas.prefix_items(state.node)):
            title = self._schemas.keyword(node, "title")
            if isinstance(title, str) and words(title) == words(name):
                yield self._into(item, state, node, name, place, 0.9)

    def _by_index(self, item: ErrorItem, state: State, index: int) -> Iterator[State]:
        node = self._schemas.item(state.node, index)
        if node is not None:
            yield self._into(item, state, node, str(index), index, 1.0)

    def _unknown(self, item: ErrorItem, state: State, name: str) -> Iterator[State]:
        """A name that the schema does not publish (R14)."""
        sent = member(state.value, name) is not OMIT
        if item.kind == "extra_forbidden" and state.index == len(item.loc) - 1:
            yield replace(
                state,
                index=state.index + 1,
                tokens=(*state.tokens, name),
                order=(*state.order, self._entry_place(state.value, name)),
                parent=state.node,
                kind=TargetKind.UNKNOWN_KEY,
                score=state.score + (0.8 if sent else 0.6),
            )
            return
        for place, (published, node) in enumerate(self._schemas.properties(state.node).items()):
            if self._comparisons == 0:
                return
            self._comparisons -= 1
            score = name_score(name, published)
            if score < SIMILAR or (sent and member(state.value, published) is not OMIT):
                continue
            token, note = (
                (name, f"The server accepts this under the name `{name}`; the schema publishes it as `{published}`.")
                if sent
                else (published, f"The server calls this `{name}`; on the wire it is `{published}`.")
            )
            deeper = self._into(item, state, node, token, place, 0.5 * score)
            yield replace(deeper, notes=(*deeper.notes, note))

    def _decoded(self, state: State) -> Iterator[State]:
        """Into JSON text inside a string (R11)."""
        node = self._schemas.decoded(state.node)
        if node is not None:
            yield replace(
                state,
                node=self._schemas.resolve(node),
                value=self._decode(state.value),
                free=state.free - 1,
                inside_text=True,
                notes=(*state.notes, "This is inside the JSON text of the field."),
            )

    def _decode(self, text: Value | Omitted) -> Value | Omitted:
        if not isinstance(text, str):
            return OMIT
        if text not in self._decoded_texts:
            self._decoded_texts[text] = decoded_text(text)
        return self._decoded_texts[text]

    def _by_label(self, state: State, union: Union, element: str | int) -> Iterator[State]:
        """A union consumes one element as the label of an alternative (R12, R13)."""
        label = label_text(element)
        scores = self._scores(union, label)
        best = max(scores)
        for score, alternative in zip(scores, union.alternatives, strict=True):
            if score >= 0.25:
                yield self._choose(state, element, alternative, 0.8 * score)
        if best >= SIMILAR:
            return
        reported = state.place.children
        if isinstance(element, str) and len(reported) == len(union.alternatives):
            yield self._choose(state, element, union.alternatives[list(reported).index(element)], 0.45)
        for alternative in union.alternatives:
            yield self._choose(state, element, alternative, -0.15)
            if state.free:
                yield replace(state, node=alternative.node, score=state.score - 0.45, free=state.free - 1)

    def _scores(self, union: Union, label: str) -> tuple[float, ...]:
        key = (union.node.pointer, label)
        if key not in self._labels:
            if self._label_comparisons <= 0:
                return (0.0,) * len(union.alternatives)
            self._label_comparisons -= len(union.alternatives)
            self._labels[key] = best_labels(label, union, self._schemas)
        return self._labels[key]

    def _choose(self, state: State, element: str | int, alternative: Alternative, score: float) -> State:
        step = Step(state.index, label_text(element), alternative.node.pointer)
        return replace(
            state,
            node=alternative.node,
            place=state.place.children[element],
            index=state.index + 1,
            labels=(*state.labels, step),
            score=state.score + score,
            parent=None,
            entry=False,
            free=_FREE_STEPS,
        )
