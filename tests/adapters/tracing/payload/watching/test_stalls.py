"""The net that a timer in C holds under the watchdog: what it writes, and how that is read from outside."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from app.adapters.tracing.payload.watching.stacks import Line
from app.adapters.tracing.payload.watching.stalls import StallNet, read_stall
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DUMP = """Loop 0x7f01
Timeout (0:00:01)!
Thread 0x00007f02 (most recent call first):
  File "/lib/threading.py", line 331 in wait
  File "/shop/other.py", line 1 in other

Thread 0x00007f01 [MainThread] (most recent call first):
  File "/lib/re/__init__.py", line 166 in match
  File "/shop/a, b.py", line 45 in block
  File "<frozen runpy>", line 88 in _run_code

Current thread 0x00007f03 (most recent call first):
  File "/shop/third.py", line 9 in third
"""

HOLD = """
import re, sys, threading
from app.adapters.tracing.payload.watching.stalls import StallNet
net = StallNet(sys.argv[1])
net.open(threading.get_ident())
net.arm()
def never_returns():
    re.match(r"(?:a|a)+$", "a" * 60 + "b")
never_returns()
"""


def test_the_loops_stack_is_found_among_all_of_them() -> None:
    assert read_stall(DUMP) == [
        Line("/lib/re/__init__.py", 166, "match"),
        Line("/shop/a, b.py", 45, "block"),
        Line("<frozen runpy>", 88, "_run_code"),
    ]


@pytest.mark.parametrize("text", ["", "Timeout (0:00:01)!\n", "Loop 0x1\n", DUMP.replace("Loop 0x7f01", "Loop 0x9")])
def test_nothing_is_read_where_nothing_was_caught(text: str) -> None:
    assert read_stall(text) == []


def test_a_call_that_never_returns_is_caught_by_name(tmp_path: Path) -> None:
    path = tmp_path / "stall"
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=ROOT)
    try:
        end = time.monotonic() + 60
        stack: list[Line] = []
        while not any(line.name == "<module>" for line in stack):
            assert time.monotonic() < end
            assert process.poll() is None
            stack = read_stall(path.read_text(encoding="utf-8")) if path.exists() else []
    finally:
        process.kill()
        process.wait()
    assert "never_returns" in [line.name for line in stack]


def test_what_was_caught_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "stall"
    net = StallNet(str(path))
    net.open(0x7F01)
    try:
        assert net.taken() == []
        with path.open("a", encoding="utf-8") as file:
            file.write(DUMP.partition("\n")[2])
        assert [line.number for line in net.taken()] == [166, 45, 88]
        assert net.taken() == []
        assert path.read_text(encoding="utf-8") == "Loop 0x7f01\n"
    finally:
        net.close()
    net.close()


def test_a_net_that_is_not_open_catches_nothing(tmp_path: Path) -> None:
    net = StallNet(str(tmp_path / "stall"))
    net.arm()
    net.disarm()
    assert net.taken() == []


def test_a_file_that_cannot_be_written_is_no_net(tmp_path: Path) -> None:
    net = StallNet(str(tmp_path / "nowhere" / "stall"))
    net.open(1)
    net.arm()
    assert net.taken() == []
    net.close()
