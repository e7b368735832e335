"""What the server's log says of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDS: Final = 3
"""So many records are quoted; the log itself has the rest."""

_BEGINS: Final = ("Traceback (most recent call last)", "Exception Group Traceback (most recent call last)")
_CHAINED: Final = ("During handling of the above exception", "The above exception was the direct cause")


class Continuation:
    """Tells lines that go on with the record before them, as those of a traceback do that was printed line by line."""

    def __init__(self) -> None:
        self._inside = False
        self._ended = False
        self._boxed = False

    def goes_on(self, text: str) -> bool:
        """Whether the next line belongs to the record before it."""
        bare = text.lstrip(" \t+|")
        if bare.startswith((*_BEGINS, *_CHAINED)):
            # An exception group is drawn as an indented box; nothing stands behind its last line.
            self._boxed = self._boxed if self._inside else bare != text
            self._inside = "\n" not in text
            return self._inside
        if self._inside:
            # The first line that is not indented is the exception itself.
            self._inside = not text or text[:1].isspace()
            self._ended = not self._inside and not self._boxed
            return self._inside or self._ended
        goes_on, self._ended = self._ended and not text, False
        return goes_on


def excerpt(lines: Iterable[str], words: str) -> tuple[str, ...]:
    """The records that name a request, newest last, and of a traceback in them only its last line: the exception.

    Args:
        lines: The log's texts; a traceback stands in the lines of its own record, or in those after it.
        words: What the request is called there; without any nothing is found.
    """
    if not words:
        return ()
    found = [record for record in _records(lines) if any(words in line for line in record)]
    return tuple(_without_traceback("\n".join(record)) for record in found[-RECORDS:])


def _records(lines: Iterable[str]) -> list[list[str]]:
    continuation = Continuation()
    records: list[list[str]] = []
    for line in lines:
        if continuation.goes_on(line) and records:
            records[-1].append(line)
        else:
            records.append([line])
    return records


def _without_traceback(text: str) -> str:
    rows = [row.strip(" \t|") for row in text.splitlines() if row.strip(" \t+|-")]
    return rows[0] if len(rows) == 1 else f"{rows[0]} … {rows[-1]}"
