"""Counts of other clients' requests, and how many of them are recorded."""

from __future__ import annotations

import pytest

from app.adapters.tracing.payload.agent.traffic import MOST_ROWS, TRACES_PER_SECOND, Traffic, foreign_id


def test_the_budget_refills_with_time() -> None:
    now = [100.0]
    traffic = Traffic(lambda: now[0])
    assert sum(traffic.admit() for _ in range(100)) == TRACES_PER_SECOND
    now[0] += 0.2
    assert sum(traffic.admit() for _ in range(100)) == TRACES_PER_SECOND // 5
    now[0] += 3600
    assert sum(traffic.admit() for _ in range(100)) == TRACES_PER_SECOND


def test_counts_are_summed_and_taken_once() -> None:
    traffic = Traffic()
    traffic.count("GET", "/x", 200, 2_000_000)
    traffic.count("GET", "/x", 200, 5_000_000)
    traffic.count("GET", "/x", 404, 1_000)
    assert traffic.take() == [
        {"method": "GET", "route": "/x", "status": 200, "n": 2, "us": 7000, "max_us": 5000},
        {"method": "GET", "route": "/x", "status": 404, "n": 1, "us": 1, "max_us": 1},
    ]
    assert traffic.take() == []


def test_rows_are_bounded_and_no_request_is_forgotten() -> None:
    traffic = Traffic()
    for number in range(MOST_ROWS + 300):
        traffic.count("GET", f"/{number}", 200, 1000)
    rows = traffic.take()
    assert len(rows) == MOST_ROWS + 1
    assert rows[-1] == {"method": "", "route": "…", "status": 0, "n": 300, "us": 300, "max_us": 1}


TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        (f"00-{TRACE_ID}-b7ad6b7169203331-01", True),
        (f"cc-{TRACE_ID}-b7ad6b7169203331-01-more", True),
        (f"00-{TRACE_ID.upper()}-b7ad6b7169203331-01", False),
        (f"00-{TRACE_ID}", False),
        ("", False),
    ],
)
def test_a_foreign_trace_is_called_as_its_client_calls_it(value: str, taken: bool) -> None:
    found = foreign_id({"headers": [(b"host", b"x"), (b"traceparent", value.encode())]})
    assert (found == TRACE_ID) is taken
    assert len(found) == 32


def test_without_traceparent_it_gets_a_name_of_its_own() -> None:
    scope: dict[str, list[tuple[bytes, bytes]]] = {"headers": []}
    assert foreign_id(scope) != foreign_id(scope)
