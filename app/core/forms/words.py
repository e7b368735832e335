"""What a live check says about a broken rule, per JSON Schema keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import encode_json

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_CHOICES: Final = 6
_TYPES: Final = {
    "string": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
FORMATS: Final = {
    "date": "a date such as 2024-01-31",
    "date-time": "a date and time with offset such as 2024-01-31T09:30:00Z",
    "time": "a time with offset such as 09:30:00Z",
    "duration": "a duration such as P1DT2H",
    "email": "an e-mail address",
    "uuid": "a UUID",
    "uri": "an absolute URI",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "hostname": "a host name",
    "regex": "a regular expression",
    "idn-email": "an e-mail address",
    "idn-hostname": "a host name",
    "uri-reference": "a URI or a reference such as /books/1",
    "iri": "an absolute IRI",
    "iri-reference": "an IRI or a reference such as /books/1",
    "uri-template": "a URI template such as /books/{id}",
    "json-pointer": "a JSON Pointer such as /books/0/title",
    "relative-json-pointer": "a relative JSON Pointer such as 1/title",
    "byte": "base64 text",
    "binary": "bytes",
    "int32": "a whole number of 32 bits",
    "int64": "a whole number of 64 bits",
}
"""What the formats of JSON Schema and OpenAPI want, in words."""


def words_for(keyword: str, limit: Any, value: Any) -> str:
    """The message for a broken rule.

    Args:
        keyword: The JSON Schema keyword.
        limit: What the keyword says.
        value: What stands there.
    """
    words = _WORDS.get(keyword)
    return words(limit, value) if words is not None else f"breaks the rule `{keyword}`"


def _type(limit: Any, value: Any) -> str:
    names = [name for name in (limit if isinstance(limit, list) else [limit]) if name != "null"]
    if value is None:
        return "may not be null"
    wanted = " or ".join(_TYPES.get(name, str(name)) for name in names) or "null"
    return f"needs {wanted}, is {_kind(value)}"


def _kind(value: Any) -> str:
    kinds = {
        bool: "a truth value",
        int: "an integer",
        float: "a number",
        str: "text",
        list: "an array",
        dict: "an object",
    }
    return kinds.get(type(value), "something else")


def _enum(limit: Any, _value: Any) -> str:
    choices = limit if isinstance(limit, list) else [limit]
    if len(choices) > _MAX_CHOICES:
        return f"must be one of the {len(choices)} choices"
    return f"must be {_either([_shown(choice) for choice in choices])}"


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}" if words else "nothing"


def _const(limit: Any, _value: Any) -> str:
    return f"must be {_shown(limit)}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value else encode_json(value)


def _at_least(one: str, many: str) -> Callable[[Any, Any], str]:
    def words(limit: Any, value: Any) -> str:
        return f"needs at least {_counted(limit, one, many)}, has {len(value)}"

    return words


def _at_most(one: str, many: str) -> Callable[[Any, Any], str]:
    def words(limit: Any, value: Any) -> str:
        return f"may have at most {_counted(limit, one, many)}, has {len(value)}"

    return words


def _counted(limit: Any, one: str, many: str) -> str:
    return f"{limit} {one if limit == 1 else many}"


def _compared(words: str) -> Callable[[Any, Any], str]:
    def compared(limit: Any, value: Any) -> str:
        return f"must be {words} {_shown(limit)}, is {_shown(value)}"

    return compared


def _fixed(words: str) -> Callable[[Any, Any], str]:
    def fixed(_limit: Any, _value: Any) -> str:
        return words

    return fixed


def _pattern(limit: Any, _value: Any) -> str:
    return f"does not match {limit}"


def _format(limit: Any, _value: Any) -> str:
    return f"is not {FORMATS.get(str(limit), f'a valid {limit}')}"


_WORDS: Final[dict[str, Callable[[Any, Any], str]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minLength": _at_least("character", "characters"),
    "maxLength": _at_most("character", "characters"),
    "minItems": _at_least("item", "items"),
    "maxItems": _at_most("item", "items"),
    "minProperties": _at_least("entry", "entries"),
    "maxProperties": _at_most("entry", "entries"),
    "minimum": _compared("at least"),
    "maximum": _compared("at most"),
    "exclusiveMinimum": _compared("greater than"),
    "exclusiveMaximum": _compared("less than"),
    "multipleOf": _compared("a multiple of"),
    "pattern": _pattern,
    "format": _format,
    "required": _fixed("is required"),
    "uniqueItems": _fixed("holds the same item twice"),
    "contains": _fixed("holds no item of the kind that has to be among them"),
    "minContains": _fixed("holds too few items of the kind that has to be among them"),
    "maxContains": _fixed("holds too many items of the kind that has to be among them"),
    "not": _fixed("is exactly what is forbidden here"),
    "falseSchema": _fixed("nothing is allowed here"),
    "unevaluatedItems": _fixed("has more items than are allowed"),
    "unknown": _fixed("is not a known member"),
    "oneOf": _fixed("fits more than one alternative, and may fit only one"),
    "anyOf": _fixed("fits none of the alternatives"),
    "nan": _fixed("is no JSON number; many servers refuse it"),
}
