"""What is counted of a block, and whom it is blamed on."""

from __future__ import annotations

from typing import Any

from app.adapters.tracing.payload.recording import now
from app.adapters.tracing.payload.watching.blocks import LATE, Block, Tally
from app.adapters.tracing.payload.watching.requests import Request
from app.adapters.tracing.payload.watching.stacks import Line, Look

HERE = Line(__file__, 3, "here")
THERE = Line(__file__, 7, "there")
MS = 1_000_000


def request(path: str = "/a", client: int = 1, **scope: Any) -> Request:
    return Request(f"t{path}", {"method": "GET", "path": path, "client": ("1.2.3.4", client), **scope})


def look(found: Request | None, *stack: Line) -> Look:
    return Look(found, list(stack), own=bool(stack), work=found or stack)


def block(lasted_ms: int, *active: Request) -> Block:
    made = Block(now() - lasted_ms * MS, active)
    made.ended = made.began + lasted_ms * MS
    return made


def test_the_line_that_took_most_of_the_time_is_named() -> None:
    tally = Tally()
    tally.add([HERE, THERE], 30)
    tally.add([THERE], 50)
    tally.add([HERE, THERE], 10)
    facts = tally.facts()
    assert (facts["place"]["line"], facts["share"]) == (7, round(50 / 90, 3))
    assert [place["line"] for place in facts["stack"]] == [7]


def test_short_work_is_nobodys_fault() -> None:
    guilty, made = request(), block(200)
    made.add(look(guilty, HERE), LATE - 1, 0, starved=False)
    assert not made.is_guilty
    made.add(look(guilty, HERE), 1, 0, starved=False)
    assert made.is_guilty


def test_a_look_at_nothing_counts_nothing() -> None:
    made = block(200)
    made.add(look(None), 200 * MS, 0, starved=False)
    assert not made.is_guilty
    assert not made.is_other_work(look(request(), HERE))


def test_another_request_is_other_work_and_the_same_one_is_not() -> None:
    first, made = request(), block(200)
    made.add(look(first, HERE), MS, 0, starved=False)
    assert made.is_other_work(look(request("/b"), HERE))
    assert not made.is_other_work(look(first, THERE))
    assert not made.is_other_work(look(None))


def test_the_time_that_others_ran_is_not_the_apps() -> None:
    guilty, made = request(), block(400)
    made.add(look(guilty, HERE), 100 * MS, 0, starved=False)
    assert made.facts()["ms"] == 100.0


def test_waiting_for_a_processor_belongs_to_the_block_but_alone_is_none() -> None:
    guilty, made, queued = request(), block(400), block(400)
    made.add(look(guilty, HERE), 100 * MS, 300 * MS, starved=False)
    queued.add(look(guilty, HERE), 0, 400 * MS, starved=False)
    assert made.facts()["ms"] == 400.0
    assert not queued.is_guilty


def test_held_is_what_mostly_starved_everybody() -> None:
    guilty, made = request(), block(200)
    made.add(look(guilty, HERE), 150 * MS, 0, starved=True)
    made.add(look(guilty, HERE), 40 * MS, 0, starved=False)
    facts = made.facts()
    assert (facts["held"], facts["gil"], facts["lasts"]) == (True, False, False)


def test_busy_threads_are_named_only_where_the_loop_is_not_to_blame() -> None:
    made = block(200)
    made.add_thread([THERE], 120 * MS)
    facts = made.facts()
    assert made.is_crowded
    assert (facts["gil"], facts["held"], facts["request"], facts["place"]["line"]) == (True, False, None, 7)
    made.add(look(request(), HERE), 150 * MS, 0, starved=False)
    assert [made.is_crowded, made.facts()["gil"]] == [False, False]


def test_threads_that_run_for_a_part_of_the_time_are_not_to_blame() -> None:
    made = block(400)
    made.add_thread([THERE], 120 * MS)
    assert not made.is_crowded


def test_what_came_on_the_same_connection_did_not_wait() -> None:
    guilty, stream = request("/a", 1), request("/stream", 2)
    made = block(100, stream, guilty)
    made._under_way = [stream, guilty]
    made.add(look(guilty, HERE), 100 * MS, 0, starved=False)
    late, next_one = request("/late", 3), request("/next", 1)
    made.arrived += [late, next_one]
    assert made.waiting() == [(stream, False), (late, True)]


def test_its_name_stays_while_more_becomes_known() -> None:
    guilty, made = request(), Block(now(), ())
    made.add(look(guilty, HERE), 60 * MS, 0, starved=False)
    first = made.facts()
    made.ended = now()
    last = made.facts()
    assert (first["number"], first["at"], first["lasts"]) == (last["number"], last["at"], True)
    assert not last["lasts"]


def test_where_nobody_could_look_the_endpoint_is_named() -> None:
    guilty, made = request(endpoint=block), block(100)
    made.add(Look(guilty, [], own=False, work=guilty), 100 * MS, 0, starved=True)
    facts = made.facts()
    assert (facts["place"]["name"], facts["place"]["file"], facts["share"]) == ("block", __file__, 0.0)
    assert facts["stack"] == []


def test_a_request_that_reached_no_endpoint_has_no_place() -> None:
    guilty, made = request(), block(100)
    made.add(Look(guilty, [], own=False, work=guilty), 100 * MS, 0, starved=True)
    assert made.facts()["place"] is None
