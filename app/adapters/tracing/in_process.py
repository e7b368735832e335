"""The recorder for an app that runs in this process: traces as core values, and the routes of the live app.

Order matters once: `prepare()` comes before the app's module is imported, so that the seams are in place when its
middleware stack is built. Nothing here imports FastAPI until `prepare()` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.adapters.tracing import payload
from app.core.routes.read import read_match, read_names, read_table
from app.core.trace.loop import read_block, read_sample
from app.core.trace.read import read_trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.core.routes.model import MatchResult, RouteTable
    from app.core.trace.loop import LoopBlock, LoopSample
    from app.core.trace.model import Trace


def _ignore(_seen: LoopBlock | LoopSample) -> None:
    """Tells nobody."""


class InProcessTracing:
    """Records the requests that carry `x-routeglass-trace` and hands each finished trace to a callback.

    Its event loop is watched too. The process is shared with other code, so only code below `folders` is the app's.
    The seams are the process's own, so they stay in place while any of these objects uses them.

    Attributes:
        on_trace: Called on the server's thread once a request and its background tasks are done; it must not block.
        on_loop: Called on the watchdog's thread with what is seen of the event loop; it must not block.
        caps: Which seams were found, by name; empty before `prepare`.
    """

    def __init__(
        self,
        on_trace: Callable[[Trace], None],
        on_loop: Callable[[LoopBlock | LoopSample], None] = _ignore,
        folders: Sequence[str] = (),
    ) -> None:
        self.on_trace = on_trace
        self.on_loop = on_loop
        self.caps: dict[str, bool] = {}
        self._watchdog = payload.Watchdog(self._hear, only=folders)

    def prepare(self) -> None:
        """Puts the recorder at the seams; imports FastAPI. Without an active trace they cost one look-up."""
        self.caps = payload.install(self)

    def wrap(self, app: Any) -> payload.TraceApp:
        """The ASGI app to give to the server in place of `app`."""
        return payload.TraceApp(app, self._take, self._watchdog)

    def watch_loop(self, *, on: bool) -> None:
        """Measures the event loop all the time, or only while requests are under way."""
        self._watchdog.turn(live=on)

    def close(self) -> None:
        """Puts FastAPI's own functions back, once no other of these objects needs the recorder; harmless twice."""
        self._watchdog.close()
        payload.uninstall(self)

    def _take(self, record: dict[str, Any]) -> None:
        self.on_trace(read_trace(record))

    def _hear(self, event: dict[str, Any]) -> None:
        self.on_loop(read_block(event) if event["ev"] == "block" else read_sample(event))


class RouteInspector:
    """The routes of a live app, in the order in which its routers try them.

    Its methods only read and may be called from any thread; each looks at the app as it is now.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    def routes(self) -> RouteTable:
        """The whole table with its shadows."""
        known = payload.RouteMap(self._app)
        return read_table({"routes": known.rows(), "shadows": payload.find_shadows_in(known)})

    def try_path(self, method: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> MatchResult:
        """What the router would do with a request; nothing is sent and no code of the app's endpoints runs.

        Args:
            method: An HTTP method in any case, or `WEBSOCKET`.
            target: Path and query as in a request line, or an absolute URL.
            headers: Further request headers; `Host` matters for routes that depend on it.
        """
        known = payload.RouteMap(self._app)
        table = read_table({"routes": known.rows()})
        return read_match(payload.simulate_in(known, method.strip().upper() or "GET", target.strip(), headers), table)

    def field_names(self) -> dict[str, dict[str, str]]:
        """Python names behind wire names: model name, or `METHOD path` for parameters → {Python name: wire name}."""
        return read_names(payload.field_names(self._app))
