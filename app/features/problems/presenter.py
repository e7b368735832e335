"""Decides how the document's problems are listed, and shows the place of one in its source text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject

from app.core.base.errors import RouteglassError
from app.core.base.pointers import parse_pointer
from app.core.spec.positions import positions
from app.core.spec.problems import Severity
from app.core.spec.references import split_pointer
from app.core.workspace.events import ProblemsChanged, SourceLeft

if TYPE_CHECKING:
    from app.core.spec.problems import Problem
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

LARGEST: Final = 4_000_000
"""Characters of a text in which places are shown; a larger one is for an editor."""


class Texts(Protocol):
    """Reads the texts of a document's parts."""

    async def read_text(self, place: str) -> str:
        """The text of the document in view, or of another resource that it refers to.

        Args:
            place: The URI of the resource; empty for the document itself.

        Raises:
            RouteglassError: It cannot be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One line.

    Attributes:
        place: `12:5`, with the name of its file where it is not the document itself; empty where unknown.
        pointer: Where it stands, readable.
        resource: The URI of its resource; empty for the document itself.
    """

    severity: Severity
    place: str
    pointer: str
    words: str
    resource: str
    problem: Problem

    def copied(self) -> str:
        """The row as text."""
        where = " ".join(part for part in (self.place, self.problem.pointer) if part)
        return f"{self.severity.value}: {self.words} ({where})"


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in a source text.

    Attributes:
        text: The whole text; empty where it cannot be shown.
        line, column: 1-based; 0 without a text.
        words: Why there is nothing to show.
    """

    text: str
    line: int = 0
    column: int = 0
    words: str = ""
    row: ProblemRow | None = None


class ProblemsListener(Protocol):
    """What the presenter tells its view."""

    def on_problems(self) -> None:
        """There are others."""
        ...

    def on_shown(self, shown: Shown) -> None:
        """A place can be shown, or not."""
        ...


class ProblemsPresenter(QObject):
    """The problems of the document in view.

    Args:
        texts: Reads source texts; None where nobody can.
    """

    def __init__(
        self, workspace: Workspace, runner: Runner, texts: Texts | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._texts = texts
        self._listener: ProblemsListener | None = None
        self._rows: tuple[ProblemRow, ...] = ()
        self._known: tuple[Problem, ...] = ()
        self._job: JobHandle | None = None
        self._asked: ProblemRow | None = None
        workspace.events.subscribe(ProblemsChanged, self._changed)
        workspace.events.subscribe(SourceLeft, self._left)

    def listen(self, listener: ProblemsListener) -> None:
        """Tells `listener` of changes from now on."""
        self._listener = listener

    def rows(self, words: str = "") -> tuple[ProblemRow, ...]:
        """The problems that hold every one of the words, the errors first."""
        if self._known is not self._workspace.problems:
            self._known = self._workspace.problems
            self._rows = tuple(map(row_of, sorted(self._known, key=_rank)))
        wanted = words.lower().split()
        if not wanted:
            return self._rows
        return tuple(row for row in self._rows if all(word in _haystack(row) for word in wanted))

    def summary(self) -> str:
        """One line above the list."""
        rows = self.rows()
        errors = sum(row.severity is Severity.ERROR for row in rows)
        rest = len(rows) - errors
        parts = [_count(errors, "error"), _count(rest, "warning")]
        return ", ".join(part for part in parts if part)

    def show(self, row: ProblemRow) -> None:
        """Asks for the place of a problem in its text."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._asked = row
        if self._texts is None:
            self._tell(Shown("", words="The source text cannot be shown here.", row=row))
            return
        self._job = self._runner.submit(partial(_find, self._texts, row), self, self._found)

    def _found(self, done: JobDone) -> None:
        if self._job is None or done.handle_id != self._job.id:
            return
        self._job = None
        if isinstance(done.result, Shown):
            self._tell(done.result)
        elif isinstance(done.error, RouteglassError):
            self._tell(Shown("", words=f"The source text cannot be read: {done.error}", row=self._asked))

    def _changed(self, _event: ProblemsChanged) -> None:
        if self._listener is not None:
            self._listener.on_problems()

    def _left(self, _event: SourceLeft) -> None:
        self._tell(Shown(""))

    def _tell(self, shown: Shown) -> None:
        if self._listener is not None:
            self._listener.on_shown(shown)


def row_of(problem: Problem) -> ProblemRow:
    """A problem as it is listed."""
    resource, pointer = split_pointer(problem.pointer)
    position = f"{problem.line}:{problem.column}" if problem.line else ""
    name = resource.rpartition("/")[2]
    place = ":".join(part for part in (name, position) if part)
    readable = " › ".join(parse_pointer(pointer)) or "the whole document"  # noqa: RUF001 - no path has this sign
    return ProblemRow(problem.severity, place, readable, problem.message, resource, problem)


def _rank(problem: Problem) -> int:
    return 0 if problem.severity is Severity.ERROR else 1


def _haystack(row: ProblemRow) -> str:
    return f"{row.severity.value} {row.place} {row.pointer} {row.words}".lower()


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else ""


async def _find(texts: Texts, row: ProblemRow) -> Shown:
    import asyncio  # noqa: PLC0415 - the loop's thread has it already

    text = await texts.read_text(row.resource)
    if len(text) > LARGEST:
        words = f"The text has {len(text):,} characters; open it in an editor."
        return Shown("", words=words, row=row)
    line, column = await asyncio.to_thread(_position, text, row)
    return Shown(text, line, column, row=row)


def _position(text: str, row: ProblemRow) -> tuple[int, int]:
    if row.problem.line:
        return row.problem.line, row.problem.column
    pointer = split_pointer(row.problem.pointer)[1]
    return positions(text, [pointer]).get(pointer, (1, 1))
