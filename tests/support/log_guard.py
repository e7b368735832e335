"""A pytest plugin: a warning or error in the log that no test asked for fails the test.

A test that must cause one says so, with the `expected_logs` fixture or marker; what was announced has to come, so
that an announcement never outlives its reason."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@dataclass(slots=True)
class Expectation:
    """One announced message.

    Attributes:
        pattern: Searched in the formatted message.
        logger: The logger's name or the beginning of it; empty for any.
        required: Whether the message has to come.
        seen: Whether it came.
    """

    pattern: re.Pattern[str]
    logger: str
    required: bool
    seen: bool = False

    def covers(self, record: logging.LogRecord) -> bool:
        """Whether the record is the announced message; remembers that it came."""
        if not f"{record.name}.".startswith(f"{self.logger}." if self.logger else ""):
            return False
        found = self.pattern.search(record.getMessage()) is not None
        self.seen = self.seen or found
        return found


@dataclass(slots=True)
class ExpectedLogs:
    """What a test announced, and every warning or error it caused."""

    expectations: list[Expectation] = field(default_factory=list)
    records: list[logging.LogRecord] = field(default_factory=list)

    def allow(self, pattern: str, *, logger: str = "", required: bool = True) -> None:
        """Announces a message of level WARNING or above.

        Args:
            pattern: A regular expression, searched in the formatted message.
            logger: The logger's name or a parent of it; empty for any.
            required: False for a message that may or may not come, for example one of a race.
        """
        self.expectations.append(Expectation(re.compile(pattern), logger, required))

    def _is_announced(self, record: logging.LogRecord) -> bool:
        # Each expectation looks at the record, because two may wait for the same one.
        return True in [expectation.covers(record) for expectation in self.expectations]

    def problems(self) -> list[str]:
        """What came unannounced, and what was announced and never came."""
        unexpected = [record for record in self.records if not self._is_announced(record)]
        found = [
            f"unexpected {r.levelname} of {r.name!r} ({r.pathname}:{r.lineno}): {r.getMessage()}" for r in unexpected
        ]
        found += [
            f"expected a warning or error matching {e.pattern.pattern!r} of {e.logger or 'any logger'}; none came"
            for e in self.expectations
            if e.required and not e.seen
        ]
        return found


class _Recorder(logging.Handler):
    """Keeps the records; formatting waits until somebody has to read them."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@pytest.fixture(autouse=True)
def expected_logs(request: pytest.FixtureRequest) -> Generator[ExpectedLogs]:
    """Fails a test that logs a warning or an error which it did not announce with `expected_logs.allow(...)`."""
    logs = ExpectedLogs()
    for marker in request.node.iter_markers("expected_logs"):
        for pattern in marker.args:
            logs.allow(pattern, **marker.kwargs)
    recorder = _Recorder(logs.records)
    logging.getLogger().addHandler(recorder)
    try:
        yield logs
    finally:
        logging.getLogger().removeHandler(recorder)
    problems = logs.problems()
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
