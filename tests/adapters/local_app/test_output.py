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

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="there, pipes cannot be waited for with a time limit")


class Pipe:
    """A pipe with a reader at its end, and what that has read."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._heard = threading.Condition()
        self.reading, self.writing = os.pipe()
        self.reader = OutputReader(self.reading, self._hear)
        self.reader.start()

    def write(self, data: bytes) -> None:
        os.write(self.writing, data)

    def wait_for(self, text: str) -> None:
        with self._heard:
            assert self._heard.wait_for(lambda: text in self.texts, 10), self.texts

    def end(self) -> None:
        os.close(self.writing)
        self.reader.finish()

    def _hear(self, line: LogLine) -> None:
        with self._heard:
            self.texts.append(line.text)
            self._heard.notify_all()
        if line.text == "trouble":
            raise ValueError(line.text)


@pytest.fixture
def pipe() -> Pipe:
    return Pipe()


def test_lines_come_while_the_pipe_is_open_and_the_rest_at_its_end(pipe: Pipe) -> None:
    pipe.write(b"one\ntwo")
    pipe.wait_for("one")
    pipe.end()
    assert pipe.texts == ["one", "two"]


@UNIX
def test_a_question_is_shown_though_nothing_follows(pipe: Pipe) -> None:
    pipe.write(b"Password: ")
    pipe.wait_for("Password: ")
    pipe.end()


@UNIX
def test_a_pipe_that_somebody_holds_open_is_left_after_a_moment(pipe: Pipe) -> None:
    pipe.write(b"words\n")
    began = time.monotonic()
    pipe.reader.finish()
    assert time.monotonic() - began < 5
    assert pipe.texts == ["words"]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(pipe.reading)
    os.close(pipe.writing)


@pytest.mark.expected_logs("could not be delivered")
def test_a_listener_that_fails_is_told_in_the_log(pipe: Pipe) -> None:
    pipe.write(b"trouble\ntwo\n")
    pipe.end()
    assert pipe.texts == ["trouble", "two"]
