"""The operation list of a source as lines of text: what was shown last, for the first frame of the next start.

A line is decoded when it is shown, so a list of a hundred thousand operations is there as soon as its bytes are.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Narrowed = tuple[Sequence[int], Mapping[int, int]]
    """What a filter leaves of a list: the places, headings among them; and how many operations are left under a
    heading, by its place. What is not counted there has all of them."""

_HEADING: Final = "#"
_ROW: Final = "+"
_DEPRECATED: Final = "-"
_FIELDS: Final = 5
_KIND: Final = 2
"""What stands before the words of a line."""

_ESCAPES: Final = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"))
_ESCAPED: Final = re.compile(r"\\([\\tn])")
_MEANT: Final = {"\\": "\\", "t": "\t", "n": "\n"}
_MOST_DIGITS: Final = 18


class KeptRow(NamedTuple):
    """One operation as it was shown; a tuple, since there may be very many.

    Attributes:
        method, path, summary, deprecated: As in `OperationEntry`.
        search: Further words it is found by.
    """

    method: str
    path: str
    summary: str = ""
    deprecated: bool = False
    search: str = ""

    @property
    def key(self) -> str:
        """`POST /books`, as in `OperationEntry`."""
        return f"{self.method} {self.path}"


class KeptHeading(NamedTuple):
    """The heading of the group that follows.

    Attributes:
        total: How many operations stand under it.
    """

    title: str
    total: int


class KeptList:
    """Headings and operations in the order in which they were shown.

    Args:
        lines: As `lines_of` makes them.
    """

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._texts: list[str] = []
        self._headings: list[int] = []

    def __len__(self) -> int:
        return len(self._lines)

    def entry(self, place: int) -> KeptRow | KeptHeading:
        """What stands at a place; a line that nobody wrote is an operation without words."""
        kind, *fields = self._lines[place].decode(errors="replace").split("\t")
        if kind == _HEADING:
            title, _, count = "\t".join(fields).partition("\t")
            return KeptHeading(title, int(count) if count.isdecimal() and len(count) <= _MOST_DIGITS else 0)
        method, path, summary, search = (*fields, "", "", "", "")[: _FIELDS - 1]
        return KeptRow(_to_the_letter(method), _to_the_letter(path), summary, kind == _DEPRECATED, search)

    def narrow(self, text: str) -> Narrowed:
        """Leaves only operations that hold every word of `text`, and the headings over them."""
        words = [_escaped(word) for word in text.lower().split()]
        if not words:
            return range(len(self)), {}
        if not self._texts:
            self._prepare()
        places: list[int] = []
        counts: dict[int, int] = {}
        # What stands before the first heading has one of no words that is nowhere.
        for heading, end in itertools.pairwise((-1, *self._headings, len(self))):
            title = self._texts[heading] if heading >= 0 else ""
            found: Sequence[int] = range(heading + 1, end)
            for word in words:
                if word not in title:
                    found = [place for place in found if word in self._texts[place]]
            if heading >= 0 and found:
                places.append(heading)
                counts[heading] = len(found)
            places.extend(found)
        return places, counts

    def _prepare(self) -> None:
        """Takes all lines in lower case and without their kinds, and remembers which are headings."""
        whole = b"\n".join(self._lines).decode(errors="replace").lower()
        self._texts = [line[_KIND:] for line in whole.split("\n")]
        marks = _HEADING.encode(), f"{_HEADING}\t".encode()
        self._headings = [place for place, line in enumerate(self._lines) if line[:_KIND] in marks]
        for place in self._headings:
            # How many stand under it is no word of it.
            self._texts[place] = self._texts[place].rpartition("\t")[0] or self._texts[place]


def lines_of(entries: Iterable[KeptRow | KeptHeading]) -> Iterator[bytes]:
    """The lines of a list; tabs and line breaks become spaces, but for methods and paths, which name an operation."""
    for entry in entries:
        if isinstance(entry, KeptHeading):
            fields: tuple[str, ...] = (_HEADING, _in_one_line(entry.title), str(entry.total))
        else:
            kind = _DEPRECATED if entry.deprecated else _ROW
            words = _in_one_line(entry.summary), _in_one_line(entry.search)
            fields = (kind, _escaped(entry.method), _escaped(entry.path), *words)
        yield "\t".join(fields).encode(errors="replace")


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    for meant, written in _ESCAPES:
        text = text.replace(meant, written)
    return text


def _to_the_letter(text: str) -> str:
    return _ESCAPED.sub(_meant, text) if "\\" in text else text


def _meant(found: re.Match[str]) -> str:
    return _MEANT[found.group(1)]
