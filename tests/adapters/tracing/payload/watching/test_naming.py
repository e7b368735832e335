"""Whatever holds the event loop of a real server is named with request, file and line; ordinary load names nobody.

The long proof (each kind twenty times, and a minute of load) runs where `ROUTEGLASS_LONG_PROOFS` is set.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.support.watched_child import PATIENCE_S, WatchedChild, watched_child

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = bool(os.environ.get("ROUTEGLASS_LONG_PROOFS"))
TIMES = 20 if LONG else 1
LOAD_S = 60.0 if LONG else 3.0
ATTEMPTS = 1 if LONG else 4
TRACED = {"x-routeglass-trace": "t-1"}

BLOCKING = {
    "/sleep": "time.sleep(seconds)  # in the endpoint",
    "/helper": "time.sleep(seconds)  # in a helper",
    "/late": "time.sleep(seconds)  # after an await",
    "/dependency": "time.sleep(seconds)  # in a dependency",
    "/background": "time.sleep(seconds)  # after the response",
    "/spin": "while time.thread_time() < end:",
    "/regex": 're.match(r"(?:a|a)+$", "a" * LETTERS + "b")  # one call into C',
    "/json": "return len(json.loads(TEXT))",
    "/database": "return database.execute(text, (size,)).fetchone()",
}


@pytest.fixture(scope="module")
def running() -> Iterator[WatchedChild]:
    with watched_child() as made:
        assert get(made, "/quick") == 200
        # The first request may hold the loop as well; whatever was told of it comes before the next one's.
        heard = made.provoke("/sleep", 4)
        while heard.block.request is None or heard.block.request.path != "/sleep":
            heard = made.provoke("/sleep", 4)
        yield made


@pytest.fixture
def child(running: WatchedChild) -> WatchedChild:
    running.blocks()
    return running


def get(child: WatchedChild, target: str) -> int:
    return child.client.get(target, headers=TRACED).status_code


@pytest.mark.parametrize("path", BLOCKING)
def test_a_blocked_loop_is_named_with_request_file_and_line(child: WatchedChild, path: str) -> None:
    latest, unseen = 0.0, 0
    for _ in range(TIMES):
        heard = child.provoke(path, ATTEMPTS)
        block = heard.block
        assert block.request is not None
        assert (block.request.trace_id, block.request.method, block.request.path) == ("t-1", "GET", path)
        assert block.place is not None
        assert block.place.file.endswith("blocking_app.py")
        if block.share:
            assert block.place.text == BLOCKING[path] or (path, block.place.name) == ("/spin", "spin")
            assert block.place in block.stack
        else:
            unseen += 1  # the machine let nobody look in time: the endpoint is named by itself
        assert not block.gil
        latest = max(latest, heard.after_s)
    assert child.blocks() == []
    if LONG:
        print(f"{path}: {TIMES} of {TIMES} ({unseen} by endpoint), told after {latest:.2f} s at the latest")
        assert latest < 1.0


def test_only_a_call_that_keeps_the_interpreter_is_called_so(child: WatchedChild) -> None:
    assert [child.provoke(path, 4).block.held for path in ("/regex", "/sleep")] == [True, False]


def test_a_block_outside_any_request_is_named_all_the_same(child: WatchedChild) -> None:
    block = child.provoke("/spawned", 4).block
    assert block.request is None
    assert block.place is not None
    assert block.place.name == "slow_helper"


def test_a_long_block_is_told_of_while_it_lasts(child: WatchedChild) -> None:
    heard = child.provoke("/sleep?seconds=1.5", 4)
    assert heard.block.ms > 1000
    assert heard.after_s < heard.block.ms / 1000, "told only after its end"


def test_worker_threads_that_compute_are_named_where_they_keep_the_loop_waiting(child: WatchedChild) -> None:
    with ThreadPoolExecutor(8) as clients:
        assert set(clients.map(lambda _: get(child, "/busy-thread?seconds=0.4"), range(8))) == {200}
    told = child.blocks()
    for heard in told:
        assert heard.block.gil
        assert heard.block.place is not None
        assert heard.block.place.name == "spin"


def test_ordinary_load_names_nobody(child: WatchedChild) -> None:
    child.blocks()
    end = time.monotonic() + LOAD_S
    counts = Counter[int]()
    paths = ("/quick", "/quick-thread", "/async?seconds=0.07", "/thread?seconds=0.07", "/missing")

    def load() -> None:
        while time.monotonic() < end:
            counts.update(get(child, path) for path in paths)

    clients = [threading.Thread(target=load) for _ in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert set(counts) == {200, 404}
    assert child.blocks() == []
    if LONG:
        print(f"{counts.total()} requests in {LOAD_S} s, no false alarm")


def test_a_full_pool_is_told(child: WatchedChild) -> None:
    with ThreadPoolExecutor(44) as clients:
        done = [clients.submit(get, child, "/thread?seconds=1") for _ in range(44)]
        sample = child.samples.get(timeout=PATIENCE_S)
        assert {each.result() for each in done} == {200}
    assert sample.tokens == 40
    assert sample.borrowed == 40 or sample.waiting
    assert sample.lag_ms is None


def test_who_watches_gets_samples_without_a_request(child: WatchedChild) -> None:
    while not child.samples.empty():
        child.samples.get()
    child.watch()
    samples = [child.samples.get(timeout=PATIENCE_S) for _ in range(3)]
    samples = [sample for sample in samples if sample.lag_ms is not None]
    assert samples
    assert all(later.at_s > sooner.at_s for sooner, later in itertools.pairwise(samples))
