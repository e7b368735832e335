from __future__ import annotations

import itertools
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.jobs.model import JobDone
from app.jobs.pace import REST_SECONDS, STRIDE_SECONDS, LeftOffError, Pace, straight
from app.jobs.runner import Runner
from tests.jobs.test_runner import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop()


def endless(pace: Pace, started: threading.Event) -> int:
    for _ in pace.walk(itertools.count()):
        started.set()
    return 0


def test_all_items_come_in_order() -> None:
    assert list(Pace().walk(range(1000))) == list(range(1000))
    assert list(straight(range(3))) == [0, 1, 2]


def test_a_long_walk_rests() -> None:
    begun = time.monotonic()
    pace, rests = Pace(), []
    pace.rest = lambda: rests.append(1)  # type: ignore[method-assign]
    for _ in pace.walk(itertools.count()):
        if rests:
            break
    assert time.monotonic() - begun > STRIDE_SECONDS
    assert REST_SECONDS < STRIDE_SECONDS


def test_an_ended_walk_is_left_off() -> None:
    pace = Pace()
    pace.end()
    with pytest.raises(LeftOffError):
        for _ in pace.walk(itertools.count()):
            pass


def test_its_result_comes_home(runner: Runner, qtbot: QtBot) -> None:
    home = Home()
    handle = runner.submit_paced(lambda pace: list(pace.walk(range(3))), home, home.take)
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done == [JobDone(handle.id, result=[0, 1, 2])]


def test_cancelling_ends_work_that_already_runs(runner: Runner, qtbot: QtBot) -> None:
    home, started = Home(), threading.Event()
    handle = runner.submit_paced(partial(endless, started=started), home, home.take)
    assert started.wait(5)
    handle.cancel()
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done == [JobDone(handle.id, cancelled=True)]


def test_stopping_the_runner_ends_it_too(runner: Runner) -> None:
    home, started = Home(), threading.Event()
    runner.submit_paced(partial(endless, started=started), home, home.take)
    assert started.wait(5)
    assert runner.stop()
    assert home.done == []
