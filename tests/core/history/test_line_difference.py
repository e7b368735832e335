"""Two texts line by line."""

from __future__ import annotations

import pytest

from app.core.history.line_difference import MOST_LINES, line_rows


def shown(before: str, after: str) -> list[tuple[str, str, str, str]]:
    return [(row.kind.name, row.what, row.before, row.after) for row in line_rows(before, after)[0]]


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ("", "", []),
        ("a\nb", "a\nb", []),
        ("a", "b", [("CHANGED", "line 1", "a", "b")]),
        ("", "b", [("ADDED", "line 1", "", "b")]),
        ("a", "", [("REMOVED", "line 1", "a", "")]),
        (
            "a\nb",
            "x\na\nb",
            [("ADDED", "line 1", "", "x"), ("SAME", "line 1 → 2", "a", "a"), ("SAME", "line 2 → 3", "b", "b")],
        ),
        (
            "a\nb\nc",
            "a\nc",
            [("SAME", "line 1", "a", "a"), ("REMOVED", "line 2", "b", ""), ("SAME", "line 3 → 2", "c", "c")],
        ),
    ],
)
def test_lines_stand_side_by_side(before: str, after: str, rows: list[tuple[str, str, str, str]]) -> None:
    assert shown(before, after) == rows


def test_far_from_differences_lines_are_left_out() -> None:
    lines = [f"line {number}" for number in range(30)]
    changed = [*lines]
    changed[10], changed[20] = "ten", "twenty"
    rows = shown("\n".join(lines), "\n".join(changed))
    assert [row[0] for row in rows] == [
        "LEFT_OUT", "SAME", "SAME", "CHANGED", "SAME", "SAME",
        "LEFT_OUT", "SAME", "SAME", "CHANGED", "SAME", "SAME", "LEFT_OUT",
    ]  # fmt: skip
    assert [row[2] for row in rows if row[0] == "LEFT_OUT"] == [
        "8 lines the same",
        "5 lines the same",
        "7 lines the same",
    ]


def test_a_single_line_is_left_out_as_one() -> None:
    before, after = "a\nb\nc\nd", "a\nb\nc\nx"
    assert shown(before, after)[0] == ("LEFT_OUT", "…", "1 line the same", "1 line the same")


def test_very_many_lines_have_an_end() -> None:
    count = MOST_LINES + 500
    rows, cut = line_rows(
        "\n".join(f"a{number}" for number in range(count)), "\n".join(f"b{number}" for number in range(count))
    )
    assert cut
    assert len(rows) == MOST_LINES


def test_a_long_equal_beginning_costs_nothing() -> None:
    same = "\n".join(f"line {number}" for number in range(50_000))
    rows, cut = line_rows(f"{same}\nold\n{same}", f"{same}\nnew\n{same}")
    assert not cut
    assert [row.kind.name for row in rows] == ["LEFT_OUT", "SAME", "SAME", "CHANGED", "SAME", "SAME", "LEFT_OUT"]
