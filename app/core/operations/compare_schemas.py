"""What differs between two schemas, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.json_text import encode_json
from app.core.operations.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.core.spec.document import Document, Node

DEEPEST: Final = 6
"""Levels of properties that are compared."""

MOST_WORDS: Final = 60
"""Characters of a value that are shown."""

_RULES: Final = (
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
)
_CHOICES: Final = ("oneOf", "anyOf")


@dataclass(slots=True)
class Gathered:
    """A schema with all that holds together with it (`allOf`, references followed)."""

    rules: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Node] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    items: Node | None = None
    choices: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    pointers: set[str] = field(default_factory=set)


class SchemaComparer:
    """Compares schemas of two documents.

    Args:
        may_differ: Whether two schemas need a look at all; most of a large document does not.
    """

    def __init__(self, old: Document, new: Document, may_differ: Callable[[Node, Node], bool]) -> None:
        self._old, self._new = old, new
        self._may_differ = may_differ

    def differences(self, old: Node | None, new: Node | None, what: str) -> Iterator[Difference]:
        """The differences of two schemas that stand at the same place.

        Args:
            what: The place in words, for example `query parameter `limit`` or `body`.
        """
        yield from self._compare(old, new, _Place(what), frozenset())

    def _compare(
        self, old: Node | None, new: Node | None, place: _Place, above: frozenset[tuple[str, str]]
    ) -> Iterator[Difference]:
        if old is None or new is None or place.depth > DEEPEST or not self._may_differ(old, new):
            return
        before, after = gather(self._old, old), gather(self._new, new)
        pairs = frozenset((one, other) for one in before.pointers for other in after.pointers)
        if pairs & above:
            # The schema contains itself: what differs was told above.
            return
        yield from _type_and_rules(before.rules, after.rules, place)
        yield from self._properties(before, after, place, above | pairs)
        yield from self._compare(before.items, after.items, place.items(), above | pairs)
        yield from self._choices(before, after, place, above | pairs)

    def _properties(
        self, before: Gathered, after: Gathered, place: _Place, above: frozenset[tuple[str, str]]
    ) -> Iterator[Difference]:
        for name, node in after.properties.items():
            inner = place.property(name)
            if name not in before.properties:
                needed = name in after.required
                words = f"{type_words(gather(self._new, node).rules)}, {'required' if needed else 'optional'}"
                yield Difference(f"{inner} is new ({words})", breaks=needed and place.is_sent)
                continue
            yield from _required(name in before.required, name in after.required, inner)
            yield from self._compare(before.properties[name], node, inner, above)
        for name in before.properties:
            if name not in after.properties:
                yield Difference(f"{place.property(name)} is gone", breaks=True)

    def _choices(
        self, before: Gathered, after: Gathered, place: _Place, above: frozenset[tuple[str, str]]
    ) -> Iterator[Difference]:
        for keyword in _CHOICES:
            old, new = before.choices.get(keyword, ()), after.choices.get(keyword, ())
            if len(old) != len(new):
                yield Difference(f"{place} has {len(new)} alternatives; it had {len(old)}", breaks=len(new) < len(old))
                continue
            for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
                yield from self._compare(one, other, place.alternative(number), above)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a schema stands, in words.

    Attributes:
        what: `body`, `query parameter `limit``, `response 200`.
        path: Property names below it, joined by dots, `[]` for the items of an array.
    """

    what: str
    path: str = ""
    depth: int = 0
    branch: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether it belongs to the request."""
        return not self.what.startswith("response")

    def property(self, name: str) -> _Place:
        """A property below."""
        return _Place(self.what, f"{self.path}.{name}" if self.path else name, self.depth + 1, self.branch)

    def items(self) -> _Place:
        """The items of an array."""
        return _Place(self.what, f"{self.path}[]", self.depth + 1, self.branch)

    def alternative(self, number: int) -> _Place:
        """One alternative of a union."""
        return _Place(self.what, self.path, self.depth + 1, f" (alternative {number})")

    def __str__(self) -> str:
        return (f"{self.what}: `{self.path}`" if self.path else self.what) + self.branch


def _required(before: bool, after: bool, place: _Place) -> Iterator[Difference]:  # noqa: FBT001 - a pair of states
    if before != after:
        words = "is required now" if after else "is optional now"
        yield Difference(f"{place} {words}", breaks=after if place.is_sent else before)


def _type_and_rules(old: Mapping[str, Any], new: Mapping[str, Any], place: _Place) -> Iterator[Difference]:
    before, after = type_words(old), type_words(new)
    if before != after:
        yield Difference(f"{place} is {after} now; it was {before}", breaks=True)
    yield from _enum(old.get("enum"), new.get("enum"), place)
    for rule in _RULES:
        if old.get(rule) != new.get(rule):
            yield Difference(f"{place}: {rule} is {_shown(new, rule)} now; it was {_shown(old, rule)}", breaks=True)
    if new.get("deprecated") is True and old.get("deprecated") is not True:
        yield Difference(f"{place} is deprecated now")


def _enum(old: Any, new: Any, place: _Place) -> Iterator[Difference]:
    if not isinstance(old, list) or not isinstance(new, list):
        if isinstance(old, list) or isinstance(new, list):
            words = "may have any value now" if isinstance(old, list) else f"must be one of {_values(new)} now"
            yield Difference(f"{place} {words}", breaks=isinstance(new, list))
        return
    added = [value for value in new if value not in old]
    gone = [value for value in old if value not in new]
    if added:
        yield Difference(f"{place} may also be {_values(added)} now", breaks=not place.is_sent)
    if gone:
        yield Difference(f"{place} can no longer be {_values(gone)}", breaks=place.is_sent)


def type_words(rules: Mapping[str, Any]) -> str:
    """`integer`, `string (date-time) or null`; `anything` where the schema names no type."""
    kinds = rules.get("type")
    names = [kinds] if isinstance(kinds, str) else [str(kind) for kind in kinds] if isinstance(kinds, list) else []
    words = " or ".join(names) or "anything"
    found = rules.get("format")
    return f"{words} ({found})" if isinstance(found, str) else words


def _shown(rules: Mapping[str, Any], rule: str) -> str:
    return _cut(_json(rules[rule])) if rule in rules else "not set"


def _values(values: list[Any]) -> str:
    return _cut(", ".join(_json(value) for value in values))


def _json(value: Any) -> str:
    return value if isinstance(value, str) else encode_json(value)


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"


def gather(document: Document, node: Node) -> Gathered:
    """The schema with its `allOf` parts and what its references lead to, each once."""
    found, pending, seen = Gathered(), [node], set[str]()
    while pending:
        try:
            one = document.resolve(pending.pop(0))
        except DanglingReferenceError:
            continue
        if one.pointer in seen:
            continue
        seen.add(one.pointer)
        found.pointers.add(one.pointer)
        _take(found, one, document.dialect.plain_schema(one.mapping))
        pending += _listed(one, "allOf")
    return found


def _listed(node: Node, keyword: str) -> tuple[Node, ...]:
    """The schemas of a list; none where the keyword has no list."""
    found = node.get(keyword)
    if found is None or not isinstance(found.value, list):
        return ()
    return tuple(found.child(index) for index in range(len(found.value)))


def _take(found: Gathered, node: Node, plain: Mapping[str, Any]) -> None:
    for keyword, value in plain.items():
        found.rules.setdefault(keyword, value)
    properties = node.get("properties")
    if properties is not None:
        for name in properties.mapping:
            found.properties.setdefault(name, properties.child(name))
    required = plain.get("required")
    found.required |= {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    items = node.get("items")
    if found.items is None and items is not None and isinstance(items.value, dict):
        found.items = items
    for keyword in _CHOICES:
        found.choices.setdefault(keyword, _listed(node, keyword))
