"""A pipe is read to its end, and no longer than its process lives."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.output import OutputReader

if TYPE_CHECKING:
    from app.core.workspace.model import LogLine


class Paper:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._written = threading.Condition()

    def write(self, line: LogLine) -> None:
        with self._written:
            self.texts.append(line.text)
            self._written.notify_all()

    def wait_for(self, text: str) -> None:
        with self._written:
            assert self._written.wait_for(lambda: text in self.texts, 10), self.texts


def test_lines_come_while_the_pipe_is_open_and_the_rest_at_its_end() -> None:
    read, write = os.pipe()
    paper = Paper()
    reader = OutputReader(read, paper.write)
    reader.start()
    os.write(write, b"one\ntwo")
    paper.wait_for("one")
    os.close(write)
    reader.finish()
    assert paper.texts == ["one", "two"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, pipes cannot be waited for with a time limit")
def test_a_question_is_shown_though_nothing_follows() -> None:
    read, write = os.pipe()
    paper = Paper()
    reader = OutputReader(read, paper.write)
    reader.start()
    os.write(write, b"Password: ")
    paper.wait_for("Password: ")
    os.close(write)
    reader.finish()


@pytest.mark.skipif(sys.platform == "win32", reason="there, pipes cannot be waited for with a time limit")
def test_a_pipe_that_somebody_holds_open_is_left_after_a_moment() -> None:
    read, write = os.pipe()
    paper = Paper()
    reader = OutputReader(read, paper.write)
    reader.start()
    os.write(write, b"words\n")
    began = time.monotonic()
    reader.finish()
    assert time.monotonic() - began < 5
    assert paper.texts == ["words"]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(read)
    os.close(write)


@pytest.mark.expected_logs("could not be delivered")
def test_a_listener_that_fails_is_told_in_the_log() -> None:
    read, write = os.pipe()
    heard: list[str] = []

    def listen(line: LogLine) -> None:
        heard.append(line.text)
        raise ValueError(line.text)

    reader = OutputReader(read, listen)
    reader.start()
    os.write(write, b"one\ntwo\n")
    os.close(write)
    reader.finish()
    assert heard == ["one", "two"]
