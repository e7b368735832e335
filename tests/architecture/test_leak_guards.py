"""The guards are tests of tests: each kind of leak fails its own test, and honest tests pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAKING = """
import asyncio, threading
import pytest
from PySide6.QtCore import QObject, QPropertyAnimation, QTimer
from PySide6.QtWidgets import QWidget

stop = threading.Event()
kept = []

def test_thread():
    threading.Thread(target=stop.wait, name="the-leaked-thread", daemon=True).start()

def test_timer(qapp):
    timer = QTimer(objectName="the-leaked-timer")
    kept.append(timer)
    timer.start(1000)

def test_animation(qapp):
    target = QObject()
    animation = QPropertyAnimation(target, b"objectName", objectName="the-leaked-animation")
    animation.setDuration(60_000)
    animation.setStartValue("a")
    animation.setEndValue("b")
    kept.extend((target, animation))
    animation.start()

def test_window(qapp):
    kept.append(QWidget(objectName="the-leaked-window", windowTitle="Left open"))

def test_loop():
    kept.append(asyncio.new_event_loop())

def test_failed_by_itself(qapp):
    kept.append(QWidget())
    assert False, "its own message"

@pytest.fixture(scope="module")
def ticking(qapp):
    timer = QTimer()
    timer.start(1000)
    thread = threading.Thread(target=stop.wait, name="of-a-fixture")
    thread.start()
    yield timer
    timer.stop()
    stop.set()
    thread.join()

def test_honest_use_of_a_wider_fixture(request):
    assert request.getfixturevalue("ticking").isActive()

def test_honest(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    child = QTimer(widget)
    child.start(1000)
    local = QWidget()
    local.cycle = local
    later = QWidget()
    later.deleteLater()
    kept.append(later)
    thread = threading.Thread(target=threading.Event().wait, args=(0.05,))
    thread.start()
    asyncio.run(asyncio.sleep(0))
"""

LOGGING = """
import logging
import pytest

def test_silent_below_warning():
    logging.getLogger("x").info("fine")

def test_unexpected():
    logging.getLogger("x").warning("nobody asked %s", "for this")

def test_announced(expected_logs):
    expected_logs.allow("asked .* this", logger="x")
    logging.getLogger("x.y").warning("asked for this")

@pytest.mark.expected_logs("one", "two", logger="x")
def test_marked():
    logging.getLogger("x").warning("one")
    logging.getLogger("x").error("two")

def test_other_logger(expected_logs):
    expected_logs.allow("text", logger="x")
    logging.getLogger("xylophone").warning("text")

def test_never_came(expected_logs):
    expected_logs.allow("the promised words")

def test_may_not_come(expected_logs):
    expected_logs.allow("perhaps", required=False)
"""


@pytest.fixture
def outcome(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    pytester.makeini("[pytest]\nqt_api = pyside6\nmarkers = expected_logs(pattern): of the guard")
    return pytester


def run(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    pytester.makepyfile(source)
    return pytester.runpytest_subprocess("-p", "tests.support.leak_guards", "-p", "tests.support.log_guard", "-v")


def verdicts(result: pytest.RunResult) -> Mapping[str, set[str]]:
    """The words pytest wrote after each test's name; a leak shows as PASSED and then ERROR (at teardown)."""
    found: dict[str, set[str]] = {}
    for line in result.outlines:
        name, _, word = line.partition("::")[2].partition(" ")
        if name and word:
            found.setdefault(name, set()).add(word.split()[0])
    return found


def test_each_kind_of_leak_fails_its_own_test_and_tells_where_it_was_born(outcome: pytest.Pytester) -> None:
    result = run(outcome, LEAKING)
    seen = verdicts(result)
    for leak in ("thread", "timer", "animation", "window", "loop"):
        assert "ERROR" in seen[f"test_{leak}"], leak
    assert (
        "ERROR" not in seen["test_honest"] | seen["test_honest_use_of_a_wider_fixture"] | seen["test_failed_by_itself"]
    )
    assert result.parseoutcomes() == {"passed": 7, "failed": 1, "errors": 5}
    result.stdout.fnmatch_lines_random(
        [
            "a running thread 'the-leaked-thread'; join it. It was born here:",
            '*threading.Thread(target=stop.wait, name="the-leaked-thread", daemon=True).start()',
            "an active QTimer 'the-leaked-timer'; stop it. It was born here:",
            "*timer.start(1000)",
            "an active QPropertyAnimation 'the-leaked-animation'; stop it. It was born here:",
            "an orphan window: QWidget 'the-leaked-window', title 'Left open'; pass it to qtbot.addWidget *",
            "an open event loop *; close it. It was born here:",
            "*kept.append(asyncio.new_event_loop())",
            "*its own message*",
        ]
    )


def test_an_unexpected_warning_fails_and_an_announced_one_has_to_come(outcome: pytest.Pytester) -> None:
    result = run(outcome, LOGGING)
    failing = {name for name, words in verdicts(result).items() if "ERROR" in words}
    assert failing == {"test_unexpected", "test_other_logger", "test_never_came"}
    result.stdout.fnmatch_lines_random(
        [
            "unexpected WARNING of 'x' (*): nobody asked for this",
            "expected a warning or error matching 'the promised words' of any logger; none came",
        ]
    )


def test_the_guards_watch_this_very_run(request: pytest.FixtureRequest) -> None:
    assert {"leak_guard", "expected_logs"} <= set(request.fixturenames)
