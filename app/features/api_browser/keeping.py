"""Keeps the operations that are listed, so that the first frame of the next start has them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.base.references import BOOKSTORE
from app.core.operations.kept_list import KeptHeading, KeptRow, lines_of
from app.core.spec.uris import local_path
from app.features.api_browser.presenter import Grouping, Listing, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from app.core.operations.kept_list import KeptList
    from app.core.operations.model import Api
    from app.core.operations.opening import Opened
    from app.core.workspace.workspace import Workspace
    from app.features.api_browser.presenter import OperationRow
    from app.jobs.model import JobDone
    from app.jobs.pace import Pace
    from app.jobs.runner import Runner

    Files = tuple[tuple[str, str], ...]


class ListKeeper(Protocol):
    """Where lists are kept; any thread may ask, and nothing is raised."""

    def read(self, source: str) -> KeptList | None:
        """The list of a source where it is still right."""
        ...

    def write(self, source: str, files: Sequence[tuple[str, str]], lines: Sequence[bytes]) -> None:
        """Keeps one.

        Args:
            files: Path and stamp of each that it was made of.
        """
        ...


class InView(Protocol):
    """Tells of the document in view."""

    @property
    def opened(self) -> Opened | None:
        """It; None for a server of our own."""
        ...

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when another one is in view."""
        ...


class ListKeeping(QObject):
    """Writes the list of what comes into view, on a worker."""

    def __init__(
        self, workspace: Workspace, in_view: InView, runner: Runner, keeper: ListKeeper, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._in_view = in_view
        self._runner = runner
        self._keeper = keeper
        self._known: tuple[str, str] | None = None
        in_view.listen(self._keep)

    def _keep(self) -> None:
        source, api, opened = self._workspace.source, self._workspace.api, self._in_view.opened
        files = files_of(opened) if not source.inside else () if source.key == BOOKSTORE else None
        known = (source.key, opened.fingerprint if opened is not None else "")
        if api is None or files is None or known == self._known:
            return
        self._known = known
        work = partial(_write, keeper=self._keeper, source=source.key, files=files, api=api)
        self._runner.submit_paced(work, self, self._kept)

    def _kept(self, _done: JobDone) -> None:
        """Nobody waits for it."""


def files_of(opened: Opened | None) -> Files | None:
    """Path and stamp of each file that a document was read from; None where it is of anything else."""
    parts = opened.parts if opened is not None else ()
    files = tuple((local_path(part.uri) or "", part.stamp) for part in parts)
    return files if files and all(path and stamp for path, stamp in files) else None


def _write(pace: Pace, keeper: ListKeeper, source: str, files: Files, api: Api) -> None:
    if files and keeper.read(source) is not None:
        return
    rows = rows_of(Listing(api, Grouping.TAG, {}), pace.walk)
    keeper.write(source, files, list(lines_of(pace.walk(_entries(rows)))))


def _entries(rows: Iterable[OperationRow]) -> Iterator[KeptRow | KeptHeading]:
    """Rows, and the headings over them."""
    counts: dict[str, int] = {}
    rows = tuple(rows)
    for row in rows:
        counts[row.group] = counts.get(row.group, 0) + 1
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            yield KeptHeading(group, counts[group])
        yield KeptRow(row.method, row.path, row.summary, row.deprecated, row.search)
