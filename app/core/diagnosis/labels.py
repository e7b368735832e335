"""Which alternative of a union a label means (`get_name()` of pydantic-core's validators).

A label is a class name (`Cat`, `Box[int]`), a type (`int`, `list[int]`), a validator around one
(`function-after[even(), int]`), or a discriminator's value, which `tag_score` knows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.label_text import MAX_LABEL, named_argument, split_label, unquoted
from app.core.diagnosis.schemas import Alternative, schema_child

if TYPE_CHECKING:
    from app.core.diagnosis.schemas import Schemas, Union

MAX_NESTING: Final = 12
"""How many validators around a type are peeled."""

_UNSAFE = re.compile(r"[^a-zA-Z0-9.\-_]")

_FORMATS: Final = {
    "bytes": ("binary", "base64url", "base64"),
    "date": ("date",),
    "datetime": ("date-time",),
    "time": ("time",),
    "timedelta": ("duration",),
    "uuid": ("uuid", "uuid1", "uuid3", "uuid4", "uuid5", "uuid6", "uuid7", "uuid8"),
    "url": ("uri",),
    "multi-host-url": ("uri", "multi-host-uri"),
}
_FUNCTION_FORMATS: Final = {
    "wrap_val": ("uri", "multi-host-uri"),
    "ip_v4_address_validator": ("ipv4",),
    "ip_v6_address_validator": ("ipv6",),
    "ip_v4_network_validator": ("ipv4network",),
    "ip_v6_network_validator": ("ipv6network",),
    "ip_v4_interface_validator": ("ipv4interface",),
    "ip_v6_interface_validator": ("ipv6interface",),
    "path_validator": ("path", "file-path", "directory-path"),
    "pattern_either_validator": ("regex",),
    "pattern_str_validator": ("regex",),
    "pattern_bytes_validator": ("regex",),
    "import_email_validator": ("email",),
}
_CLASS_FORMATS: Final = {
    "IPv4Address": ("ipv4",),
    "IPv6Address": ("ipv6",),
    "IPv4Network": ("ipv4network",),
    "IPv6Network": ("ipv6network",),
    "Path": ("path", "file-path", "directory-path"),
    "UUID": ("uuid",),
}
_WRAPPERS: Final = frozenset(
    ("lax-or-strict", "json-or-python", "nullable", "default", "chain", "custom-error", "union", "call", "dataclass")
)
_SEQUENCES: Final = frozenset(("list", "set", "frozenset", "deque", "generator"))
_SETS: Final = frozenset(("set", "frozenset"))


def label_score(label: str, alternative: Alternative, schemas: Schemas, nesting: int = 0) -> float:
    """How well a label fits an alternative, 0 to 1."""
    if len(label) > MAX_LABEL or nesting > MAX_NESTING:
        return 0.0
    by_class = _class_score(label, alternative)
    return by_class if by_class == 1.0 else max(by_class, _Reading(alternative, schemas, nesting).score(label))


def tag_score(tag: str, union: Union, alternative: Alternative, schemas: Schemas) -> float:
    """1 where `tag` is the discriminator's value that selects the alternative, else 0."""
    mapped = union.tag_mapping.get(tag)
    if isinstance(mapped, str):
        return float(_mapped_name(mapped) == alternative.name)
    if mapped is not None and mapped == alternative.node.value:
        return 1.0
    name = union.tag_property
    return float(name is not None and _selects(tag, name, alternative, schemas, 0))


def _mapped_name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _selects(tag: str, name: str, alternative: Alternative, schemas: Schemas, nesting: int) -> bool:
    declared = schemas.properties(alternative.node).get(name)
    if declared is not None:
        return tag in {str(choice) for choice in schemas.choices(declared)}
    unions = schemas.unions(alternative.node) if nesting < MAX_NESTING else ()
    return any(_selects(tag, name, inner, schemas, nesting + 1) for union in unions for inner in union.alternatives)


def _class_score(label: str, alternative: Alternative) -> float:
    """Pydantic names a definition after the class: unsafe characters replaced, sometimes the module before it."""
    plain = _UNSAFE.sub("_", label)
    name = re.sub(r"-(?:Input|Output)(?:__\d+)?$", "", alternative.name)
    if name and plain == name:
        return 1.0
    if alternative.node.mapping.get("title") == label:
        return 0.95
    return 0.9 if name.endswith(f"__{plain}") else 0.0


