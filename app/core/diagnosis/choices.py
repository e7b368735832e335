"""Lists of allowed values, and the one of them that a wrong value was probably meant to be."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import encode_json
from app.core.base.names import name_score
from app.core.diagnosis.convert import number_in

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Omitted, Value
    from app.core.diagnosis.items import ErrorItem
    from app.core.diagnosis.schemas import Schemas, Union
    from app.core.spec.document import Node

_MOST: Final = 200
"""How many choices are compared."""

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def allowed(schemas: Schemas, node: Node | None, item: ErrorItem) -> tuple[Any, ...]:
    """What may stand there: the schema's choices, else the quoted words the server expected."""
    listed = schemas.choices(node) if node is not None else ()
    return listed or tuple(quoted(item.ctx.get("expected")))


def quoted(text: JsonValue) -> list[str]:
    """The quoted words of a server's sentence: `'cat', 'dog' or 'fish'`."""
    if not isinstance(text, str):
        return []
    return [single or double for single, double in _QUOTED.findall(text)]


def ranked(value: Value | Omitted, choices: tuple[Any, ...]) -> list[tuple[float, Any]]:
    """The choices with their likeness to a value, the most alike first, equals in the order they are listed."""
    rated = [(_likeness(value, choice), choice) for choice in choices[:_MOST]]
    return sorted(rated, key=_negative)


def tags(schemas: Schemas, union: Union, item: ErrorItem) -> tuple[Any, ...]:
    """The discriminator values of a union: of its alternatives, of its mapping, or as the server names them.

    A mapping has texts only; the alternatives tell that a tag is a number.
    """
    name = union.tag_property
    declared = [schemas.properties(each.node).get(name) for each in union.alternatives] if name is not None else []
    typed = {str(choice): choice for node in declared if node is not None for choice in schemas.choices(node)}
    if union.tag_mapping:
        return tuple(typed.get(tag, tag) for tag in union.tag_mapping)
    return tuple(typed.values()) or tuple(quoted(item.ctx.get("expected_tags")))


def _negative(rated: tuple[float, Any]) -> float:
    return -rated[0]


def _likeness(value: Value | Omitted, choice: Any) -> float:
    number, other = number_in(value), number_in(choice)
    if number is not None and other is not None:
        # Numbers are near by distance: 1 for equal, less the farther apart; fractions, as integers may be huge.
        return float(1 / (1 + abs(Fraction(number) - Fraction(other))))
    return name_score(_text(value), _text(choice)) if isinstance(value, str | int | float) else 0.0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else encode_json(value)
