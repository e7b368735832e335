"""Mends JSON texts with the common mistakes: one small change where the reader stops, until it reads to the end.

Nothing is guessed: a text that needs more than these changes is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_tips import meant_literal

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHANGES: Final = 50
"""How many mistakes are mended in one text."""

MAX_TEXT: Final = 100_000
"""Longer texts (in characters) are left alone: each change reads the whole text again."""

_WORD = re.compile(r"[^\W\d][\w-]*")
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_LITERALS: Final = {
    "None": "null",
    "nil": "null",
    "undefined": "null",
}
_CLOSERS: Final = {"{": "}", "[": "]"}


def repaired(text: str) -> str | None:
    """The text as JSON, or None where it cannot be mended, is too long, or needs no mending."""
    if len(text) > MAX_TEXT or not text.strip():
        return None
    for _change in range(MAX_CHANGES):
        read = decode_json(text)
        if not isinstance(read, JsonSyntaxError):
            return text if _change else None
        changed = _mended(text, read.offset)
        if changed is None:
            return None
        text = changed
    return None


def _mended(text: str, offset: int) -> str | None:
    before, rest = text[:offset], text[offset:]
    for repair in _REPAIRS:
        changed = repair(before, rest)
        if changed is not None:
            return changed
    return None


def _trailing_comma(before: str, rest: str) -> str | None:
    if rest.startswith(",") and rest[1:].lstrip()[:1] in {"}", "]"}:
        return before + rest[1:]
    return None


def _comment(before: str, rest: str) -> str | None:
    found = _COMMENT.match(rest)
    return before + rest[found.end() :] if found else None


def _single_quotes(before: str, rest: str) -> str | None:
    found = _SINGLE_QUOTED.match(rest)
    if found is None:
        return None
    inner = found.group(1).replace("\\'", "'").replace('"', '\\"')
    return f'{before}"{inner}"{rest[found.end() :]}'


def _word(before: str, rest: str) -> str | None:
    found = _WORD.match(rest)
    if found is None:
        return None
    word, behind = found.group(), rest[found.end() :]
    is_name = behind.lstrip()[:1] in {":", "="} and before.rstrip()[-1:] in {"{", ","}
    if is_name:
        return f'{before}"{word}"{behind}'
    literal = _LITERALS.get(word) or meant_literal(word)
    return before + literal + behind if literal else None


def _separator(before: str, rest: str) -> str | None:
    if rest.startswith("="):
        return f"{before}:{rest[1:]}"
    if rest.startswith(";"):
        return f"{before},{rest[1:]}"
    between_values = before.rstrip()[-1:] not in {"", ",", ":", "{", "["}
    return f"{before},{rest}" if between_values and rest[:1] in {'"', "{", "["} else None


def _truncated(before: str, rest: str) -> str | None:
    """Closes what is open, where nothing but an open string stands behind the place."""
    text = before + rest
    open_brackets: list[str] = []
    last = ""
    for found in _STRING_OR_BRACKET.finditer(text):
        last = found.group()
        if last in _CLOSERS:
            open_brackets.append(_CLOSERS[last])
        elif open_brackets and last == open_brackets[-1]:
            open_brackets.pop()
    unclosed = last.startswith('"') and (len(last) == 1 or not last.endswith('"'))
    if rest.strip() and not unclosed:
        return None
    closing = ('"' if unclosed else "") + "".join(reversed(open_brackets))
    return text.rstrip().removesuffix(",") + closing if closing else None


_REPAIRS: Final[tuple[Callable[[str, str], str | None], ...]] = (
    _trailing_comma,
    _comment,
    _single_quotes,
    _word,
    _separator,
    _truncated,
)
