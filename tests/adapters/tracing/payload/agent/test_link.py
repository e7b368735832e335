"""The agent's end of the link: order, loss, limits, and what happens when nobody listens."""

from __future__ import annotations

import json
import queue
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.tracing.payload.agent import link as link_module
from app.adapters.tracing.payload.agent.link import LINE_LIMIT, TRACE_LIMIT, Link

if TYPE_CHECKING:
    from collections.abc import Iterator


class Window:
    """The other end."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.connection.settimeout(30)
        self.lines = connection.makefile("rb")

    def read(self) -> dict[str, Any] | None:
        """The next event, None at the end."""
        line = self.lines.readline()
        return dict(json.loads(line)) if line else None

    def close(self) -> None:
        self.lines.close()
        self.connection.close()


@pytest.fixture
def ends() -> Iterator[tuple[Link, Window, queue.Queue[dict[str, Any]]]]:
    ours, theirs = socket.socketpair()
    link, window = Link(ours), Window(theirs)
    commands: queue.Queue[dict[str, Any]] = queue.Queue()
    link.start(commands.put)
    yield link, window, commands
    window.close()
    link.close(10)


Ends = tuple[Link, Window, "queue.Queue[dict[str, Any]]"]


def test_events_arrive_in_order_and_traces_rendered(ends: Ends) -> None:
    link, window, _commands = ends
    rendered_on: list[str] = []

    def render() -> dict[str, Any]:
        rendered_on.append(threading.current_thread().name)
        return {"id": "t"}

    link.send({"ev": "hello"})
    assert window.read() == {"ev": "hello"}
    link.send_trace(render)
    assert window.read() == {"ev": "req", "trace": {"id": "t"}}
    assert rendered_on == ["routeglass-sender"]


def test_what_waits_is_sent_before_it_hangs_up(ends: Ends) -> None:
    link, window, _commands = ends
    for number in range(100):
        link.send_trace(lambda number=number: {"id": number})  # type: ignore[misc]
    link.send({"ev": "gone"})
    link.close(30)
    said = []
    while (event := window.read()) is not None:
        said.append(event)
    assert [event["trace"]["id"] for event in said if event["ev"] == "req"] == list(range(100))
    assert {"ev": "gone"} in said
    assert not link.alive
    link.close(1)
    link.send({"ev": "late"})


def test_a_window_that_does_not_read_costs_the_oldest_traces(ends: Ends) -> None:
    """The sender is held in the rendering of one trace while more come than may wait."""
    link, window, _commands = ends
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> dict[str, Any]:
        inside.set()
        assert go_on.wait(30)
        return {"id": "slow"}

    link.send_trace(slow)
    assert inside.wait(30)
    for number in range(TRACE_LIMIT + 7):
        link.send_trace(lambda number=number: {"id": number})  # type: ignore[misc]
    go_on.set()
    assert window.read() == {"ev": "req", "trace": {"id": "slow"}}
    assert window.read() == {"ev": "lost", "n": 7}
    assert window.read() == {"ev": "req", "trace": {"id": 7}}


def test_what_is_too_long_is_told_by_its_name(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    link, window, _commands = ends
    link.send_trace(lambda: {"id": "long", "x": "y" * (1 << 20)})
    told = window.read()
    assert told is not None
    assert (told["ev"], told["of"], told["id"]) == ("too-big", "req", "long")
    assert told["bytes"] > 1 << 20
    monkeypatch.setattr(link_module, "TOTAL_LIMIT", 1 << 20)
    link.send({"ev": "answer", "id": 5, "result": "y" * (1 << 20)})
    told = window.read()
    assert told is not None
    assert (told["ev"], told["of"], told["id"]) == ("too-big", "answer", 5)


def test_a_long_event_travels_in_pieces(ends: Ends) -> None:
    link, window, _commands = ends
    event = {"ev": "routes", "document": '"é\\n' * 500_000}
    link.send(event)
    pieces: list[dict[str, Any]] = []
    while not pieces or not pieces[-1]["last"]:
        line = window.lines.readline()
        assert len(line) <= LINE_LIMIT
        pieces.append(json.loads(line))
    assert {(piece["ev"], piece["of"]) for piece in pieces} == {("part", 1)}
    assert json.loads("".join(piece["data"] for piece in pieces)) == event


def test_our_own_mistakes_are_told_and_survived(ends: Ends) -> None:
    link, window, _commands = ends
    link.send_trace(lambda: {"id": 1 / 0})
    assert window.read() == {"ev": "agent-error", "type": "ZeroDivisionError", "message": "division by zero"}
    link.send({"ev": "odd", "x": object()})
    told = window.read()
    assert told is not None
    assert (told["ev"], told["type"]) == ("agent-error", "TypeError")
    link.send({"ev": "fine"})
    assert window.read() == {"ev": "fine"}


def test_commands_come_whole_whatever_the_pieces(ends: Ends) -> None:
    _link, window, commands = ends
    window.connection.sendall(b'{"do":"try"}\n{"do":')
    assert commands.get(timeout=30) == {"do": "try"}
    window.connection.sendall('"wörtlich"}\n'.encode())
    assert commands.get(timeout=30) == {"do": "wörtlich"}


def test_a_command_that_never_ends_is_no_command(ends: Ends) -> None:
    link, window, _commands = ends
    with pytest.raises(OSError):  # noqa: PT011 - reset or broken pipe, as the system likes
        window.connection.sendall(b"x" * 8 * LINE_LIMIT)
    assert not link.alive


def test_a_window_that_hangs_up_ends_the_link(ends: Ends) -> None:
    link, window, _commands = ends
    window.close()
    for _ in range(10_000):
        link.send({"ev": "x" * 1000})
    for thread in threading.enumerate():
        if thread.name in {"routeglass-sender", "routeglass-reader"}:
            thread.join(30)
    assert not link.alive
    link.send_trace(dict)


def test_sums_are_told_about_once_a_second() -> None:
    ours, theirs = socket.socketpair()
    link, window = Link(ours), Window(theirs)
    link.each_second(lambda: link.send({"ev": "counts"}))
    link.start(print)
    assert window.read() == {"ev": "counts"}
    window.close()
    link.close(10)


def test_a_sum_that_fails_is_told() -> None:
    ours, theirs = socket.socketpair()
    link, window = Link(ours), Window(theirs)

    def fail() -> None:
        raise LookupError("sum")

    link.each_second(fail)
    link.start(print)
    assert window.read() == {"ev": "agent-error", "type": "LookupError", "message": "sum"}
    window.close()
    link.close(10)


def test_nobody_there_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OSError, match=r"refused"):
        Link.connect(port)
