"""Environments that keep no compiled modules get a place for them in our cache."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.bytecode import bytecode_folder
from tests.support.children import run_child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def environment(folder: Path, *, compiled: bool) -> str:
    package = folder / "lib" / "python3.12" / "site-packages" / "fastapi"
    (package / "__pycache__" if compiled else package).mkdir(parents=True)
    return str(folder / "bin" / "python")


def wait(happened: Callable[[], bool]) -> None:
    for _round in range(1000):
        if happened():
            return
        threading.Event().wait(0.01)
    raise AssertionError


def test_a_compiled_environment_needs_none(tmp_path: Path) -> None:
    assert bytecode_folder(tmp_path / "cache", environment(tmp_path / "env", compiled=True)) is None
    assert bytecode_folder(tmp_path / "cache", "/usr/bin/python3") is None
    assert not (tmp_path / "cache").exists()


def test_each_other_environment_has_its_own(tmp_path: Path) -> None:
    one, two = (environment(tmp_path / name, compiled=False) for name in ("one", "two"))
    found = bytecode_folder(tmp_path / "cache", one)
    assert found is not None
    assert found.is_dir()
    assert found == bytecode_folder(tmp_path / "cache", one)
    assert found != bytecode_folder(tmp_path / "cache", two)


def test_what_was_not_used_for_long_is_removed(tmp_path: Path) -> None:
    python = environment(tmp_path / "env", compiled=False)
    old = tmp_path / "cache" / "bytecode" / "old"
    young = tmp_path / "cache" / "bytecode" / "young"
    for folder in (old, young):
        (folder / "deep").mkdir(parents=True)
    os.utime(old, (0, 0))
    found = bytecode_folder(tmp_path / "cache", python)
    wait(lambda: not old.exists())
    assert young.exists()
    assert found is not None
    os.utime(found, (0, 0))
    assert bytecode_folder(tmp_path / "cache", python) == found
    assert found.is_dir()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    assert bytecode_folder(tmp_path / "cache", environment(tmp_path / "env", compiled=False)) is None


@pytest.mark.parametrize("kept", [True, False])
def test_python_keeps_them_there_and_nowhere_else(tmp_path: Path, kept: bool) -> None:
    from app.adapters.local_app.surroundings import child_environment
    from app.core.projects.model import AppOrder

    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "books.py").write_text("x = 1\n")
    place = tmp_path / "cache" if kept else None
    order = AppOrder(str(tmp_path / "shop"), "main:app", sys.executable)
    variables = child_environment(order, {"PYTHONDONTWRITEBYTECODE": "1"}, place)
    clean = {"PYTHONDONTWRITEBYTECODE": "", **variables}
    child = run_child("-c", "import books", cwd=tmp_path / "shop", environment=clean)
    assert child.returncode == 0, child.stderr
    assert not (tmp_path / "shop" / "__pycache__").exists()
    assert bool(list(tmp_path.glob("cache/**/books.*.pyc"))) is kept
