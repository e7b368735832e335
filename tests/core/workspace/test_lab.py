"""Runs of the lab: what is announced, what is kept, what is forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.base.events import EventHub
from app.core.lab.model import Plan, Portion, Run, Shot
from app.core.trace.loop import LoopBlock, LoopRequest
from app.core.workspace import events as ev
from app.core.workspace.lab import KEPT_RUNS, Lab
from tests.support.lab_runs import ORIGIN, over, told

PLAN = Plan((Portion(1, "GET /x", 2),))
SHOTS = (Shot(1, "GET /x", "a" * 32), Shot(2, "GET /x", "b" * 32))


@pytest.fixture
def hub() -> EventHub:
    return EventHub()


@pytest.fixture
def heard(hub: EventHub) -> list[object]:
    found: list[object] = []
    for event in (ev.LabRunRequested, ev.LabCancelRequested, ev.LabChanged):
        hub.subscribe(event, found.append)
    return found


@pytest.fixture
def lab(hub: EventHub) -> Lab:
    return Lab(hub)


def begin(lab: Lab, shots: tuple[Shot, ...] = SHOTS) -> Run:
    return lab.begin(PLAN, shots, ORIGIN)


def test_a_run_is_asked_for_once_at_a_time(lab: Lab, heard: list[object]) -> None:
    lab.request(PLAN)
    assert heard == [ev.LabRunRequested(PLAN)]
    begin(lab)
    lab.request(PLAN)
    assert heard == [ev.LabRunRequested(PLAN), ev.LabChanged()]


def test_nothing_is_no_run(lab: Lab, heard: list[object]) -> None:
    lab.request(Plan((Portion(1, "GET /x", 0),)))
    assert heard == []


def test_only_what_runs_can_be_cancelled(lab: Lab, heard: list[object]) -> None:
    lab.cancel()
    assert heard == []
    begin(lab)
    lab.cancel()
    assert heard[-1] == ev.LabCancelRequested()


def test_a_refusal_is_kept_until_the_next_run(lab: Lab, heard: list[object]) -> None:
    lab.refuse("It is not running.")
    assert (lab.problem, heard) == ("It is not running.", [ev.LabChanged()])
    lab.request(PLAN)
    assert lab.problem == ""


def test_what_became_of_requests_takes_their_place_and_keeps_their_traces(lab: Lab) -> None:
    run = begin(lab)
    trace = replace(told(1, 5), trace_id="b" * 32)
    assert lab.attach(trace)
    lab.take(run.number, [replace(SHOTS[1], outcome=over(0, 1, 2, 3))])
    assert lab.current is not None
    first, second = lab.current.shots
    assert first == SHOTS[0]
    assert (second.trace, second.outcome) == (trace, over(0, 1, 2, 3))
    lab.finish(run.number, "You stopped it.")
    assert not lab.runs[0].running
    assert lab.runs[0].stopped == "You stopped it."


def test_news_of_a_forgotten_run_change_nothing(lab: Lab, heard: list[object]) -> None:
    lab.take(7, SHOTS)
    lab.finish(7)
    assert heard == []
    assert not lab.attach(told(1, 5))


def test_a_trace_may_belong_to_an_older_run(lab: Lab) -> None:
    first = begin(lab)
    lab.finish(first.number)
    begin(lab, (Shot(1, "GET /x", "c" * 32),))
    assert lab.attach(replace(told(1, 5), trace_id="a" * 32))
    assert lab.runs[0].shots[0].trace is not None
    assert not lab.attach(replace(told(1, 5), trace_id="d" * 32))


def test_a_block_of_the_loop_belongs_to_the_request_that_held_it(hub: EventHub, lab: Lab, heard: list[object]) -> None:
    run = begin(lab)
    heard.clear()
    block = LoopBlock(1, ORIGIN, 300.0, LoopRequest("b" * 32, "GET", "/x"))
    others = LoopBlock(2, ORIGIN, 300.0), LoopBlock(3, ORIGIN, 300.0, LoopRequest("d" * 32, "GET", "/x"))
    hub.publish(ev.LoopBlocked((block, *others)))
    assert heard == [ev.LabChanged()]
    lab.take(run.number, [replace(SHOTS[1], outcome=over(0, 1, 2, 3))])
    assert [shot.block for shot in lab.runs[0].shots] == [None, block]


def test_old_runs_fall_out(lab: Lab) -> None:
    for _ in range(KEPT_RUNS + 2):
        lab.finish(begin(lab).number)
    assert [run.number for run in lab.runs] == list(range(3, KEPT_RUNS + 3))


def test_forgetting_keeps_what_runs(lab: Lab, heard: list[object]) -> None:
    lab.finish(begin(lab).number)
    begin(lab)
    heard.clear()
    lab.forget()
    assert [run.number for run in lab.runs] == [2]
    assert heard == [ev.LabChanged()]


def test_leaving_the_source_stops_and_forgets(hub: EventHub, lab: Lab, heard: list[object]) -> None:
    begin(lab)
    lab.refuse("no")
    heard.clear()
    hub.publish(ev.SourceLeft())
    assert heard == [ev.LabCancelRequested(), ev.LabChanged()]
    assert (lab.runs, lab.problem) == ((), "")
