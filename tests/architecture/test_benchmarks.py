"""The harness of the benches; the benches themselves are no tests."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.benchmarks import __main__ as program
from tests.benchmarks.model import Benchmark, Row, Samplers, UnavailableError, measure, timed
from tests.benchmarks.report import Table, figures, read_last, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


def opener(
    own: Callable[[], float], peer: Callable[[], float] | None = None
) -> Callable[[], AbstractContextManager[Samplers]]:
    @contextlib.contextmanager
    def opened() -> Iterator[Samplers]:
        yield Samplers(own, peer)

    return opened


def bench(own: Callable[[], float], peer: Callable[[], float] | None = None, **more: Any) -> Benchmark:
    return Benchmark("a bench", opener(own, peer), peer_name="its peer", **more)


def test_own_and_peer_take_turns_and_the_first_round_is_thrown_away() -> None:
    turns: list[str] = []
    samples = iter([100.0, 3.0, 1.0, 2.0])

    def own() -> float:
        turns.append("own")
        return next(samples)

    def peer() -> float:
        turns.append("peer")
        return 1.0

    row = measure(bench(own, peer, rounds=3))
    assert row.own == (3.0, 1.0, 2.0)
    assert row.peer == (1.0, 1.0, 1.0)
    assert turns == ["own", "peer"] * 4
    assert (row.median, row.times_peer) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("ratio", "limit", "kept"),
    [
        (None, None, None),
        (2.0, None, True),
        (1.9, None, False),
        (None, 20.0, True),
        (None, 19.0, False),
        (2, 19, False),
    ],
)
def test_budgets_are_judged_by_medians(ratio: float | None, limit: float | None, kept: bool | None) -> None:
    row = Row(bench(lambda: 0, ratio=ratio, limit=limit), own=(10.0, 20.0, 90.0), peer=(10.0, 10.0, 10.0))
    assert row.within_budget is kept


@pytest.mark.parametrize(("extra", "kept"), [(10.0, True), (9.9, False)])
def test_a_budget_may_be_what_comes_on_top_of_the_peer(extra: float, kept: bool) -> None:
    row = Row(bench(lambda: 0, extra=extra), own=(20.0,), peer=(10.0,))
    assert row.within_budget is kept
    assert f"| peer + {extra:g} ms |" in Table([row], {}).markdown()


def test_ratios_are_judged_as_they_are_shown() -> None:
    assert Row(bench(lambda: 0, ratio=1.0), own=(10.04,), peer=(10.0,)).within_budget is True


def test_figures_below_one_keep_their_digits() -> None:
    row = Row(bench(lambda: 0), own=(0.0123,), peer=(0.5,))
    assert "| 0.012 ms |" in Table([row], {}).markdown()


def test_a_peer_that_costs_nothing_gives_no_ratio() -> None:
    assert Row(bench(lambda: 0, ratio=1.0), own=(1.0,), peer=(0.0,)).times_peer is None


def test_time_is_measured_in_milliseconds() -> None:
    ran: list[int] = []
    assert 0 <= timed(lambda: ran.append(1))() < 10_000
    assert ran == [1]


def test_the_table_shows_budget_verdict_and_change(tmp_path: Path) -> None:
    slow = Row(bench(lambda: 0, ratio=1.5, limit=50), own=(10.0, 20.0, 30.0), peer=(10.0,))
    fast = Row(bench(lambda: 0, ratio=1.5, limit=50), own=(11.0,), peer=(10.0,))
    plain = Row(Benchmark("another", opener(lambda: 0), unit="MB"), own=(5.0,))
    write(tmp_path, Table([slow, plain], {}))
    last = read_last(tmp_path / "bench.json")
    text = Table([fast, plain], last).markdown()
    cells = [cell.strip() for cell in text.splitlines()[2].split("|")[1:-1]]
    assert cells == [
        *("a bench", "11.0 ms", "11.0-11.0", "its peer", "10.0 ms", "1.10x", "50 ms, 1.5x", "within"),
        "-45% (ratio was 2.00x)",
    ]
    assert "+0% (was 5.0 MB)" in text
    assert "OVER" in (tmp_path / "bench.md").read_text()
    assert len({len(line) for line in text.splitlines()}) == 1


def test_benches_that_did_not_run_keep_their_last_figures(tmp_path: Path) -> None:
    row = Row(bench(lambda: 0), own=(1.0,))
    write(tmp_path, Table([row], {"older": {"median": 7}}))
    assert read_last(tmp_path / "bench.json").keys() == {"older", "a bench"}
    assert figures([row])["a bench"]["median"] == 1.0


@pytest.mark.parametrize("text", [None, "", "[]", '{"figures": 3}', "\x00"])
def test_a_damaged_last_run_is_no_last_run(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "bench.json").write_text(text)
    assert read_last(tmp_path / "bench.json") == {}


def test_every_bench_is_found_and_has_a_name_of_its_own() -> None:
    names = [found.name for found in program.discover()]
    assert names
    assert len(names) == len(set(names))


def test_an_unknown_name_lists_the_known_ones(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert program.main(["no such bench"], tmp_path) == 2
    assert next(program.discover()).name in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_what_this_machine_cannot_measure_is_told_and_fails_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> float:
        message = "only elsewhere"
        raise UnavailableError(message)

    monkeypatch.setattr(program, "discover", lambda: iter([Benchmark("odd", opener(refuse))]))
    assert program.main([], tmp_path) == 0
    assert "odd is not measured here: only elsewhere" in capsys.readouterr().out


def test_a_bench_that_fails_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> float:
        message = "no server"
        raise OSError(message)

    broken = Benchmark("broken", opener(fail))
    monkeypatch.setattr(program, "discover", lambda: iter([broken, bench(lambda: 1.0, rounds=1)]))
    assert program.main([], tmp_path) == 1
    told = capsys.readouterr()
    assert "broken could not be measured: OSError: no server" in told.err
    assert "| a bench |" in told.out
    assert "a bench" in json.loads((tmp_path / "bench.json").read_text())["figures"]
