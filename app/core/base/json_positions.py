"""Where in a JSON text a value stands, and which value stands at a place; broken texts are read as far as they go.

Offsets count characters. Of members with equal names the last counts, as in the value read from the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.json_text import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """One value of a JSON text.

    Attributes:
        tokens: The reference tokens of its JSON Pointer.
        start, end: Character offsets of the value; `end` is behind its last character.
        key_start: Where its member name begins, `start` where it has none.
    """

    tokens: tuple[str, ...]
    start: int
    end: int
    key_start: int


@dataclass(slots=True)
class _Frame:
    """An array or object that is being read; the text itself is the outermost one and has no name for its value."""

    tokens: tuple[str, ...]
    start: int
    key_start: int
    kind: str
    index: int = 0
    key: str | None = None
    next_key_start: int = 0

    def child(self, start: int) -> tuple[tuple[str, ...], int]:
        """The tokens of the value that begins here, and where its name or itself begins."""
        if self.kind == "{":
            return (*self.tokens, self.key or ""), start if self.key is None else self.next_key_start
        return (*self.tokens, str(self.index)) if self.kind else (), start


class _Reader:
    """Reads lexemes; each gives a finished span or nothing."""

    def __init__(self) -> None:
        self.stack = [_Frame((), 0, 0, "")]

    def read(self, found: re.Match[str]) -> Span | None:
        """Takes the next lexeme."""
        lexeme = found.group()
        if lexeme in "[{":
            self.stack.append(_Frame(*self._place(found), kind=lexeme))
        elif lexeme in "]}":
            return self.close(found.end())
        elif lexeme == ",":
            self.stack[-1].index += 1
            self.stack[-1].key = None
        elif lexeme != ":":
            return self._scalar(found)
        return None

    def close(self, end: int) -> Span | None:
        """Ends the innermost array or object; nothing where none is open."""
        if len(self.stack) == 1:
            return None
        frame = self.stack.pop()
        return Span(frame.tokens, frame.start, end, frame.key_start)

    def _place(self, found: re.Match[str]) -> tuple[tuple[str, ...], int, int]:
        tokens, key_start = self.stack[-1].child(found.start())
        return tokens, found.start(), key_start

    def _scalar(self, found: re.Match[str]) -> Span | None:
        frame = self.stack[-1]
        if frame.kind == "{" and frame.key is None:
            frame.key, frame.next_key_start = _name(found.group()), found.start()
            return None
        tokens, start, key_start = self._place(found)
        return Span(tokens, start, found.end(), key_start)


def spans(text: str) -> Iterator[Span]:
    """All values of the text, children before their parents; containers never closed end with the text."""
    reader = _Reader()
    for found in _LEXEME.finditer(text):
        span = reader.read(found)
        if span is not None:
            yield span
    while (span := reader.close(len(text))) is not None:
        yield span


def _name(lexeme: str) -> str:
    read = decode_json(lexeme)
    return read if isinstance(read, str) else lexeme.strip("\"'")


def span_of(text: str, tokens: tuple[str, ...]) -> Span | None:
    """Where the value with these reference tokens stands; None where the text has none."""
    last = None
    for span in spans(text):
        if span.tokens == tokens:
            last = span
    return last


def tokens_at(text: str, offset: int) -> tuple[str, ...]:
    """The reference tokens of the innermost value at an offset; a member's name belongs to its value.

    Between values it is the container around the place, outside every value the root.
    """
    return next((span.tokens for span in spans(text) if span.key_start <= offset < span.end), ())
