"""Whose spans are taken: those of our own requests."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

EXPECTED_LIMIT: Final = 2_000
"""Requests whose spans are taken; of older ones nobody looks at the trace any more."""


class ExpectedTraces:
    """The trace ids of our requests; may be used from any thread."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._ids: OrderedDict[str, None] = OrderedDict()

    def expect(self, trace_id: str) -> None:
        """A request with that id (32 hex digits) goes out now."""
        with self._gate:
            self._ids[trace_id] = None
            while len(self._ids) > EXPECTED_LIMIT:
                self._ids.popitem(last=False)

    def is_ours(self, trace_id: str) -> bool:
        """Whether a request of ours carried that id."""
        with self._gate:
            return trace_id in self._ids
