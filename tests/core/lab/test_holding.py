"""Who held the event loop, judged by what moved meanwhile."""

from __future__ import annotations

from app.core.lab.holding import holders, mark_waits
from app.core.lab.lanes import lay_lanes
from app.core.lab.model import Lane, Piece, PieceKind
from tests.support.lab_runs import a_run, in_thread, on_loop, over, side_by_side, staircase


def test_in_a_staircase_all_but_the_last_held_it() -> None:
    assert sorted(holders(lay_lanes(a_run(*staircase(4))))) == [1, 2, 3]


def test_side_by_side_nobody_held_it() -> None:
    lanes = lay_lanes(a_run(*side_by_side(8)))
    assert holders(lanes) == {}
    assert mark_waits(lanes) is lanes


def test_one_inside_the_time_of_another_held_nothing() -> None:
    outer, inner = (over(0, 1, 310, 311), on_loop(1, 2, 305)), (over(0, 1, 300, 301), on_loop(1, 3, 290))
    assert holders(lay_lanes(a_run(outer, inner))) == {}


def test_without_anybody_who_waits_nobody_held_it() -> None:
    assert holders(lay_lanes(a_run(staircase(1)[0]))) == {}
    late = over(290, 299, 620, 621), on_loop(305, 306, 600)
    assert holders(lay_lanes(a_run(staircase(1)[0], late))) == {}


def test_whoever_waits_for_a_thread_is_no_witness() -> None:
    waiting = over(0, 2, 400, 401), in_thread(3, 4, 310, 390)
    assert holders(lay_lanes(a_run((over(0, 2, 304, 305), on_loop(3, 4.5, 303)), waiting))) == {}


def test_a_request_that_tells_nothing_is_no_witness() -> None:
    assert holders(lay_lanes(a_run(staircase(1)[0], (over(0, 2, 600, 601), None)))) == {}


def test_too_short_a_time_is_not_judged() -> None:
    assert holders(lay_lanes(a_run(*staircase(5, each=3.0)))) == {}


def test_a_request_seen_early_waited_where_another_held_the_loop() -> None:
    holder = over(0, 2, 304, 305), on_loop(3, 4, 303)
    early = over(0, 2, 640, 641), on_loop(3.2, 330, 630)
    lane = lay_lanes(a_run(holder, early))[1]
    kinds = [(piece.kind, round(piece.start_ms), round(piece.end_ms)) for piece in lane.pieces]
    assert (PieceKind.LOOP_WAIT, 4, 303) in kinds
    assert (PieceKind.SERVER, 303, 330) in kinds


def test_a_piece_is_cut_around_all_that_others_held() -> None:
    held = tuple(
        Lane(number, "A", 0, 1, end_ms=60, pieces=(Piece(PieceKind.LOOP, start, start + 10),))
        for number, start in ((1, 0.0), (2, 20.0), (3, 40.0))
    )
    waiting = Lane(4, "B", 0, 0, end_ms=80, pieces=(Piece(PieceKind.SERVER, 0, 55), Piece(PieceKind.LOOP, 55, 70)))
    marked = mark_waits((*held, waiting))[3]
    cut = [(piece.kind.name, piece.start_ms, piece.end_ms) for piece in marked.pieces]
    assert cut == [
        ("LOOP_WAIT", 0, 10),
        ("SERVER", 10, 20),
        ("LOOP_WAIT", 20, 30),
        ("SERVER", 30, 40),
        ("LOOP_WAIT", 40, 50),
        ("SERVER", 50, 55),
        ("LOOP", 55, 70),
    ]
