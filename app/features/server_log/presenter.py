"""Decides which lines of the server's log are shown, and how each reads."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from app.core.causes.log import Continuation
from app.core.workspace.events import AppChanged, LogAppended, LogRequested, SourceChanged
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


def row_of(line: LogLine, *, marked: bool = False) -> LogRow:
    """A line as it reads; `marked` says whose it is."""
    whose = f"{line.server.rpartition('::')[2]}  " if marked and line.server else ""
    text = f"{_clock(int(line.time))} {line.level:<8} {whose}{line.logger}  {line.text}"
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
        """Another server is in view (`note`, `has_others`)."""
        ...

    def on_other_rows(self) -> None:
        """Other lines are to be shown than before."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    """A line, and what it is found by, in lower case."""

    line: LogLine
    searched: str


class _Stream:
    """What one server writes: a traceback that it printed line by line is found by the words of its record, too."""

    def __init__(self) -> None:
        self._continuation = Continuation()
        self._head = ""

    def take(self, line: LogLine) -> _Kept:
        """Takes its next line."""
        lowered = row_of(line, marked=True).text.lower()
        if self._continuation.goes_on(line.text):
            return _Kept(line, f"{self._head} {lowered}")
        self._head = lowered
        return _Kept(line, lowered)


class ServerLogPresenter:
    """The log of the server in view, narrowed by words.

    Attributes:
        text: The words it is narrowed to.
        with_others: Whether lines of other servers are shown, too; each line then says whose it is.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lines: deque[_Kept] = deque()
        self._streams: dict[str, _Stream] = {}
        self._counts: Counter[str] = Counter()
        self._words: tuple[str, ...] = ()
        self._listener: LogListener | None = None
        self.text = ""
        self.with_others = False
        self._shown = self._servers()
        self._take(workspace.log)
        workspace.events.subscribe(LogAppended, self._append)
        workspace.events.subscribe(LogRequested, self._show)
        workspace.events.subscribe(SourceChanged, self._source_changed)
        workspace.events.subscribe(AppChanged, self._source_changed)

    def listen(self, listener: LogListener) -> None:
        """Tells `listener` of changes from now on."""
        self._listener = listener

    def narrow(self, text: str) -> None:
        """Shows only lines that contain all words of a text, in any case."""
        self.text = text
        self._words = tuple(text.lower().split())

    def rows(self) -> tuple[LogRow, ...]:
        """The newest lines that are to be shown, newest last."""
        return self._rows_of(self._found()[-SHOWN:])

    def clear(self) -> None:
        """Forgets the log."""
        self._workspace.clear_log()
        self._lines.clear()
        self._streams.clear()
        self._counts.clear()

    def summary(self) -> str:
        """How many lines there are, where not all of them are shown."""
        total = self._total()
        found = len(self._found()) if self._words else total
        words = f"{found:,} of {total:,} lines" if self._words else f"{total:,} lines" if total > SHOWN else ""
        return f"{words}, the newest {SHOWN:,} are shown" if found > SHOWN else words

    def has_others(self) -> bool:
        """Whether other servers than the one in view have written, and can be shown or left out."""
        return not self._is_foreign() and bool(self._counts.keys() - self._workspace.log_keys())

    def show_others(self, *, on: bool) -> None:
        """Shows lines of other servers, too, or leaves them out."""
        self.with_others = on
        self._tell_other_rows()

    def note(self) -> str:
        """Whose log this is, where that is not the server in view; empty where it is."""
        if not self._is_foreign():
            return ""
        whose = " These lines are of what Routeglass ran itself." if self._lines else ""
        return f"{self._workspace.source.label} runs elsewhere and writes its log there.{whose}"

    def empty_words(self) -> str:
        """What stands there while no line is shown."""
        if self._total():
            return "No line contains these words."
        if self.note():
            return "Nothing to see from here."
        return "Nothing yet. Everything the server logs appears here: routes at the start, each 422, tracebacks."

    def _is_foreign(self) -> bool:
        source = self._workspace.source
        return not source.inside and source.status is SourceStatus.RUNNING

    def _servers(self) -> frozenset[str] | None:
        """Whose lines are shown; None for all."""
        return None if self.with_others or self._is_foreign() else self._workspace.log_keys()

    def _total(self) -> int:
        servers = self._servers()
        return len(self._lines) if servers is None else sum(self._counts[server] for server in servers)

    def _found(self, lines: Iterable[_Kept] | None = None) -> list[_Kept]:
        servers = self._servers()
        return [
            kept
            for kept in (self._lines if lines is None else lines)
            if (servers is None or kept.line.server in servers) and self._matches(kept)
        ]

    def _rows_of(self, found: Iterable[_Kept]) -> tuple[LogRow, ...]:
        marked = self._servers() is None
        return tuple(row_of(kept.line, marked=marked) for kept in found)

    def _append(self, event: LogAppended) -> None:
        new = self._take(event.lines)
        if self._listener is not None:
            self._listener.on_rows(self._rows_of(self._found(new)))

    def _show(self, event: LogRequested) -> None:
        self.narrow(event.words)
        if self._listener is not None:
            self._listener.on_narrowed()

    def _source_changed(self, _event: SourceChanged | AppChanged) -> None:
        if self._listener is not None:
            self._listener.on_source_changed()
        self._tell_other_rows()

    def _tell_other_rows(self) -> None:
        servers = self._servers()
        if servers != self._shown:
            self._shown = servers
            if self._listener is not None:
                self._listener.on_other_rows()

    def _take(self, lines: Iterable[LogLine]) -> list[_Kept]:
        new = [self._streams.setdefault(line.server, _Stream()).take(line) for line in lines]
        for kept in new:
            if len(self._lines) == LOG_LIMIT:
                self._forget(self._lines.popleft())
            self._lines.append(kept)
            self._counts[kept.line.server] += 1
        return new

    def _forget(self, kept: _Kept) -> None:
        self._counts[kept.line.server] -= 1
        if not self._counts[kept.line.server]:
            del self._counts[kept.line.server]

    def _matches(self, kept: _Kept) -> bool:
        return all(word in kept.searched for word in self._words)
