"""What was sent, asked by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.base.pointers import parse_pointer
from app.core.diagnosis.values import at

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.model import Target
    from app.core.requests.model import Sent


def pairs(sent: Sent, where: str) -> tuple[tuple[str, str], ...]:
    """The names and texts that were sent in a location: path, query, header or cookie."""
    by_location = {"path": sent.path, "query": sent.query, "header": sent.headers, "cookie": sent.cookies}
    return by_location.get(where, ())


def same_name(where: str, left: str, right: str) -> bool:
    """Whether two names mean one parameter; header names ignore case and take `_` for `-` (R4)."""
    if where != "header":
        return left == right
    return left.lower().replace("_", "-") == right.lower().replace("_", "-")


def sent_name(sent: Sent, where: str, name: str) -> str | None:
    """The name as it was sent, None where it was not."""
    return next((known for known, _text in pairs(sent, where) if same_name(where, known, name)), None)


def parameter_value(sent: Sent, where: str, name: str, *, several: bool) -> Value | Omitted:
    """The texts sent for a parameter: all of them, or the last, which is the one that servers read."""
    texts: list[Value] = [text for known, text in pairs(sent, where) if same_name(where, known, name)]
    if not texts:
        return OMIT
    return texts if several else texts[-1]


def sent_at(sent: Sent, target: Target, *, several: bool = False) -> Value | Omitted:
    """What was sent where a target points, OMIT where nothing was.

    Args:
        several: A parameter or form field that is a list: also one text is a list then.
    """
    tokens = parse_pointer(target.value_pointer)
    if target.where == "body" or target.parameter is None:
        return at(sent.body, tokens) if target.where in {"body", "form"} else OMIT
    whole = _texts(sent, target.where, target.parameter)
    if tokens or whole is OMIT:
        return at(whole, tokens)
    return whole if several or len(whole) != 1 else whole[0]


def _texts(sent: Sent, where: str, name: str) -> list[Value] | Omitted:
    """All that was sent under a name, as a list."""
    found = at(sent.body, (name,)) if where == "form" else parameter_value(sent, where, name, several=True)
    return found if found is OMIT or isinstance(found, list) else [found]


def sent_object(sent: Sent, path: FieldPath) -> dict[str, Value]:
    """The object that was sent at a path of the body, empty where there was none."""
    value = at(sent.body, path.tokens)
    return value if isinstance(value, dict) else {}
