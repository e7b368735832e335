"""The index against trying every template."""

from __future__ import annotations

import random

import pytest

from app.core.routes.path_index import FEW, PathIndex
from app.core.routes.templates import PathTemplate, parse_template

PARTS = ("a", "b", "{x}", "{y}", "{x}.json", "a{x}", "{x}-{y}", "")
TEXTS = ("a", "b", "ab", "a.json", "b-a", "c", "")
METHODS = ("GET", "PUT")


def _matches(template: PathTemplate, segments: tuple[str, ...]) -> bool:
    pairs = zip(template.segments, segments, strict=False)
    return len(template.segments) == len(segments) and all(part.match(text) is not None for part, text in pairs)


@pytest.mark.parametrize("seed", range(40))
def test_finds_what_trying_each_finds(seed: int) -> None:
    maker = random.Random(seed)
    index = PathIndex()
    listed = []
    for number in range(1, maker.randint(2, 40)):
        template = parse_template("/" + "/".join(maker.choices(PARTS, k=maker.randint(1, 3))))
        method = maker.choice(METHODS)
        index.add(template, method, number)
        listed.append((number, method, template))
    for _ in range(100):
        segments = tuple(maker.choices(TEXTS, k=maker.randint(1, 3)))
        wanted = [(number, method) for number, method, template in listed if _matches(template, segments)]
        assert index.matching(segments) == [number for number, _method in wanted]
        for method in METHODS:
            assert index.first(segments, method) == next((number for number, own in wanted if own == method), None)


def test_of_a_hostile_document_it_rather_says_nothing() -> None:
    """Every template fits: the first that is found may not be the first that is there."""
    bits = 12
    index = PathIndex()
    for number in range(1, (1 << bits) + 1):
        left = 1 << bits
        path = "".join("/a" if (left - number) >> bit & 1 else "/{x}" for bit in range(bits))
        index.add(parse_template(path), "GET" if number > 1 else "PUT", number)
    assert index.first(("z",) * bits, "DELETE") is None
    mixed = PathIndex()
    for number in range(1, FEW + 3):
        mixed.add(parse_template(f"/{{x}}s{number}"), "GET", number)
    assert mixed.first(("xs1",), "GET") is None
    assert mixed.matching(("xs1",)) == [1]


def test_gives_up_where_too_many_branches_fit() -> None:
    index = PathIndex()
    number = 0
    for depth in range(12):
        for choice in range(1 << depth):
            number += 1
            path = "".join("/a" if choice >> bit & 1 else "/{x}" for bit in range(depth))
            # The numbers fall on the way down, so that no branch can be passed over for a better one.
            index.add(parse_template(f"{path}/end"), "GET", number)
    assert index.first(("a",) * 11 + ("end",), "GET") is None
