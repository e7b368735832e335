"""A pytest plugin: no test leaves a running thread, an active timer, an orphan window or an open event loop behind.

A leak is reported at the test that caused it, with the place where it was born; without the guard it shows up as a
crash or an odd failure three files later. Births are recorded by wrapping the few methods that start things, because
a thread or a timer does not remember who started it. What a module- or session-wide fixture starts belongs to that
fixture and is left alone.

Qt is never imported here: the guards look at it only once a test has, so that the core's tests run without it.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from _pytest.fixtures import FixtureDef, SubRequest

PATIENCE_S = 2.0
"""How long a thread that is about to end is waited for."""

BENIGN_THREADS = ("pytest_timeout", "pydevd.")
"""Threads of the test runner itself, by the beginning of their names."""

_failed = pytest.StashKey[bool]()
_births = pytest.StashKey["Births"]()
_current = pytest.StashKey["Guard"]()


@dataclass(slots=True)
class Births:
    """What was started and where; weak, so that recording keeps nothing alive.

    Attributes:
        threads: Started threads and the stack of their `start`.
        timers: Qt timers and animations that were started at least once, and the stack of the last start.
        loops: asyncio event loops and the stack of their making.
    """

    threads: WeakKeyDictionary[threading.Thread, traceback.StackSummary] = field(default_factory=WeakKeyDictionary)
    timers: WeakKeyDictionary[Any, traceback.StackSummary] = field(default_factory=WeakKeyDictionary)
    loops: WeakKeyDictionary[asyncio.AbstractEventLoop, traceback.StackSummary] = field(
        default_factory=WeakKeyDictionary
    )
    qt_is_watched: bool = False

    def watch(self) -> None:
        """Wraps what starts threads and loops, and timers as soon as Qt is there."""
        _record_calls(threading.Thread, "start", self.threads)
        _record_calls(asyncio.BaseEventLoop, "__init__", self.loops)

    def watch_qt(self) -> None:
        """Wraps what starts timers, once Qt was imported."""
        core = sys.modules.get("PySide6.QtCore")
        if core is not None and not self.qt_is_watched:
            _record_calls(core.QTimer, "start", self.timers)
            _record_calls(core.QAbstractAnimation, "start", self.timers)
            self.qt_is_watched = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is alive at one moment."""

    threads: frozenset[threading.Thread]
    timers: frozenset[Any]
    loops: frozenset[asyncio.AbstractEventLoop]
    windows: frozenset[Any]

    @classmethod
    def take(cls, births: Births) -> Snapshot:
        """Looks at threads, active timers, open loops and parentless widgets."""
        births.watch_qt()
        return cls(
            frozenset(thread for thread in threading.enumerate() if _is_ours(thread)),
            frozenset(timer for timer in list(births.timers) if _is_active(timer)),
            frozenset(loop for loop in list(births.loops) if not loop.is_closed()),
            frozenset(_orphan_windows()),
        )

    def __sub__(self, other: Snapshot) -> Snapshot:
        return Snapshot(
            self.threads - other.threads,
            self.timers - other.timers,
            self.loops - other.loops,
            self.windows - other.windows,
        )

    def __or__(self, other: Snapshot) -> Snapshot:
        return Snapshot(
            self.threads | other.threads,
            self.timers | other.timers,
            self.loops | other.loops,
            self.windows | other.windows,
        )

    def __bool__(self) -> bool:
        return bool(self.threads or self.timers or self.loops or self.windows)


