"""A schema in words: the constraints beside a field, and the short type text on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import encode_json
from app.core.forms.kinds import kind_of
from app.core.forms.merging import number, types_of
from app.core.forms.model import Constraint, FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.forms.kinds import Place
    from app.core.forms.shape import Alternative, Shape
    from app.core.forms.shapes import Shapes

CONSTRAINTS: Final = (
    "minLength",
    "maxLength",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
)
"""The keywords that a field lists as its constraints."""

_MAX_DEPTH: Final = 3
_MAX_NAMES: Final = 3
_EXACT: Final = 2.0**53
"""Up to here every whole number has a float of its own."""


def constraints_of(schema: Mapping[str, Any]) -> tuple[Constraint, ...]:
    """The constraints that a schema object states."""
    return tuple(Constraint(key, schema[key]) for key in CONSTRAINTS if key in schema)


def constraint_words(schema: Mapping[str, Any]) -> str:
    """The constraints of one schema object in words: `1 … 200 characters`; empty where there are none.

    An alternative beside null speaks for the whole; references are not followed.
    """
    schema = _of_its_types(_beside_null(schema))
    words = [
        _range(schema.get("minLength"), schema.get("maxLength"), "character", "characters"),
        _number_range(schema),
        _range(schema.get("minItems"), schema.get("maxItems"), "item", "items"),
        "unique" if schema.get("uniqueItems") is True else "",
        _range(schema.get("minProperties"), schema.get("maxProperties"), "entry", "entries"),
        f"multiple of {_text(schema['multipleOf'])}" if number(schema.get("multipleOf")) is not None else "",
        f"matches {schema['pattern']}" if isinstance(schema.get("pattern"), str) else "",
    ]
    return " · ".join(filter(None, words))


def _of_its_types(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without the keywords that say nothing of values of its types (JSON Schema 2020-12 validation section 6)."""
    named = schema.get("type")
    types = set(filter(_is_text, named if isinstance(named, list) else [named]))
    return {key: said for key, said in schema.items() if not types or types & _SAYS_OF.get(key, types)}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_SAYS_OF: Final = {
    keyword: frozenset(types)
    for types, keywords in (
        (("string",), ("minLength", "maxLength", "pattern")),
        (("number", "integer"), ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")),
        (("array",), ("minItems", "maxItems", "uniqueItems")),
        (("object",), ("minProperties", "maxProperties")),
    )
    for keyword in keywords
}
"""The types whose values a keyword says something of."""


def forbidden_words(schema: Mapping[str, Any]) -> str:
    """What `not` forbids, in words; empty where a schema object forbids nothing."""
    forbidden = schema.get("not")
    if not isinstance(forbidden, dict):
        return ""
    choices = [forbidden["const"]] if "const" in forbidden else forbidden.get("enum")
    if isinstance(choices, list) and choices:
        shown = [choice if isinstance(choice, str) and choice else encode_json(choice) for choice in choices]
        return f"not {', '.join(shown[:_MAX_NAMES])}{', …' if len(shown) > _MAX_NAMES else ''}"
    if isinstance(forbidden.get("pattern"), str):
        return f"does not match {forbidden['pattern']}"
    named = forbidden.get("type")
    if isinstance(named, str):
        return f"not of type {named}"
    names = forbidden.get("required")
    if isinstance(names, list) and names:
        return f"not with {' and '.join(map(str, names))}"
    limits = constraint_words(forbidden) if forbidden.keys() <= set(CONSTRAINTS) else ""
    return f"not {limits}" if limits else "some values are forbidden"


def contains_words(schema: Mapping[str, Any]) -> str:
    """What `contains` demands of some items, in words; empty where a schema object demands nothing of them."""
    wanted = schema.get("contains")
    if not isinstance(wanted, dict):
        return ""
    least, most = number(schema.get("minContains")), number(schema.get("maxContains"))
    count = _range(1 if least is None else least, most, "item", "items")
    named = wanted.get("type")
    limits = constraint_words(wanted) if wanted.keys() <= {"type", *CONSTRAINTS} else ""
    kind = " ".join(filter(None, (named if isinstance(named, str) else "", limits)))
    if "const" in wanted:
        kind = encode_json(wanted["const"])
    return f"{count} of the kind {kind or 'that the schema names'}" if count else ""


_LIMITS: Final = (
    ("minLength", "maxLength"),
    ("minimum", "maximum"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def contradiction(schema: Mapping[str, Any]) -> str:
    """Which limits leave no room between them, in words; empty where all do."""
    for least, most in _LIMITS:
        low, high = number(schema.get(least)), number(schema.get(most))
        if low is not None and high is not None and low > high:
            return f"no value fits: `{least}` {_text(low)} is above `{most}` {_text(high)}"
    return ""


def _beside_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for keyword in ("anyOf", "oneOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list):
            filled = [branch for branch in branches if isinstance(branch, dict) and branch.get("type") != "null"]
            if len(filled) == 1:
                return {**filled[0], **schema}
    return schema


def _range(low: object, high: object, one: str, many: str) -> str:
    least, most = number(low), number(high)
    if least is not None and least <= 0:
        least = None
    if least is None and most is None:
        return ""
    noun = one if (most if most is not None else least) == 1 else many
    if least is None:
        return f"≤ {_text(most)} {noun}"
    if most is None:
        return f"≥ {_text(least)} {noun}"
    return f"exactly {_text(least)} {noun}" if least == most else f"{_text(least)} … {_text(most)} {noun}"


def _number_range(schema: Mapping[str, Any]) -> str:
    least, most = number(schema.get("minimum")), number(schema.get("maximum"))
    above, below = number(schema.get("exclusiveMinimum")), number(schema.get("exclusiveMaximum"))
    if least is not None and most is not None and above is None and below is None:
        return f"exactly {_text(least)}" if least == most else f"{_text(least)} … {_text(most)}"
    signs = (("≥", least), (">", above), ("≤", most), ("<", below))
    return " and ".join(f"{sign} {_text(limit)}" for sign, limit in signs if limit is not None)


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else str(value)


class TypeChips:
    """Writes the short type text of a shape: `integer`, `string · date`, `array of integer`."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def chip(self, shape: Shape, place: Place, depth: int = 0) -> str:
        """The type text of the shape at a path; null is not part of it, the field says so on its own."""
        if shape.never:
            return "nothing"
        kind = kind_of(shape, place)
        match kind:
            case FieldKind.STRING if shape.keywords.get("format"):
                return f"string · {shape.keywords['format']}"
            case FieldKind.FILE:
                content = str(shape.keywords.get("contentMediaType", ""))
                return f"file · {content}" if content not in {"", "application/octet-stream"} else "file"
            case FieldKind.ENUM:
                return f"enum of {_names_of(shape.choices or ())}"
            case FieldKind.ARRAY | FieldKind.MAP | FieldKind.UNION if depth < _MAX_DEPTH:
                return self._compound(kind, shape, place, depth + 1)
            case _:
                return kind.value

    def _compound(self, kind: FieldKind, shape: Shape, place: Place, depth: int) -> str:
        if kind is FieldKind.UNION:
            labels = [self.label(found, place, depth) for found in shape.alternatives]
            distinct = list(dict.fromkeys(labels))
            return " | ".join(distinct) if len(distinct) <= _MAX_NAMES else f"one of {len(labels)}"
        if kind is FieldKind.MAP:
            held = (*shape.patterns.values(), *((shape.additional,) if shape.additional else ()))
            chips = dict.fromkeys(self.chip(self._shapes.shape(nodes), place.child(0), depth) for nodes in held)
            return f"map of {' | '.join(chips)}" if 0 < len(chips) <= _MAX_NAMES else "map"
        if shape.prefix:
            names = [self.chip(self._shapes.shape(nodes), place.child(0), depth) for nodes in shape.prefix]
            if len(names) > _MAX_NAMES:
                return f"array of {len(names)} kinds"
            rest = self.chip(self._shapes.shape(shape.items), place.child(0), depth) if shape.items else ""
            return f"[{', '.join((*names, f'{rest} …') if rest else names)}]"
        return self._of("array", shape.items or (), place, depth)

    def _of(self, word: str, nodes: Any, place: Place, depth: int) -> str:
        return f"{word} of {self.chip(self._shapes.shape(nodes), place.child(0), depth)}" if nodes else word

    def label(self, alternative: Alternative, place: Place, depth: int = 0) -> str:
        """What a person reads for an alternative: its own name, else its type, else what it demands."""
        if alternative.label:
            return alternative.label
        demanded = alternative.node.mapping.get("required")
        if isinstance(demanded, list) and demanded and "type" not in alternative.node.mapping:
            return f"with {', '.join(map(str, demanded))}"
        return self.chip(alternative.shape, place, depth)


def _names_of(choices: tuple[Any, ...]) -> str:
    names = dict.fromkeys("integer" if "integer" in types_of(choice) else min(types_of(choice)) for choice in choices)
    return " | ".join(names)
