"""`Server-Timing` as servers write it, and as they should not."""

from __future__ import annotations

import pytest

from app.core.exchange.server_timing import METRIC_LIMIT, ServerMetric, ServerTimings, read_server_timing


def _read(*texts: str) -> ServerTimings:
    return read_server_timing([("Server-Timing", text) for text in texts])


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("db;dur=53", [ServerMetric("db", 53.0)]),
        ('db;dur=53.2;desc="Database"', [ServerMetric("db", 53.2, "Database")]),
        ("miss", [ServerMetric("miss")]),
        ("cache;desc=HIT", [ServerMetric("cache", None, "HIT")]),
        (
            'cache; desc="Cache Read" ; dur = 23.2 , app;dur=47',
            [ServerMetric("cache", 23.2, "Cache Read"), ServerMetric("app", 47.0)],
        ),
        ('a;desc="x, y; z=\\"q\\" \\\\"', [ServerMetric("a", None, 'x, y; z="q" \\')]),
        ("a;DUR=1;Desc=d", [ServerMetric("a", 1.0, "d")]),
        ("a;dur=1;dur=2", [ServerMetric("a", 1.0)]),
        ("a;unknown=5;flag;dur=1e3", [ServerMetric("a", 1000.0)]),
        ('a;desc="x"junk;dur=1', [ServerMetric("a", 1.0, "x")]),
        ('a;dur="12.5"', [ServerMetric("a", 12.5)]),
        ("a,,  ,b,", [ServerMetric("a"), ServerMetric("b")]),
        ("a;;dur=.5;", [ServerMetric("a", 0.5)]),
        ("a;desc", [ServerMetric("a")]),
        ("", []),
        ("  ", []),
    ],
)
def test_metrics(text: str, metrics: list[ServerMetric]) -> None:
    assert _read(text) == ServerTimings(tuple(metrics))


@pytest.mark.parametrize(
    ("text", "metrics", "problem"),
    [
        ("a;dur=fast", [ServerMetric("a")], "`a` has the duration `fast`, which is no number."),
        ("a;dur=-1", [ServerMetric("a")], "`a` has the duration `-1`, which is no number."),
        ("a;dur=1e999", [ServerMetric("a")], "`a` has the duration `1e999`, which is no number."),
        ("a;dur=", [ServerMetric("a")], "`a` has the duration ``, which is no number."),
        ("a;dur", [ServerMetric("a")], "`a` has the duration ``, which is no number."),
        ("=5, b", [ServerMetric("b")], "`=5` has no name."),
        (";dur=1, b", [ServerMetric("dur"), ServerMetric("b")], "`dur=1` is no name; it is read as `dur`."),
        (";, b", [ServerMetric("b")], "`;` has no name."),
        ("total time;dur=1", [ServerMetric("total", 1.0)], "`total time` is no name; it is read as `total`."),
        ('a;desc="open, b;dur=1', [ServerMetric("a"), ServerMetric("b", 1.0)], ""),
    ],
)
def test_broken_parts_cost_themselves(text: str, metrics: list[ServerMetric], problem: str) -> None:
    assert _read(text) == ServerTimings(tuple(metrics), problem)


def test_several_headers_in_any_case_in_order() -> None:
    headers = [("server-timing", "a;dur=1, b"), ("X-Other", "z"), ("SERVER-TIMING", "a;dur=2")]
    assert [(one.name, one.duration_ms) for one in read_server_timing(headers).metrics] == [
        ("a", 1.0),
        ("b", None),
        ("a", 2.0),
    ]


def test_there_is_a_most() -> None:
    found = _read(", ".join(f"m{index};dur=1" for index in range(METRIC_LIMIT + 1)))
    assert (len(found.metrics), found.problem) == (METRIC_LIMIT, f"Only the first {METRIC_LIMIT} metrics were read.")


def test_the_first_problem_is_told() -> None:
    assert _read("a;dur=x, b;dur=y").problem.startswith("`a`")


def test_hostile_values_end_soon() -> None:
    for text in ('"' * 50_001, '"\\"' * 50_000, "a;" * 50_000, 'a;desc="' + "\\" * 50_000, "," * 50_000, "=" * 50_000):
        assert len(_read(text).metrics) <= METRIC_LIMIT
