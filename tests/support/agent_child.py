"""A child process with the recorder's agent in it, and the window's end of the link in the plainest form."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx

from app.adapters.tracing.packing import write_payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

PATIENCE_SECONDS = 60.0


class AgentChild:
    """One started agent: its events as they come, its log, and what it can be told.

    Attributes:
        events: Everything that came over the link, in order, `part`s joined.
        log: What the process printed, once `wait` is through.
    """

    def __init__(self, process: subprocess.Popen[bytes], listener: socket.socket, token: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.log = b""
        self._process = process
        self._token = token
        self._came = threading.Condition()
        self._numbers = iter(range(1, 1_000_000))
        self._link: socket.socket | None = None
        self._listener = listener
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._read_link), threading.Thread(target=self._read_log)]
        for thread in self._threads:
            thread.start()

    # What comes

    def _read_log(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.log += line

    def _read_link(self) -> None:
        try:
            self._link, _ = self._listener.accept()
        except OSError:
            return
        parts: dict[int, str] = {}
        with self._link, self._link.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                event = json.loads(line)
                if event["ev"] == "part":
                    parts[event["of"]] = parts.get(event["of"], "") + event["data"]
                    if not event["last"]:
                        continue
                    event = json.loads(parts.pop(event["of"]))
                with self._came:
                    self.events.append(event)
                    self._came.notify_all()
        with self._came:
            self.events.append({"ev": "hung up"})
            self._came.notify_all()

    def wait_for(self, kind: str, fits: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
        """The first event of this kind that fits, as soon as it has come."""

        def found() -> dict[str, Any] | None:
            return next((event for event in self.events if event["ev"] == kind and fits(event)), None)

        with self._came:
            self._came.wait_for(lambda: found() or self._ended(), PATIENCE_SECONDS)
            event = found()
        assert event is not None, f"no {kind}: {self.events}\n{self.log.decode(errors='replace')}"
        return event

    def _ended(self) -> bool:
        return bool(self.events) and self.events[-1]["ev"] == "hung up"

    def kinds(self) -> list[str]:
        """The kinds of events so far."""
        return [event["ev"] for event in self.events]

    # What is told

    def say(self, line: str) -> None:
        """A line on the child's standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def ask(self, do: str, **members: Any) -> dict[str, Any]:
        """A command and its answer."""
        number = next(self._numbers)
        self.send_line(json.dumps({"do": do, "id": number, **members}).encode())
        return self.wait_for("answer", lambda event: event["id"] == number)

    def send_line(self, line: bytes) -> None:
        """Anything on the link."""
        assert self._link is not None
        self._link.sendall(line + b"\n")

    def request(self, method: str, path: str, *, trace: str = "", **options: Any) -> httpx.Response:
        """One request to the app; with `trace` it asks for one under this id."""
        url = self.wait_for("ready")["url"]
        headers = {**options.pop("headers", {}), **({"x-routeglass-trace": trace} if trace else {})}
        return httpx.request(method, url + path, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False, **options)

    def request_later(self, path: str, mark: str) -> None:
        """Sends a request whose answer nobody waits for, and returns once the app has printed `mark`."""
        self.send_only(path)
        until(lambda: mark.encode() in self.log)

    def send_only(self, path: str) -> None:
        """Sends a request whose answer nobody waits for."""
        url = httpx.URL(self.wait_for("ready")["url"])
        connection = socket.create_connection((url.host, url.port or 80))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self._connections.append(connection)

    def trace_of(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """The trace of one request."""
        name = secrets.token_hex(8)
        self.request(method, path, trace=name, **options)
        trace: dict[str, Any] = self.wait_for("req", lambda event: event["trace"]["id"] == name)["trace"]
        return trace

    # The end

    def close_input(self) -> None:
        """What happens when the window dies."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def hang_up(self) -> None:
        """Breaks the link only."""
        assert self._link is not None
        self._link.shutdown(socket.SHUT_RDWR)

    def wait(self) -> int:
        """Waits for the end of the process; its exit status, and all of its events and its log are here then."""
        status = self._process.wait(PATIENCE_SECONDS)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        return status

    def stop(self) -> int:
        """Stops the app as the window does."""
        with contextlib.suppress(OSError):
            self.say("stop")
        return self.wait()

    def kill(self) -> None:
        """Leaves nothing behind, whatever a test has done."""
        if self._process.poll() is None:
            self._process.kill()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self.wait()
        for connection in self._connections:
            connection.close()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


@contextlib.contextmanager
def agent(
    folder: Path,
    target: str,
    *,
    python: str = sys.executable,
    environment: Mapping[str, str] | None = None,
    **settings: Any,
) -> Iterator[AgentChild]:
    """Starts the agent in a folder, with the archive beside it, and kills it at the end.

    Args:
        folder: The project; the archive is written next to it.
        target: `module:app`.
        python: The interpreter.
        environment: Variables on top of this process's own.
        settings: More of the configuration.
    """
    token = secrets.token_hex(32)
    listener = socket.create_server(("127.0.0.1", 0))
    outside = folder.parent / (folder.name + "-payload")
    outside.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [python, "-u", write_payload(outside)],
        cwd=folder,
        env={**os.environ, "OTEL_SDK_DISABLED": "true", "PYTHONWARNINGS": "default", **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    child = AgentChild(process, listener, token)
    try:
        config = {"token": token, "link_port": listener.getsockname()[1], "app": target, "proto": 1, **settings}
        child.say(json.dumps(config))
        yield child
    finally:
        child.kill()


def until(condition: Callable[[], object]) -> None:
    """Waits for something that no event tells."""
    ends = time.monotonic() + PATIENCE_SECONDS
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends
        pause.wait(0.01)
