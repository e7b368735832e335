"""The table: as Markdown for people, as JSON for the comparison with the last run."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.model import Row

HEAD = ("work", "median", "range", "beside", "its median", "ratio", "budget", "verdict", "last time")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of this run and the figures of the last one.

    Attributes:
        rows: What was measured now.
        last: Figures of the last run by bench name, as `figures` writes them.
    """

    rows: Sequence[Row]
    last: Mapping[str, Any]

    def markdown(self) -> str:
        """The table with columns of equal width, readable as it is."""
        lines = [HEAD, *(self._cells(row) for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
        padded = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines]
        return "\n".join([padded[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *padded[1:]])

    def _cells(self, row: Row) -> tuple[str, ...]:
        bench, unit = row.benchmark, row.benchmark.unit
        ratio = "" if row.times_peer is None else f"{row.times_peer:.2f}x"
        budgets = [
            f"{bench.limit:g} {unit}" if bench.limit is not None else "",
            f"{bench.ratio:g}x" if bench.ratio else "",
            f"peer + {bench.extra:g} {unit}" if bench.extra is not None else "",
        ]
        verdict = {True: "within", False: "OVER", None: ""}[row.within_budget]
        return (
            bench.name,
            f"{row.median:.{_places(row.median)}f} {unit}",
            f"{min(row.own):.{_places(row.median)}f}-{max(row.own):.{_places(row.median)}f}",
            bench.peer_name,
            f"{median(row.peer):.{_places(median(row.peer))}f} {unit}" if row.peer else "",
            ratio,
            ", ".join(filter(None, budgets)),
            verdict,
            self._change(row),
        )

    def _change(self, row: Row) -> str:
        """How this run compares: by the ratio to the peer where there is one, for machines differ by the hour."""
        before = self.last.get(row.benchmark.name, {})
        if row.times_peer is not None and before.get("times_peer"):
            return f"{row.times_peer / before['times_peer'] - 1:+.0%} (ratio was {before['times_peer']:.2f}x)"
        if before.get("median"):
            return f"{row.median / before['median'] - 1:+.0%} (was {before['median']:.1f} {row.benchmark.unit})"
        return ""


def _places(figure: float) -> int:
    """Decimal places that mean something: three for microseconds, none that only move."""
    return 1 if figure >= 1 else 3


def figures(rows: Iterable[Row]) -> dict[str, Any]:
    """What the next run compares with."""
    return {
        row.benchmark.name: {
            "unit": row.benchmark.unit,
            "median": row.median,
            "own": row.own,
            "peer_name": row.benchmark.peer_name,
            "peer": row.peer,
            "times_peer": row.times_peer,
            "within_budget": row.within_budget,
        }
        for row in rows
    }


def read_last(path: Path) -> Mapping[str, Any]:
    """The figures of the last run; none where there was none or its file is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["figures"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def write(folder: Path, table: Table) -> None:
    """Writes `bench.md` and `bench.json`; figures of benches that did not run this time are kept for the next."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    (folder / "bench.md").write_text(f"{machine}\n\n{table.markdown()}\n", encoding="utf-8")
    merged = {"machine": machine, "figures": {**table.last, **figures(table.rows)}}
    (folder / "bench.json").write_text(json.dumps(merged, indent=1), encoding="utf-8")
