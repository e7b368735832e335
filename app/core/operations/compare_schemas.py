"""What differs between two schemas, in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from app.core.base.errors import DanglingReferenceError
from app.core.base.json_equal import same_json
from app.core.base.json_text import encode_json
from app.core.spec.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.core.spec.document import Document

    Pair: TypeAlias = tuple[str, str]
    Skip: TypeAlias = Callable[["Pair", str, bool], bool]

DEEPEST: Final = 60
"""Levels of properties that are compared; what lies deeper is only told to differ."""

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
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "dependentRequired",
)
_CHOICES: Final = ("oneOf", "anyOf")
_PARTS: Final = {
    "additionalProperties": "{…}",
    "unevaluatedProperties": "{…}",
    "propertyNames": "{names}",
    "items": "[]",
    "unevaluatedItems": "[]",
    "contains": "[contained]",
    "not": "(not)",
    "if": "(if)",
    "then": "(then)",
    "else": "(else)",
}
"""Keywords with one schema, and how its place is written behind that of the schema itself."""

_NOTHING: Final = Node("", {})
"""Stands for a schema that says nothing, or that is not there."""


class Told(NamedTuple):
    """One difference.

    Attributes:
        text: As in `Difference`.
        sent, received: Whether it breaks a request that was right, whether it breaks who reads an answer.
    """

    text: str
    sent: bool = False
    received: bool = False


@dataclass(slots=True)
class Gathered:
    """A schema, or one with all that holds together with it.

    Attributes:
        rules: Its keywords in the words of JSON Schema 2020-12.
        properties: By name; those of `patternProperties` and `dependentSchemas` under names that no property has.
        singles, lists: The schemas under keywords that have one, and several.
    """

    rules: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Node] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    singles: dict[str, Node] = field(default_factory=dict)
    lists: dict[str, tuple[Node, ...]] = field(default_factory=dict)


class SchemaComparer:
    """Compares schemas of two documents.

    Args:
        skip: Asked where references stand on both sides, with the pointers they lead to, the keyword under which they
            stand, and whether what is compared is sent: whether what they lead to is left out here.
    """

    def __init__(self, old: Document, new: Document, skip: Skip) -> None:
        self._old, self._new = old, new
        self._skip = skip

    def differences(self, old: Node | None, new: Node | None, what: str, *, sent: bool) -> Iterator[Told]:
        """The differences of two schemas that stand at the same place.

        What is reached on several ways is told at the first of them.

        Args:
            what: The place in words, for example `query parameter `limit`` or `body`.
            sent: Whether it stands in a request.
        """
        yield from self._compare(old, new, _Place(what, sent=sent), set())

    def _compare(self, old: Node | None, new: Node | None, place: _Place, seen: set[Pair]) -> Iterator[Told]:
        before, after = _resolved(self._old, old), _resolved(self._new, new)
        pair = (before.pointer, after.pointer)
        is_shared = _is_reference(old, before) and _is_reference(new, after)
        if pair in seen or (is_shared and self._skip(pair, "schema", place.sent)):
            return
        if before is not _NOTHING and after is not _NOTHING:
            seen.add(pair)
        if place.depth > DEEPEST:
            if before.value != after.value:
                yield Told(f"{place} differs deeper inside", sent=True, received=True)
            return
        parts = self._aligned(before, after)
        one, other = (
            (_one(self._old, before), _one(self._new, after))
            if parts is not None
            else (gather(self._old, before), gather(self._new, after))
        )
        yield from _type_and_rules(one.rules, other.rules, place)
        yield from _allowed(before, after, place)
        yield from self._properties(one, other, place, seen)
        yield from self._inner(one, other, place, seen)
        for part, counterpart in parts or ():
            yield from self._compare(part, counterpart, place.part(), seen)

    def _aligned(self, old: Node, new: Node) -> tuple[tuple[Node, Node], ...] | None:
        """The parts of two `allOf` one by one, where each has its counterpart; else what is gathered is compared."""
        before, after = _listed(old, "allOf"), _listed(new, "allOf")
        kinds = [["$ref" in node.mapping for node in nodes] for nodes in (before, after)]
        return tuple(zip(before, after, strict=True)) if kinds[0] == kinds[1] else None

    def _properties(self, before: Gathered, after: Gathered, place: _Place, seen: set[Pair]) -> Iterator[Told]:
        names = dict.fromkeys((*after.properties, *sorted(after.required | before.required)))
        for name in names:
            inner = place.property(name)
            needed = name in after.required
            if name in after.properties and name not in before.properties:
                words = f"{type_words(gather(self._new, after.properties[name]).rules)}, {_presence(needed)}"
                yield Told(f"{inner} is new ({words})", sent=needed)
                continue
            if name in before.properties and name not in after.properties:
                continue
            if needed != (name in before.required):
                yield Told(f"{inner} is {_presence(needed)} now", sent=needed, received=not needed)
            if name in after.properties:
                yield from self._compare(before.properties[name], after.properties[name], inner, seen)
        for name in before.properties:
            if name not in after.properties:
                yield Told(f"{place.property(name)} is gone", sent=True, received=True)

    def _inner(self, before: Gathered, after: Gathered, place: _Place, seen: set[Pair]) -> Iterator[Told]:
        for keyword in dict.fromkeys((*after.singles, *before.singles)):
            inner = place.inside(_PARTS[keyword])
            yield from self._compare(before.singles.get(keyword), after.singles.get(keyword), inner, seen)
        for keyword in dict.fromkeys((*after.lists, *before.lists)):
            old, new = before.lists.get(keyword, ()), after.lists.get(keyword, ())
            if len(old) != len(new):
                what = "alternatives" if keyword in _CHOICES else "first items"
                text = f"{place} has {len(new)} {what}; it had {len(old)}"
                yield Told(text, sent=len(new) < len(old), received=len(new) < len(old))
                continue
            for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
                inner = place.alternative(number) if keyword in _CHOICES else place.inside(f"[{number - 1}]")
                yield from self._compare(one, other, inner, seen)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a schema stands, in words.

    Attributes:
        what: `body`, `query parameter `limit``, `response 200`.
        sent: Whether it belongs to a request.
        path: Property names below it, joined by dots, `[]` for the items of an array.
    """

    what: str
    sent: bool
    path: str = ""
    depth: int = 0
    branch: str = ""

    def property(self, name: str) -> _Place:
        """A property below."""
        return replace(self, path=f"{self.path}.{name}" if self.path else name, depth=self.depth + 1)

    def inside(self, mark: str) -> _Place:
        """What is not a property."""
        return replace(self, path=f"{self.path}{mark}", depth=self.depth + 1)

    def alternative(self, number: int) -> _Place:
        """One alternative of a union."""
        return replace(self, depth=self.depth + 1, branch=f" (alternative {number})")

    def part(self) -> _Place:
        """A part that holds together with the others."""
        return replace(self, depth=self.depth + 1)

    def __str__(self) -> str:
        return (f"{self.what}: `{self.path}`" if self.path else self.what) + self.branch


