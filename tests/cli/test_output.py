from __future__ import annotations

import json
import math
from typing import Any, Never

import pytest

from app.cli.output import print_json


def refuse(constant: str) -> Never:
    message = f"{constant} is no JSON"
    raise AssertionError(message)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"sent": math.nan}, {"sent": "NaN"}),
        ([1.5, [math.inf, {"a": (-math.inf,)}]], [1.5, ["Infinity", {"a": ["-Infinity"]}]]),
        (
            {"year": 1984, "title": "NaN", "none": None, "ok": True},
            {"year": 1984, "title": "NaN", "none": None, "ok": True},
        ),
    ],
)
def test_prints_only_what_every_json_reader_reads(value: Any, read: Any, capsys: pytest.CaptureFixture[str]) -> None:
    print_json(value)
    assert json.loads(capsys.readouterr().out, parse_constant=refuse) == read
