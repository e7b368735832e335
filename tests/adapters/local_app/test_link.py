"""One trusted connection: who knows the token is heard, everybody else is turned away."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.local_app import link as link_module
from app.adapters.local_app.link import AgentLink

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ear:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self._heard = threading.Condition()

    def hear(self, event: dict[str, Any]) -> None:
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()
        if event.get("ev") == "trouble":
            raise ValueError("trouble")

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.events) >= count, 10), self.events
        return self.events


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def link(ear: Ear) -> Iterator[AgentLink]:
    made = AgentLink(ear.hear)
    yield made
    made.close()


def connect(link: AgentLink) -> socket.socket:
    return socket.create_connection(("127.0.0.1", link.port), timeout=10)


def greeting(token: str, **more: Any) -> bytes:
    return json.dumps({"ev": "auth", "token": token, "pid": 1, "proto": 1, **more}).encode() + b"\n"


def is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_who_knows_the_token_is_heard(link: AgentLink, ear: Ear) -> None:
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n{"ev": "rea')
        ear.wait_for(1)
        agent.sendall(b'dy", "url": "x"}\n')
        assert ear.wait_for(2) == [{"ev": "hello"}, {"ev": "ready", "url": "x"}]


def test_a_greeting_may_come_in_parts(link: AgentLink, ear: Ear) -> None:
    with connect(link) as agent:
        words = greeting(link.token)
        agent.sendall(words[:10])
        agent.sendall(words[10:])
        agent.sendall(b'{"ev": "hello"}\n')
        ear.wait_for(1)


@pytest.mark.parametrize(
    "words",
    [
        greeting("0" * 64),
        greeting("tökën"),
        b'{"ev": "auth"}\n',
        b'{"ev": "hello", "token": "x"}\n',
        b"[]\n",
        b"[" * 4000 + b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\xfe\n",
        b"x" * 10_000,
    ],
)
def test_who_does_not_is_turned_away_and_hinders_nobody(link: AgentLink, ear: Ear, words: bytes) -> None:
    with connect(link) as stranger, connect(link) as agent:
        stranger.sendall(words)
        assert is_closed(stranger)
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n')
        assert ear.wait_for(1) == [{"ev": "hello"}]


def test_silent_strangers_hinder_nobody_and_are_turned_away(
    link: AgentLink, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "AUTH_SECONDS", 0.2)
    strangers = [connect(link) for _ in range(40)]
    assert all(is_closed(stranger) for stranger in strangers)
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n')
        ear.wait_for(1)
    for stranger in strangers:
        stranger.close()


def test_nobody_can_connect_once_the_process_is_known(link: AgentLink, ear: Ear) -> None:
    with connect(link) as waiting, connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n')
        ear.wait_for(1)
        assert is_closed(waiting)
        with pytest.raises(ConnectionRefusedError):
            connect(link)


def test_questions_reach_the_process(link: AgentLink, ear: Ear) -> None:
    assert not link.send({"do": "try"})
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n')
        ear.wait_for(1)
        assert link.send({"do": "try", "id": 1})
        assert json.loads(agent.makefile().readline()) == {"do": "try", "id": 1}


def test_a_process_that_is_gone_takes_no_questions(link: AgentLink, ear: Ear) -> None:
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n')
        ear.wait_for(1)
    link.drain(10)
    assert not link.send({"do": "try"})


def test_lines_that_are_no_messages_are_told(link: AgentLink, ear: Ear) -> None:
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b"nonsense\n[1]\n" + b"[" * 100_000 + b'\n{"ev": "hello"}\n')
        assert ear.wait_for(4) == [{"ev": "unreadable"}] * 3 + [{"ev": "hello"}]


def test_a_message_without_an_end_takes_no_memory(link: AgentLink, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "LONGEST_LINE", 100_000)
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b"x" * 3_000_000 + b'\n{"ev": "hello"}\n')
        assert ear.wait_for(2) == [{"ev": "unreadable"}, {"ev": "hello"}]


def pieces(event: dict[str, Any], size: int) -> bytes:
    text = json.dumps(event)
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    told = [{"ev": "part", "of": 1, "last": part is parts[-1], "data": part} for part in parts]
    return b"".join(json.dumps(part).encode() + b"\n" for part in told)


def test_long_messages_come_in_pieces(link: AgentLink, ear: Ear) -> None:
    event = {"ev": "routes", "routes": ["é" * 1000] * 500}
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + pieces(event, 200_000) + pieces({"ev": "hello"}, 3))
        assert ear.wait_for(2) == [event, {"ev": "hello"}]


def test_a_message_of_endless_pieces_takes_no_memory(
    link: AgentLink, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "LONGEST_MESSAGE", 1000)
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + pieces({"ev": "routes", "x": "x" * 5000}, 100) + b'{"ev": "hello"}\n')
        assert ear.wait_for(2) == [{"ev": "unreadable"}, {"ev": "hello"}]


@pytest.mark.expected_logs("could not be taken in")
def test_a_listener_that_fails_hears_the_next_message(link: AgentLink, ear: Ear) -> None:
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "trouble"}\n{"ev": "hello"}\n')
        ear.wait_for(2)


def test_the_last_words_of_a_process_that_has_ended_are_heard(link: AgentLink, ear: Ear) -> None:
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "import-error"}\n')
    link.drain(10)
    assert ear.events == [{"ev": "import-error"}]


def test_nothing_is_waited_for_where_nobody_spoke(link: AgentLink) -> None:
    with connect(link):
        began = time.monotonic()
        link.drain(10)
        assert time.monotonic() - began < 5


def test_closing_ends_a_link_that_is_in_use(ear: Ear) -> None:
    link = AgentLink(ear.hear)
    with connect(link) as agent:
        agent.sendall(greeting(link.token) + b'{"ev": "hello"}\n')
        ear.wait_for(1)
        link.close()
        assert is_closed(agent)
    link.close()
