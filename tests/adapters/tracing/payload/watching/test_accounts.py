"""Whose fault a gap between two looks is, from what the clocks say."""

from __future__ import annotations

import threading

import pytest

from app.adapters.tracing.payload.watching.accounts import Clocks, Gap, Steps, queued, spent
from app.adapters.tracing.payload.watching.clocks import Step

MS = 1_000_000


def step(ran: int = 0, slices: int = 0, *, queued: int = 0, runnable: bool = False) -> Step:
    return Step(ran * MS, queued * MS, slices, runnable)


def steps(loop: Step | None, *, process: int = 0, collected: int = 0) -> Steps:
    return Steps(loop, process * MS, collected * MS)


def gap(length: int, *, starved: bool = False, shared: bool = False) -> Gap:
    return Gap(length * MS, starved, shared)


def own(found: Gap, did: Steps) -> float:
    return spent(found, did, own=True) / MS


@pytest.mark.parametrize("shared", [False, True])
def test_who_sleeps_in_own_code_is_to_blame_for_all_of_it(shared: bool) -> None:
    assert own(gap(10, shared=shared), steps(step(), process=9)) == 10


@pytest.mark.parametrize("shared", [False, True])
def test_who_waits_for_the_interpreter_is_to_blame_for_what_it_ran(shared: bool) -> None:
    assert own(gap(200, starved=True, shared=shared), steps(step(13, 428), process=278)) == 13


@pytest.mark.parametrize("shared", [False, True])
def test_who_computes_is_to_blame(shared: bool) -> None:
    assert own(gap(200, starved=True, shared=shared), steps(step(195, 40, runnable=True), process=200)) == 195


def test_a_call_that_kept_the_interpreter_while_it_slept_is_to_blame_where_nobody_else_ran() -> None:
    assert own(gap(200, starved=True), steps(step(1, 3, queued=4), process=2)) == 196


def test_a_look_that_came_late_blames_nobody_for_what_kept_it_waiting() -> None:
    """As measured beside four programs that computed: neither starved nor crowded, and nobody slept."""
    did = steps(step(2, 30, queued=14), process=8)
    assert [own(gap(length, shared=True), did) for length in (52, 20)] == [2, 20]


def test_garbage_of_the_whole_process_is_not_the_loops() -> None:
    """As measured where a request's own line asked for memory once too often: 183 of 194 ms."""
    found, did = gap(194, starved=True, shared=True), steps(step(183, 395, runnable=True), process=206, collected=180)
    assert own(found, did) == 3
    assert queued(found, did, 3 * MS) == 11 * MS


def test_work_beside_the_garbage_still_counts() -> None:
    found, did = gap(300, starved=True, shared=True), steps(step(290, 90, runnable=True), process=300, collected=190)
    assert own(found, did) == 100


def test_more_garbage_than_time_counts_nothing() -> None:
    did = steps(step(50, 9, runnable=True), process=60, collected=70)
    assert own(gap(60, shared=True), did) == 0
    assert queued(gap(60, shared=True), did, 0) == 0


def test_code_that_is_not_the_apps_is_blamed_where_all_of_the_process_is_the_app() -> None:
    did = steps(step(80, 9), process=90)
    assert [spent(gap(90, shared=shared), did, own=False) / MS for shared in (False, True)] == [80, 0]


def test_without_clocks_only_a_gap_that_was_looked_at_in_time_counts_in_a_shared_process() -> None:
    blind = steps(None)
    counted = [
        own(gap(90, starved=starved, shared=shared), blind) for starved in (False, True) for shared in (False, True)
    ]
    assert counted == [90, 90, 90, 0]
    assert queued(gap(90), blind, 0) == 0


def test_only_a_runnable_thread_waits_for_a_processor() -> None:
    assert queued(gap(90), steps(step(10, 3)), 10 * MS) == 0
    assert queued(gap(90), steps(step(10, 3, runnable=True)), 10 * MS) == 80 * MS


def test_each_step_begins_where_the_last_one_ended() -> None:
    clocks = Clocks(threading.get_ident(), threading.get_native_id(), shared=False)
    before = clocks.stepped_at
    sum(range(200_000))
    first, second = clocks.step(), clocks.step()
    assert clocks.stepped_at > before
    assert first.process > second.process
    assert first.collected == second.collected == 0
    clocks.close()
