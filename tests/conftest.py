"""What holds for every test: off screen, nothing left behind, nothing unexpected in the log.

The fixtures live in `tests/support`: `leak_guards` and `log_guard` watch every test, `heartbeat` measures how long
the main thread is held, `corpora` finds the real inputs."""

from __future__ import annotations

import os

from hypothesis import settings

from tests.support.corpora import corpora
from tests.support.schema_suite import schema_suite

__all__ = ["corpora", "schema_suite"]

# A test never opens a window in front of the person who runs it; a chosen platform (xcb under Xvfb) is respected.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long one example takes depends on the machine; a budget of time belongs into a bench.
settings.register_profile("routeglass", deadline=None)
settings.load_profile("routeglass")

pytest_plugins = [
    "tests.support.heartbeat",
    "tests.support.leak_guards",
    "tests.support.log_guard",
    "tests.support.signal_handlers",
]
