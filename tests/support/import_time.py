"""Reads what `python -X importtime` writes: which modules were imported, in which order, at which cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = re.compile(r"^import time:\s+(?P<own>\d+) \|\s+(?P<total>\d+) \| (?P<indent> *)(?P<name>\S+)\s*$")


@dataclass(frozen=True, slots=True)
class ImportedModule:
    """One finished import.

    Attributes:
        name: The module's full name.
        own_us: Microseconds spent in the module itself.
        total_us: Microseconds with all that it imported.
        depth: How many imports were under way around it; 0 for one that the program itself asked for.
    """

    name: str
    own_us: int
    total_us: int
    depth: int


def parse_import_time(text: str) -> tuple[ImportedModule, ...]:
    """The imports in the order in which they ended; every other line of the text is skipped."""
    return tuple(_read(match) for match in map(_LINE.match, text.splitlines()) if match)


def imported_before(text: str, marker: str) -> tuple[ImportedModule, ...]:
    """The imports that ended before the first line that contains `marker` (which the program writes to stderr).

    Raises:
        ValueError: The marker never came, so nothing is known.
    """
    head, found, _ = text.partition(marker)
    if not found:
        message = f"the program never wrote {marker!r}; its stderr ended with: {text[-400:]!r}"
        raise ValueError(message)
    return parse_import_time(head.rpartition("\n")[0])


def packages_among(modules: Iterable[ImportedModule], forbidden: Iterable[str]) -> tuple[str, ...]:
    """Those of the `forbidden` top-level packages that were imported, sorted."""
    present = {module.name.partition(".")[0] for module in modules}
    return tuple(sorted(present.intersection(forbidden)))


def _read(match: re.Match[str]) -> ImportedModule:
    return ImportedModule(
        name=match["name"], own_us=int(match["own"]), total_us=int(match["total"]), depth=len(match["indent"]) // 2
    )
