"""The ASGI entry of an app that runs on its own: asked traces, other clients' traffic, the lifespan's failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..entry import TraceApp, record_of, route_path
from ..recording import Trace, now
from .crashes import crash_facts, told_crash
from .traffic import foreign_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..watching.watchdog import Watchdog
    from .link import Link
    from .traffic import Traffic


class AgentApp(TraceApp):
    """Serves the user's app; what it sees goes to the link, and nothing is recorded once that is gone.

    Attributes:
        lifespan_failure: What `lifespan-failed` tells, with its `phase`, `startup` or `shutdown`; None if all is well.
    """

    def __init__(
        self, app: Any, link: Link, traffic: Traffic, watchdog: Watchdog, shape: Callable[[dict[str, Any]], Any]
    ) -> None:
        super().__init__(app, link.send, watchdog)
        self.lifespan_failure: dict[str, Any] | None = None
        self._link = link
        self._traffic = traffic
        self._shape = shape

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one ASGI connection."""
        if scope["type"] == "lifespan" or self._link.alive:
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def serve_unasked(self, scope: Any, receive: Any, send: Any) -> None:
        """A request of another client."""
        began, root_path = now(), scope.get("root_path", "")
        status = [0]
        routed: Mapping[str, Any] = scope
        try:
            if self._traffic.admit():
                trace = Trace(foreign_id(scope), scope, foreign=True)
                try:
                    await self.record(trace, receive, send)
                finally:
                    routed, status[0] = trace.scope, trace.status or 0
            else:
                await super().serve_unasked(scope, receive, _noting_status(status, send))
        finally:
            method = scope.get("method", "WEBSOCKET")
            self._traffic.count(method, _route_of(routed, root_path), status[0], now() - began)

    def deliver(self, trace: Trace, scope: Mapping[str, Any], root_path: str) -> None:
        """The loop's thread only puts it into a queue; it is rendered where it is sent."""
        self._link.send_trace(lambda: self._shape(record_of(trace, scope, root_path)))

    async def live(self, scope: Any, receive: Any, send: Any) -> None:
        """Starlette tells of a failure by a message and raises the exception as well."""
        phase, text = "", ""

        async def listen(message: dict[str, Any]) -> None:
            nonlocal phase, text
            if message["type"] in {"lifespan.startup.failed", "lifespan.shutdown.failed"}:
                phase, text = message["type"].split(".")[1], message.get("message", "")
                self.lifespan_failure = {"phase": phase, **told_crash(text)}
            await send(message)

        try:
            await super().live(scope, receive, listen)
        except BaseException as error:
            if phase:
                self.lifespan_failure = {"phase": phase, **crash_facts(error)}
            raise


def _noting_status(status: list[int], send: Any) -> Any:
    async def note(message: dict[str, Any]) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            status[0] = message["status"]
        elif message["type"] == "websocket.accept":
            status[0] = 101
        await send(message)

    return note


def _route_of(scope: Mapping[str, Any], root_path: str) -> str:
    try:
        return route_path(scope, root_path)
    except Exception:  # noqa: BLE001 - the user's route objects may do anything; a count is not worth a failed request
        return ""
