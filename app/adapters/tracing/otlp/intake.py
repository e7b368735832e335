"""What becomes of what comes in: counted, put together, handed on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.trace.otlp.gather import Gatherer
from app.core.trace.otlp.receiving import ReceiverPhase, ReceiverState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.trace.model import Trace
    from app.core.trace.otlp.expected import ExpectedTraces
    from app.core.trace.otlp.model import Export

MEMORY_LIMIT: Final = 32 * 1024 * 1024
"""Bytes of bodies that may be on their way in at once."""

SERVICE_LIMIT: Final = 20

PAUSE_SECONDS: Final = 0.1
"""How long what comes is gathered before it is told: some exporters send each span by itself."""

SPAN_SECONDS: Final = 0.001
"""How much longer for each span of the largest trace told last: to lay a large one out takes the window its time."""


class TraceIntake:
    """The intake of one run of the receiver; for its thread alone, but for `state`, which anybody may read.

    Attributes:
        state: The latest.
    """

    def __init__(
        self,
        expected: ExpectedTraces,
        on_trace: Callable[[Trace], None],
        on_state: Callable[[ReceiverState], None],
        url: str,
        note: str,
    ) -> None:
        self._expected = expected
        self._on_trace = on_trace
        self._on_state = on_state
        self._gatherer = Gatherer()
        self._reserved = 0
        self._is_telling = False
        self._pause = PAUSE_SECONDS
        self.state = ReceiverState(ReceiverPhase.ON, url, note)

    def is_ours(self, trace_id: str) -> bool:
        """Whether a trace id belongs to a request of ours."""
        return self._expected.is_ours(trace_id)

    def take(self, export: Export) -> None:
        """Counts and keeps what came; what grew is told in a moment."""
        counts = self.state.counts
        names = [*self.state.services, *(span.sender.service for span in export.spans if span.sender.service)]
        self._move(
            replace(
                self.state,
                counts=replace(
                    counts,
                    spans=counts.spans + len(export.spans),
                    others=counts.others + export.others,
                    rejected=counts.rejected + export.rejected,
                ),
                services=tuple(dict.fromkeys(names))[:SERVICE_LIMIT],
                trouble=export.problem or self.state.trouble,
            )
        )
        self._gatherer.keep(export.spans)

    def drop(self) -> None:
        """Counts metrics or logs."""
        counts = self.state.counts
        self._move(replace(self.state, counts=replace(counts, dropped=counts.dropped + 1)))

    def refuse(self, why: str) -> None:
        """Counts a refused request, and keeps why."""
        counts = self.state.counts
        self._move(replace(self.state, counts=replace(counts, refused=counts.refused + 1), trouble=why))

    def reserve(self, size: int) -> bool:
        """Whether so many more bytes may be kept in memory now; negative ones give them back."""
        if size > 0 and self._reserved + size > MEMORY_LIMIT:
            return False
        self._reserved += size
        return True

    def _move(self, state: ReceiverState) -> None:
        self.state = state
        if not self._is_telling:
            self._is_telling = True
            asyncio.get_running_loop().call_later(self._pause, self._tell)

    def _tell(self) -> None:
        self._is_telling = False
        self._on_state(self.state)
        grown = self._gatherer.take_grown()
        self._pause = PAUSE_SECONDS + SPAN_SECONDS * max((len(trace.spans) for trace in grown), default=0)
        for trace in grown:
            self._on_trace(trace)
