"""The operation list of a source as lines of text: what was shown last, for the first frame of the next start.

A line is decoded when it is shown, so a list of a hundred thousand operations is there as soon as its bytes are.
"""

from __future__ import annotations

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

    def __len__(self) -> int:
        return len(self._lines)

    def entry(self, place: int) -> KeptRow | KeptHeading:
        """What stands at a place; a line that nobody wrote is an operation without words."""
        kind, *fields = self._lines[place].decode(errors="replace").split("\t")
        if kind == _HEADING:
            title, _, count = "\t".join(fields).partition("\t")
            return KeptHeading(title, int(count) if count.isdecimal() else 0)
        method, path, summary, search = (*fields, "", "", "", "")[: _FIELDS - 1]
        return KeptRow(method, path, summary, kind == _DEPRECATED, search)

    def narrow(self, text: str) -> Narrowed:
        """Leaves only operations that hold every word of `text`, and the headings over them."""
        words = text.lower().split()
        if not words:
            return range(len(self)), {}
        self._texts = self._texts or list(self._lowered())
        places: list[int] = []
        counts: dict[int, int] = {}
        heading = -1
        for place, line in enumerate(self._texts):
            if not line:
                heading = place
            elif all(word in line for word in words):
                if heading >= 0:
                    if heading not in counts:
                        places.append(heading)
                    counts[heading] = counts.get(heading, 0) + 1
                places.append(place)
        return places, counts

    def _lowered(self) -> Iterator[str]:
        """All words of each operation in lower case; nothing for a heading."""
        group = ""
        for place in range(len(self)):
            entry = self.entry(place)
            if isinstance(entry, KeptHeading):
                group = entry.title
                yield ""
            else:
                yield f"{entry.method} {entry.path} {entry.summary} {group} {entry.search}".lower()


def lines_of(entries: Iterable[KeptRow | KeptHeading]) -> Iterator[bytes]:
    """The lines of a list; tabs and line breaks become spaces."""
    for entry in entries:
        if isinstance(entry, KeptHeading):
            fields: tuple[str, ...] = (_HEADING, entry.title, str(entry.total))
        else:
            kind = _DEPRECATED if entry.deprecated else _ROW
            fields = (kind, entry.method, entry.path, entry.summary, entry.search)
        yield "\t".join(" ".join(field.split()) for field in fields).encode(errors="replace")
