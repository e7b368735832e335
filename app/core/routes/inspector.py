"""What can say how a request would go through a router, without sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.core.routes.model import MatchResult


class Inspector(Protocol):
    """The router of the source in view: the real one in this or another process, or a simulation by a document."""

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go; it may block for a while and is asked on a worker thread.

        Raises:
            RouteglassError: There is no router to ask.
        """
        ...
