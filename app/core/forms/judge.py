"""Whether a value keeps the rules of its schemas, asked while a form is made and followed.

Only the schemas that the value reaches are read, so that asking costs what the value is large, however many schemas
refer to each other; the live checks compile the whole schema instead and tell every broken rule. A reference that
leads nowhere allows anything, a keyword with an impossible value says nothing, as in `app.core.spec.bundle`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError, UnloadedReferenceError
from app.core.forms.validators import FORMATS
from app.core.spec.bundle import META_SCHEMAS, sent_names
from app.core.spec.keywords import MAPS, SINGLES, is_understood, with_range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.forms.shape import Nodes
    from app.core.spec.document import Document, Node

_DEEP: Final = ("enum", "const", "uniqueItems")
"""Keywords that compare whole values; all others look at what is on the surface."""

_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken rule that was found.

    Attributes:
        tokens: Where in the value, from its top.
        keyword: The JSON Schema keyword.
        limit: What the keyword says.
        value: What stands there.
    """

    tokens: tuple[str, ...]
    keyword: str
    limit: Any
    value: Any


@dataclass(slots=True)
class _Verdict:
    """What came of one schema: the fault, and the members and items it has looked at (`unevaluated…` needs them)."""

    fault: Fault | None = None
    names: set[str] = field(default_factory=set)
    items: set[int] = field(default_factory=set)

    def takes(self, other: _Verdict) -> bool:
        """Adds what another schema at the same place says; False where that found a fault."""
        if other.fault is not None:
            self.fault = other.fault
            return False
        self.names |= other.names
        self.items |= other.items
        return True


@dataclass(frozen=True, slots=True)
class _Rules:
    """One schema, read once.

    Attributes:
        node: The schema itself.
        surface: Says whether the keywords without schemas fit a value whose members and items are cut off.
        deep: The same for those that compare whole values; None where there are none.
        raw: The plain keywords.
        singles: The schemas under keywords that hold one.
        lists: The schemas under keywords that hold a list.
        maps: The schemas under keywords that hold them by name.
        target: Where the reference leads.
    """

    node: Node
    surface: Any
    deep: Any
    raw: Mapping[str, Any]
    singles: Mapping[str, Node]
    lists: Mapping[str, Nodes]
    maps: Mapping[str, Mapping[str, Node]]
    target: Node | None


class Judge:
    """Judges values by the schemas of one document, and remembers what it has read of them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rules: dict[str, _Rules] = {}
        self._patterns: dict[str, Any] = {}

    def fits(self, nodes: Nodes, value: Any) -> bool:
        """Whether a value keeps the rules of all schemas; what cannot be judged is taken to fit."""
        return self.fault(nodes, value) is None

    def fault(self, nodes: Nodes, value: Any) -> Fault | None:
        """The first rule that a value breaks, or None. Never raises."""
        trial = _Trial(self)
        try:
            return next(filter(None, (trial.judge(node, value, ()).fault for node in nodes)), None)
        except RecursionError:
            return None

    def is_found(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text; one that is no regular expression is not."""
        if pattern not in self._patterns:
            self._patterns[pattern] = _compiled({"pattern": pattern})
        check = self._patterns[pattern]
        return check is not None and _broken(check, text) is None

    def rules(self, node: Node) -> _Rules:
        """What a schema object says."""
        known = self._rules.get(node.pointer)
        if known is None:
            known = self._rules[node.pointer] = self._read(node)
        return known

    def _read(self, node: Node) -> _Rules:
        raw = self._document.dialect.plain_schema(node.mapping)
        plain = with_range({key: value for key, value in raw.items() if is_understood(key, value)})
        if "required" in plain:
            plain["required"] = list(dict.fromkeys(sent_names(self._document, node, plain["required"])))
        lists = {key: _listed(node, key, raw) for key in _LISTS}
        if isinstance(raw.get("items"), list):
            lists["prefixItems"] = _listed(node, "items", raw)
        target, meta = self._target(node)
        return _Rules(
            node=node,
            surface=_compiled({key: value for key, value in plain.items() if key not in _DEEP}),
            deep=_compiled({**meta, **{key: plain[key] for key in _DEEP if key in plain}}),
            raw=raw,
            singles={key: node.child(key) for key in SINGLES if isinstance(raw.get(key), dict | bool)},
            lists=lists,
            maps={
                key: {name: node.child(key, name) for name in raw[key]}
                for key in MAPS
                if isinstance(raw.get(key), dict)
            },
            target=target,
        )

    def _target(self, node: Node) -> tuple[Node | None, dict[str, str]]:
        """Where a reference leads, and the reference itself where the validator knows what stands there."""
        try:
            return self._document.follow(node), {}
        except UnloadedReferenceError as error:
            return None, {"$ref": error.uri} if error.uri.startswith(META_SCHEMAS) else {}
        except DanglingReferenceError:
            return None, {}

    def dynamic_target(self, node: Node, entered: list[Node]) -> Node | None:
        """Where a reference leads, seen from the way to it."""
        return self._document.follow_within(node, entered)


