"""What runs show, judged from times alone."""

from __future__ import annotations

from dataclasses import replace

from app.core.lab.lanes import lay_lanes
from app.core.lab.verdict import Manner, Verdict, judge
from tests.support.lab_runs import a_run, in_thread, on_loop, over, side_by_side, staircase, told


def verdicts(*requests: tuple[object, object], keys: tuple[str, ...] = ()) -> tuple[Verdict, ...]:
    return judge(lay_lanes(a_run(*requests, keys=keys)))  # type: ignore[arg-type]


def verdict(*requests: tuple[object, object]) -> Verdict:
    (found,) = verdicts(*requests)
    return found


def test_a_staircase_on_the_loop_is_a_block() -> None:
    found = verdict(*staircase(8))
    assert found.manner is Manner.BLOCKED
    assert found.sentence.startswith(
        "8 requests of 300 ms each took 2.40 s. One after another: sleep_blocking (lab.py:17) "
    )


def test_the_line_that_was_seen_to_hold_the_loop_is_named() -> None:
    first, *others = lay_lanes(a_run(*staircase(3)))
    (found,) = judge((first, replace(others[0], held_at="lab.py:25 `time.sleep(seconds)`"), *others[1:]))
    assert "does not let go of it while it works, at lab.py:25 `time.sleep(seconds)`, so nobody" in found.sentence


def test_two_in_a_row_are_enough() -> None:
    assert verdict(*staircase(2)).manner is Manner.BLOCKED


def test_those_that_await_go_together() -> None:
    found = verdict(*side_by_side(8))
    assert found.manner is Manner.TOGETHER
    assert found.sentence.startswith("8 requests of 300 ms each took 314 ms. They waited together: sleep_blocking")


def test_threads_go_side_by_side() -> None:
    found = verdict(*((over(0, 2, 310, 311), in_thread(3, 4, 5, 305)) for _ in range(8)))
    assert found.manner is Manner.THREADS
    assert "Side by side: sleep_in_thread (lab.py:17) runs in worker threads" in found.sentence


def test_behind_the_pool_is_a_queue() -> None:
    first = [(over(0, 2, 310, 311), in_thread(3, 4, 5, 305)) for _ in range(4)]
    second = [(over(0, 2, 612, 613), in_thread(3, 4, 306, 606)) for _ in range(2)]
    found = verdict(*first, *second)
    assert found.manner is Manner.QUEUED
    assert found.sentence.endswith("At most 4 ran side by side in worker threads; 2 had to wait for one, up to 300 ms.")


def test_waiting_for_threads_to_start_is_no_queue() -> None:
    found = verdict(*((over(0, 2, 460, 461), in_thread(3, 4, 150 + index, 450 + index)) for index in range(8)))
    assert found.manner is Manner.THREADS


def test_waiting_while_others_work_but_for_none_of_them_is_no_queue() -> None:
    first = [(over(0, 2, 310, 311), in_thread(3, 4, 5, 305)) for _ in range(4)]
    found = verdict(*first, (over(0, 2, 510, 511), in_thread(3, 4, 200, 500)))
    assert found.manner is Manner.THREADS


def test_who_waits_for_another_operation_is_held_up_by_it() -> None:
    block, calm = staircase(2), side_by_side(1)
    late = over(0, 2, 912, 913), on_loop(604, 605, 905)
    keys = ("GET /lab/blocking", "GET /lab/blocking", "GET /lab/async")
    first, second = verdicts(*block, late, keys=keys)
    assert (first.manner, second.manner) == (Manner.BLOCKED, Manner.HELD_UP)
    assert second.sentence == (
        "1 request took 913 ms. They had to wait for the event loop, up to 602 ms: GET /lab/blocking held it."
    )
    assert calm


def test_a_loop_that_has_too_much_to_do() -> None:
    busy = [(over(0, 2, 420, 421), on_loop(200 + index, 201 + index, 301 + index)) for index in range(3)]
    found = verdict(*busy)
    assert found.manner is Manner.BUSY
    assert "up to 200 ms: it had too much else to do." in found.sentence


