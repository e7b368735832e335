"""Who wants to know which requests are under way, and on which event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping


class RequestWatch:
    """Told by the ASGI entry of every request; this one does nothing with it.

    All methods but `turn` are called on the loop's thread and must neither block nor raise.
    """

    def loop_started(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server starts on this loop; before the first request."""

    def begin(self, trace_id: str, scope: Mapping[str, Any]) -> Any:
        """A request (`http` or `websocket`) starts.

        Args:
            trace_id: Of its trace; empty where none is recorded.
            scope: Its ASGI scope.

        Returns:
            Whatever `end` is to be given.
        """
        return None

    def end(self, token: Any) -> None:
        """That request, with its background tasks, is over."""

    def turn(self, *, live: bool) -> None:
        """Whether somebody looks at the loop right now and wants samples; on any thread."""

    def close(self) -> None:
        """The server has stopped."""
