"""Requests of other clients: a few are recorded in full, all are counted."""

from __future__ import annotations

import re
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRACES_PER_SECOND = 25
MOST_ROWS = 500
"""Rows of counts in one second; what else is asked for is counted together under the route `…`."""

_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*")


class Traffic:
    """Counts since they were last taken, and the budget of full traces; safe from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rows: dict[tuple[str, str, int], list[int]] = {}
        self._budget = float(TRACES_PER_SECOND)
        self._filled_at = clock()

    def admit(self) -> bool:
        """Whether one more may be recorded in full now."""
        now = self._clock()
        with self._lock:
            earned = (now - self._filled_at) * TRACES_PER_SECOND
            self._budget = min(float(TRACES_PER_SECOND), self._budget + earned)
            self._filled_at = now
            if self._budget < 1:
                return False
            self._budget -= 1
            return True

    def count(self, method: str, route: str, status: int, nanoseconds: int) -> None:
        """One finished request.

        Args:
            method: Of HTTP, or `WEBSOCKET`.
            route: The path template that took it, empty where none did.
            status: 0 where it ended without a response.
            nanoseconds: From its arrival to the end of its background tasks.
        """
        microseconds = nanoseconds // 1000
        with self._lock:
            key = (method, route, status)
            if key not in self._rows and len(self._rows) >= MOST_ROWS:
                key = ("", "…", 0)
            row = self._rows.setdefault(key, [0, 0, 0])
            row[0] += 1
            row[1] += microseconds
            row[2] = max(row[2], microseconds)

    def take(self) -> list[dict[str, Any]]:
        """What was counted since the last call: requests `n`, the sum `us` and the maximum `max_us` of microseconds."""
        with self._lock:
            rows, self._rows = self._rows, {}
        return [
            {"method": key[0], "route": key[1], "status": key[2], "n": row[0], "us": row[1], "max_us": row[2]}
            for key, row in rows.items()
        ]


def foreign_id(scope: Mapping[str, Any]) -> str:
    """The trace id that the client sent by W3C Trace Context, else a new one of the same form."""
    for name, value in scope["headers"]:
        if name == b"traceparent":
            found = _TRACEPARENT.fullmatch(value)
            if found is not None:
                return str(found.group(1).decode("ascii"))
    return uuid.uuid4().hex
