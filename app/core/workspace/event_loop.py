"""What was seen of the event loop of the server in view: the last minute, and what held it up."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from app.core.trace.loop import LoopBlock, LoopSample
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.events import EventHub

SAMPLE_LIMIT = 600
"""Samples kept, older ones fall out: more than a minute of four a second."""

BLOCK_LIMIT = 500
"""Blocks kept; the oldest fall out."""


class EventLoop:
    """Keeps samples and blocks.

    Attributes:
        samples: The newest ones, oldest first.
        watched: Whether somebody looks at the strip, so that the server shall measure.
    """

    def __init__(self, events: EventHub) -> None:
        self._events = events
        # A recorder that starts anew counts from one again, so the beginning belongs to the identity.
        self._blocks: dict[tuple[int, float], LoopBlock] = {}
        self.samples: deque[LoopSample] = deque(maxlen=SAMPLE_LIMIT)
        self.watched = False

    @property
    def blocks(self) -> tuple[LoopBlock, ...]:
        """What held the loop up, in order of their beginning."""
        return tuple(self._blocks.values())

    def take(self, items: Iterable[LoopBlock | LoopSample]) -> None:
        """Takes over what came in; a block that is told again takes the place of what was known of it."""
        samples, blocks = list[LoopSample](), list[LoopBlock]()
        for item in items:
            if isinstance(item, LoopSample):
                samples.append(item)
            else:
                blocks.append(item)
        if samples:
            self.samples.extend(samples)
            self._events.publish(ev.LoopSampled(tuple(samples)))
        if blocks:
            for block in blocks:
                self._keep(block)
            for identity in list(self._blocks)[:-BLOCK_LIMIT]:
                del self._blocks[identity]
            self._events.publish(ev.LoopBlocked(tuple(blocks)))

    def _keep(self, block: LoopBlock) -> None:
        seen = [identity for identity, other in self._blocks.items() if block.covers(other)]
        for identity in seen:
            del self._blocks[identity]
        self._blocks[block.number, block.at_s] = block

    def watch(self, *, on: bool) -> None:
        """Asks for the loop to be measured all the time, or only while requests are under way."""
        if on != self.watched:
            self.watched = on
            self._events.publish(ev.LoopWatchAsked(on))

    def forget(self) -> None:
        """Forgets all of it: another server is in view, or a person cleared the page."""
        if self.samples or self._blocks:
            self.samples.clear()
            self._blocks.clear()
            self._events.publish(ev.LoopForgotten())
