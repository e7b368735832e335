"""Opens a document in the window and tells when its operations are painted.

`python -m tests.benchmarks.programs.listing PATH PROFILE`; `… bare PATH` tells when a bare window stood and the file
was decoded by the fastest decoder there is, `… decoded PATH` the same without a window.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tests.benchmarks.programs.window import run_app, tell_and_leave

if TYPE_CHECKING:
    from app.bootstrap import Desk


def bare(path: str) -> None:
    """A bare window, then the file decoded."""
    from tests.benchmarks.programs import probes

    def go_on(_moment: float) -> None:
        import msgspec

        msgspec.json.decode(Path(path).read_bytes())
        tell_and_leave(time.perf_counter())

    probes.open_bare(go_on)


def decoded(path: str) -> None:
    """The file decoded in a new interpreter."""
    import msgspec

    msgspec.json.decode(Path(path).read_bytes())
    tell_and_leave(time.perf_counter())


def listed(path: str, profile: str) -> NoReturn:
    """The first frame with the document's operations, as `python -m app PATH` brings it."""
    from tests.benchmarks.programs import probes

    watch = probes.FramePaint(tell_and_leave)

    def prepare(desk: Desk) -> None:
        probes.when_listed(desk, lambda: watch.watch(desk.browser.list.viewport()))

    run_app(prepare, path, home=Path(profile))


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare(sys.argv[2])
    elif sys.argv[1] == "decoded":
        decoded(sys.argv[2])
    else:
        listed(sys.argv[1], sys.argv[2])
