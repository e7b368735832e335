"""A few daemon threads for work that blocks: imports, disk, name lookups, stopping a server.

Not `concurrent.futures`: its threads are joined when the interpreter exits, so one stuck name lookup would keep a
closed window's process alive for half a minute.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class WorkerPool:
    """Runs callables on up to `size` daemon threads, started when there is work for them.

    A callable must not raise: the runner wraps what it submits.
    """

    def __init__(self, size: int, *, name: str) -> None:
        self._size = size
        self._name = name
        self._changed = threading.Condition()
        self._queue: deque[Callable[[], None]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._stopped = False

    def submit(self, work: Callable[[], None]) -> bool:
        """Queues one callable; False after `stop`, then it will never run."""
        with self._changed:
            if self._stopped:
                return False
            self._queue.append(work)
            if self._idle < len(self._queue) and len(self._threads) < self._size:
                self._start_thread()
            self._changed.notify()
            return True

    def stop(self, timeout: float) -> bool:
        """Drops what is queued and waits up to `timeout` seconds for what runs; whether all threads ended."""
        with self._changed:
            self._stopped = True
            self._queue.clear()
            self._changed.notify_all()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._work, name=f"{self._name}-{len(self._threads) + 1}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (work := self._next()) is not None:
            work()

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            self._idle += 1
            try:
                while not self._queue:
                    if self._stopped:
                        return None
                    self._changed.wait()
                return self._queue.popleft()
            finally:
                self._idle -= 1
