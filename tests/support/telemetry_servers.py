"""The instrumented servers of `tests/servers/telemetry`, each in a child process of the environment made for them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from app.core.trace.otlp.receiving import settings_for
from tests.servers.environments import TELEMETRY, folder_of, how_to_make, program
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVERS = ROOT / "tests/servers/telemetry"
START_SECONDS = 60


@pytest.fixture(scope="session")
def servers_folder() -> Path:
    """The environment that they run in; skips the test where there is none."""
    folder = folder_of(TELEMETRY)
    if folder is None:
        pytest.skip(how_to_make(TELEMETRY))
    return folder


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def shop(folder: Path, receiver: str) -> Iterator[str]:
    """The shop and its stock service, told where to send spans in the words of the window; yields the shop's URL.

    Args:
        folder: Their environment.
        receiver: URL of the receiver of spans.
    """
    python, instrument = program(folder, "python"), program(folder, "opentelemetry-instrument")
    stock, flask = free_port(), free_port()
    with ExitStack() as stack:
        run = [str(python), str(SERVERS / "fastapi_stock.py"), str(stock)]
        more = {"FASTAPI_OTEL_AUTO_CONFIGURE": "true"}
        stack.enter_context(_running(run, stock, {**dict(settings_for(receiver, "stock")), **more}))
        run = [str(instrument), str(python), str(SERVERS / "flask_shop.py"), str(flask), f"http://127.0.0.1:{stock}"]
        stack.enter_context(_running(run, flask, dict(settings_for(receiver, "shop"))))
        yield f"http://127.0.0.1:{flask}"


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """A server, from its first answer to its end; what it printed goes into the report of a failure."""
    child = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=sys.stderr, stderr=sys.stderr, stdin=subprocess.DEVNULL
    )
    try:
        _wait_for(child, port)
        yield
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for(child: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{child.args!r} did not start: exit status {child.poll()}")
