"""Connections that stay open: events and the chat."""

from __future__ import annotations

import gc
import json
import time
import types
from typing import TYPE_CHECKING

import pytest
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.bookstore import locations

if TYPE_CHECKING:
    import httpx2
    from fastapi.testclient import TestClient

    from app.adapters.embedded_server.server import EmbeddedServer


def test_ten_ticks_arrive_and_the_stream_ends(client: httpx2.Client) -> None:
    with client.stream("GET", "/ticks?interval=0.01") as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line]
    assert [line for line in lines if line.startswith("event:")] == ["event: tick"] * 10
    numbers = [json.loads(line.removeprefix("data: "))["number"] for line in lines if line.startswith("data:")]
    assert numbers == list(range(1, 11))


@pytest.mark.parametrize("interval", ["0", "2.1", "often"])
def test_the_interval_is_bounded(client: httpx2.Client, interval: str) -> None:
    assert locations(client.get(f"/ticks?interval={interval}")) == [["query", "interval"]]


def is_ticking() -> bool:
    """Whether an endpoint of this process is in the middle of its ticks."""
    # `isinstance` would ask a weak proxy for what it stands for, which may be gone.
    generators = [thing for thing in gc.get_objects() if type(thing) is types.AsyncGeneratorType]
    return any(generator.ag_code.co_name == "stream_ticks" and generator.ag_frame for generator in generators)


def test_ticks_come_one_by_one_and_can_be_cancelled(over_http: httpx2.Client) -> None:
    with over_http.stream("GET", "/ticks?interval=2") as response:
        lines = response.iter_lines()
        assert next(lines) == "event: tick"
        assert is_ticking()
    deadline = time.monotonic() + 5
    while is_ticking():
        assert time.monotonic() < deadline, "the server ticks on for nobody"
        over_http.get("/health")


def test_everybody_in_the_chat_hears_everybody(server: EmbeddedServer) -> None:
    address = server.state.url.replace("http", "ws") + "/chat"
    with connect(f"{address}?name=ada") as ada, connect(f"{address}?name=grace") as grace:
        assert ada.recv(5) == "ada joined, 1 here"
        assert ada.recv(5) == grace.recv(5) == "grace joined, 2 here"
        grace.send("hello")
        assert ada.recv(5) == grace.recv(5) == "grace: hello"
        grace.close()
        assert ada.recv(5) == "grace left"
        ada.send("x" * 501)
        assert ada.recv(5) == "ada: " + "x" * 500


def test_the_chat_works_in_process_too(in_process: TestClient) -> None:
    with in_process.websocket_connect("/chat") as guest:
        assert guest.receive_text() == "guest joined, 1 here"
        guest.send_text("hello")
        assert guest.receive_text() == "guest: hello"


def test_a_wrong_name_is_refused_before_the_handshake(server: EmbeddedServer, in_process: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as refused, in_process.websocket_connect("/chat?name="):
        pass
    assert refused.value.code == 1008
    with (
        pytest.raises(InvalidStatus) as answer,
        connect(server.state.url.replace("http", "ws") + "/chat?name=" + "x" * 31),
    ):
        pass
    assert answer.value.response.status_code == 403