def _presence(needed: bool) -> str:  # noqa: FBT001 - a state in words
    return "required" if needed else "optional"


def _type_and_rules(old: Mapping[str, Any], new: Mapping[str, Any], place: _Place) -> Iterator[Told]:
    before, after = type_words(old), type_words(new)
    if before != after:
        yield Told(f"{place} is {after} now; it was {before}", sent=True, received=True)
    yield from _enum(old.get("enum"), new.get("enum"), place)
    for rule in _RULES:
        if _other(old, new, rule):
            text = f"{place}: {rule} is {_shown(new, rule)} now; it was {_shown(old, rule)}"
            yield Told(text, sent=True, received=True)
    if new.get("deprecated") is True and old.get("deprecated") is not True:
        yield Told(f"{place} is deprecated now")


def _other(old: Mapping[str, Any], new: Mapping[str, Any], rule: str) -> bool:
    """Whether a rule differs; one that is not there differs from one of null."""
    return (rule in old) != (rule in new) or not same_json(old.get(rule), new.get(rule))


def _allowed(old: Node, new: Node, place: _Place) -> Iterator[Told]:
    """Schemas that are nothing but true or false."""
    if (old.value is False) != (new.value is False):
        gone = new.value is False
        yield Told(f"{place} is {'forbidden' if gone else 'allowed'} now", sent=gone, received=gone)


def _enum(old: Any, new: Any, place: _Place) -> Iterator[Told]:
    if not isinstance(old, list) or not isinstance(new, list):
        if isinstance(old, list) or isinstance(new, list):
            free = isinstance(old, list)
            words = "may have any value now" if free else f"must be one of {_values(new)} now"
            yield Told(f"{place} {words}", sent=not free, received=not free)
        return
    known, given = {_key(value): value for value in old}, {_key(value): value for value in new}
    added = [value for key, value in given.items() if key not in known]
    gone = [value for key, value in known.items() if key not in given]
    if added:
        yield Told(f"{place} may also be {_values(added)} now", received=True)
    if gone:
        yield Told(f"{place} can no longer be {_values(gone)}", sent=True)


def _key(value: Any) -> tuple[str, Any]:
    """Something to find a JSON value by: 1 is 1.0, and true is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number", value
    return "text", encode_json(value)


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
        one = _resolved(document, pending.pop(0))
        if one.pointer in seen or one is _NOTHING:
            continue
        seen.add(one.pointer)
        _take(found, one, document.dialect.plain_schema(one.mapping))
        pending += _listed(one, "allOf")
    return found


def _one(document: Document, node: Node) -> Gathered:
    """The schema without its `allOf` parts."""
    found = Gathered()
    _take(found, node, document.dialect.plain_schema(node.mapping))
    return found


def _resolved(document: Document, node: Node | None) -> Node:
    if node is None:
        return _NOTHING
    try:
        return document.resolve(node)
    except DanglingReferenceError:
        return _NOTHING


def _is_reference(node: Node | None, resolved: Node) -> bool:
    return node is not None and resolved is not _NOTHING and node.pointer != resolved.pointer


def _listed(node: Node, keyword: str) -> tuple[Node, ...]:
    """The schemas of a list; none where the keyword has no list."""
    found = node.get(keyword)
    return listed_items(found) if found is not None else ()


def listed_items(node: Node) -> tuple[Node, ...]:
    """The items of a list; none where the value is no list."""
    return tuple(node.child(index) for index in range(len(node.value))) if isinstance(node.value, list) else ()


def _named(node: Node, keyword: str) -> dict[str, Node]:
    found = node.get(keyword)
    return {name: found.child(name) for name in found.mapping} if found is not None else {}


def _take(found: Gathered, node: Node, plain: Mapping[str, Any]) -> None:
    for keyword, value in plain.items():
        found.rules.setdefault(keyword, value)
    for keyword, name_of in (("properties", "{}"), ("patternProperties", "/{}/"), ("dependentSchemas", "(if {})")):
        for name, child in _named(node, keyword).items():
            found.properties.setdefault(name_of.format(name), child)
    required = plain.get("required")
    found.required |= {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    for keyword in _PARTS:
        single = node.get(keyword)
        if single is not None and isinstance(single.value, dict | bool):
            found.singles.setdefault(keyword, single)
    for keyword in (*_CHOICES, "prefixItems"):
        if keyword in node.mapping:
            found.lists.setdefault(keyword, _listed(node, keyword))
