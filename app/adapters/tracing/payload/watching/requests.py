"""The requests that are under way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ..callables import Place, place_of
from ..recording import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .blocks import Block

_PATH_LENGTH = 500


class Request:
    """One request under way; two are the same only if they are one object.

    Attributes:
        trace_id: The trace that it asked for; empty where it asked for none.
        entered: When it came, `perf_counter_ns`.
        scope: Its ASGI scope, in which routers note what they chose.
    """

    __slots__ = ("client", "entered", "method", "path", "scope", "trace_id")

    def __init__(self, trace_id: str, scope: Mapping[str, Any]) -> None:
        # Routers of old versions change the scope, so what names the request is taken at once.
        self.trace_id = trace_id
        self.method: str = scope.get("method", "WEBSOCKET")
        self.path: str = scope.get("path", "")
        self.client: Any = scope.get("client")
        self.scope = scope
        self.entered = now()

    def is_of(self, scope: Mapping[str, Any]) -> bool:
        """Whether a scope that was copied on its way through the app may belong to this request."""
        return self.client == scope.get("client") and self.path == scope.get("path")

    def endpoint(self) -> Place | None:
        """The endpoint that the router chose; None before it did."""
        found = self.scope.get("endpoint")
        return place_of(found) if found is not None else None

    def facts(self) -> dict[str, Any]:
        """Its name as JSON data."""
        return {"id": self.trace_id, "method": self.method, "path": self.path[:_PATH_LENGTH]}


class Traffic:
    """What the loop's thread and the watchdog's thread both look at; each step of theirs is one the interpreter's own.

    Attributes:
        active: The requests under way, in order of arrival.
        unsettled: Blocks that requests may still turn out to have waited for.
        watched: Whether somebody looks at the loop all the time.
        asleep: Whether the watchdog is to be woken by the next request.
    """

    def __init__(self) -> None:
        self.active: dict[Request, None] = {}
        self.unsettled: tuple[Block, ...] = ()
        self.watched = False
        self.asleep = False
        self.wake = threading.Event()

    def enter(self, request: Request) -> None:
        """A request has come."""
        self.active[request] = None
        for block in self.unsettled:
            block.arrived.append(request)
        if self.asleep:
            self.wake.set()

    def leave(self, request: Request) -> None:
        """A request is done."""
        self.active.pop(request, None)

    def drop(self, block: Block) -> None:
        """A block is settled, or was none."""
        self.unsettled = tuple(each for each in self.unsettled if each is not block)
