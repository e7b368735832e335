"""Reads along in the loggers of one server while it runs, and leaves logging as it was."""

from __future__ import annotations

import logging
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Self

from app.core.workspace.model import LogLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

# Tasks and worker threads inherit the context of the server thread: each record finds its own server by it, also
# where two servers run at once.
_capture_of_context: ContextVar[LogCapture | None] = ContextVar("capture_of_context", default=None)
_attaching = threading.Lock()


class LogCapture(logging.Handler):
    """Delivers the records of some loggers as `LogLine`s, as long as its `with` block lasts.

    Enter it on the server thread: only records of that thread, its tasks and its worker threads are delivered.
    """

    def __init__(self, names: Iterable[str], deliver: Callable[[LogLine], None]) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(message)s"))
        self._loggers = [logging.getLogger(name) for name in names]
        self._deliver = deliver
        self._thread = 0
        self._found_levels: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._thread = threading.get_ident()
        _capture_of_context.set(self)
        with _attaching:
            for logger in self._loggers:
                others = _captures_of(logger)
                # The level to restore is the one before the first of several overlapping captures.
                self._found_levels[logger.name] = others[0]._found_levels[logger.name] if others else logger.level
                logger.addHandler(self)
                if logger.getEffectiveLevel() > logging.INFO:
                    logger.setLevel(logging.INFO)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _attaching:
            for logger in self._loggers:
                logger.removeHandler(self)
                if not _captures_of(logger):
                    logger.setLevel(self._found_levels[logger.name])
        _capture_of_context.set(None)
        self.close()

    def emit(self, record: logging.LogRecord) -> None:
        """Delivers one record, if it is this server's; a callback that fails is reported as logging always does."""
        if record.thread != self._thread and _capture_of_context.get() is not self:
            return
        try:
            self._deliver(LogLine(record.created, record.levelname, record.name, self.format(record)))
        except Exception:  # noqa: BLE001 - a handler must not throw into the code that logs
            self.handleError(record)


def _captures_of(logger: logging.Logger) -> list[LogCapture]:
    return [handler for handler in logger.handlers if isinstance(handler, LogCapture)]
