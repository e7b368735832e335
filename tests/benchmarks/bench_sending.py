"""A press on Send: what it costs beside plain httpx, and how soon the answer stands on the fields."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.adapters.http.client import HttpClient
from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace.events import SendFinished
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.sending.order import Order, carry_out
from app.features.sending.presenter import SendingPresenter
from app.jobs.runner import Runner
from tests.benchmarks.children import child
from tests.benchmarks.desks import Painted, rest, running_desk, wait_until
from tests.benchmarks.model import Benchmark, Samplers
from tests.benchmarks.programs.probes import Beats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from app.bootstrap import Desk
    from app.core.requests.model import PreparedRequest
    from app.core.workspace.model import Tab

KEY = "GET /books/{book_id}"
REFUSED: Mapping[str, str | int] = {"title": "", "author": "M", "year": 500}


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    plain = "httpx.AsyncClient"
    return (
        Benchmark("send: prepare, send, diagnose", carrying_out, peer_name=plain, ratio=1.3, extra=5, rounds=60),
        Benchmark("send: press -> result in the window", pressing, peer_name=plain, extra=5, rounds=60),
        Benchmark("422: last byte -> fields marked", marking, peer_name="two labels painted", limit=16, rounds=11),
        Benchmark("422: longest gap", sending_gap, peer_name="idle gap", extra=50, rounds=7),
    )


@contextmanager
def opened_bookstore() -> Iterator[tuple[Workspace, Tab, str]]:
    """A Bookstore in a process of its own, its document open, one operation in a tab."""
    import httpx

    with child("server", "plain") as server:
        url = server.read()
        document = load_document(httpx.get(f"{url}/openapi.json", trust_env=False).text, source=url)
        workspace = Workspace()
        workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, url, inside=True))
        workspace.open_document(document, read_api(document))
        tab = workspace.open_operation(KEY)
        assert tab is not None
        workspace.edit(tab.identity, [SetValue(FieldPath.parse("path/book_id"), 1)], by="bench")
        yield workspace, workspace.current or tab, url


def order_of(workspace: Workspace, tab: Tab, url: str) -> Order:
    """What a press on Send takes along."""
    assert workspace.document is not None
    assert workspace.api is not None
    return Order(
        document=workspace.document,
        api=workspace.api,
        operation=tab.operation,
        state=tab.state,
        base_url=url,
        credentials={},
        names={},
        trace_id="b" * 32,
        pressed_at=time.perf_counter(),
        connection=workspace.travelling.connection,
        cookies=workspace.travelling.cookies,
    )


class Plain:
    """The same request by httpx alone, over one warm connection."""

    def __init__(self, runner: asyncio.Runner, request: PreparedRequest) -> None:
        import httpx

        self._runner = runner
        self._request = request
        self._client = httpx.AsyncClient(trust_env=False)

    def sample(self) -> float:
        start = time.perf_counter()
        response: httpx.Response = self._runner.run(
            self._client.request(self._request.method, self._request.url, headers=dict(self._request.headers))
        )
        taken = (time.perf_counter() - start) * 1000
        assert response.status_code == 200
        return taken

    def close(self) -> None:
        self._runner.run(self._client.aclose())


@contextmanager
def carrying_out() -> Iterator[Samplers]:
    """The whole work of the jobs thread for one request, beside httpx in the same loop."""
    from app.core.requests.prepare import prepare

    with opened_bookstore() as (workspace, tab, url), asyncio.Runner() as runner:
        order, client = order_of(workspace, tab, url), HttpClient()
        request = prepare(order.api, order.operation, order.state, url, {}, trace_id=order.trace_id).request
        plain = Plain(runner, request)

        def sample() -> float:
            start = time.perf_counter()
            result = runner.run(carry_out(order, client))
            taken = (time.perf_counter() - start) * 1000
            assert result.exchange.response is not None
            assert result.exchange.response.status == 200
            return taken

        yield Samplers(sample, plain.sample)
        plain.close()
        runner.run(client.close())


@contextmanager
def pressing() -> Iterator[Samplers]:
    """With the way to the jobs thread and home again; the main thread waits in its event loop as a window does."""
    from app.core.requests.prepare import prepare

    with opened_bookstore() as (workspace, tab, url), asyncio.Runner() as loop:
        order, client, owner = order_of(workspace, tab, url), HttpClient(), QObject()
        request = prepare(order.api, order.operation, order.state, url, {}, trace_id=order.trace_id).request
        plain = Plain(loop, request)
        runner = Runner()
        runner.at_stop(client.close)
        presenter = SendingPresenter(workspace, runner, client, owner)
        moments: list[float] = []

        def finished(_event: SendFinished) -> None:
            moments.append(time.perf_counter())

        workspace.events.subscribe(SendFinished, finished)

        def sample() -> float:
            moments.clear()
            start = time.perf_counter()
            workspace.request_send(tab.identity, by="bench")
            wait_until(lambda: moments, "the answer")
            return (moments[0] - start) * 1000

        yield Samplers(sample, plain.sample)
        runner.stop()
        plain.close()
        presenter.deleteLater()


@contextmanager
def marking() -> Iterator[Samplers]:
    """From the last byte of the answer to the frame in which both fields are marked."""
    with running_desk() as desk:
        yield Samplers(lambda: mark_fields(desk), paint_labels)


@contextmanager
def sending_gap() -> Iterator[Samplers]:
    """How long the main thread is held at most from the press on Send until everything is shown, beside rest."""
    with running_desk() as desk:
        idle: list[float] = []

        def sample() -> float:
            tab = refusing_tab(desk)
            beats = Beats()
            beats.start()
            rest(300)
            idle.append(beats.longest_ms)
            beats.start()
            desk.workspace.request_send(tab.identity, by="bench")
            wait_until(lambda: desk.workspace.tabs[0].trace is not None, "the server's account")
            rest(200)
            beats.stop()
            return beats.longest_ms

        yield Samplers(sample, lambda: idle[-1])


def refusing_tab(desk: Desk) -> Tab:
    """A new form of `POST /books` with two values that the server refuses."""
    workspace = desk.workspace
    for tab in workspace.tabs:
        workspace.close_tab(tab.identity)
    opened = workspace.open_operation("POST /books")
    assert opened is not None
    edits = [SetValue(FieldPath.parse(f"body/{name}"), value) for name, value in REFUSED.items()]
    workspace.edit(opened.identity, edits, by="bench")
    rest(300)
    return opened


def mark_fields(desk: Desk) -> float:
    """Milliseconds."""
    tab = refusing_tab(desk)
    painted: list[Painted] = []

    def finished(_event: SendFinished) -> None:
        for name in ("title", "year"):
            painted.append(Painted(desk.window.findChild(QWidget, f"field:body/{name}")))

    subscription = desk.workspace.events.subscribe(SendFinished, finished)
    clocks = time.perf_counter() - time.time()
    desk.workspace.request_send(tab.identity, by="bench")
    wait_until(lambda: len(painted) == 2 and all(painted), "the marks")
    subscription.cancel()
    exchange = desk.workspace.tabs[0].exchange
    assert exchange is not None
    assert desk.window.findChild(QLabel, "error:body/year") is not None
    last_byte = exchange.started_at + exchange.elapsed_ms / 1000 + clocks
    taken = (max(each.moment for each in painted) - last_byte) * 1000
    rest(200)
    return taken


def paint_labels() -> float:
    """The least that is a mark: two labels appear in a window that stands there."""
    window = QWidget()
    layout = QVBoxLayout(window)
    labels = [QLabel("", window), QLabel("", window)]
    for label in labels:
        label.hide()
        layout.addWidget(label)
    window.resize(600, 800)
    window.show()
    rest(50)
    painted = Painted(labels[1])
    start = time.perf_counter()
    for label in labels:
        label.setText("String should have at least 1 character")
        label.show()
    taken = (painted.moment - start) * 1000
    window.close()
    window.deleteLater()
    return taken
