from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.values import at, member

BODY: Any = {"a": [{"b": None}], "1": "one"}


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ((), BODY),
        (("a", 0, "b"), None),
        (("a", "0", "b"), None),
        (("1",), "one"),
        ((1,), "one"),
        (("a", 1), OMIT),
        (("a", -1), OMIT),
        (("a", "x"), OMIT),
        (("a", "9" * 30), OMIT),
        (("a", "²"), OMIT),
        (("a", 0, "b", "c"), OMIT),
        (("zz", "zz"), OMIT),
    ],
)
def test_finds_what_stands_at_a_path(tokens: tuple[str | int, ...], expected: Any) -> None:
    assert at(BODY, tokens) == expected


def test_finds_nothing_in_nothing() -> None:
    assert member(OMIT, "a") is OMIT