class _Reading:
    """One alternative as the rules for types see it."""

    def __init__(self, alternative: Alternative, schemas: Schemas, nesting: int) -> None:
        self._alternative = alternative
        self._schemas = schemas
        self._nesting = nesting
        self._node = alternative.node
        self._types = schemas.types(alternative.node)

    def score(self, label: str) -> float:
        head, arguments = split_label(label)
        head = head.removeprefix("constrained-")
        if not arguments:
            return self._scalar(head)
        if head in _WRAPPERS:
            return max(self._inner(named_argument(argument)) for argument in arguments)
        if head.startswith("function-"):
            return self._function(arguments)
        if head.endswith("enum"):
            return self._enum(arguments[0])
        return self._structured(head, arguments)

    def _structured(self, head: str, arguments: tuple[str, ...]) -> float:
        if head in _SEQUENCES:
            return self._sequence(head, arguments[0])
        match head:
            case "tuple":
                return self._tuple(arguments)
            case "dict":
                return self._dict(arguments[-1])
            case "literal":
                return self._literal(arguments)
            case "json":
                return self._json(arguments[0])
            case "is-instance":
                return self._format(_CLASS_FORMATS.get(arguments[0], ()))
            case "tagged-union":
                return 0.7 if self._schemas.unions(self._node) else 0.0
            case _:
                return 0.0

    def _inner(self, label: str) -> float:
        return label_score(label, self._alternative, self._schemas, self._nesting + 1)

    def _member(self, label: str, member: Any) -> float:
        if member is None:
            return float(label == "any")
        return label_score(label, self._schemas.alternative(member), self._schemas, self._nesting + 1)

    def _scalar(self, name: str) -> float:
        if name in _FORMATS:
            return max(self._format(_FORMATS[name]), float(name == "bytes" and self._is_binary()))
        match name:
            case "int":
                return 0.0 if "integer" not in self._types else 0.4 if self._schemas.choices(self._node) else 1.0
            case "float":
                return 1.0 if "number" in self._types else 0.0
            case "decimal":
                return 1.0 if "number" in self._types else 0.6 if self._is_plain_text() else 0.0
            case "str":
                return 1.0 if self._is_plain_text() else 0.4 if "string" in self._types else 0.0
            case "bool":
                return float("boolean" in self._types)
            case "any":
                return float(not self._types)
            case _:
                return 0.0

    def _is_plain_text(self) -> bool:
        schema = self._node.mapping
        marked = any(keyword in schema for keyword in ("format", "contentMediaType", "contentEncoding"))
        return "string" in self._types and not marked and not self._schemas.choices(self._node)

    def _is_binary(self) -> bool:
        schema = self._node.mapping
        return "contentEncoding" in schema or schema.get("contentMediaType", "application/json") != "application/json"

    def _format(self, formats: tuple[str, ...]) -> float:
        return float(self._node.mapping.get("format") in formats)

    def _function(self, arguments: tuple[str, ...]) -> float:
        name = arguments[0].partition("(")[0]
        known = self._format(_FUNCTION_FORMATS.get(name, ()))
        return max(known, self._inner(arguments[-1])) if len(arguments) > 1 else known

    def _enum(self, class_name: str) -> float:
        if self._alternative.name:
            return _class_score(class_name, self._alternative)
        return 0.5 if self._schemas.choices(self._node) else 0.0

    def _literal(self, arguments: tuple[str, ...]) -> float:
        listed = {unquoted(argument) for argument in arguments}
        allowed = {str(choice) for choice in self._schemas.choices(self._node)}
        if not listed & allowed:
            return 0.0
        return 1.0 if listed == allowed else 0.7

    def _sequence(self, head: str, item: str) -> float:
        if "array" not in self._types or self._schemas.prefix_items(self._node):
            return 0.0
        unique = self._schemas.keyword(self._node, "uniqueItems") is True
        # Sets are told from lists by uniqueItems alone, and constrained lists may carry it too.
        kind = 0.7 if unique == (head in _SETS) else 0.4
        return kind + 0.3 * self._member(item, self._schemas.item(self._node, 0))

    def _tuple(self, items: tuple[str, ...]) -> float:
        if items[-1] == "...":
            return self._sequence("list", items[0])
        prefix = self._schemas.prefix_items(self._node)
        if not prefix or len(prefix) != len(items):
            return 0.0
        fitting = sum(self._member(item, member) for item, member in zip(items, prefix, strict=True))
        return 0.7 + 0.3 * fitting / len(items)

    def _dict(self, value: str) -> float:
        if "object" not in self._types or self._schemas.properties(self._node):
            return 0.0
        entry = next((entry for entry, _keys in self._schemas.entries(self._node)), None)
        return 0.7 + 0.3 * self._member(value, entry)

    def _json(self, label: str) -> float:
        decoded = schema_child(self._node, "contentSchema")
        if decoded is None:
            return 0.7 if self._node.mapping.get("contentMediaType") == "application/json" else 0.0
        return 0.7 + 0.3 * self._member(label, decoded)


def best_labels(label: str, union: Union, schemas: Schemas) -> tuple[float, ...]:
    """The score of each alternative of a union for one label, in the union's order."""
    return tuple(
        max(tag_score(label, union, alternative, schemas), label_score(label, alternative, schemas))
        for alternative in union.alternatives
    )
