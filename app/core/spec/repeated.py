"""Names that stand twice in one object of a JSON text, of which a decoder keeps the last."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.pointers import format_pointer
from app.core.spec.problems import TWICE, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEXEME: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},\n]', re.DOTALL)


def repeated_names(text: str) -> tuple[Problem, ...]:
    """What stands twice, with lines and columns; nothing for a text that is no JSON, for YAML is told when it is read.

    Going through a large text takes twice as long as reading it: this is for who examines a document.
    """
    text = text.removeprefix("\ufeff")
    is_json = text.lstrip(" \t\r\n").startswith(("{", "[")) and not isinstance(decode_json(text), JsonSyntaxError)
    return tuple(_repeated(text)) if is_json and _has_repeated(text) else ()


def _has_repeated(text: str) -> bool:
    repeated = False

    def look(members: Sequence[tuple[str, Any]]) -> None:
        nonlocal repeated
        repeated = repeated or len({name for name, _ in members}) < len(members)

    # Numbers stay text: none is needed, and a long one would raise.
    json.loads(text, object_pairs_hook=look, parse_int=str, parse_float=str)
    return repeated


@dataclass(slots=True)
class _Frame:
    """An array or object on the way; the text itself is the outermost."""

    is_object: bool
    key: str | None = None
    index: int = 0
    names: set[str] = field(default_factory=set)


def _repeated(text: str) -> Iterator[Problem]:
    stack = [_Frame(is_object=False)]
    line, start = 1, 0
    for found in _LEXEME.finditer(text):
        lexeme, frame = found.group(), stack[-1]
        if lexeme in "{[":
            stack.append(_Frame(is_object=lexeme == "{"))
        elif lexeme == "\n":
            line, start = line + 1, found.end()
        elif lexeme in "}]":
            stack.pop()
        elif lexeme == ",":
            frame.key, frame.index = None, frame.index + 1
        elif frame.is_object and frame.key is None:
            frame.key = json.loads(lexeme)
            if frame.key in frame.names:
                pointer = format_pointer(each.index if each.key is None else each.key for each in stack[1:])
                yield Problem(pointer, Severity.WARNING, TWICE, line, found.start() - start + 1)
            frame.names.add(frame.key)
