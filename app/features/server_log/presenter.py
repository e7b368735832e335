"""Decides which lines of the server's log are shown, and how each reads."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from app.core.causes.log import Continuation
from app.core.workspace.events import LogAppended, LogRequested, SourceChanged
from app.core.workspace.model import Level, SourceStatus
from app.core.workspace.workspace import LOG_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.workspace.model import LogLine
    from app.core.workspace.workspace import Workspace

SHOWN = 2000
"""Lines shown at once, the newest ones; the filter looks at all that are kept."""

_LEVELS = {"WARNING": Level.WARN, "ERROR": Level.ERROR, "CRITICAL": Level.ERROR}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line.

    Attributes:
        text: `20:31:07 INFO     embedded_api  text`, local time; a traceback goes on in further lines.
        level: How serious it is; None for what only informs.
    """

    text: str
    level: Level | None


def row_of(line: LogLine) -> LogRow:
    """A line as it reads."""
    text = f"{_clock(int(line.time))} {line.level:<8} {line.logger}  {line.text}"
    return LogRow(text, _LEVELS.get(line.level))


@lru_cache(maxsize=64)
def _clock(second: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(second))


class LogListener(Protocol):
    """What the presenter tells its view."""

    def on_rows(self, rows: tuple[LogRow, ...]) -> None:
        """These rows come after what is shown."""
        ...

    def on_narrowed(self) -> None:
        """Somebody else narrowed the log to other words."""
        ...

    def on_source_changed(self) -> None:
        """Another server is in view (`note`)."""
        ...


class ServerLogPresenter:
    """The log of the server in view, narrowed by words.

    Attributes:
        text: The words it is narrowed to.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rows: deque[tuple[LogRow, str]] = deque(maxlen=LOG_LIMIT)
        self._words: tuple[str, ...] = ()
        self._listener: LogListener | None = None
        self._continuation = Continuation()
        self._head = ""
        self.text = ""
        self._take(workspace.log)
        workspace.events.subscribe(LogAppended, self._append)
        workspace.events.subscribe(LogRequested, self._show)
        workspace.events.subscribe(SourceChanged, self._source_changed)

    def listen(self, listener: LogListener) -> None:
        """Tells `listener` of changes from now on."""
        self._listener = listener

    def narrow(self, text: str) -> None:
        """Shows only lines that contain all words of a text, in any case."""
        self.text = text
        self._words = tuple(text.lower().split())

    def rows(self) -> tuple[LogRow, ...]:
        """The newest lines that are to be shown, newest last."""
        found = [row for row, lowered in self._rows if self._matches(lowered)]
        return tuple(found[-SHOWN:])

    def clear(self) -> None:
        """Forgets the log."""
        self._workspace.clear_log()
        self._rows.clear()

    def summary(self) -> str:
        """How many lines there are, where not all of them are shown."""
        total = len(self._rows)
        found = sum(1 for _, lowered in self._rows if self._matches(lowered)) if self._words else total
        words = f"{found:,} of {total:,} lines" if self._words else f"{total:,} lines" if total > SHOWN else ""
        return f"{words}, the newest {SHOWN:,} are shown" if found > SHOWN else words

    def note(self) -> str:
        """Whose log this is, where that is not the server in view; empty where it is."""
        source = self._workspace.source
        if source.inside or source.status is not SourceStatus.RUNNING:
            return ""
        whose = " These lines are of what Routeglass ran itself." if self._rows else ""
        return f"{source.label} runs elsewhere and writes its log there.{whose}"

    def empty_words(self) -> str:
        """What stands there while no line is shown."""
        if self._rows:
            return "No line contains these words."
        if self.note():
            return "Nothing to see from here."
        return "Nothing yet. Everything the server logs appears here: routes at the start, each 422, tracebacks."

    def _append(self, event: LogAppended) -> None:
        new = self._take(event.lines)
        if self._listener is not None:
            self._listener.on_rows(tuple(row for row, lowered in new if self._matches(lowered)))

    def _show(self, event: LogRequested) -> None:
        self.narrow(event.words)
        if self._listener is not None:
            self._listener.on_narrowed()

    def _source_changed(self, _event: SourceChanged) -> None:
        if self._listener is not None:
            self._listener.on_source_changed()

    def _take(self, lines: Iterable[LogLine]) -> list[tuple[LogRow, str]]:
        new = [(row, self._searched(line, row)) for line, row in ((line, row_of(line)) for line in lines)]
        self._rows.extend(new)
        return new

    def _searched(self, line: LogLine, row: LogRow) -> str:
        """What a line is found by: a traceback that was printed line by line also by the words of its record."""
        lowered = row.text.lower()
        if self._continuation.goes_on(line.text):
            return f"{self._head} {lowered}"
        self._head = lowered
        return lowered

    def _matches(self, lowered: str) -> bool:
        return all(word in lowered for word in self._words)
