"""Which parts of a document OpenAPI speaks in, and which are the API's own data: a `$ref` in data is no reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.pointers import escape_token

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA: Final = frozenset(("example", "default", "enum", "const", "value", "dataValue", "serializedValue"))
"""What stands under these keywords is data."""

MAPS: Final = frozenset(
    (
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas"),
        *("parameters", "responses", "headers", "requestBodies", "securitySchemes", "securityDefinitions"),
        *("paths", "pathItems", "webhooks", "callbacks", "links", "content", "mediaTypes", "encoding"),
    )
)
"""Below these keywords keys are names that somebody chose, and no keywords."""


def parts(value: Any, *, is_map: bool) -> Iterator[tuple[str | int, Any, bool]]:
    """What OpenAPI speaks in one level below: key, value, and whether the keys below that are names.

    Args:
        value: Any value of a document.
        is_map: Whether its own keys are names.
    """
    if isinstance(value, list):
        yield from ((index, item, False) for index, item in enumerate(value) if isinstance(item, dict | list))
    elif isinstance(value, dict):
        for key, member in value.items():
            if isinstance(member, dict | list):
                yield from ((key, member, False),) if is_map else _keyword(key, member)


def _keyword(key: str, member: Any) -> Iterator[tuple[str | int, Any, bool]]:
    if key == "examples":
        yield from _examples(member)
    elif key not in DATA and not key.startswith("x-"):
        yield key, member, key in MAPS


def _examples(member: Any) -> Iterator[tuple[str | int, Any, bool]]:
    """Of a map of Example Objects those that are references; a list holds data."""
    references = {}
    if isinstance(member, dict):
        references = {
            name: {"$ref": example["$ref"]}
            for name, example in member.items()
            if isinstance(example, dict) and isinstance(example.get("$ref"), str)
        }
    if references:
        yield "examples", references, True


def objects(root: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object from a value down that OpenAPI speaks in, with its pointer, in the document's order."""
    pending = [(pointer, root, False)]
    while pending:
        here, value, is_map = pending.pop()
        if isinstance(value, dict):
            yield here, value
        below = [
            (f"{here}/{key if isinstance(key, int) else escape_token(key)}", member, named)
            for key, member, named in parts(value, is_map=is_map)
        ]
        below.reverse()
        pending += below
