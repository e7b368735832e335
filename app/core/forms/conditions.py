"""What holds for some values only: `if`, `dependentSchemas` and `dependentRequired`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.pointers import escape_token
from app.core.forms.shape import Condition
from app.core.spec.document import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.forms.judge import Judge


def conditions_of(parts: Iterable[Node]) -> tuple[Condition, ...]:
    """The conditions that schemas in plain keywords state."""
    return tuple(condition for part in parts for condition in _of(part))


def _of(part: Node) -> Iterator[Condition]:
    test = part.get("if")
    if test is not None:
        then, otherwise = part.get("then"), part.get("else")
        yield Condition(test=test, then=(then,) if then else (), otherwise=(otherwise,) if otherwise else ())
    schemas = part.get("dependentSchemas")
    for name in schemas.mapping if schemas is not None else ():
        yield Condition(member=name, then=(part.child("dependentSchemas", name),))
    needs = part.get("dependentRequired")
    for name, names in needs.mapping.items() if needs is not None else ():
        if isinstance(names, list):
            pointer = f"{part.pointer}/dependentRequired/{escape_token(name)}"
            yield Condition(member=name, then=(Node(pointer, {"required": names}),))


def held_by(conditions: Iterable[Condition], value: Any, judge: Judge) -> Iterator[Node]:
    """The schemas that the conditions add for a value."""
    for condition in conditions:
        if condition.test is None:
            is_met = isinstance(value, dict) and condition.member in value
        else:
            is_met = judge.fits((condition.test,), value)
        yield from condition.then if is_met else condition.otherwise
