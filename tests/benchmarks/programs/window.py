"""Opens a window and tells moments: `python -m tests.benchmarks.programs.window MODE`.

Modes: `bare`, `bare-imports`, `first-frame`, `furnished`, `listed`, `gap`, `idle-bare`, `idle`, `close-bare`, `close`,
`close-blocked`. Moments are `time.perf_counter()`; nothing of ours is imported before a mode asks for it.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk

HOME = Path(__file__).resolve().parents[3] / "results" / "profile"
"""What a window remembers of the last one; made anew for each."""

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

    def prepare(desk: Desk) -> None:
        from tests.benchmarks.programs import probes

        probes.FramePaint(tell_and_leave, desk).watch(desk.window)

    run_app(prepare)


def furnished() -> None:
    """The first frame with everything that a person can use."""

    def look(desk: Desk) -> None:
        from tests.benchmarks.programs import probes

        if desk.is_furnished:
            probes.FramePaint(tell_and_leave, desk).watch(desk.browser)
        else:
            probes.after(0, desk, lambda: look(desk))

    run_app(look)


def listed() -> None:
    """The first frame after the Bookstore's operations have come."""

    def prepare(desk: Desk) -> None:
        from tests.benchmarks.programs import probes

        watch = probes.FramePaint(tell_and_leave, desk)
        probes.when_listed(desk, lambda: watch.watch(desk.browser.list.viewport()))

    run_app(prepare)


def gap() -> None:
    """The longest time for which the main thread was held while the Bookstore starts, and idle afterwards."""
    from tests.benchmarks.programs import probes

    beats = probes.Beats()
    watch = probes.FramePaint(lambda _moment: beats.start())
    starting: list[float] = []

    def rested() -> None:
        tell(starting[0], beats.longest_ms)
        os._exit(0)

    def over(desk: Desk) -> None:
        starting.append(beats.longest_ms)
        beats.longest_ms = 0.0
        probes.after(1000, desk, rested)

    def prepare(desk: Desk) -> None:
        watch.watch(desk.window)
        probes.when_listed(desk, lambda: probes.after(1000, desk, lambda: over(desk)))

    run_app(prepare)


def idle_bare() -> None:
    """A bare window that rests until it is ended."""
    from tests.benchmarks.programs import probes

    probes.open_bare(lambda _moment: probes.after(IDLE_MS, probes.application(), lambda: tell(0)))


def idle() -> None:
    """The window with the Bookstore running, resting until it is ended."""
    from tests.benchmarks.programs import probes

    def prepare(desk: Desk) -> None:
        probes.when_listed(desk, lambda: probes.after(IDLE_MS, desk, lambda: tell(0)))

    run_app(prepare)


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
    from tests.benchmarks.programs import probes

    def send(desk: Desk) -> None:
        from app.core.base.field_path import FieldPath, Location
        from app.core.forms.edits import SetValue

        for key, name, value in requests:
            tab = desk.workspace.open_operation(key)
            assert tab is not None, key
            desk.workspace.edit(tab.identity, [SetValue(FieldPath(Location.QUERY, (name,)), value)], by="bench")
            desk.workspace.request_send(tab.identity, by="bench")
        probes.after(UNDER_WAY_MS, desk, lambda: leave(desk))

    def leave(desk: Desk) -> None:
        assert all(tab.sending for tab in desk.workspace.tabs)
        tell(time.perf_counter())
        desk.window.close()

    def prepare(desk: Desk) -> None:
        probes.when_listed(desk, lambda: probes.after(IDLE_MS, desk, lambda: send(desk)))

    run_app(prepare)


def hook_desk(prepare: Callable[[Desk], None]) -> None:
    import app.bootstrap

    make = app.bootstrap.Desk.__init__

    def make_and_prepare(desk: Desk, *arguments: Any, **named: Any) -> None:
        make(desk, *arguments, **named)
        prepare(desk)

    setattr(app.bootstrap.Desk, "__init__", make_and_prepare)  # noqa: B010 - a type checker would want the same arguments


def run_app(prepare: Callable[[Desk], None], *words: str, home: Path | None = None) -> NoReturn:
    """Does what `python -m app` does, in a profile of its own, and ends as it does.

    Args:
        prepare: Gets the desk before its window is shown.
        words: What is behind `python -m app`.
        home: Another profile, that is kept as it is.
    """
    import app.__main__
    import app.adapters.storage.locations as places

    where = places.user_locations

    def own_locations() -> places.Locations:
        # Only here, where the program has imported Qt in its own way.
        hook_desk(prepare)
        where()
        if home is None:
            shutil.rmtree(HOME, ignore_errors=True)
        own = places.locations_under(home or HOME)
        if not own.config.exists():
            own.config.mkdir(parents=True)
            (own.config / "settings.json").write_text('{"version": 1, "appearance": {"theme": "light", "zoom": 100}}')
        return own

    places.user_locations = own_locations
    sys.exit(app.__main__.main(words))


if __name__ == "__main__":
    main(sys.argv[1])
