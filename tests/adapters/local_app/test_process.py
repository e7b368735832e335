"""A child process, what it prints, and that nothing of it is left."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.process import AppProcess, Launch, exit_words
from tests.support.children import run_child
from tests.support.processes import wait_until_dead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.workspace.model import LogLine

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
OBEDIENT = "import sys; print('up', flush=True); print('heard', sys.stdin.readline().strip(), flush=True)"
HANGS_ON_THE_LINE = "import sys; print('up', flush=True); [None for line in sys.stdin]; print('hung up', flush=True)"
WITH_A_CHILD = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print('up', child.pid, flush=True);"
)


class Child:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: list[str] = []
        self.statuses: list[int] = []
        self._heard = threading.Condition()
        self.process: AppProcess

    def start(self, code: str) -> AppProcess:
        launch = Launch((sys.executable, "-u", "-c", code), str(self.folder), os.environ)
        self.process = AppProcess(launch, self._line, self._exit)
        self.process.start()
        return self.process

    def wait_for(self, text: str) -> str:
        with self._heard:
            assert self._heard.wait_for(lambda: any(text in line for line in self.texts), 20), self.texts
        return next(line for line in self.texts if text in line)

    def _line(self, line: LogLine) -> None:
        with self._heard:
            self.texts.append(line.text)
            self._heard.notify_all()

    def _exit(self, status: int) -> None:
        self.statuses.append(status)


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    made = Child(tmp_path)
    yield made
    made.process.end(0)


def test_both_outputs_come_in_their_order(child: Child) -> None:
    process = child.start("import sys; print(1); print(2, file=sys.stderr); print(3)")
    assert process.wait(20)
    process.end(0)
    assert child.texts == ["1", "2", "3"]
    assert child.statuses == [0]
    assert process.last_lines == "1\n2\n3"


def test_it_starts_in_its_folder(child: Child) -> None:
    child.start("import os; print(os.getcwd())").wait(20)
    assert Path(child.texts[0]).samefile(child.folder)


def test_it_hears_lines_and_ends_when_asked(child: Child) -> None:
    process = child.start(OBEDIENT)
    child.wait_for("up")
    process.end(20)
    assert child.texts == ["up", "heard stop"]
    assert child.statuses == [0]
    assert process.ended


def test_it_knows_when_nobody_waits_for_it_any_more(child: Child) -> None:
    process = child.start(HANGS_ON_THE_LINE)
    child.wait_for("up")
    process.hang_up()
    assert process.wait(20)
    child.wait_for("hung up")
    process.say("to nobody")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_will_not_end_is_killed(child: Child) -> None:
    process = child.start(STUBBORN)
    child.wait_for("up")
    began = time.monotonic()
    process.end(0.1)
    assert time.monotonic() - began < 5
    assert child.statuses == [-signal.SIGKILL]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_stopped_one_is_killed_too(child: Child) -> None:
    process = child.start(STUBBORN)
    child.wait_for("up")
    os.kill(process.pid, signal.SIGSTOP)
    process.end(0.1)
    assert child.statuses == [-signal.SIGKILL]


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
@pytest.mark.parametrize("end", ["time.sleep(60)", "sys.exit(0)", "import os; os.abort()"])
def test_what_it_started_ends_with_it(child: Child, end: str) -> None:
    process = child.start(WITH_A_CHILD + end)
    grandchild = int(child.wait_for("up").split()[1])
    process.end(0.2)
    wait_until_dead(grandchild)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_being_killed_from_outside_is_noticed(child: Child) -> None:
    process = child.start(STUBBORN)
    child.wait_for("up")
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(20)
    process.end(0)
    assert child.statuses == [-signal.SIGKILL]
    process.kill()
    process.say("to nobody")


def test_what_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    for command, folder in ((str(tmp_path / "python"), tmp_path), (sys.executable, tmp_path / "nowhere")):
        with pytest.raises(OSError, match="No such file"):
            AppProcess(Launch((command,), str(folder), {}), lambda line: None, lambda status: None)


PARENT = """
import os, sys, threading
from app.adapters.local_app.process import AppProcess, Launch
process = AppProcess(Launch((sys.executable, "-u", "-c", sys.argv[1]), ".", os.environ), lambda line: None, print)
process.start()
print(process.pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_parent_that_is_killed_lets_go_of_the_line() -> None:
    parent = run_child("-c", PARENT, HANGS_ON_THE_LINE)
    assert parent.returncode == -signal.SIGKILL, parent.stderr
    wait_until_dead(int(parent.stdout))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "It ended by itself with exit status 0."),
        (3, "It ended by itself with exit status 3."),
        (-9, "It was ended by SIGKILL, as the system does when memory runs out."),
        (-15, "It was ended by SIGTERM."),
        (-11, "It crashed with SIGSEGV: a fault in compiled code."),
        (-99, "It was ended by signal 99."),
    ],
)
def test_an_end_is_told_in_words(status: int, words: str) -> None:
    assert exit_words(status) == words
