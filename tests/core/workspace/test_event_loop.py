"""The keeper of samples and blocks: bounded, told in batches, forgotten with the source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.base.events import EventHub
from app.core.trace.loop import LoopBlock, LoopSample
from app.core.workspace import events as ev
from app.core.workspace.event_loop import BLOCK_LIMIT, SAMPLE_LIMIT, EventLoop


class Told:
    """Collects what was announced."""

    def __init__(self, hub: EventHub) -> None:
        self.events: list[Any] = []
        for event in (ev.LoopSampled, ev.LoopBlocked, ev.LoopForgotten, ev.LoopWatchAsked):
            hub.subscribe(event, self.events.append)


@pytest.fixture
def hub() -> EventHub:
    return EventHub()


@pytest.fixture
def told(hub: EventHub) -> Told:
    return Told(hub)


@pytest.fixture
def loop(hub: EventHub) -> EventLoop:
    return EventLoop(hub)


def test_a_batch_is_told_once_for_each_kind(loop: EventLoop, told: Told) -> None:
    first, second, block = LoopSample(1.0), LoopSample(2.0), LoopBlock(1, 1.5, 80)
    loop.take((first, block, second))
    assert told.events == [ev.LoopSampled((first, second)), ev.LoopBlocked((block,))]
    assert (tuple(loop.samples), loop.blocks) == ((first, second), (block,))


def test_nothing_is_told_of_nothing(loop: EventLoop, told: Told) -> None:
    loop.take(())
    loop.forget()
    assert told.events == []


def test_what_is_known_better_takes_the_place_of_what_was_known(loop: EventLoop) -> None:
    begun, other = LoopBlock(1, 1.5, 300, lasts=True), LoopBlock(2, 2.5, 80)
    ended = replace(begun, ms=700, lasts=False)
    loop.take((begun, other))
    loop.take((ended,))
    assert loop.blocks == (ended, other)


def test_a_recorder_that_counts_anew_overwrites_nothing(loop: EventLoop) -> None:
    old, new = LoopBlock(1, 1.5, 80), LoopBlock(1, 9.5, 90)
    loop.take((old,))
    loop.take((new,))
    assert loop.blocks == (old, new)


def test_what_was_seen_from_outside_makes_way_for_what_the_process_tells(loop: EventLoop) -> None:
    seen, other, told = LoopBlock(0, 6.0, 900, lasts=True), LoopBlock(1, 1.0, 80), LoopBlock(2, 5.5, 2500)
    loop.take((other, seen))
    loop.take((replace(seen, ms=1900.0),))
    assert loop.blocks == (other, replace(seen, ms=1900.0))
    loop.take((told,))
    assert loop.blocks == (other, told)


def test_it_keeps_no_more_than_it_shows(loop: EventLoop) -> None:
    loop.take(LoopSample(float(number)) for number in range(SAMPLE_LIMIT + 5))
    loop.take(LoopBlock(number, float(number), 60) for number in range(BLOCK_LIMIT + 3))
    assert (len(loop.samples), loop.samples[0].at_s) == (SAMPLE_LIMIT, 5)
    assert (len(loop.blocks), loop.blocks[0].number) == (BLOCK_LIMIT, 3)


def test_forgetting_is_told(loop: EventLoop, told: Told) -> None:
    loop.take((LoopSample(1.0), LoopBlock(1, 1.5, 80)))
    loop.forget()
    assert (len(loop.samples), loop.blocks, told.events[-1]) == (0, (), ev.LoopForgotten())


def test_watching_is_asked_for_when_it_changes(loop: EventLoop, told: Told) -> None:
    loop.watch(on=False)
    loop.watch(on=True)
    loop.watch(on=True)
    assert told.events == [ev.LoopWatchAsked(on=True)]
    assert loop.watched
