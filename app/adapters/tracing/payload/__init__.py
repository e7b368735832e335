"""What a FastAPI app does with a request, recorded at the seams of FastAPI and Starlette; and what its router would do.

This package stands alone: only the standard library at import time, Python 3.8 and newer, FastAPI 0.100 and newer,
Pydantic 1 and 2; its modules import each other relatively. It serves the app in this process, and a copy of it runs
beside a user's app in the user's own interpreter, under another name.

Whatever leaves it is a dict that `json.dumps` takes. It never calls a user's `__repr__` or `__str__`.
"""

from __future__ import annotations

from .description import describe_app
from .entry import HEADER, TraceApp
from .installing import install, uninstall, versions
from .names import field_names
from .routes import RouteMap
from .shadows import find_shadows, find_shadows_in
from .simulation import simulate, simulate_in
from .watching.watchdog import Watchdog

__all__ = [
    "HEADER",
    "RouteMap",
    "TraceApp",
    "Watchdog",
    "describe_app",
    "field_names",
    "find_shadows",
    "find_shadows_in",
    "install",
    "simulate",
    "simulate_in",
    "uninstall",
    "versions",
]
