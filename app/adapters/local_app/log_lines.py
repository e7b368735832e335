"""Bytes that a process prints → log lines, however much it prints and whatever it prints."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final

from app.core.workspace.model import LogLine

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE: Final = 16 * 1024
"""Bytes of a line that are shown."""

LINES_PER_SECOND: Final = 2000
BYTES_PER_SECOND: Final = 1024 * 1024
"""What is shown of a process that prints without end; the rest is counted."""

LAST_LINES: Final = 40
"""Lines that are shown of the end of what was left out, and kept for the story of a crash."""

_TAIL_BYTES: Final = 64 * 1024
_PATIENCE: Final = 0.5
_LOGGER: Final = "app"

_STYLING = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]|\r(?=$)")
_LEVEL = re.compile(r"(?:^|[\s\[|])(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)(?=[\s\]:|]|$)")
_UVICORN_PREFIX = re.compile(r"^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL): +")
_SAME_LEVEL: Final = {"WARN": "WARNING", "FATAL": "CRITICAL"}


class LogLines:
    """Cuts a stream of bytes into log lines; keeps no more of it than `LONGEST_LINE` and the last lines.

    Every method takes the time twice over: `now` is a monotonic clock in seconds, and lines carry `now + epoch`.
    """

    def __init__(self, epoch: float = 0.0) -> None:
        """Begins with nothing.

        Args:
            epoch: What turns `now` into seconds since the epoch.
        """
        self._epoch = epoch
        self._partial = b""
        self._partial_since = 0.0
        self._cut = 0
        self._window = 0.0
        self._lines_left = LINES_PER_SECOND
        self._bytes_left = BYTES_PER_SECOND
        self._skipped_lines = 0
        self._skipped_bytes = 0
        self._tail = b""
        self._in_traceback = False
        self._last: deque[str] = deque(maxlen=LAST_LINES)

    @property
    def last(self) -> str:
        """The last lines, for the story of a crash."""
        return "\n".join(self._last)

    def feed(self, chunk: bytes, now: float) -> list[LogLine]:
        """Takes the next bytes in."""
        out = self._next_window(now)
        if self._skipped_bytes:
            self._skip(chunk)
            return out
        *lines, rest = chunk.split(b"\n")
        for index, line in enumerate(lines):
            if self._lines_left <= 0 or self._bytes_left <= 0:
                self._skip(b"\n".join([*lines[index:], rest]))
                return out
            out.append(self._line(self._completed(line), now))
        if rest:
            self._keep(rest, now)
        return out

    def tick(self, now: float) -> list[LogLine]:
        """Nothing came for a while: tells what was left out, and shows a line that waits for its end."""
        return self._next_window(now) or self._overdue(now)

    def end(self, now: float) -> list[LogLine]:
        """Nothing more will come."""
        out = list(self._told_skips(now))
        if self._partial:
            out.append(self._line(self._completed(b""), now))
        return out

    def _next_window(self, now: float) -> list[LogLine]:
        if now - self._window < 1.0:
            return []
        out = [*self._told_skips(now), *self._overdue(now)]
        self._window, self._lines_left, self._bytes_left = now, LINES_PER_SECOND, BYTES_PER_SECOND
        return out

    def _overdue(self, now: float) -> list[LogLine]:
        """A line that waits for its end, as a question does, or that has none."""
        late = self._partial and now - self._partial_since > _PATIENCE
        return [self._line(self._completed(b""), now)] if late else []

    def _skip(self, chunk: bytes) -> None:
        if not self._skipped_bytes:
            chunk, self._partial, self._cut = self._partial + chunk, b"", 0
        self._skipped_lines += chunk.count(b"\n")
        self._skipped_bytes += len(chunk)
        self._tail = (self._tail + chunk)[-_TAIL_BYTES:]

    def _told_skips(self, now: float) -> Iterator[LogLine]:
        if not self._skipped_bytes:
            return
        # The tail may begin in the middle of a line.
        whole = self._skipped_bytes == len(self._tail)
        *lines, rest = self._tail.split(b"\n")
        lines = lines if whole else lines[1:]
        shown = lines[-LAST_LINES:]
        count, size = (
            self._skipped_lines - len(shown),
            self._skipped_bytes - len(rest) - sum(len(line) + 1 for line in shown),
        )
        self._skipped_lines = self._skipped_bytes = 0
        self._tail = b""
        self._lines_left, self._bytes_left = LINES_PER_SECOND, BYTES_PER_SECOND
        if count > 0:
            words = f"… {count:,} lines ({_size(size)}) were left out: the app prints faster than can be shown."
            yield LogLine(now + self._epoch, "WARNING", _LOGGER, words)
        for line in shown:
            yield self._line(self._completed(line), now)
        if rest:
            self._keep(rest, now)

    def _keep(self, rest: bytes, now: float) -> None:
        if not self._partial:
            self._partial_since = now
        room = max(0, LONGEST_LINE - len(self._partial))
        self._partial += rest[:room]
        self._cut += len(rest[room:])

    def _completed(self, line: bytes) -> bytes:
        whole = self._partial + line
        cut = self._cut + len(whole) - LONGEST_LINE if self._cut or len(whole) > LONGEST_LINE else 0
        self._partial, self._cut = b"", 0
        return whole if not cut else whole[:LONGEST_LINE] + f" … ({_size(cut)} more in this line)".encode()

    def _line(self, line: bytes, now: float) -> LogLine:
        self._lines_left -= 1
        self._bytes_left -= len(line)
        text = _STYLING.sub("", line.decode("utf-8", "backslashreplace")).replace("\x00", "\\x00")
        self._last.append(text)
        return LogLine(now + self._epoch, self._level(text), _LOGGER, _UVICORN_PREFIX.sub("", text, count=1))

    def _level(self, text: str) -> str:
        if self._in_traceback:
            self._in_traceback = text.startswith((" ", "\t")) or not text
            return "ERROR"
        if text.startswith("Traceback (most recent call last)"):
            self._in_traceback = True
            return "ERROR"
        found = _LEVEL.search(text[:80])
        return _SAME_LEVEL.get(found[1], found[1]) if found else "INFO"


def _size(size: int) -> str:
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} bytes"
