"""The life of the agent: configuration, link, recorder, import, bind, serve, end."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from ..installing import install, versions
from ..watching.stalls import StallNet
from ..watching.watchdog import Watchdog
from .commands import Commands
from .control import Control, StandardInput
from .crashes import crash_facts, crash_text
from .entry import AgentApp
from .hiding import without_values
from .link import Link
from .loading import load_app
from .serving import bind, import_uvicorn, make_config, make_server, running_ignored, url_of
from .settings import Settings, SettingsError, read_settings
from .traffic import Traffic

if TYPE_CHECKING:
    import socket

EXIT_BROKEN_APP = 3
EXIT_NO_PORT = 4
EXIT_NO_WINDOW = 5

FORCE_SECONDS = 4.0
"""After `stop`: requests that still run are abandoned."""

LEAVE_SECONDS = 6.0
"""After `stop`: the process ends, whatever still blocks it."""

ORPHAN_SECONDS = 0.5
"""The same once the window has died."""

UNSTARTED_SECONDS = 2.0
"""The same while the app is still starting."""

BIND_PATIENCE_SECONDS = 8.0
"""How long the server before may take to let go of the port."""

_FLUSH_SECONDS = 1.0


def main() -> None:
    """Runs until told to stop; ends the process with 0, or 3 for an app that does not start, 4 for a taken port."""
    source = StandardInput()
    try:
        settings = read_settings(source.line() or b"")
        link = Link.connect(settings.link_port)
    except (SettingsError, OSError) as error:
        sys.stderr.write(f"routeglass: this file is started by Routeglass, with its configuration on stdin: {error}\n")
        sys.exit(EXIT_NO_WINDOW)
    link.send({"ev": "auth", "token": settings.token, "pid": os.getpid(), "proto": 1})
    sys.exit(_Agent(settings, link, source).run())


class _Agent:
    def __init__(self, settings: Settings, link: Link, source: StandardInput) -> None:
        self._settings = settings
        self._link = link
        self._server: Any = None
        self._ended = threading.Event()
        self._stopping = threading.Event()
        self._traffic = Traffic()
        self._watchdog = Watchdog(link.send, net=StallNet(settings.stalls) if settings.stalls else None)
        self._commands = Commands(link, self._watchdog, values=settings.values)
        self._control = Control(source, self._stop, self._orphaned)

    def run(self) -> int:
        """Everything in order; the exit status of the process."""
        self._link.each_second(self._tell_counts)
        self._link.start(self._commands.take)
        self._control.start()
        prepare_path()
        sys.argv[:] = ["uvicorn", self._settings.target]  # What an app finds there that is started as usual.
        try:
            return self._run()
        finally:
            self._watchdog.close()
            self._link.send({"ev": "gone"})
            self._link.close(_FLUSH_SECONDS)
            self._ended.set()

    def _run(self) -> int:
        caps = install(self)
        try:
            uvicorn = import_uvicorn(self._settings.vendor)
            config = make_config(uvicorn, self._settings.host)
            self._hello(caps)
            with running_ignored(uvicorn):
                app = load_app(self._settings.target, self._settings.factory)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt end an import just as well
            return self._broken("import-error", error)
        self._commands.app = app
        port, patience = self._settings.port, 0.0
        if self._settings.wait_bind:
            self._link.send({"ev": "loaded"})
            port, patience = self._control.wait_for_port(), BIND_PATIENCE_SECONDS
        try:
            listener = bind(self._settings.host, port, patience, self._stopping)
        except OSError as error:
            self._link.send({"ev": "bind-error", "message": str(error), "port": port})
            sys.stderr.write(f"routeglass: cannot listen on {self._settings.host}:{port}: {error}\n")
            return EXIT_NO_PORT
        config.app = entry = AgentApp(app, self._link, self._traffic, self._watchdog, self._shaped)
        return self._serve(uvicorn, config, listener, entry)

    def _hello(self, caps: dict[str, bool]) -> None:
        settings = self._settings
        port = None if settings.wait_bind or not settings.port else settings.port
        told = {"pid": os.getpid(), "port": port, "versions": versions(), "caps": caps, "exe": sys.executable}
        self._link.send({"ev": "hello", **told})

    def _broken(self, event: str, error: BaseException) -> int:
        """The log shows what a terminal would have shown."""
        sys.stderr.write(crash_text(error))
        self._link.send({"ev": event, **crash_facts(error)})
        return EXIT_BROKEN_APP

    # Serving

    def _serve(self, uvicorn: Any, config: Any, listener: socket.socket, entry: AgentApp) -> int:
        url = url_of(listener)

        def ready() -> None:
            sys.stderr.write(f"routeglass: serving {self._settings.target} on {url}\n")
            self._link.send({"ev": "ready", "port": listener.getsockname()[1], "url": url})
            self._commands.tell_routes()

        self._server = make_server(uvicorn, config, ready)
        if self._stopping.is_set():
            return 0
        try:
            self._server.run(sockets=[listener])
        except KeyboardInterrupt:
            return 0  # uvicorn raises it again once it has shut down.
        except BaseException as error:  # noqa: BLE001 - uvicorn leaves by SystemExit, and the app may do so too
            told = entry.lifespan_failure is not None and not self._server.started
            if not told and not self._stopping.is_set():
                return self._broken("server-crash", error)
        if entry.lifespan_failure is not None:
            self._link.send({"ev": "lifespan-failed", **entry.lifespan_failure})
            return EXIT_BROKEN_APP
        return 0

    def _shaped(self, record: dict[str, Any]) -> dict[str, Any]:
        return record if self._commands.values else without_values(record)

    def _tell_counts(self) -> None:
        rows = self._traffic.take()
        if rows:
            self._link.send({"ev": "counts", "rows": rows})

    # The end, on the control's thread

    def _stop(self) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._link.send({"ev": "stopping"})
        server = self._server
        if server is None:
            self._leave_after(0.0)
        server.should_exit = True
        if not server.started:
            self._leave_after(UNSTARTED_SECONDS)
        threading.Thread(target=self._press, args=(server,), name="routeglass-end", daemon=True).start()

    def _press(self, server: Any) -> None:
        if not self._ended.wait(FORCE_SECONDS):
            server.force_exit = True
        self._leave_after(LEAVE_SECONDS - FORCE_SECONDS)

    def _orphaned(self) -> None:
        self._stopping.set()
        if self._server is not None:
            self._server.should_exit = self._server.force_exit = True
        self._leave_after(ORPHAN_SECONDS if self._server is not None else 0.0)

    def _leave_after(self, seconds: float) -> None:
        """Ends the process hard, unless it is gone by then."""
        threading.Event().wait(seconds)
        self._link.send({"ev": "gone"})
        self._link.close(_FLUSH_SECONDS / 4)
        os._exit(0)


def prepare_path() -> None:
    """Puts the project's folder where `python -m` would, and takes away the archive that this code came from."""
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH120, PTH100
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != own]  # noqa: PTH100
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
