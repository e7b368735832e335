"""What was read, as what the window works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.adapters.documents.index_file import fingerprint
from app.adapters.documents.problem_file import problem_path, read_problems
from app.adapters.documents.reading import Reading, may_lead_outside
from app.adapters.documents.supply import is_web
from app.core.operations.opening import Opened
from app.core.operations.read import read_api, read_listed_api
from app.core.requests.urls import server_urls

if TYPE_CHECKING:
    from pathlib import Path

    from app.adapters.documents.index_file import IndexFile
    from app.adapters.documents.model import Given, Text

SMALL: Final = 256 * 1024
"""Bytes up to which JSON is read without a process of its own: less time than starting one takes."""


def is_small(path: Path) -> bool:
    """Whether a text is read in this process: JSON that is small and stands alone.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        # What says how large it is may lie: files of /proc say that they are empty.
        data = file.read(SMALL + 1)
    return len(data) <= SMALL and not may_lead_outside(data)


def read_small(text: Text, label: str, source: str) -> Opened:
    """Opens a document that stands alone.

    Raises:
        DocumentError: It is none that can be read.
    """
    reading = Reading(text, label, source, _supply_nothing)
    api = read_api(reading.document)
    parts = tuple(reading.parts)
    return Opened(
        document=reading.document,
        api=api,
        source=source,
        base_urls=server_urls(api, source if is_web(source) else ""),
        problems=reading.problems(api),
        examined=True,
        missing=(),
        parts=parts,
        fingerprint=fingerprint(source, parts),
    )


def _supply_nothing(_wanted: tuple[tuple[str, str], ...]) -> Given:
    message = "a document that stands alone needs nothing else"
    raise AssertionError(message)


def opened_from(index: IndexFile) -> Opened:
    """Opens a document from its index; not examined where its problems are not known yet."""
    header = index.header
    document = index.document()
    api = read_listed_api(document, header.entries)
    known = read_problems(problem_path(index.path))
    return Opened(
        document=document,
        api=api,
        source=header.source,
        base_urls=server_urls(api, header.source if is_web(header.source) else ""),
        problems=header.refused if known is None else known,
        examined=known is not None,
        missing=header.missing,
        parts=header.parts,
        fingerprint=fingerprint(header.source, header.parts),
    )
