"""The package runs in other people's interpreters, without our program and in old Pythons."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from app.adapters.tracing import payload
from tests.support.children import run_child

_HOME = Path(payload.__file__).parent


@pytest.mark.parametrize("module", sorted(_HOME.rglob("*.py")), ids=lambda path: path.relative_to(_HOME).as_posix())
def test_old_pythons_can_read_it(module: Path) -> None:
    ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_runs_from_a_copy_under_another_name_without_our_program(tmp_path: Path) -> None:
    shutil.copytree(_HOME, tmp_path / "_routeglass")
    ours = "('app', 'fastapi', 'starlette', 'anyio')"
    code = f"import sys, _routeglass; print([name for name in {ours} if name in sys.modules])"
    result = run_child("-c", code, cwd=tmp_path)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "[]", "")
