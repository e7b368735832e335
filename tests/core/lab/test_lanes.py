"""Client's phases and server's account on one axis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.lab.lanes import lay_lanes
from app.core.lab.model import Lane, PieceKind, Shot
from app.core.projects.model import CodePlace
from app.core.trace.loop import LoopBlock
from tests.support.lab_runs import ORIGIN, a_run, in_thread, on_loop, over, told

if TYPE_CHECKING:
    from app.core.lab.model import Outcome
    from app.core.trace.model import Trace

LOOP = {"where": "event loop"}


def lane_of(outcome: Outcome | None, trace: Trace | None = None) -> Lane:
    return lay_lanes(a_run((outcome, trace)))[0]


def pieces(lane: Lane) -> list[tuple[str, int, int]]:
    return [(piece.kind.name, round(piece.start_ms), round(piece.end_ms)) for piece in lane.pieces]


def test_a_request_that_did_not_begin_has_no_times() -> None:
    lane = lane_of(None)
    assert (lane.start_ms, lane.end_ms, lane.pieces) == (None, None, ())


def test_one_under_way_has_a_beginning() -> None:
    run = a_run((over(0, 1, 2, 3), None), running=True)
    waiting = Shot(2, "GET /lab/x", "b" * 32, ORIGIN + 0.25)
    lane = lay_lanes(replace(run, shots=(*run.shots, waiting)))[1]
    assert lane.start_ms == pytest.approx(250.0)
    assert lane.end_ms is None


def test_without_a_trace_the_client_knows_that_it_waited() -> None:
    lane = lane_of(over(0, 10, 100, 120))
    assert pieces(lane) == [("CLIENT", 0, 10), ("UNTOLD", 10, 100), ("RECEIVE", 100, 120)]
    assert (lane.told, lane.status, lane.sent_ms, lane.first_byte_ms) == (False, 200, 10, 100)


def test_a_failure_ends_where_it_happened() -> None:
    lane = lane_of(over(0, 10, None, 50, None, problem="It took too long."))
    assert pieces(lane) == [("CLIENT", 0, 10), ("UNTOLD", 10, 50)]
    assert (lane.status, lane.problem, lane.first_byte_ms) == (None, "It took too long.", None)


def test_a_refused_connection_is_the_clients_time_alone() -> None:
    refused = over(0, 10, None, 10, None, problem="Refused.")
    assert pieces(lane_of(refused)) == [("CLIENT", 0, 10)]
    assert pieces(lane_of(refused, on_loop(3, 4, 5))) == [("CLIENT", 0, 10)]


def test_what_happens_before_the_server_sees_it_is_waiting_for_the_loop() -> None:
    lane = lane_of(over(0, 10, 391, 395), on_loop(80, 85, 388))
    assert pieces(lane) == [
        ("CLIENT", 0, 10),
        ("LOOP_WAIT", 10, 80),
        ("SERVER", 80, 85),
        ("LOOP", 85, 388),
        ("SERVER", 388, 389),
        ("RECEIVE", 389, 395),
    ]
    assert (lane.told, lane.place) == (True, "sleep_blocking (lab.py:17)")


def test_waiting_for_a_thread_running_in_it_and_waiting_for_the_loop_to_take_the_result() -> None:
    lane = lane_of(over(0, 10, 391, 395), in_thread(10, 20, 60, 360, taken=380))
    assert pieces(lane) == [
        ("CLIENT", 0, 10),
        ("SERVER", 10, 20),
        ("THREAD_WAIT", 20, 60),
        ("THREAD", 60, 360),
        ("LOOP_WAIT", 360, 380),
        ("SERVER", 380, 381),
        ("RECEIVE", 381, 395),
    ]


def test_a_thread_that_never_ran_was_waited_for() -> None:
    trace = told(10, 90, (1, "thread", "job", 5, 80, {"thread": ""}))
    assert ("THREAD_WAIT", 15, 90) in pieces(lane_of(over(0, 10, 101, 102), trace))


def test_a_dependency_runs_on_the_loop_unless_a_thread_says_more() -> None:
    spans: tuple[tuple[Any, ...], ...] = (
        (1, "dependency", "shop.slow", 5, 25, {}),
        (1, "dependency", "shop.threaded", 30, 60, {}),
        (2, "thread", "threaded", 30, 60, {"queue_ms": 0.0, "run_ms": 30}),
    )
    found = pieces(lane_of(over(0, 10, 101, 102), told(10, 90, *spans)))
    assert ("LOOP", 15, 35) in found
    assert ("THREAD", 40, 70) in found


def test_neighbours_of_one_kind_are_one_piece() -> None:
    spans: tuple[tuple[Any, ...], ...] = (
        (1, "dependency", "shop.user", 5, 25, {}),
        (1, "endpoint", "shop.nap", 25, 80, LOOP),
    )
    assert ("LOOP", 15, 90) in pieces(lane_of(over(0, 10, 101, 102), told(10, 90, *spans)))


@pytest.mark.parametrize("seen", [-3_600_000.0, 3_600_000.0])
def test_a_server_with_another_clock_ends_with_the_first_byte(seen: float) -> None:
    lane = lane_of(over(0, 10, 400, 405), on_loop(seen, seen + 5, seen + 299))
    assert pieces(lane)[:3] == [("CLIENT", 0, 10), ("LOOP_WAIT", 10, 100), ("SERVER", 100, 105)]


def test_a_server_that_does_not_say_when_ends_with_the_first_byte() -> None:
    trace = replace(on_loop(0, 5, 299), started_at=None)
    assert ("LOOP", 105, 399) in pieces(lane_of(over(0, 10, 400, 405), trace))


def test_a_server_that_saw_it_before_it_was_all_sent() -> None:
    lane = lane_of(over(0, 10, 391, 395), on_loop(6, 8, 388))
    assert pieces(lane)[:2] == [("CLIENT", 0, 6), ("SERVER", 6, 8)]


def test_a_server_that_says_more_than_there_was_time_for_is_cut() -> None:
    lane = lane_of(over(0, 10, 100, 105), replace(on_loop(0, 5, 900), started_at=None))
    assert pieces(lane)[-1][2] == 105
    assert all(piece.start_ms < piece.end_ms for piece in lane.pieces)


def test_a_trace_that_goes_on_after_the_client_gave_up() -> None:
    lane = lane_of(over(0, 10, None, 100, None, problem="It took too long."), on_loop(12, 14, 900))
    assert lane.told
    assert pieces(lane)[-1] == ("LOOP", 14, 100)


def test_a_request_without_an_answer_of_the_server_has_the_whole_trace() -> None:
    trace = replace(on_loop(12, 14, 60), headers_ms=None)
    assert ("LOOP", 14, 60) in pieces(lane_of(over(0, 10, 70, 71), trace))


@pytest.mark.parametrize(
    ("attributes", "place"),
    [
        ({"file": "C:\\shop\\lab.py", "line": 3, **LOOP}, "nap (lab.py:3)"),
        ({**LOOP}, "nap"),
    ],
)
def test_the_place_is_the_function_and_its_line(attributes: dict[str, object], place: str) -> None:
    lane = lane_of(over(0, 10, 101, 102), told(10, 90, (1, "endpoint", "shop.make.<locals>.nap", 5, 80, attributes)))
    assert lane.place == place


def test_an_endpoint_without_a_span_is_named_by_the_trace() -> None:
    lane = lane_of(over(0, 10, 101, 102), told(10, 90, endpoint="shop.lab:Shop.nap"))
    assert lane.place == "nap"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (
            LoopBlock(1, ORIGIN, 300.0, place=CodePlace("/srv/lab.py", 25, text="time.sleep(`s`)  # a nap")),
            "lab.py:25 `time.sleep('s')`",
        ),
        (LoopBlock(1, ORIGIN, 300.0, place=CodePlace("/srv/lab.py", 25)), "lab.py:25"),
        (LoopBlock(1, ORIGIN, 300.0, place=CodePlace("/srv/lab.py", 25), gil=True), ""),
        (LoopBlock(1, ORIGIN, 300.0), ""),
        (None, ""),
    ],
)
def test_where_the_loop_was_seen_to_be_held(block: LoopBlock | None, words: str) -> None:
    run = a_run((over(0, 10, 391, 395), on_loop(80, 85, 388)))
    lane = lay_lanes(replace(run, shots=(replace(run.shots[0], block=block),)))[0]
    assert lane.held_at == words


def test_pieces_have_no_gaps() -> None:
    for outcome, trace in (
        (over(0, 10, 391, 395), in_thread(10, 20, 60, 360, taken=380)),
        (over(5, 10, 391, 395), on_loop(80, 85, 388)),
        (over(0, 10, 100, 120), None),
    ):
        lane = lane_of(outcome, trace)
        assert lane.pieces[0].start_ms == lane.start_ms
        assert lane.pieces[-1].end_ms == lane.end_ms
        for one, two in zip(lane.pieces, lane.pieces[1:], strict=False):
            assert one.end_ms == pytest.approx(two.start_ms)
            assert one.kind is not two.kind


def test_kinds_have_words_for_people() -> None:
    assert all(kind.value for kind in PieceKind)
