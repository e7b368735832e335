"""Opens a document in the window and tells when its operations are painted.

`python -m tests.benchmarks.programs.listing MODE PATH [PROFILE]`: `first` and `again` tell when its operations were
listed, `once` opens and closes it, `bare` tells when a bare window stood and the file was decoded by the fastest
decoder there is, `decoded` the same without a window.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tests.benchmarks.programs.window import run_app, tell, tell_and_leave

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
    """The first frame with the document's operations, as `python -m app PATH` brings it the first time."""

    def prepare(desk: Desk) -> None:
        from tests.benchmarks.programs import probes

        watch = probes.FramePaint(tell_and_leave, desk)
        probes.when_listed(desk, lambda: watch.watch(desk.browser.list.viewport()))

    run_app(prepare, path, home=Path(profile))


def listed_again(path: str, profile: str) -> NoReturn:
    """The first frame in which a person can pick an operation, as `python -m app PATH` brings it the second time."""

    def prepare(desk: Desk) -> None:
        from PySide6.QtWidgets import QWidget

        from tests.benchmarks.programs import probes

        first = desk.window.findChild(QWidget, "firstOperationList")
        probes.FramePaint(tell_and_leave, desk).watch(first)

    run_app(prepare, path, home=Path(profile))


def once(path: str, profile: str) -> NoReturn:
    """Opens it and closes the window when everything is kept that the next start can use."""
    run_app(lambda desk: close_when_kept(desk, Path(profile)), path, home=Path(profile))


def close_when_kept(desk: Desk, profile: Path) -> None:
    from app.adapters.storage.locations import locations_under
    from tests.benchmarks.programs import probes

    if any((locations_under(profile).cache / "lists").glob("*.list")):
        tell(0)
        desk.window.close()
    else:
        probes.after(20, desk, lambda: close_when_kept(desk, profile))


if __name__ == "__main__":
    mode, path, *profile = sys.argv[1:]
    if mode in {"bare", "decoded"}:
        {"bare": bare, "decoded": decoded}[mode](path)
    else:
        {"first": listed, "again": listed_again, "once": once}[mode](path, profile[0])
