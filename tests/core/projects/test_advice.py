"""Each failure has a next step."""

from __future__ import annotations

import pytest

from app.core.projects.advice import advice_for
from app.core.projects.model import CrashKind


@pytest.mark.parametrize("kind", CrashKind)
def test_every_kind_of_failure_has_a_next_step(kind: CrashKind) -> None:
    assert advice_for(kind).endswith(".")


def test_the_package_of_a_missing_module_is_named() -> None:
    advice = advice_for(CrashKind.IMPORT, "ModuleNotFoundError", "No module named 'sqlalchemy.orm'")
    assert "Install `sqlalchemy` into this interpreter" in advice


@pytest.mark.parametrize("name", ["SyntaxError", "IndentationError", "TabError"])
def test_broken_syntax_is_corrected(name: str) -> None:
    assert advice_for(CrashKind.IMPORT, name, "unexpected indent").startswith("Correct the line")
