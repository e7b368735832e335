"""Which part of a line has which colour; each line stands alone, so only visible lines are ever looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.ui.theme import Token

LINE_LIMIT: Final = 4000
"""Characters of a line that are coloured; the rest of a longer line stays plain."""


class Language(StrEnum):
    """How a text is coloured."""

    PLAIN = "plain"
    JSON = "json"
    HTTP = "http"
    PYTHON = "python"
    SHELL = "shell"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True)
class Span:
    """A coloured part of a line, in characters."""

    start: int
    length: int
    token: Token


_RULES: Final[dict[Language, re.Pattern[str] | None]] = {
    Language.PLAIN: None,
    Language.JSON: re.compile(
        r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))'
        r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
        r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
        r"|(?P<literal>\b(?:true|false|null)\b)"
        r"|(?P<punctuation>[{}\[\],:])"
    ),
    Language.HTTP: re.compile(
        r"(?P<literal>^(?:[A-Z]+(?= \S+ HTTP/)|HTTP/[\d.]+))"
        r"|(?P<number>(?<=HTTP/1\.1 )\d{3}|(?<=HTTP/2 )\d{3})"
        r"|(?P<key>^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=:))"
        r"|(?P<punctuation>^\S+?(?=:)|(?<=\w):(?= ))"
    ),
    Language.PYTHON: re.compile(
        r"(?P<punctuation>#.*$)"
        r"|(?P<string>[rbfuRBFU]{0,2}(?:\"\"\".*?(?:\"\"\"|$)|'''.*?(?:'''|$)|\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?))"
        r"|(?P<literal>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from"
        r"|global|if|import|in|is|lambda|not|or|pass|raise|return|try|while|with|yield|True|False|None)\b)"
        r"|(?P<number>\b\d[\d_]*(?:\.\d+)?\b)"
        r"|(?P<key>\b[A-Za-z_]\w*(?=\())"
    ),
    Language.SHELL: re.compile(
        r"(?P<punctuation>(?:^|(?<=\s))#.*$|\\$)"
        r"|(?P<string>'[^']*'?|\"(?:[^\"\\]|\\.)*\"?)"
        r"|(?P<key>(?<=\s)--?[A-Za-z][\w-]*)"
        r"|(?P<literal>^\s*[\w./-]+)"
        r"|(?P<number>\$\{?\w+\}?)"
    ),
    Language.MARKUP: re.compile(
        r"(?P<punctuation><!--.*?(?:-->|$))"
        r"|(?P<key></?[A-Za-z][\w:.-]*|/?>)"
        r"|(?P<string>\"[^\"]*\"|'[^']*')"
        r"|(?P<literal>&\w+;)"
    ),
}


def spans_of(line: str, language: Language) -> tuple[Span, ...]:
    """The coloured parts of one line, in order and without overlap."""
    rule = _RULES[language]
    if rule is None:
        return ()
    return tuple(
        Span(match.start(), match.end() - match.start(), Token(f"code-{match.lastgroup}"))
        for match in rule.finditer(line[:LINE_LIMIT])
    )