class Guard:
    """Compares what lives after a test with what lived before it.

    Attributes:
        births: Where things were started.
        before: What lived before the test, and what wider fixtures started meanwhile.
    """

    def __init__(self, births: Births) -> None:
        self.births = births
        self.before = Snapshot.take(births)

    def adopt(self, earlier: Snapshot) -> None:
        """Counts everything born since `earlier` as the property of a wider fixture."""
        self.before |= Snapshot.take(self.births) - earlier

    def leaks(self) -> Snapshot:
        """What the test left behind, after giving everything that is ending its chance to end."""
        _flush_deferred_deletes()
        found = Snapshot.take(self.births) - self.before
        if not found:
            return found
        del found  # a snapshot would keep alive what only a reference cycle still holds
        gc.collect()
        _flush_deferred_deletes()
        deadline = time.monotonic() + PATIENCE_S
        for thread in (Snapshot.take(self.births) - self.before).threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return Snapshot.take(self.births) - self.before

    def describe(self, leaks: Snapshot) -> str:
        """One paragraph for each leak: what it is, where it was born, what to do."""
        parts = ["The test left something behind that will disturb the tests after it."]
        parts += [
            _story(f"a running thread {t.name!r}", self.births.threads.get(t), "join it") + _standing(t)
            for t in leaks.threads
        ]
        parts += [_story(f"an active {_name(t)}", self.births.timers.get(t), "stop it") for t in leaks.timers]
        parts += [
            _story(f"an open event loop {loop!r}", self.births.loops.get(loop), "close it") for loop in leaks.loops
        ]
        parts += [
            _story(
                f"an orphan window: {_name(w)}, title {w.windowTitle()!r}",
                None,
                "pass it to qtbot.addWidget or delete it",
            )
            for w in leaks.windows
        ]
        return "\n\n".join(parts)

    def clean(self, leaks: Snapshot) -> None:
        """Removes what can be removed, so that the next test is not blamed."""
        for timer in leaks.timers:
            timer.stop()
        for window in leaks.windows:
            window.hide()
            window.deleteLater()
        _flush_deferred_deletes()


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    """Begins to record births, before the first test module is imported."""
    births = Births()
    births.watch()
    config.stash[_births] = births


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers a failure: a failed test may well leave things behind, and its own message matters more."""
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: FixtureDef[object], request: SubRequest) -> Generator[None, object, object]:
    """Lets fixtures that outlive the test keep what they start."""
    guard = request.config.stash.get(_current, None)
    if guard is None or fixturedef.scope == "function":
        return (yield)
    earlier = Snapshot.take(guard.births)
    try:
        return (yield)
    finally:
        guard.adopt(earlier)


@pytest.fixture(autouse=True)
def leak_guard(request: pytest.FixtureRequest) -> Generator[Guard]:
    """Fails a test that leaves a thread, a timer, a window or an event loop behind."""
    stash = request.config.stash
    guard = stash[_current] = Guard(stash[_births])
    yield guard
    del stash[_current]
    leaks = guard.leaks()
    if not leaks:
        return
    message = guard.describe(leaks)
    guard.clean(leaks)
    if not request.node.stash.get(_failed, False):
        pytest.fail(message, pytrace=False)


def _record_calls(owner: Any, method: str, into: WeakKeyDictionary[Any, traceback.StackSummary]) -> None:
    """Wraps `owner.method` so that each call notes its stack."""
    original: Callable[..., Any] = getattr(owner, method)

    def recorded(self: Any, *arguments: Any, **options: Any) -> Any:
        into[self] = traceback.StackSummary.extract(
            traceback.walk_stack(sys._getframe(1)), limit=16, lookup_lines=False, capture_locals=False
        )
        return original(self, *arguments, **options)

    setattr(owner, method, recorded)


def _is_ours(thread: threading.Thread) -> bool:
    # Threads that Qt or C code made show up as _DummyThread once they run Python, and stay listed after their end.
    return not isinstance(thread, threading._DummyThread) and not thread.name.startswith(BENIGN_THREADS)


def _is_active(timer: Any) -> bool:
    if not sys.modules["shiboken6"].isValid(timer):
        return False
    if isinstance(timer, sys.modules["PySide6.QtCore"].QTimer):
        return bool(timer.isActive())
    return bool(timer.state() == timer.State.Running)


def _orphan_windows() -> Iterable[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return ()
    # Qt keeps the label of the last tool tip for itself and deletes it by a timer of its own.
    return [w for w in widgets.QApplication.topLevelWidgets() if w.parent() is None and _name(w) != "QTipLabel"]


def _flush_deferred_deletes() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        # processEvents() leaves deferred deletes alone outside a running event loop, so they are delivered by name.
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


def _name(thing: Any) -> str:
    own = thing.objectName()
    return f"{thing.metaObject().className()}{f' {own!r}' if own else ''}"


def _standing(thread: threading.Thread) -> str:
    """Where a thread is at this moment: a thread that only waits to be stopped and one that works need other cures."""
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None:
        return ""
    stack = traceback.StackSummary.extract(traceback.walk_stack(frame), limit=12, lookup_lines=False)
    return f"\nIt now stands here:\n{''.join(stack.format())}".rstrip()


def _story(what: str, stack: traceback.StackSummary | None, remedy: str) -> str:
    if stack is None:
        return f"{what}; {remedy}."
    ours = [frame for frame in reversed(stack) if not {"_pytest", "pluggy"}.intersection(Path(frame.filename).parts)]
    frames = traceback.StackSummary.from_list(ours)
    return f"{what}; {remedy}. It was born here:\n{''.join(frames.format())}".rstrip()
