"""Compares two states of an API so that what is shared is looked at once: operations, and what they refer to.

First each operation is compared without what its references lead to, then each of these by itself. What differs is
passed on to those that use it. Values that are equal in both documents are not read, only their references.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from app.core.base.errors import DanglingReferenceError
from app.core.base.json_equal import same_value
from app.core.base.pointers import parse_pointer
from app.core.operations.compare_operations import INHERITED, OperationComparer, cut
from app.core.operations.compare_schemas import listed_items
from app.core.operations.differences import ChangeKind, Difference, OperationChange, SharedChange
from app.core.operations.uses import SHARED, LookCloserError, Uses
from app.core.spec.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.operations.compare_schemas import Pair, Skip
    from app.core.operations.model import Api, Operation, Parameter, Response
    from app.core.spec.document import Document

    Placed = TypeVar("Placed", Parameter, Response)

_NO_SHARING: Final = 2
"""The version of Python's own format that writes equal values alike, whatever else refers to them."""

_NEED: Final = "security"
_SETTINGS: Final = ("consumes", "produces", "schemes")
"""Members of the root that say something for every operation which does not say it itself."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of an API."""

    document: Document
    api: Api


@dataclass(frozen=True, slots=True)
class _Visit:
    """One operation.

    Attributes:
        old, new: Its places in the lists.
        details: What differs in itself.
        sent, received: What its request and its responses refer to.
    """

    old: int
    new: int
    details: tuple[Difference, ...]
    sent: dict[Pair, str]
    received: dict[Pair, str]


@dataclass(slots=True)
class _Shared:
    """Something that is referred to.

    Attributes:
        keyword: Under which a reference led to it.
        user: An operation that does.
        is_told: Whether it differs itself.
        uses: What it refers to.
    """

    keyword: str
    user: _Visit
    is_told: bool = False
    uses: dict[Pair, str] = field(default_factory=dict)


