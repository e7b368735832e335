"""The pool of worker threads, read from outside the event loop."""

from __future__ import annotations

import sys
from typing import Any


class Pool:
    """AnyIO's default limiter: how many worker threads are in use, may be, and how many calls wait for one."""

    def __init__(self) -> None:
        self._limiter: Any = None
        self._missing = False

    def find(self) -> None:
        """Finds the limiter; called in a task of the loop, because it belongs to the loop."""
        if self._limiter is not None or self._missing:
            return
        threads = sys.modules.get("anyio.to_thread")
        # Without its backend no thread was ever used, and asking would import it: a tenth of a second of this request.
        if threads is None or not any(name.startswith("anyio._backends.") for name in tuple(sys.modules)):
            return
        try:
            self._limiter = threads.current_default_thread_limiter()
        except Exception:  # noqa: BLE001 - another AnyIO may have no such thing; then the pool is simply not told
            self._missing = True

    def forget(self) -> None:
        """Lets the limiter of a loop that has ended go."""
        self._limiter = None

    def counts(self) -> dict[str, int]:
        """`borrowed`, `tokens`, `waiting`; zeros where the pool is not known."""
        for _ in range(3):
            try:
                found = self._limiter.statistics()
                tokens = found.total_tokens
                return {
                    "borrowed": found.borrowed_tokens,
                    "tokens": int(tokens) if tokens < 1e9 else 0,
                    "waiting": found.tasks_waiting,
                }
            except RuntimeError:  # The loop changed the limiter's set while it was copied.
                continue
            except Exception:  # noqa: BLE001 - no limiter, or one of the user's making
                break
        return {"borrowed": 0, "tokens": 0, "waiting": 0}
