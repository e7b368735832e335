"""What a job brings home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class JobDone:
    """How one job ended; delivered exactly once, on the main thread, unless its owner is gone.

    Attributes:
        handle_id: `JobHandle.id` of the job.
        result: What it returned; None after an error or a cancellation.
        error: What it raised, None where it raised nothing.
        cancelled: It was stopped by `JobHandle.cancel` before it could return anything.
    """

    handle_id: int
    result: object = None
    error: BaseException | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class JobError:
    """An error of a job, for the one hook that sees all of them.

    Attributes:
        error: What was raised, with its traceback.
        delivered: Whether an owner got it in a `JobDone` and can show it; False means nobody else will.
    """

    error: BaseException
    delivered: bool


class JobHandle:
    """One running job.

    Attributes:
        id: Unique for the life of the runner; comes home in `JobDone.handle_id`.
    """

    __slots__ = ("_stop", "id")

    def __init__(self, identity: int, stop: Callable[[int], None]) -> None:
        self.id = identity
        self._stop = stop

    def cancel(self) -> None:
        """Asks the job to stop; at once for a coroutine and for blocking work still queued.

        Blocking work that already runs goes on to its end, work at a pace to its next rest. Cancelling a job that is
        over is harmless.
        """
        self._stop(self.id)
