"""What a block means in plain words."""

from __future__ import annotations

import pytest

from app.core.projects.model import CodePlace
from app.core.trace.loop import LoopBlock, LoopRequest
from app.core.trace.loop_words import advice_words, block_words, code_words, place_words, waiting_words

PLACE = CodePlace("/shop/routers/lab.py", 45, "block", "    time.sleep(ms / 1000)\n")
REQUEST = LoopRequest("t-1", "GET", "/lab/blocking")
ARRIVED = LoopRequest("t-2", "GET", "/books", arrived=True)
UNDER_WAY = LoopRequest("t-3", "GET", "/stream")


def test_a_block_names_request_time_line_and_who_had_to_wait() -> None:
    block = LoopBlock(1, 0, 312, REQUEST, PLACE, waited=(ARRIVED, ARRIVED, ARRIVED))
    assert block_words(block) == (
        "GET /lab/blocking held the event loop for 312 ms at lab.py:45 `time.sleep(ms / 1000)`; 3 requests had to wait."
    )


def test_a_block_that_goes_on() -> None:
    block = LoopBlock(1, 0, 1500, REQUEST, PLACE, lasts=True)
    assert block_words(block) == (
        "GET /lab/blocking has held the event loop for 1.50 s so far at lab.py:45 `time.sleep(ms / 1000)`."
    )


def test_a_block_by_nobodys_request() -> None:
    assert block_words(LoopBlock(1, 0, 80, None, PLACE)).startswith("Code outside any request held the event loop")


def test_a_block_of_which_nothing_is_known() -> None:
    assert block_words(LoopBlock(1, 0, 80)) == "Something held the event loop for 80 ms."


def test_a_block_that_was_seen_from_outside() -> None:
    words = block_words(LoopBlock(0, 0, 1500, None, PLACE, held=True, lasts=True))
    assert words.startswith("One call that lets nothing else run has held the event loop for 1.50 s so far at lab.py")


def test_a_busy_interpreter_is_blamed_on_the_threads() -> None:
    block = LoopBlock(1, 0, 80, REQUEST, PLACE, gil=True)
    assert block_words(block) == (
        "Worker threads kept Python busy for 80 ms at lab.py:45 `time.sleep(ms / 1000)`, "
        "so the event loop could not run."
    )


def test_code_cannot_break_the_sentence() -> None:
    line = "x = `" + "a" * 200
    words = block_words(LoopBlock(1, 0, 80, REQUEST, CodePlace("a.py", 1, "f", line)))
    assert words.endswith("a…`.")
    assert words.count("`") == 2


@pytest.mark.parametrize(
    ("waited", "lasts", "words"),
    [
        ((), False, ""),
        ((ARRIVED,), False, "1 request had to wait"),
        ((ARRIVED,), True, "1 request has to wait"),
        ((ARRIVED, ARRIVED), True, "2 requests have to wait"),
        ((UNDER_WAY,), False, "1 request under way stood still"),
        ((UNDER_WAY,), True, "1 request under way stands still"),
        ((UNDER_WAY, UNDER_WAY), True, "2 requests under way stand still"),
        ((ARRIVED, UNDER_WAY, ARRIVED), False, "2 requests had to wait and 1 more under way stood still"),
    ],
)
def test_who_had_to_wait(waited: tuple[LoopRequest, ...], lasts: bool, words: str) -> None:
    assert waiting_words(LoopBlock(1, 0, 80, waited=waited, lasts=lasts)) == words


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [("/a/b/lab.py", 45, "lab.py:45"), ("C:\\shop\\lab.py", 2, "lab.py:2"), ("lab.py", 0, "lab.py")],
)
def test_a_place_by_its_own_name(file: str, line: int, words: str) -> None:
    assert place_words(CodePlace(file, line)) == words


def test_a_line_without_text_is_named_all_the_same() -> None:
    assert block_words(LoopBlock(1, 0, 80, REQUEST, CodePlace("a.py", 3))) == (
        "GET /lab/blocking held the event loop for 80 ms at a.py:3."
    )


def test_each_kind_of_block_has_its_own_advice() -> None:
    waits, computes, threads = (
        advice_words(LoopBlock(1, 0, 80)),
        advice_words(LoopBlock(1, 0, 80, held=True)),
        advice_words(LoopBlock(1, 0, 80, gil=True)),
    )
    assert "run_in_threadpool" in waits
    assert "one call" in computes.lower()
    assert "another process" in threads


@pytest.mark.parametrize(
    ("text", "words"),
    [("    time.sleep(1)  # noqa: S101\n", "time.sleep(1)"), ("x = '#'", "x = '#'"), ("# all of it", "# all of it")],
)
def test_a_comment_behind_a_line_is_left_out(text: str, words: str) -> None:
    assert code_words(CodePlace("a.py", 1, "f", text)) == words
