"""What nobody caught: shown, printed, and the hooks given back."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QTimer

from app.shell.excepthooks import owned_excepthooks

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Hooks:
    """The two doors."""

    def __init__(self) -> None:
        self.reported: list[BaseException] = []
        self.handed_over: list[BaseException] = []

    def report(self, error: BaseException) -> None:
        self.reported.append(error)

    def hand_over(self, error: BaseException) -> None:
        self.handed_over.append(error)


@pytest.fixture
def hooks() -> Hooks:
    return Hooks()


def raise_it() -> None:
    raise ZeroDivisionError("a mistake")


class Clumsy(QObject):
    def stumble(self) -> None:
        raise_it()


def test_an_exception_in_a_slot_is_reported_and_the_loop_goes_on(
    hooks: Hooks, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    clumsy = Clumsy()
    # pytest-qt has a hook of its own, which would fail the test: it is replaced while the block runs.
    before, sys.excepthook = sys.excepthook, sys.__excepthook__
    try:
        with owned_excepthooks(hooks.report, hooks.hand_over):
            QTimer.singleShot(0, clumsy, clumsy.stumble)
            qtbot.waitUntil(lambda: bool(hooks.reported))
    finally:
        sys.excepthook = before
    assert [str(error) for error in hooks.reported] == ["a mistake"]
    assert hooks.reported[0].__traceback__ is not None
    assert "ZeroDivisionError: a mistake" in capsys.readouterr().err


def test_an_exception_that_ends_a_thread_is_handed_over(hooks: Hooks, capsys: pytest.CaptureFixture[str]) -> None:
    before, threading.excepthook = threading.excepthook, threading.__excepthook__
    try:
        with owned_excepthooks(hooks.report, hooks.hand_over):
            for target in (raise_it, sys.exit):
                thread = threading.Thread(target=target)
                thread.start()
                thread.join()
    finally:
        threading.excepthook = before
    assert [str(error) for error in hooks.handed_over] == ["a mistake"]
    assert not hooks.reported
    assert "a mistake" in capsys.readouterr().err


class Unraisable:
    def __del__(self) -> None:
        raise_it()


def test_an_exception_that_python_cannot_raise_is_reported(hooks: Hooks, capsys: pytest.CaptureFixture[str]) -> None:
    before, sys.unraisablehook = sys.unraisablehook, sys.__unraisablehook__
    try:
        with owned_excepthooks(hooks.report, hooks.hand_over):
            Unraisable()
    finally:
        sys.unraisablehook = before
    assert [str(error) for error in hooks.reported] == ["a mistake"]
    assert "a mistake" in capsys.readouterr().err


def test_the_hooks_are_given_back(hooks: Hooks) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    with owned_excepthooks(hooks.report, hooks.hand_over):
        assert (sys.excepthook, threading.excepthook, sys.unraisablehook) != before
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
