"""Why a server failed or hangs, told from outside of it."""

from __future__ import annotations

import os
import site
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_LIBRARY_FOLDERS = tuple({os.path.dirname(os.__file__), *site.getsitepackages()})  # noqa: PTH120 - frames hold texts


class LifespanWitness:
    """Passes everything on to the app, and remembers why its start-up failed: uvicorn itself only says that it did.

    Attributes:
        error: What the app raised in its lifespan, if anything.
        message: What the app gave as the reason of its failure, if anything.
    """

    def __init__(self, app: Any) -> None:
        self.error: BaseException | None = None
        self.message = ""
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handles one connection, or the lifespan."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, self._listen(send))
        except BaseException as error:
            self.error = error
            raise

    def _listen(self, send: Any) -> Any:
        async def listening_send(message: Any) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.message = message.get("message", "")
            await send(message)

        return listening_send


def describe(error: BaseException) -> tuple[str, str]:
    """One sentence and the traceback."""
    text = str(error)
    cause = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return cause, "".join(traceback.format_exception(error))


def describe_place(thread_id: int | None) -> tuple[str, str]:
    """Where a thread is at the moment: the innermost line that belongs to no library, and the whole stack.

    Both are empty for a thread that has ended.
    """
    from app.adapters.tracing.payload.frames import frame_of  # noqa: PLC0415 - brings asyncio: only where a server hangs

    frame = frame_of(thread_id or 0)
    place = _innermost_own(frame) or frame
    if place is None:
        return "", ""
    line = f"{place.f_code.co_filename}:{place.f_lineno} in {place.f_code.co_qualname}"
    return line, "".join(traceback.format_stack(frame))


def _innermost_own(frame: FrameType | None) -> FrameType | None:
    while frame is not None and frame.f_code.co_filename.startswith(("<", *_LIBRARY_FOLDERS)):
        frame = frame.f_back
    return frame