def test_a_lock_inside_the_endpoint_lets_one_at_a_time() -> None:
    found = verdict(
        *((over(0, 2, 305 * step, 305 * step + 1), on_loop(3, 4 + step / 10, 300 * step)) for step in (1, 2, 3, 4))
    )
    assert found.manner is Manner.SERIAL
    assert "inside sleep_blocking (lab.py:17) they wait for something that only one can have" in found.sentence


def test_a_pool_inside_the_endpoint_lets_a_few_at_a_time() -> None:
    steps = [1 + index // 2 for index in range(8)]
    found = verdict(
        *(
            (over(0, 2, 305 * step, 305 * step + 1), on_loop(3, 4 + index / 10, 300 * step))
            for index, step in enumerate(steps)
        )
    )
    assert found.manner is Manner.GROUPS
    assert "About 2 at a time" in found.sentence


def test_one_that_is_slow_for_a_reason_of_its_own_changes_nothing() -> None:
    slow = over(0, 2, 900, 901), on_loop(3, 4, 898)
    assert verdict(*side_by_side(8), slow).manner is Manner.TOGETHER


def test_one_request_alone() -> None:
    found = verdict(side_by_side(1)[0])
    assert (found.manner, found.sentence) == (
        Manner.ALONE,
        "1 request took 307 ms. Send several at once to see whom they wait for.",
    )


def test_never_two_at_a_time() -> None:
    found = verdict(
        *(
            (over(start, start + 2, start + 306, start + 307), on_loop(start + 3, start + 4, start + 304))
            for start in (0, 400)
        )
    )
    assert found.manner is Manner.APART


def test_too_short_to_tell() -> None:
    assert verdict(*side_by_side(4, each=4.0)).manner is Manner.SHORT


def test_from_outside_it_is_told_by_times_alone() -> None:
    together = verdict(*((outcome, None) for outcome, _ in side_by_side(8)))
    assert (together.manner, together.each_ms) == (Manner.TOGETHER, 305.0)
    assert together.sentence == "8 requests, of which the fastest took 305 ms, took 314 ms. They went side by side."
    serial = verdict(*((outcome, None) for outcome, _ in staircase(8)))
    assert serial.manner is Manner.SERIAL
    assert serial.sentence.endswith("Why, this server does not tell.")
    steps = [1 + index // 3 for index in range(9)]
    groups = verdict(*((over(0, 2, 300 * step, 300 * step + 1), None) for step in steps))
    assert groups.manner is Manner.GROUPS
    assert "About 3 went at a time" in groups.sentence


def test_an_endpoint_that_leaves_no_span_is_judged_from_outside() -> None:
    found = verdict(*((over(0, 2, 300, 301), told(3, 290)) for _ in range(3)))
    assert found.manner is Manner.TOGETHER
    assert "of which the fastest took" in found.sentence


def test_no_answer_at_all() -> None:
    refused = over(0, 10, None, 10, None, problem="The connection was refused.")
    found = verdict((refused, None), (refused, None))
    assert (found.manner, found.took_ms) == (Manner.UNANSWERED, 10)
    assert found.sentence == "None of 2 requests was answered. The connection was refused."
    assert verdict((over(0, 1, None, 2, None), None)).sentence == "None of 1 request was answered."


def test_errors_and_missing_answers_are_told_beside_the_rest() -> None:
    requests = [(over(0, 2, 306, 307, 500 if index else 503), on_loop(3, 4, 304)) for index in range(3)]
    late = over(0, 2, None, 900, None, problem="It took too long.")
    found = verdict(*requests, (late, None))
    assert found.sentence.endswith("3 requests ended in 500, 503. 1 request got no answer: It took too long.")
    assert found.count == 4


def test_requests_that_did_not_begin_are_not_counted() -> None:
    assert verdict(*side_by_side(3), (None, None)).count == 3
    assert judge(lay_lanes(a_run((None, None)))) == ()


def test_times_of_no_length_do_no_harm() -> None:
    instant = over(0, 0, 0, 0)
    assert verdict((instant, None), (instant, None)).took_ms == 0