def _listed(node: Node, key: str, raw: Mapping[str, Any]) -> Nodes:
    found = raw.get(key)
    return tuple(node.child(key, index) for index in range(len(found))) if isinstance(found, list) else ()


def _compiled(schema: Mapping[str, Any]) -> Any:
    """The compiled validator of a schema without subschemas; None where it says nothing or cannot be read."""
    from jsonschema_rs import Draft202012Validator, ValidationError  # noqa: PLC0415 - after the first frame

    if not schema:
        return None
    try:
        return Draft202012Validator(dict(schema), validate_formats=True, offline=True, formats=FORMATS)
    except (ValidationError, ValueError):
        if len(schema) == 1:
            return None
        return _compiled({key: value for key, value in schema.items() if _compiled({key: value}) is not None})


def _broken(check: Any, value: Any) -> tuple[str, Any] | None:
    """The keyword that a value breaks and what it says; None where it breaks none or cannot be judged."""
    if check is None:
        return None
    try:
        if check.is_valid(value):
            return None
        error = next(check.iter_errors(value))
    except ValueError:
        # A file, a lone surrogate, or too deep for the validator.
        return None
    return error.kind.name, error.kind.value if error.kind.name != "required" else [error.kind.property]


class _Trial:
    """One judgement; knows which schemas are being read for which value, to end circles of references."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._open: set[tuple[str, int]] = set()
        self._entered: list[Node] = []

    def judge(self, node: Node, value: Any, path: tuple[str, ...]) -> _Verdict:
        """What one schema says about the value at a path."""
        verdict = _Verdict()
        if not isinstance(node.value, dict):
            if node.value is False:
                verdict.fault = Fault(path, "falseSchema", None, value)
            return verdict
        key = (node.pointer, len(path))
        rules = self._judge.rules(node)
        if key in self._open or (value is None and rules.raw.get("nullable") is True):
            return verdict
        self._open.add(key)
        self._entered.append(node)
        self._read(rules, value, path, verdict)
        self._entered.pop()
        self._open.discard(key)
        return verdict

    def _read(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> None:
        broken = _broken(rules.surface, _cut(value)) or _broken(rules.deep, value)
        if broken is not None:
            verdict.fault = Fault(path, *broken, value)
            return
        parts: list[Callable[[_Rules, Any, tuple[str, ...], _Verdict], bool]] = [self._together, self._alternatives]
        parts.append(self._condition)
        if isinstance(value, dict):
            parts += [self._members, self._dependents, self._other_members]
        elif isinstance(value, list):
            parts += [self._items, self._contained, self._other_items]
        for part in parts:
            if not part(rules, value, path, verdict):
                return

    def _together(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        target = rules.target
        if target is not None and "$dynamicRef" in rules.raw:
            target = self._judge.dynamic_target(rules.node, self._entered)
        for node in (*((target,) if target is not None else ()), *rules.lists["allOf"]):
            if not verdict.takes(self.judge(node, value, path)):
                return False
        if "not" in rules.singles and self.judge(rules.singles["not"], value, path).fault is None:
            verdict.fault = Fault(path, "not", None, value)
        return verdict.fault is None

    def _alternatives(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        for keyword in ("anyOf", "oneOf"):
            branches = rules.lists[keyword]
            fitting = [found for branch in branches if (found := self.judge(branch, value, path)).fault is None]
            if branches and (not fitting or (keyword == "oneOf" and len(fitting) > 1)):
                verdict.fault = Fault(path, keyword, len(fitting), value)
                return False
            for found in fitting:
                verdict.takes(found)
        return True

    def _condition(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        condition = rules.singles.get("if")
        if condition is None:
            return True
        found = self.judge(condition, value, path)
        if found.fault is None:
            verdict.takes(found)
        then = rules.singles.get("then" if found.fault is None else "else")
        return then is None or verdict.takes(self.judge(then, value, path))

    def _below(self, node: Node, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        """Judges a member or item; what is below it has been looked at elsewhere."""
        verdict.fault = self.judge(node, value, path).fault
        return verdict.fault is None

    # Objects

    def _members(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        additional = rules.singles.get("additionalProperties")
        for name, member in value.items():
            nodes = self._named(rules, name)
            if not nodes and additional is not None:
                nodes = [additional]
            if nodes:
                verdict.names.add(name)
            if not all(self._below(node, member, (*path, name), verdict) for node in nodes):
                return False
            if "propertyNames" in rules.singles and not self._below(
                rules.singles["propertyNames"], name, (*path, name), verdict
            ):
                return False
        return True

    def _named(self, rules: _Rules, name: str) -> list[Node]:
        found = [node for node in (rules.maps.get("properties", {}).get(name),) if node is not None]
        patterns = rules.maps.get("patternProperties", {})
        return found + [node for pattern, node in patterns.items() if self._judge.is_found(pattern, name)]

    def _dependents(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        dependents = rules.maps.get("dependentSchemas", {})
        return all(verdict.takes(self.judge(node, value, path)) for name, node in dependents.items() if name in value)

    def _other_members(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        rest = rules.singles.get("unevaluatedProperties")
        if rest is None:
            return True
        left = [name for name in value if name not in verdict.names]
        verdict.names |= set(left)
        return all(self._below(rest, value[name], (*path, name), verdict) for name in left)

    # Arrays

    def _items(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        prefix, rest = rules.lists["prefixItems"], rules.singles.get("items")
        for index, item in enumerate(value):
            node = prefix[index] if index < len(prefix) else rest
            if node is None:
                break
            verdict.items.add(index)
            if not self._below(node, item, (*path, str(index)), verdict):
                return False
        return True

    def _contained(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        node = rules.singles.get("contains")
        if node is None:
            return True
        found = {index for index, item in enumerate(value) if self.judge(node, item, (*path, str(index))).fault is None}
        verdict.items |= found
        least, most = (_limit(rules.raw, key) for key in ("minContains", "maxContains"))
        if len(found) < (1 if least is None else least) or (most is not None and len(found) > most):
            verdict.fault = Fault(path, "contains", None, value)
        return verdict.fault is None

    def _other_items(self, rules: _Rules, value: Any, path: tuple[str, ...], verdict: _Verdict) -> bool:
        rest = rules.singles.get("unevaluatedItems")
        if rest is None:
            return True
        left = [index for index in range(len(value)) if index not in verdict.items]
        verdict.items |= set(left)
        return all(self._below(rest, value[index], (*path, str(index)), verdict) for index in left)


def _limit(raw: Mapping[str, Any], keyword: str) -> int | None:
    return int(raw[keyword]) if keyword in raw and is_understood(keyword, raw[keyword]) else None


def _cut(value: Any) -> Any:
    """The value without what is below its surface."""
    if isinstance(value, dict):
        return dict.fromkeys(value)
    return [None] * len(value) if isinstance(value, list) else value
