"""The examples that a document gives for a parameter or media type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.media_types import is_json
from app.core.operations.model import Example

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.spec.node import Node


class Examples:
    """Reads examples.

    Args:
        resolved: The object that stands at a node, references followed; None, and a problem told, where there is none.
            It is given what should stand there, in words.
    """

    def __init__(self, resolved: Callable[[Node, str], Node | None]) -> None:
        self._resolved = resolved

    def of(self, holder: Node, media_type: str) -> tuple[Example, ...]:
        """What `examples` (a map of Example Objects), else `example` says.

        Args:
            holder: A parameter or media type.
            media_type: In which its values are written; empty where there is none.
        """
        examples = holder.get("examples")
        found = [self._named(examples.child(name), name, media_type) for name in examples.mapping] if examples else []
        given = tuple(example for example in found if example is not None)
        if not given and "example" in holder.mapping:
            return (Example(value=holder.mapping["example"]),)
        return given

    def _named(self, reference: Node, name: str, media_type: str) -> Example | None:
        node = self._resolved(reference, "example")
        value = _value(node.mapping, media_type) if node is not None else ()
        if node is None or not value:
            return None
        summary, description = (node.mapping.get(key) for key in ("summary", "description"))
        return Example(name, _text(summary), _text(description), value[0])


def _value(raw: Mapping[str, Any], media_type: str) -> tuple[object, ...]:
    """The value of an Example Object, if it has one (OpenAPI 3.2 section 4.19: three ways to say it)."""
    for key in ("dataValue", "value"):
        if key in raw:
            return (raw[key],)
    written = raw.get("serializedValue")
    if not isinstance(written, str) or not media_type:
        return ()
    read = decode_json(written) if is_json(media_type) else written
    return () if isinstance(read, JsonSyntaxError) else (read,)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
