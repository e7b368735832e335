from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread

from app.jobs.model import JobDone, JobError
from app.jobs.runner import STOP_SECONDS, Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Home(QObject):
    """An owner that remembers what came home, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[JobDone] = []
        self.threads: list[QThread] = []

    def take(self, done: JobDone) -> None:
        self.done.append(done)
        self.threads.append(QThread.currentThread())


class Errors:
    def __init__(self) -> None:
        self.seen: list[JobError] = []

    def take(self, failure: JobError) -> None:
        self.seen.append(failure)


@pytest.fixture
def errors() -> Errors:
    return Errors()


@pytest.fixture
def runner(qapp: QCoreApplication, errors: Errors) -> Iterator[Runner]:
    made = Runner(on_error=errors.take)
    yield made
    assert made.stop()


async def answer(value: object) -> object:
    await asyncio.sleep(0)
    return value


async def forever(started: threading.Event, ended: threading.Event) -> None:
    started.set()
    try:
        await asyncio.Event().wait()
    finally:
        ended.set()


async def fail() -> None:
    message = "the reason"
    raise ValueError(message)


def jobs_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("routeglass-")]


def test_a_result_comes_home_on_the_main_thread(runner: Runner, qtbot: QtBot) -> None:
    home = Home()
    handle = runner.submit(partial(answer, {"deep": 1}), home, home.take)
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done == [JobDone(handle.id, result={"deep": 1})]
    assert home.threads == [QCoreApplication.instance().thread()]  # type: ignore[union-attr]
    assert runner.running == 0


def test_the_same_object_comes_home(runner: Runner, qtbot: QtBot) -> None:
    home = Home()
    value = {1: "int keys survive", "big": 2**80}
    runner.submit(partial(answer, value), home, home.take)
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done[0].result is value


def test_many_jobs_each_come_home_once(runner: Runner, qtbot: QtBot) -> None:
    home = Home()
    ids = [runner.submit(partial(answer, number), home, home.take).id for number in range(500)]
    qtbot.waitUntil(lambda: len(home.done) == 500)
    assert {done.handle_id: done.result for done in home.done} == dict(zip(ids, range(500), strict=True))


def test_an_error_is_delivered_and_told_to_the_hook(runner: Runner, errors: Errors, qtbot: QtBot) -> None:
    home = Home()
    runner.submit(fail, home, home.take)
    qtbot.waitUntil(lambda: bool(home.done))
    assert isinstance(home.done[0].error, ValueError)
    assert errors.seen == [JobError(home.done[0].error, delivered=True)]


def test_a_factory_that_raises_is_an_error_too(runner: Runner, qtbot: QtBot) -> None:
    home = Home()

    def broken() -> None:
        message = "no coroutine"
        raise KeyError(message)

    runner.submit(broken, home, home.take)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(home.done))
    assert isinstance(home.done[0].error, KeyError)


def test_cancelling_stops_a_coroutine_at_once(runner: Runner, qtbot: QtBot) -> None:
    home, started, ended = Home(), threading.Event(), threading.Event()
    handle = runner.submit(partial(forever, started, ended), home, home.take)
    assert started.wait(5)
    handle.cancel()
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done == [JobDone(handle.id, cancelled=True)]
    assert ended.is_set()
    handle.cancel()  # harmless


def test_cancelled_before_its_first_step_it_still_comes_home(runner: Runner, qtbot: QtBot) -> None:
    home = Home()
    handles = [runner.submit(partial(answer, 1), home, home.take) for _ in range(20)]
    for handle in handles:
        handle.cancel()
    qtbot.waitUntil(lambda: len(home.done) == 20)
    assert all(done.cancelled or done.result == 1 for done in home.done)


def test_a_destroyed_owner_gets_nothing_but_its_error_is_not_lost(runner: Runner, errors: Errors, qtbot: QtBot) -> None:
    home, gate = Home(), threading.Event()
    done = home.done

    async def wait_and_fail() -> None:
        await asyncio.to_thread(gate.wait, 5)
        await fail()

    runner.submit(wait_and_fail, home, home.take)
    home.deleteLater()
    QCoreApplication.sendPostedEvents(home, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: bool(errors.seen))
    assert done == []
    assert [failure.delivered for failure in errors.seen] == [False]


def test_an_owner_without_references_is_let_go(runner: Runner, qtbot: QtBot) -> None:
    other, gate = Home(), threading.Event()
    home = Home()
    runner.submit(partial(asyncio.to_thread, gate.wait, 5), home, home.take)
    done = home.done
    del home
    gc.collect()
    gate.set()
    runner.submit(partial(answer, 1), other, other.take)
    qtbot.waitUntil(lambda: bool(other.done) and runner.running == 0)
    assert done == []


def test_only_bound_methods_are_taken(runner: Runner) -> None:
    with pytest.raises(TypeError):
        runner.submit(partial(answer, 1), Home(), print)


def test_blocking_work_runs_off_the_main_thread(runner: Runner, qtbot: QtBot) -> None:
    home = Home()
    runner.submit_blocking(threading.get_ident, home, home.take)
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done[0].result != threading.get_ident()
    assert "routeglass-jobs" not in jobs_threads(), "blocking work needs no loop"


def test_an_error_of_blocking_work_comes_home(runner: Runner, errors: Errors, qtbot: QtBot) -> None:
    home = Home()
    runner.submit_blocking(partial(int, "x"), home, home.take)
    qtbot.waitUntil(lambda: bool(home.done))
    assert isinstance(home.done[0].error, ValueError)
    assert len(errors.seen) == 1


def test_queued_blocking_work_can_be_cancelled(runner: Runner, qtbot: QtBot) -> None:
    home, gate, ran = Home(), threading.Event(), threading.Event()
    for _ in range(6):
        runner.submit_blocking(partial(gate.wait, 5), home, home.take)
    late = runner.submit_blocking(ran.set, home, home.take)
    late.cancel()
    qtbot.waitUntil(lambda: bool(home.done))
    assert home.done == [JobDone(late.id, cancelled=True)]
    gate.set()
    qtbot.waitUntil(lambda: len(home.done) == 7)
    assert not ran.is_set()


def test_a_job_that_exits_takes_nothing_else_with_it(runner: Runner, qtbot: QtBot) -> None:
    home = Home()

    async def leave() -> None:
        sys.exit(3)

    runner.submit(leave, home, home.take)
    runner.submit(partial(answer, 1), home, home.take)
    qtbot.waitUntil(lambda: len(home.done) == 2)
    assert isinstance(home.done[0].error, RuntimeError)
    assert home.done[1].result == 1


def test_an_error_outside_any_job_reaches_the_hook(runner: Runner, errors: Errors, qtbot: QtBot) -> None:
    home = Home()

    async def leave_a_broken_callback() -> None:
        asyncio.get_running_loop().call_soon(partial(int, "x"))

    runner.submit(leave_a_broken_callback, home, home.take)
    qtbot.waitUntil(lambda: bool(errors.seen))
    assert isinstance(errors.seen[0].error, ValueError)
    assert not errors.seen[0].delivered


def test_stop_cancels_runs_the_cleanups_and_leaves_no_thread(qapp: QCoreApplication) -> None:
    runner, home = Runner(), Home()
    started, ended, closed = threading.Event(), threading.Event(), threading.Event()
    order: list[str] = []

    async def broken_cleanup() -> None:
        order.append("broken")
        await fail()

    async def cleanup() -> None:
        order.append("cancelled first" if ended.is_set() else "too early")
        closed.set()

    runner.at_stop(broken_cleanup)
    runner.at_stop(cleanup)
    runner.submit(partial(forever, started, ended), home, home.take)
    runner.submit_blocking(partial(started.wait, 5), home, home.take)
    assert started.wait(5)
    assert runner.stop()
    assert order == ["broken", "cancelled first"]
    assert jobs_threads() == []
    QCoreApplication.processEvents()
    assert home.done == []
    with pytest.raises(RuntimeError, match="stopped"):
        runner.submit(partial(answer, 1), home, home.take)


def test_what_blocks_a_worker_can_be_freed_between_the_two_steps_of_a_stop(qapp: QCoreApplication) -> None:
    runner, home, inside, gate = Runner(), Home(), threading.Event(), threading.Event()

    def wait_for_a_server() -> None:
        inside.set()
        gate.wait(30)

    runner.submit_blocking(wait_for_a_server, home, home.take)
    assert inside.wait(5)
    runner.begin_stop()
    gate.set()
    before = time.monotonic()
    assert runner.stop()
    assert time.monotonic() - before < STOP_SECONDS / 2
    QCoreApplication.processEvents()
    assert home.done == []


def test_stop_without_a_job_starts_nothing(qapp: QCoreApplication) -> None:
    runner = Runner()
    assert jobs_threads() == []
    assert runner.stop()
    assert runner.stop(), "stopping twice is harmless"


def test_stop_does_not_wait_for_what_is_stuck(qapp: QCoreApplication) -> None:
    runner, home, gate = Runner(), Home(), threading.Event()
    inside = threading.Event()

    def stuck() -> None:
        inside.set()
        gate.wait(30)

    runner.submit_blocking(stuck, home, home.take)
    assert inside.wait(5)
    before = time.monotonic()
    assert not runner.stop()
    assert time.monotonic() - before < STOP_SECONDS + 0.5
    gate.set()
    for thread in threading.enumerate():
        if thread.name.startswith("routeglass-"):
            thread.join(5)
    assert home.done == []


def test_a_process_with_a_stuck_worker_still_ends() -> None:
    script = """
import threading, asyncio, sys
from PySide6.QtCore import QCoreApplication, QObject
from app.jobs.runner import Runner
class Home(QObject):
    def take(self, done): pass
app, home = QCoreApplication([]), Home()
runner, inside = Runner(), threading.Event()
def stuck():
    inside.set()
    threading.Event().wait(60)
async def look_up():
    await asyncio.to_thread(stuck)
runner.submit(look_up, home, home.take)
assert inside.wait(10)
assert 'concurrent.futures' in sys.modules
runner.stop()
print('ended')
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "ended", "")


def test_importing_and_making_a_runner_does_not_import_asyncio() -> None:
    script = "import sys; from app.jobs.runner import Runner; Runner(); print('asyncio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "False")