class SharedComparer:
    """Compares operations that both states have.

    Each is given to `visit`, then `settle` is called; the rest tells what came of it.
    """

    def __init__(self, old: Edition, new: Edition) -> None:
        self._old, self._new = old, new
        self._uses = Uses(old.document, new.document)
        # Equal words mean the same only under the same rules.
        self._same_rules = old.document.version == new.document.version and all(
            old.document.raw.get(name) == new.document.raw.get(name) for name in _SETTINGS
        )
        self._other_needs = old.document.raw.get("security") != new.document.raw.get("security")
        self._visits: dict[str, _Visit] = {}
        self._found: dict[Pair, _Shared] = {}
        self._bits: dict[Pair, int] = {}
        self._masks: dict[Pair, int] = {}
        self._once = 0
        self._told: tuple[SharedChange, ...] = ()
        self._breaking = 0

    def visit(self, key: str, old: int, new: int) -> None:
        """Compares an operation, without what its references lead to, and what they lead to.

        Args:
            old, new: Its places among the operations of the two states.
        """
        visit = self._equal(old, new) or self._compared(old, new)
        self._visits[key] = visit
        pending = [(pair, keyword) for uses in (visit.sent, visit.received) for pair, keyword in uses.items()]
        while pending:
            pair, keyword = pending.pop()
            if pair not in self._found:
                found = self._found[pair] = _Shared(keyword, visit)
                self._look_at(pair, found)
                pending += found.uses.items()

    # Operations

    def _equal(self, old: int, new: int) -> _Visit | None:
        """An operation that both documents describe in the same words; None where they do not."""
        before, after = (edition.api.entries[place] for edition, place in ((self._old, old), (self._new, new)))
        if not self._same_rules or before.pointer != after.pointer:
            return None
        try:
            one, other = self._old.document.at(before.pointer), self._new.document.at(after.pointer)
            beside, shared = _parameters(self._old.document, before.path), _parameters(self._new.document, after.path)
            if not _same(one, other) or not _same(beside, shared) or self._replaces(shared, other):
                return None
            parameters = Node(shared.pointer, shared.value) if shared is not None else Node("", ())
            responses = other.get("responses")
            request = {name: value for name, value in other.mapping.items() if name != "responses"}
            sent = dict(self._uses.of(Node(other.pointer, request), ""))
            sent |= self._uses.of(parameters, "parameters")
            # Their names are statuses, not keywords.
            naming = Node(other.pointer, {"responses": responses.value} if responses is not None else {})
            received = dict(self._uses.of(naming, ""))
        except (DanglingReferenceError, LookCloserError):
            return None
        if self._other_needs and "security" not in other.mapping:
            sent[INHERITED] = _NEED
        return _Visit(old, new, (), sent, received)

    def _inherits(self, old: int, new: int) -> bool:
        """Whether an operation needs what the document says for all, before and now."""
        entries = ((self._old, old), (self._new, new))
        raws = [edition.document.at(edition.api.entries[place].pointer).mapping for edition, place in entries]
        return not any("security" in raw for raw in raws)

    def _replaces(self, shared: Node | None, operation: Node) -> bool:
        """Whether an operation has its own parameter in place of one of its path, which it then does not use."""
        own = operation.get("parameters")
        if shared is None or own is None or not shared.value:
            return False
        names = [{self._parameter_name(node) for node in listed_items(holder)} for holder in (shared, own)]
        return bool(names[0] & names[1])

    def _parameter_name(self, node: Node) -> str:
        try:
            raw = self._new.document.resolve(node).mapping
        except DanglingReferenceError:
            return ""
        # In any letters, as names of headers are: rather too often the same than too seldom.
        return f"{raw.get('in')} {raw.get('name')}".lower()

    def _compared(self, old: int, new: int) -> _Visit:
        sent: dict[Pair, str] = {}
        received: dict[Pair, str] = {}

        def note(pair: Pair, keyword: str, is_sent: bool) -> bool:  # noqa: FBT001 - see `Skip`
            if pair == INHERITED and not self._inherits(old, new):
                return False
            (sent if is_sent else received)[pair] = keyword
            return True

        details = self._comparer(note).differences(*self._operations(old, new))
        return _Visit(old, new, details, sent, received)

    def _operations(self, old: int, new: int) -> tuple[Operation, Operation]:
        return self._old.api.operations[old], self._new.api.operations[new]

    def _comparer(self, skip: Skip) -> OperationComparer:
        return OperationComparer(self._old.document, self._new.document, skip)

    # What is shared

    def _look_at(self, pair: Pair, found: _Shared) -> None:
        if pair == INHERITED:
            found.is_told = bool(tuple(self._own(pair, found, _never, sent=True)))
            return
        old, new = self._old.document.at(pair[0]), self._new.document.at(pair[1])
        if self._same_rules and pair[0] == pair[1] and _same(old, new) and self._is_plain(new):
            try:
                found.uses = dict(self._uses.of(new, found.keyword))
            except LookCloserError:
                pass
            else:
                return

        def note(used: Pair, keyword: str, _is_sent: bool) -> bool:  # noqa: FBT001 - see `Skip`
            found.uses[used] = keyword
            return True

        found.uses = {}
        found.is_told = bool(tuple(self._own(pair, found, note, sent=True)))

    def _is_plain(self, node: Node) -> bool:
        """Whether references in a node are relative to its resource, and not to something around it."""
        document = self._new.document
        root = Node(f"{node.resource}#" if node.resource else "", document.resources.get(node.resource, document.raw))
        return document.base_of(node) == document.base_of(root)

    def _own(self, pair: Pair, found: _Shared, skip: Skip, *, sent: bool) -> Iterator[Difference]:
        """What differs in something shared itself."""
        comparer, name = self._comparer(skip), f"`{_name(pair[1])}`"
        if pair == INHERITED:
            yield from comparer.security(*self._operations(found.user.old, found.user.new))
            return
        if found.keyword not in SHARED:
            old, new = self._old.document.at(pair[0]), self._new.document.at(pair[1])
            yield from comparer.schema(old, new, name, sent=sent)
            return
        before, after = self._operations(found.user.old, found.user.new)
        if found.keyword == "responses":
            for one, other in _counterparts(before.responses, after.responses, pair):
                yield from comparer.response(one, other, f"response {name}")
            return
        parameters = _counterparts(before.parameters, after.parameters, pair)
        for known, parameter in parameters:
            yield from comparer.parameter(known, parameter)
        if not parameters:
            yield from comparer.body(before.body, after.body)

    # What came of it

    def settle(self, few: int) -> None:
        """Passes on what differs; what more than `few` operations use is told once."""
        told = [pair for pair, found in self._found.items() if found.is_told]
        self._bits = {pair: 1 << number for number, pair in enumerate(told)}
        self._masks = self._passed_on()
        counts = dict.fromkeys(told, 0)
        ways = [0, 0]
        for visit in self._visits.values():
            masks = [self._mask(visit.sent), self._mask(visit.received)]
            ways = [before | mask for before, mask in zip(ways, masks, strict=True)]
            for pair in self._pairs(masks[0] | masks[1]):
                counts[pair] += 1
        self._once = sum(self._bits[pair] for pair, count in counts.items() if count > few)
        changes = [(pair, self._change(pair, counts[pair], ways)) for pair in self._pairs(self._once)]
        changes.sort(key=lambda change: -change[1].operations)
        self._told = tuple(change for _, change in changes)
        self._breaking = sum(self._bits[pair] for pair, change in changes if change.breaks)

    def told(self) -> tuple[SharedChange, ...]:
        """What is told once."""
        return self._told

    def change_of(self, key: str) -> OperationChange | None:
        """What became of an operation; None where nothing differs."""
        visit = self._visits[key]
        mask = self._mask(visit.sent) | self._mask(visit.received)
        if not visit.details and not mask:
            return None
        details = visit.details
        if mask & ~self._once:
            details = self._comparer(partial(self._skip, visit)).differences(*self._operations(visit.old, visit.new))
        once = mask & self._once
        return OperationChange(key, ChangeKind.CHANGED, details, once.bit_count(), bool(once & self._breaking))

    def _skip(self, visit: _Visit, pair: Pair, _keyword: str, _is_sent: bool) -> bool:  # noqa: FBT001 - see `Skip`
        if pair not in self._found or (pair == INHERITED and pair not in visit.sent):
            # A parameter of a path, whose references were found without it; a need of its own.
            return False
        return bool(self._bits.get(pair, 0) & self._once) or not self._masks.get(pair, 0) & ~self._once

    def _change(self, pair: Pair, count: int, ways: list[int]) -> SharedChange:
        bit, found = self._bits[pair], self._found[pair]
        each = [
            list(self._own(pair, found, _never, sent=sent)) if ways[not sent] & bit else [] for sent in (True, False)
        ]
        breaking = {one.text for details in each for one in details if one.breaks}
        details = cut(Difference(one.text, one.text in breaking) for one in (each[0] or each[1]))
        return SharedChange(pair[1], _name(pair[1]), details, count)

    def _passed_on(self) -> dict[Pair, int]:
        """For all that is shared what of it, or of what it leads to, differs, as bits."""
        users: dict[Pair, list[Pair]] = {}
        for pair, found in self._found.items():
            for used in found.uses:
                users.setdefault(used, []).append(pair)
        masks = dict(self._bits)
        pending = list(masks)
        while pending:
            pair = pending.pop()
            for user in users.get(pair, ()):
                mask = masks.get(user, 0) | masks[pair]
                if mask != masks.get(user, 0):
                    masks[user] = mask
                    pending.append(user)
        return masks

    def _mask(self, uses: dict[Pair, str]) -> int:
        mask = 0
        for pair in uses:
            mask |= self._masks.get(pair, 0)
        return mask

    def _pairs(self, mask: int) -> Iterator[Pair]:
        if mask:
            yield from (pair for pair, bit in self._bits.items() if mask & bit)


