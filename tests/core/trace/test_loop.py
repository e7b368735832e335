"""Blocks and samples of the event loop from the recorder's dicts, or a clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.json_record import RecordError
from app.core.projects.model import CodePlace
from app.core.trace.loop import LoopBlock, LoopRequest, LoopSample, read_block, read_sample

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

PLACE: dict[str, Any] = {"file": "/shop/lab.py", "line": 45, "name": "block", "text": "time.sleep(1)"}
BLOCK: dict[str, Any] = {
    "number": 3,
    "at": 1_700_000_000.25,
    "ms": 312,
    "request": {"id": "t-1", "method": "GET", "path": "/lab/blocking"},
    "place": PLACE,
    "held": True,
    "gil": False,
    "lasts": True,
    "share": 0.75,
    "stack": [{"file": "/shop/main.py", "line": 7}, PLACE],
    "waited": [{"id": "t-2", "method": "POST", "path": "/books", "arrived": True}, {"method": "GET", "path": "/"}],
}


def test_a_full_block() -> None:
    block = read_block(BLOCK)
    assert (block.number, block.at_s, block.ms, block.share) == (3, 1_700_000_000.25, 312.0, 0.75)
    assert (block.held, block.gil, block.lasts) == (True, False, True)
    assert block.request == LoopRequest("t-1", "GET", "/lab/blocking")
    assert block.trace_id == "t-1"
    assert block.place == CodePlace("/shop/lab.py", 45, "block", "time.sleep(1)")
    assert block.stack == (CodePlace("/shop/main.py", 7), block.place)
    assert block.waited == (LoopRequest("t-2", "POST", "/books", arrived=True), LoopRequest("", "GET", "/"))


def test_a_block_of_which_only_the_time_is_known() -> None:
    block = read_block({"number": 1, "at": 5, "ms": 60.5, "request": None, "place": None})
    assert block == LoopBlock(1, 5.0, 60.5)
    assert block.trace_id == ""


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (None, "/"),
        ({**BLOCK, "number": None}, "/number"),
        ({**BLOCK, "ms": "long"}, "/ms"),
        ({**BLOCK, "request": "GET /"}, "/request"),
        ({**BLOCK, "place": {"line": 1}}, "/place/file"),
        ({**BLOCK, "held": 1}, "/held"),
        ({**BLOCK, "stack": [PLACE, {"file": "x", "line": "y"}]}, "/stack/1/line"),
        ({**BLOCK, "waited": [{"id": 5}]}, "/waited/0/id"),
    ],
)
def test_a_wrong_block_says_where(value: JsonValue, where: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_block(value)
    assert caught.value.where == where


def test_a_sample_with_lag() -> None:
    sample = read_sample({"at": 10.5, "ms": 0.4, "borrowed": 2, "tokens": 40, "waiting": 1})
    assert sample == LoopSample(10.5, 0.4, 2, 40, 1)


def test_a_sample_of_the_pool_alone() -> None:
    assert read_sample({"at": 10, "ms": None, "borrowed": 40, "tokens": 40}) == LoopSample(10.0, None, 40, 40, 0)


def test_a_wrong_sample_says_where() -> None:
    with pytest.raises(RecordError) as caught:
        read_sample({"at": 1, "ms": True})
    assert caught.value.where == "/ms"


def test_a_block_is_known_by_number_and_beginning() -> None:
    block = LoopBlock(1, 5.0, 60.5)
    assert block.is_same(LoopBlock(1, 5.0, 90, lasts=True))
    assert not block.is_same(LoopBlock(1, 6.0, 60.5))
    assert not block.is_same(LoopBlock(2, 5.0, 60.5))


def test_what_was_seen_from_outside_is_the_block_that_the_process_tells_of_later() -> None:
    seen, told = LoopBlock(0, 6.0, 900, lasts=True), LoopBlock(3, 5.4, 2500)
    assert told.covers(seen)
    assert not seen.covers(told)
    assert not told.covers(LoopBlock(4, 6.0, 90))
    assert not told.covers(LoopBlock(0, 5.3, 90))
    assert not told.covers(LoopBlock(0, 8.0, 90))
