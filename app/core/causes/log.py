"""What the server's log says of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES: Final = 3
"""So many lines are quoted; the log itself has the rest."""


def excerpt(lines: Sequence[str], words: str) -> tuple[str, ...]:
    """The lines that name a request, newest last, and of a traceback in them only its last line: the exception.

    Args:
        lines: The log's texts, a traceback in the lines of its own entry.
        words: What the request is called there; without any nothing is found.
    """
    if not words:
        return ()
    found = [line for line in lines if words in line]
    return tuple(_without_traceback(text) for text in found[-LINES:])


def _without_traceback(text: str) -> str:
    rows = [row for row in text.splitlines() if row.strip()]
    return rows[0] if len(rows) < 2 else f"{rows[0]} … {rows[-1]}"
