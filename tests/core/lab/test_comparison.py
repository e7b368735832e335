"""Two runs beside each other, and runs as text."""

from __future__ import annotations

import csv
import io
import json

from app.core.lab.comparison import as_csv, as_json, compare, took
from app.core.lab.lanes import lay_lanes
from app.core.lab.verdict import judge
from tests.support.lab_runs import a_run, over, side_by_side, staircase


def test_which_run_was_faster() -> None:
    slow, fast = lay_lanes(a_run(*staircase(8))), lay_lanes(a_run(*side_by_side(8)))
    assert compare(slow, fast) == "2.40 s before, 314 ms now: 7.7 times as fast."
    assert compare(fast, slow) == "314 ms before, 2.40 s now: 7.7 times as slow."
    assert compare(fast, fast) == "314 ms before, 314 ms now: about the same."


def test_a_run_without_times_is_compared_with_nothing() -> None:
    nothing = lay_lanes(a_run((None, None)))
    assert took(nothing) == 0.0
    assert compare(nothing, lay_lanes(a_run(*side_by_side(2)))) == "One of the two runs has no times to compare."
    assert compare(lay_lanes(a_run(*side_by_side(2))), nothing) == "One of the two runs has no times to compare."


def test_csv_has_a_line_for_each_request() -> None:
    lanes = lay_lanes(
        a_run(*staircase(2), (over(0, 2, None, 50, None, problem='It said "no", then left.'), None), (None, None))
    )
    rows = list(csv.DictReader(io.StringIO(as_csv(lanes))))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert (rows[1]["status"], rows[1]["server_told"], rows[1]["loop_ms"]) == ("200", "True", "299.5")
    assert (rows[2]["problem"], rows[2]["loop_ms"], rows[2]["status"]) == ('It said "no", then left.', "", "")
    assert rows[3]["start_ms"] == ""


def test_json_has_the_verdicts_and_every_piece() -> None:
    run = a_run(*staircase(2))
    lanes = lay_lanes(run)
    record = json.loads(as_json(run, lanes, judge(lanes)))
    assert record["verdicts"][0]["manner"] == "blocked"
    assert record["took_ms"] == 605
    assert [piece["kind"] for piece in record["requests"][1]["pieces"]][:2] == [
        "connecting and sending",
        "waiting for the event loop",
    ]
