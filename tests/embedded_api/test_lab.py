"""What blocks a server and what does not, on the real event loop."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.support.bookstore import locations

if TYPE_CHECKING:
    from app.adapters.embedded_server.server import EmbeddedServer


def is_somewhere_in(function: str) -> bool:
    """Whether any thread is in a function of this name right now."""
    for frame in sys._current_frames().values():
        walked = frame
        while walked is not None:
            if walked.f_code.co_name == function:
                return True
            walked = walked.f_back  # type: ignore[assignment]
    return False


def wait_until_in(function: str) -> None:
    deadline = time.monotonic() + 5
    pause = threading.Event()
    while not is_somewhere_in(function):
        assert time.monotonic() < deadline, f"nobody ever came to {function}"
        pause.wait(0.005)


class Nap(threading.Thread):
    """A request that sleeps on the server."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.response: httpx2.Response | None = None

    def run(self) -> None:
        self.response = httpx2.get(self.url, trust_env=False)

    def lesson(self) -> str:
        self.join()
        assert self.response is not None
        assert self.response.status_code == 200, self.response.text
        return str(self.response.json()["lesson"])


def test_a_sleep_in_async_def_freezes_every_other_request(server: EmbeddedServer) -> None:
    nap = Nap(f"{server.state.url}/lab/blocking?seconds=1.5")
    nap.start()
    wait_until_in("sleep_blocking")
    started = time.monotonic()
    httpx2.get(f"{server.state.url}/health", trust_env=False)
    assert time.monotonic() - started > 0.3
    assert "had to wait" in nap.lesson()


@pytest.mark.parametrize("kind", ["async", "thread"])
def test_the_other_two_ways_of_waiting_freeze_nobody(server: EmbeddedServer, kind: str) -> None:
    nap = Nap(f"{server.state.url}/lab/{kind}?seconds=2")
    nap.start()
    if kind == "thread":
        wait_until_in("sleep_in_thread")
    for _ in range(3):
        assert httpx2.get(f"{server.state.url}/health", trust_env=False).json() == {"healthy": True}
    assert nap.is_alive(), "the health was answered while the nap went on"
    assert "event loop" in nap.lesson()


@pytest.mark.parametrize("kind", ["blocking", "async", "thread"])
@pytest.mark.parametrize("seconds", ["-1", "5.1", "nan", "inf", "long"])
def test_no_nap_is_longer_than_five_seconds(client: httpx2.Client, kind: str, seconds: str) -> None:
    assert locations(client.get(f"/lab/{kind}?seconds={seconds}")) == [["query", "seconds"]]
