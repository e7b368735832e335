"""Starts and stops the child process that serves the apps of many modules (`tests/servers/many_apps.py`)."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class ServedApp:
    """One app that is being served.

    Attributes:
        module, name: Where it stands.
        base_url: Its server.
        openapi_url: The path of its document; empty where it tells none.
    """

    module: str
    name: str
    base_url: str
    openapi_url: str


@dataclass(frozen=True, slots=True)
class ServedModule:
    """What a module serves, or why it cannot be imported."""

    apps: tuple[ServedApp, ...]
    error: str


class AppRunner:
    """Serves one module at a time with an environment's own Python."""

    def __init__(self, python: str | Path, folder: Path) -> None:
        program = ROOT / "tests" / "servers" / "many_apps.py"
        self._process = subprocess.Popen(
            [str(python), str(program), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> AppRunner:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)

    def serve(self, module: str) -> ServedModule:
        """Serves a module's apps in place of the last module's; they take connections when this returns."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{module}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        apps = tuple(
            ServedApp(module, app["name"], f"http://127.0.0.1:{app['port']}", app["openapi_url"] or "")
            for app in answer["apps"]
        )
        return ServedModule(apps, answer["error"])
