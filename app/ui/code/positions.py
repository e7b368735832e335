"""Qt counts UTF-16 units, Python counts characters; between them stand these functions. Brackets live here too."""

from __future__ import annotations

import re
from typing import Final

SCAN_LIMIT: Final = 50_000
"""Characters that the search for a bracket's partner looks at."""
_PAIRS: Final = {"{": "}", "[": "]", "(": ")"}
_BACK: Final = {close: opening for opening, close in _PAIRS.items()}
_LINE_ENDS: Final = re.compile("\r\n|\r|\u2029")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, position: int) -> int:
    """The number of characters in the first `position` UTF-16 units of `text`."""
    if text.isascii():
        return min(position, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "replace"))


def displayable(text: str) -> str:
    """`text` as Qt can hold it without loss of positions: line feeds alone, no lone surrogates."""
    if "\r" in text or "\u2029" in text:
        text = _LINE_ENDS.sub("\n", text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def cut_long_lines(text: str, limit: int) -> tuple[str, int]:
    """Shortens lines above `limit` characters, with a word about the rest; returns how many were cut."""
    if not _has_longer_line(text, limit):
        return text, 0
    lines, cut = text.split("\n"), 0
    for index, line in enumerate(lines):
        if len(line) > limit:
            lines[index] = f"{line[:limit]}… {len(line) - limit:,} more characters"
            cut += 1
    return "\n".join(lines), cut


def _has_longer_line(text: str, limit: int) -> bool:
    # Hops from line end to line end, so that short lines of a large text are not split one by one.
    start = 0
    while len(text) - start > limit:
        end = text.rfind("\n", start, start + limit + 1)
        if end < 0:
            return True
        start = end + 1
    return False


def matching_bracket(text: str, index: int) -> int | None:
    """Where the partner of the bracket at `index` stands; strings in double quotes are skipped."""
    character = text[index : index + 1]
    if character in _PAIRS:
        return _walk(text, index, _PAIRS[character], 1)
    if character in _BACK:
        return _walk(text, index, _BACK[character], -1)
    return None


def _walk(text: str, index: int, partner: str, step: int) -> int | None:
    own, depth, quoted = text[index], 0, False
    end = min(len(text), index + SCAN_LIMIT) if step > 0 else max(-1, index - SCAN_LIMIT)
    for position in range(index, end, step):
        character = text[position]
        if character == '"' and not _escaped(text, position):
            quoted = not quoted
        elif not quoted and character in (own, partner):
            depth += 1 if character == own else -1
            if depth == 0:
                return position
    return None


def _escaped(text: str, position: int) -> bool:
    slashes = 0
    while position - slashes > 0 and text[position - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1
