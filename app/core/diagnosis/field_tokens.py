"""The paths by which frameworks name fields: `a.b[0].c`, `a.0.b`, `$.a[0]`, `a['x y']`, `a[b][c]`; JSON Pointers."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from app.core.base.pointers import parse_pointer
from app.core.diagnosis.items import MAX_LOC

_LONGEST: Final = 4_000
"""How many characters of a path are read."""

_TOKEN = re.compile(
    r"""
    \[\s*'((?:[^'\\]|\\.)*)'\s*\]      # ['x y']
    | \[\s*"((?:[^"\\]|\\.)*)"\s*\]    # ["x y"]
    | \[([^\[\]]*)\]                   # [0], [name]
    | ([^.\[\]]+)                      # name, 0
    | [.\[\]]
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


def path_tokens(path: str) -> tuple[str, ...]:
    """The names and indices of a path, at most `MAX_LOC`; a leading `$` is the root. Never raises."""
    found: list[str] = []
    for match in _TOKEN.finditer(path[:_LONGEST]):
        quoted = match[1] if match[1] is not None else match[2]
        token = _ESCAPED.sub(r"\1", quoted) if quoted is not None else (match[3] or match[4] or "").strip()
        if (token or quoted is not None) and len(found) < MAX_LOC:
            found.append(token)
    return tuple(found[1:] if found[:1] == ["$"] else found)


def pointer_tokens(pointer: str) -> tuple[str, ...]:
    """The tokens of a JSON Pointer, plain (RFC 6901 section 5) or as a URI fragment (section 6).

    Texts without a leading slash are read as paths: some servers write `title` where a pointer belongs.
    """
    text = pointer[:_LONGEST]
    text = unquote(text[1:]) if text.startswith("#") else text
    return parse_pointer(text)[:MAX_LOC] if text.startswith("/") else path_tokens(text)
