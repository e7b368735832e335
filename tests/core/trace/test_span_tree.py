"""Spans become a tree whatever they say of their parents."""

from __future__ import annotations

import random

import pytest

from app.core.trace.model import Span, Trace
from app.core.trace.span_tree import SpanTree, own_pieces


def _tree(*spans: tuple[int, int | None, float, float]) -> SpanTree:
    made = tuple(
        Span(number, parent, "internal", f"s{number}", start, length) for number, parent, start, length in spans
    )
    return SpanTree(Trace("t", "GET", "/", 200, 10.0, made))


def _shape(tree: SpanTree) -> list[tuple[int, int]]:
    return [(span.number, depth) for span, depth in tree.walk()]


def test_children_stand_in_the_order_in_which_they_began() -> None:
    tree = _tree((3, 1, 5, 1), (1, None, 0, 10), (2, 1, 2, 1), (4, 3, 5, 1))
    assert _shape(tree) == [(1, 0), (2, 1), (3, 1), (4, 2)]
    assert [span.number for span in tree.children(1)] == [2, 3]
    assert [span.number for span in tree.below(1)] == [2, 3, 4]
    assert tree.children(9) == ()
    assert tree.span(4) is not None
    assert tree.span(9) is None
    assert tree.span(None) is None


def test_a_span_whose_parent_is_missing_or_itself_stands_at_the_top() -> None:
    tree = _tree((1, 77, 3, 1), (2, 2, 1, 1), (3, None, 0, 1))
    assert [span.number for span in tree.tops] == [3, 2, 1]


def test_a_ring_is_opened_where_it_began() -> None:
    tree = _tree((1, 3, 5, 1), (2, 1, 2, 1), (3, 2, 1, 1), (4, None, 0, 1), (5, 2, 3, 1))
    assert _shape(tree) == [(4, 0), (3, 0), (1, 1), (2, 2), (5, 3)]


def test_nothing_is_lost_whatever_the_parents_are() -> None:
    chance = random.Random(3)
    for _ in range(300):
        count = chance.randint(1, 25)
        tree = _tree(
            *((n, chance.choice([None, *range(count + 2)]), chance.random() * 9, chance.random()) for n in range(count))
        )
        assert sorted(number for number, _ in _shape(tree)) == list(range(count))


def test_a_deep_tree_costs_no_recursion() -> None:
    tree = _tree(*((n, n - 1 if n else None, n / 1000, 1) for n in range(5000)))
    assert _shape(tree)[-1] == (4999, 4999)


@pytest.mark.parametrize(
    ("children", "pieces"),
    [
        ((), ((0, 10),)),
        (((2, 3), (6, 1)), ((0, 2), (5, 6), (7, 10))),
        (((0, 4), (2, 8)), ()),
        (((0, 4), (1, 1)), ((4, 10),)),
        (((8, 9),), ((0, 8),)),
        (((12, 1),), ((0, 10),)),
    ],
)
def test_own_work_is_what_no_child_covers(
    children: tuple[tuple[float, float], ...], pieces: tuple[tuple[float, float], ...]
) -> None:
    made = tuple(Span(n, 0, "x", "x", start, length) for n, (start, length) in enumerate(children, 1))
    assert own_pieces(Span(0, None, "x", "x", 0, 10), made) == pieces
