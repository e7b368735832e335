"""From the last byte of a body to its first screen."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.workspace.events import SendFinished
from tests.benchmarks.children import child
from tests.benchmarks.desks import Painted, rest, running_desk, wait_until
from tests.benchmarks.documents import opened, reading_json
from tests.benchmarks.model import Benchmark, Samplers, timed
from tests.benchmarks.programs.probes import Beats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.bootstrap import Desk

MEGABYTE = 1_000_000
HEAD = 64 * 1024


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (
        Benchmark(
            "JSON of 1 MB: last byte -> first screen", first_screen, peer_name="read 64 KiB of a file", limit=100
        ),
        Benchmark("JSON of 1 MB: longest gap", body_gap, peer_name="idle gap", extra=50, rounds=5),
    )


@contextmanager
def desk_on_json() -> Iterator[Desk]:
    """The window on a server of JSON of any size."""
    with child("server", "json") as server, running_desk() as desk:
        workspace = desk.workspace
        workspace.open_document(*opened(reading_json()))
        workspace.set_source(replace(workspace.source, base_url=server.read()))
        workspace.open_operation("GET /json/{size}")
        yield desk


@contextmanager
def first_screen() -> Iterator[Samplers]:
    """The pretty text in the window, beside the least that has to be read."""
    with desk_on_json() as desk, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "body"
        file.write_bytes(b"0" * MEGABYTE)

        def read_head() -> bytes:
            with file.open("rb") as opened_file:
                return opened_file.read(HEAD)

        yield Samplers(partial(show_body, desk), timed(read_head))


@contextmanager
def body_gap() -> Iterator[Samplers]:
    """How long the main thread is held at most while a body comes in and is shown, beside rest."""
    with desk_on_json() as desk:
        idle: list[float] = []

        def sample() -> float:
            beats = Beats()
            beats.start()
            rest(300)
            idle.append(beats.longest_ms)
            beats.start()
            show_body(desk)
            beats.stop()
            return beats.longest_ms

        yield Samplers(sample, lambda: idle[-1])


def show_body(desk: Desk) -> float:
    """Milliseconds; a small body stands there before."""
    receive(desk, 100)
    rest(300)
    view = desk.window.findChild(QPlainTextEdit, "bodyView")
    assert view is not None
    painted: list[Painted] = []

    def finished(_event: SendFinished) -> None:
        painted.append(Painted(view.viewport()))

    subscription = desk.workspace.events.subscribe(SendFinished, finished)
    last_byte = receive(desk, MEGABYTE)
    wait_until(lambda: painted and painted[0], "the first screen")
    subscription.cancel()
    taken = (painted[0].moment - last_byte) * 1000
    rest(600)
    return taken


def receive(desk: Desk, size: int) -> float:
    """Sends for a body; `time.perf_counter()` of its last byte."""
    workspace = desk.workspace
    tab = workspace.tabs[0].identity
    clocks = time.perf_counter() - time.time()
    workspace.edit(tab, [SetValue(FieldPath.parse("path/size"), size)], by="bench")
    workspace.request_send(tab, by="bench")
    wait_until(lambda: not workspace.tabs[0].sending, "the answer")
    exchange = workspace.tabs[0].exchange
    assert exchange is not None
    assert exchange.response is not None, exchange.outcome
    return exchange.started_at + exchange.elapsed_ms / 1000 + clocks