def _same(old: Node | None, new: Node | None) -> bool:
    """Whether two values are written alike; 1 and true are not, which Python calls equal."""
    if old is None or new is None:
        return old is new
    if old.value != new.value:
        return False
    try:
        return marshal.dumps(old.value, _NO_SHARING) == marshal.dumps(new.value, _NO_SHARING)
    except ValueError:
        # An object that is read piece by piece.
        return same_value(old.value, new.value)


def _counterparts(old: tuple[Placed, ...], new: tuple[Placed, ...], pair: Pair) -> list[tuple[Placed, Placed]]:
    """The first of the old and of the new that stand at two pointers, if they do."""
    before = next((one for one in old if one.pointer == pair[0]), None)
    after = next((one for one in new if one.pointer == pair[1]), None)
    return [(before, after)] if before is not None and after is not None else []


def _never(_pair: Pair, _keyword: str, _is_sent: bool) -> bool:  # noqa: FBT001 - see `Skip`
    return True


def _parameters(document: Document, path: str) -> Node | None:
    """What a path says for all its operations."""
    paths = document.root.get("paths")
    item = document.resolve(paths.child(path)) if paths is not None and path in paths.mapping else None
    return item.get("parameters") if item is not None else None


def _name(pointer: str) -> str:
    """What a person calls something shared: the last token of its pointer, of a whole file the file's."""
    resource, _, inner = pointer.rpartition("#")
    return (parse_pointer(inner) or (resource.rpartition("/")[2] or pointer,))[-1]
