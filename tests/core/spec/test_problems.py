from __future__ import annotations

from app.core.spec.problems import Problem, Severity, place

TEXTS = {"": '{"a":\n {"b": 1}}', "b.yaml": "x:\n- y\n"}


def problem(pointer: str, line: int = 0, column: int = 0) -> Problem:
    return Problem(pointer, Severity.ERROR, "wrong", line, column)


def test_problems_get_the_places_of_their_resources() -> None:
    given = (
        problem("/a/b"),
        problem("b.yaml#/x/0"),
        problem("c.json#/x"),
        problem("/a/missing"),
        problem("/a/b", 7, 8),
        problem("b.yaml#/y", 7, 8),
    )
    assert place(given, TEXTS.get) == (
        problem("/a/b", 2, 3),
        problem("b.yaml#/x/0", 2, 3),
        problem("c.json#/x"),
        problem("/a/missing", 1, 2),
        problem("/a/b", 7, 8),
        problem("b.yaml#/y", 7, 8),
    )


def test_problems_know_their_resource() -> None:
    assert problem("/a").resource == ""
    assert problem("b.yaml#/x").resource == "b.yaml"
