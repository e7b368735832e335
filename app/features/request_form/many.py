"""Many items or entries at once from text: lines, or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.forms.model import FieldKind
from app.core.forms.scalars import parse_entry

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Value

MOST: Final = 10_000
"""So many are taken at once; a longer list belongs into the raw text."""

_LINE_KINDS: Final = frozenset(
    {
        FieldKind.STRING,
        FieldKind.INTEGER,
        FieldKind.NUMBER,
        FieldKind.BOOLEAN,
        FieldKind.ENUM,
        FieldKind.CONST,
        FieldKind.NULL,
        FieldKind.ANY,
        FieldKind.UNION,
    }
)


@dataclass(frozen=True, slots=True)
class LineForm:
    """How one line is read.

    Attributes:
        choices: For enums the values that may be meant by their text.
    """

    kind: FieldKind
    choices: tuple[JsonValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """What a text stands for.

    Attributes:
        items: The items of an array.
        members: The entries of an object; of them and `items` at most one has something.
        problem: Why nothing can be added; empty where something can, or where there is no text.
    """

    items: tuple[Value, ...] = ()
    members: tuple[tuple[str, Value], ...] = ()
    problem: str = ""

    @property
    def count(self) -> int:
        """How many would be added."""
        return len(self.items) + len(self.members)


def read_items(text: str, form: LineForm) -> Many:
    """The items that a text stands for: a JSON array, JSON values one a line, or plain lines."""
    stripped = text.strip()
    if not stripped:
        return Many()
    whole = decode_json(stripped) if stripped[0] == "[" else None
    if isinstance(whole, list):
        return _bounded(Many(items=tuple(cast("list[Value]", whole))))
    lines = [line for line in text.splitlines() if line.strip()]
    if form.kind in _LINE_KINDS:
        values = tuple(parse_entry(form.kind, line.strip(), form.choices) for line in lines)
        return _bounded(Many(items=values))
    if isinstance(whole, JsonSyntaxError):
        return Many(problem=f"no JSON array: {whole}")
    return _bounded(_json_lines(lines, stripped))


def _json_lines(lines: list[str], whole: str) -> Many:
    one = decode_json(whole)
    if not isinstance(one, JsonSyntaxError):
        return Many(items=(cast("Value", one),))
    items: list[Value] = []
    for number, line in enumerate(lines, 1):
        read = decode_json(line)
        if isinstance(read, JsonSyntaxError):
            return Many(problem=f"line {number} is no JSON value: {read.message}")
        items.append(cast("Value", read))
    return Many(items=tuple(items))


def read_members(text: str, form: LineForm, *, repeats: bool = False) -> Many:
    """The entries that a text stands for: a JSON object, or lines such as `name: value` or `name=value`.

    Args:
        repeats: Whether a name may stand there more than once, as in headers.
    """
    stripped = text.strip()
    if not stripped:
        return Many()
    if stripped[0] == "{":
        whole = decode_json(stripped)
        if isinstance(whole, JsonSyntaxError):
            return Many(problem=f"no JSON object: {whole}")
        members = cast("dict[str, Value]", whole)
        return _bounded(Many(members=tuple(members.items())))
    found: list[tuple[str, Value]] = []
    names: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, value = _split(line)
        if not name:
            return Many(problem=f"line {number} has no name: write name: value")
        if name in names and not repeats:
            return Many(problem=f"line {number}: {name} stands there twice")
        names.add(name)
        found.append((name, parse_entry(form.kind, value, form.choices)))
    return _bounded(Many(members=tuple(found)))


def _split(line: str) -> tuple[str, str]:
    """Name and value of a line, parted at the first `:`, `=` or tab."""
    marks = [at for mark in ":=\t" if (at := line.find(mark)) >= 0]
    if not marks:
        return "", ""
    at = min(marks)
    return line[:at].strip().strip('"'), line[at + 1 :].strip()


def _bounded(many: Many) -> Many:
    return many if many.count <= MOST else Many(problem=f"{many.count:,} at once; at most {MOST:,} can be added")
