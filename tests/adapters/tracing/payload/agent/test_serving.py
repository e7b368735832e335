"""The socket that an app is served on."""

from __future__ import annotations

import socket
import sys
import threading

import pytest

from app.adapters.tracing.payload.agent import serving
from app.adapters.tracing.payload.agent.serving import bind, import_uvicorn, url_of


def test_a_python_too_old_for_the_lent_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(ModuleNotFoundError, match="uvicorn"):
        import_uvicorn("")
    monkeypatch.setattr(serving, "LENT_NEEDS", (99, 1))
    with pytest.raises(ModuleNotFoundError, match=r"not installed here, and the one we could lend needs Python 99\.1"):
        import_uvicorn("/lent")
    assert "/lent" not in sys.path


def test_a_bound_socket_knows_its_url_and_answers_at_once() -> None:
    with bind("127.0.0.1", 0, 0, threading.Event()) as listener:
        # asyncio switches Nagle's algorithm off for such sockets alone.
        assert listener.proto == socket.IPPROTO_TCP
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_addresses_for_everybody_are_told_as_one_that_can_be_asked() -> None:
    with bind("0.0.0.0", 0, 0, threading.Event()) as listener:
        assert url_of(listener).startswith("http://127.0.0.1:")


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_the_newer_family() -> None:
    with bind("::1", 0, 0, threading.Event()) as listener:
        assert url_of(listener).startswith("http://[::1]:")


def test_a_taken_port_is_tried_until_it_is_free() -> None:
    tried = threading.Event()

    class GiveUp(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            tried.set()
            return super().wait(timeout)

    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]

    def let_go() -> None:
        tried.wait(30)
        taken.close()

    release = threading.Thread(target=let_go)
    release.start()
    with bind("127.0.0.1", port, 30, GiveUp()) as listener:
        assert listener.getsockname()[1] == port
    release.join()


def test_whoever_gives_up_waits_no_longer() -> None:
    given_up = threading.Event()
    given_up.set()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", taken.getsockname()[1], 3600, given_up)


def test_an_address_of_another_machine_is_not_tried_again() -> None:
    with pytest.raises(OSError, match="assign"):
        bind("203.0.113.1", 0, 3600, threading.Event())
