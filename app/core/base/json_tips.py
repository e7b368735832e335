"""What to do about a JSON syntax error: the common mistakes, recognised by what stands at the error's offset."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_CLOSERS: Final = {"{": "}", "[": "]"}
_TYPOGRAPHIC: Final = frozenset("\u201c\u201d\u201e\u2018\u2019")
_WORD = re.compile(r"[^\W\d]\w*")
_WORD_TIPS: Final = {
    "True": "JSON writes true in lower case.",
    "False": "JSON writes false in lower case.",
    "None": "JSON writes null, not None.",
    "nil": "JSON writes null, not nil.",
    "NULL": "JSON writes null in lower case.",
    "undefined": "JSON has no undefined: write null or leave the member out.",
}


_LITERALS: Final = ("true", "false", "null")
_SHORTEST: Final = 3


def meant_literal(word: str) -> str | None:
    """The literal that a misspelt word was meant to be: `tru`, `flase`, `nul`; None where it is like none."""
    plain = word.lower()
    return next((literal for literal in _LITERALS if _is_slip(plain, literal)), None)


def _is_slip(word: str, literal: str) -> bool:
    swapped = word[:1] == literal[0] and sorted(word) == sorted(literal)
    return swapped or (len(word) >= _SHORTEST and literal.startswith(word))


def syntax_tip(text: str, offset: int) -> str:
    """A tip for the mistake found at a character offset; empty where none is recognised."""
    rest, before = text[offset:], text[:offset].rstrip()
    return next(filter(None, (tip(before, rest) for tip in _TIPS)), "") or _truncated(text, rest)


def _empty(before: str, rest: str) -> str:
    return "The text is empty; leave the body out or type a value." if not before and not rest.strip() else ""


def _quotes(_before: str, rest: str) -> str:
    if rest.startswith("'"):
        return "JSON wants double quotes, not single quotes."
    return "Use plain double quotes, not typographic ones." if rest[:1] in _TYPOGRAPHIC else ""


def _trailing_comma(before: str, rest: str) -> str:
    after_comma = rest[1:].lstrip() if rest.startswith(",") else rest if before.endswith(",") else ""
    return "Remove the comma before the closing bracket." if after_comma[:1] in {"]", "}"} else ""


def _comment(_before: str, rest: str) -> str:
    return "JSON has no comments; remove it." if rest.startswith(("//", "/*", "#")) else ""


def _markup(before: str, rest: str) -> str:
    return "This looks like HTML or XML, not JSON." if not before and rest.startswith("<") else ""


def _word(before: str, rest: str) -> str:
    found = _WORD.match(rest)
    if found is None:
        return ""
    word = found.group()
    if rest[found.end() :].lstrip()[:1] in {":", "="}:
        return f'Put the name in double quotes: "{word}".'
    if word in _WORD_TIPS or before.endswith('"'):
        return _WORD_TIPS.get(word, "")
    literal = meant_literal(word)
    quotes = f'Put text in double quotes: "{word}".'
    return f"Did you mean {literal}? {quotes}" if literal else quotes


def _number(before: str, rest: str) -> str:
    if rest.startswith("+"):
        return "JSON numbers have no plus sign."
    if rest.startswith("."):
        after_digit = before[-1:].isdigit()
        return "A digit must follow the point." if after_digit else "Put a zero before the point: 0.5."
    if rest[:1].isdigit() and re.search(r"(?<![\w.])-?0$", before):
        return "JSON numbers do not begin with zero; put codes like 007 in double quotes."
    return ""


def _string(_before: str, rest: str) -> str:
    if rest[:1] in {"\n", "\r"}:
        return "Write a line break inside a string as \\n."
    if rest.startswith("\t"):
        return "Write a tab inside a string as \\t."
    if rest.startswith("\\"):
        return "Double the backslash: \\\\ stands for one."
    return "Close the string with a double quote." if rest.startswith('"') and '"' not in rest[1:] else ""


def _separator(before: str, rest: str) -> str:
    if rest.startswith("="):
        return "Write a colon between name and value."
    if rest.startswith(";"):
        return "Write a comma between members."
    if before and before[-1] not in ",:{[" and rest[:1] in {'"', "{", "["}:
        return "A comma is missing before this."
    return ""


_TIPS: Final[tuple[Callable[[str, str], str], ...]] = (
    _empty,
    _quotes,
    _trailing_comma,
    _comment,
    _markup,
    _word,
    _number,
    _string,
    _separator,
)


def _truncated(text: str, rest: str) -> str:
    if rest.strip():
        return ""
    missing: list[str] = []
    for found in _STRING_OR_BRACKET.finditer(text):
        if found.group() in _CLOSERS:
            missing.append(_CLOSERS[found.group()])
        elif missing and found.group() == missing[-1]:
            missing.pop()
    closing = "".join(reversed(missing))
    return f"The text ends too early; {closing} is missing." if closing else "The text ends too early."
