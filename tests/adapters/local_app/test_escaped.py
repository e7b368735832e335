"""What an app started and let go of ends with it; nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.escaped import VARIABLE, end_escaped
from tests.support.processes import wait_until_dead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the environments of processes")

OBEDIENT = "import sys; print('up', flush=True); sys.stdin.read()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + OBEDIENT
DAEMON = f"""
import os, sys
if os.fork():
    os.wait()
    sys.exit()
os.setsid()
if os.fork():
    os._exit(0)
print(os.getpid(), flush=True)
os.execv(sys.executable, [sys.executable, '-c', {OBEDIENT!r}])
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    made: list[subprocess.Popen[str]] = []
    yield made
    for each in made:
        each.kill()
        each.communicate()


def start(started: list[subprocess.Popen[str]], code: str, folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, VARIABLE: str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    started.append(process)
    return process


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize(("code", "end"), [(OBEDIENT, signal.SIGTERM), (STUBBORN, signal.SIGKILL)])
def test_it_is_asked_and_then_made_to_end(
    started: list[subprocess.Popen[str]], tmp_path: Path, code: str, end: signal.Signals
) -> None:
    process = start(started, code, tmp_path)
    assert said(process) == "up"
    end_escaped(tmp_path)
    assert process.wait(20) == -end


def test_a_daemon_has_left_its_group_but_not_its_mark(started: list[subprocess.Popen[str]], tmp_path: Path) -> None:
    process = start(started, DAEMON, tmp_path)
    daemon = int(said(process))
    assert said(process) == "up"
    assert process.wait(20) == 0
    end_escaped(tmp_path)
    wait_until_dead(daemon)


def test_others_stay(started: list[subprocess.Popen[str]], tmp_path: Path) -> None:
    other = start(started, OBEDIENT, tmp_path / "1")
    assert said(other) == "up"
    end_escaped(tmp_path)
    end_escaped(tmp_path / "11")
    assert other.poll() is None
