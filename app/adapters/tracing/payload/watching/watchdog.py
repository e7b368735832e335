"""The watchdog: it watches one event loop at a time, while requests are under way or somebody looks.

What it tells are dicts with `ev`: `block` (something held the loop, see `Block.facts`), `lag` (a moment of loop and
pool, while somebody looks), `pool` (all worker threads are busy, or no longer).
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from .patrol import Patrol
from .pool import Pool
from .requests import Request, Traffic
from .stacks import StackReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .stalls import StallNet


class Watchdog:
    """What an app's entry and its owner hold; the work is done by a `Patrol` on a thread of its own.

    Args:
        send: Called with each event on the watchdog's thread; it must not block.
        only: Folders of the app's code where it shares the process with other code; empty where all of it is the app.
        net: Catches calls that never let go of the interpreter; None where there is no need.
    """

    def __init__(
        self, send: Callable[[dict[str, Any]], None], *, only: Sequence[str] = (), net: StallNet | None = None
    ) -> None:
        self.send = send
        self.reader = StackReader(only)
        self.shared = bool(only)
        self.net = net
        self.pool = Pool()
        self.traffic = Traffic()
        self._gate = threading.Lock()
        self._patrol: Patrol | None = None
        self._ending: list[Patrol] = []
        self._closed = False

    def loop_started(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watches this loop from now on; called on its thread, harmless twice."""
        with self._gate:
            if self._closed or (self._patrol is not None and self._patrol.watches(loop)):
                return
            self._end_patrol()
            self.pool.forget()
            self._patrol = Patrol(self, loop)
            self._patrol.start()

    def begin(self, trace_id: str, scope: Mapping[str, Any]) -> Request:
        """A request has come; called on the loop's thread.

        Args:
            trace_id: Of its trace; empty where none is recorded.
            scope: Its ASGI scope.

        Returns:
            What `end` is to be given.
        """
        if self._patrol is None:
            self.loop_started(asyncio.get_running_loop())
        self.pool.find()
        request = Request(trace_id, scope)
        self.traffic.enter(request)
        return request

    def end(self, request: Request) -> None:
        """That request is over."""
        self.traffic.leave(request)

    def turn(self, *, live: bool) -> None:
        """Measures the loop all the time, or only while requests are under way; from any thread."""
        self.traffic.watched = live
        self.traffic.wake.set()

    def loop_ended(self, loop: asyncio.AbstractEventLoop) -> None:
        """The thread ends, until another loop starts or a request comes; harmless twice."""
        with self._gate:
            if self._patrol is not None and self._patrol.watches(loop):
                self._end_patrol()

    def close(self) -> None:
        """Ends the thread for good and waits for that; never called on the loop's thread, harmless twice."""
        with self._gate:
            self._closed = True
            self._end_patrol()
            ending, self._ending = self._ending, []
        for patrol in ending:
            patrol.join()

    def _end_patrol(self) -> None:
        patrol, self._patrol = self._patrol, None
        if patrol is not None:
            patrol.end()
            self._ending = [other for other in self._ending if other.is_running] + [patrol]
