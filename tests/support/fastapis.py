"""The installed FastAPI and those of other years, by name, for tests that try the same with all of them."""

from __future__ import annotations

import sys
from typing import Final

from tests.servers.environments import FASTAPIS, python_of
from tests.support.corpora import ROOT

CURRENT: Final = "current"
"""Our own."""

PROJECT: Final = ROOT / "tests/servers/every_fastapi"
"""An app for all of them."""


def made() -> tuple[str, ...]:
    """Those that are there, ours first."""
    return (CURRENT, *(environment.name for environment in FASTAPIS if python_of(environment)))


def interpreter(name: str) -> str:
    """The interpreter of one that is there."""
    return next((python_of(environment) for environment in FASTAPIS if environment.name == name), sys.executable)
