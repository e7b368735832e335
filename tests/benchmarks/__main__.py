"""`python3 dev.py bench [NAME...]`: runs the benches whose names contain one of the words, or all.

Each `bench_*.py` in this folder offers `benchmarks()`. The table is printed, written to `results/` and compared with
the last one there. A budget that is not kept is shown and fails nothing: times depend on the machine and its
neighbours.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.model import UnavailableError, measure
from tests.benchmarks.report import Table, read_last, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.model import Benchmark

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "results"


def discover() -> Iterator[Benchmark]:
    """The benches of every `bench_*.py`, in the order of the files."""
    for path in sorted(HERE.glob("bench_*.py")):
        yield from importlib.import_module(f"tests.benchmarks.{path.stem}").benchmarks()


def main(words: Sequence[str], results: Path = RESULTS) -> int:
    """Measures, prints, writes; 1 where a bench could not be measured, 2 where no bench was meant."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    chosen = [bench for bench in discover() if not words or any(word in bench.name for word in words)]
    if not chosen:
        names = "\n  ".join(bench.name for bench in discover())
        print(f"no bench has {' or '.join(words)} in its name; there are:\n  {names}", file=sys.stderr)
        return 2
    rows, status = [], 0
    for bench in chosen:
        print(f"measuring {bench.name} ...", flush=True)
        try:
            rows.append(measure(bench))
        except UnavailableError as why:
            print(f"{bench.name} is not measured here: {why}", flush=True)
        except Exception as error:  # noqa: BLE001 - one bench that fails must not hide the others
            print(f"{bench.name} could not be measured: {type(error).__name__}: {error}", file=sys.stderr)
            status = 1
    table = Table(rows, read_last(results / "bench.json"))
    write(results, table)
    print(f"\n{table.markdown()}\n\nwritten to {results}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
