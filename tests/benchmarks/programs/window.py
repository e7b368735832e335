"""Opens a window and tells moments: `python -m tests.benchmarks.programs.window MODE`.

Modes: `bare`, `bare-imports`, `first-frame`, `furnished`, `listed`, `gap`, `idle-bare`, `idle`, `close-bare`, `close`,
`close-blocked`. Moments are `time.perf_counter()`; nothing of ours is imported before a mode asks for it.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import Desk

IDLE_MS = 1500
"""How long a window rests before its memory is looked at."""

UNDER_WAY_MS = 400
"""After so long the requests wait for their answers."""


def main(mode: str) -> None:
    {
        "bare": bare,
        "bare-imports": bare_imports,
        "first-frame": first_frame,
        "furnished": furnished,
        "listed": listed,
        "gap": gap,
        "idle-bare": idle_bare,
        "idle": idle,
        "close-bare": close_bare,
        "close": close,
        "close-blocked": close_blocked,
    }[mode]()


def tell_and_leave(moment: float) -> None:
    tell(moment)
    os._exit(0)


def tell(*figures: float) -> None:
    print(*figures, flush=True)


def bare() -> None:
    """A bare window's first frame."""
    from tests.benchmarks.programs import probes

    probes.open_bare(tell_and_leave)


def bare_imports() -> None:
    """A bare window, then what the Bookstore is made of."""
    from tests.benchmarks.programs import probes

    def go_on(_moment: float) -> None:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401

        tell_and_leave(time.perf_counter())

    probes.open_bare(go_on)


def first_frame() -> None:
    """The window's first frame, as `python -m app` brings it."""
    application, desk = open_desk()
    from tests.benchmarks.programs import probes

    watch = probes.FramePaint(tell_and_leave)
    watch.watch(desk.window)
    desk.window.show()
    application.exec()


def furnished() -> None:
    """The first frame with everything that a person can use."""
    application, desk = open_desk()
    from tests.benchmarks.programs import probes

    watch = probes.FramePaint(tell_and_leave)

    def look() -> None:
        if desk.is_furnished:
            watch.watch(desk.browser)
        else:
            probes.after(0, desk, look)

    look()
    desk.window.show()
    application.exec()


def listed() -> None:
    """The first frame after the Bookstore's operations have come."""
    application, desk = open_desk()
    from tests.benchmarks.programs import probes

    watch = probes.FramePaint(tell_and_leave)
    waiting = probes.Listed(desk, lambda: watch.watch(desk.browser.list.viewport()))
    desk.window.show()
    application.exec()
    del waiting


def gap() -> None:
    """The longest time for which the main thread was held while the Bookstore starts, and idle afterwards."""
    application, desk = open_desk()
    from tests.benchmarks.programs import probes

    beats = probes.Beats()

    def rested() -> None:
        tell(starting[0], beats.longest_ms)
        os._exit(0)

    def over() -> None:
        starting.append(beats.longest_ms)
        beats.longest_ms = 0.0
        probes.after(1000, desk, rested)

    starting: list[float] = []
    waiting = probes.Listed(desk, lambda: probes.after(500, desk, over))
    watch = probes.FramePaint(lambda _moment: beats.start())
    watch.watch(desk.window)
    desk.window.show()
    application.exec()
    del waiting


def idle_bare() -> None:
    """A bare window that rests until it is ended."""
    from tests.benchmarks.programs import probes

    probes.open_bare(lambda _moment: probes.after(IDLE_MS, probes.application(), lambda: tell(0)))


def idle() -> None:
    """The window with the Bookstore running, resting until it is ended."""
    application, desk = open_desk()
    from tests.benchmarks.programs import probes

    waiting = probes.Listed(desk, lambda: probes.after(IDLE_MS, desk, lambda: tell(0)))
    desk.window.show()
    application.exec()
    del waiting


def close_bare() -> None:
    """Closes a bare window and ends as a program does."""
    from tests.benchmarks.programs import probes

    def close_it(_moment: float) -> None:
        tell(time.perf_counter())
        probes.application().closeAllWindows()

    probes.open_bare(close_it)


def close() -> None:
    """Closes the window while an awaiting, a sleeping and a streaming request are under way."""
    close_with(
        (("GET /lab/async", "seconds", 5), ("GET /lab/thread", "seconds", 5), ("GET /ticks", "interval", 2)),
    )


def close_blocked() -> None:
    """Closes the window while the Bookstore's event loop is blocked."""
    close_with((("GET /lab/blocking", "seconds", 5),))


def close_with(requests: tuple[tuple[str, str, int], ...]) -> None:
    application, desk = open_desk()
    from app.core.base.field_path import FieldPath, Location
    from app.core.forms.edits import SetValue
    from tests.benchmarks.programs import probes

    def send() -> None:
        for key, name, value in requests:
            tab = desk.workspace.open_operation(key)
            assert tab is not None, key
            desk.workspace.edit(tab.identity, [SetValue(FieldPath(Location.QUERY, (name,)), value)], by="bench")
            desk.workspace.request_send(tab.identity, by="bench")
        probes.after(UNDER_WAY_MS, desk, leave)

    def leave() -> None:
        assert all(tab.sending for tab in desk.workspace.tabs)
        tell(time.perf_counter())
        desk.window.close()

    waiting = probes.Listed(desk, lambda: probes.after(300, desk, send))
    desk.window.show()
    status = application.exec()
    desk.stop()
    del waiting
    sys.exit(status)


def open_desk() -> tuple[QApplication, Desk]:
    """As `python -m app` does, without its arguments."""
    import app.__main__  # noqa: F401 - part of the way of a start
    from app.bootstrap import Desk, Profile
    from tests.benchmarks.programs import probes

    application = probes.application()
    return application, Desk(application, Profile())


if __name__ == "__main__":
    main(sys.argv[1])
