"""Plain pytest is the one gate: ruff and mypy run here too, over everything."""

from __future__ import annotations

import pytest

from tests.support.children import run_child


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=["rules", "format"])
def test_ruff_finds_nothing(command: tuple[str, ...]) -> None:
    child = run_child("-m", "ruff", *command, ".")
    assert child.returncode == 0, child.stdout + child.stderr


@pytest.mark.timeout(600)
def test_mypy_strict_finds_nothing() -> None:
    child = run_child("-m", "mypy", timeout=580)
    assert child.returncode == 0, child.stdout + child.stderr
