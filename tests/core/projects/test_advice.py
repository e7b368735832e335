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
    assert "Install sqlalchemy into this interpreter" in advice


@pytest.mark.parametrize("name", ["SyntaxError", "IndentationError", "TabError"])
def test_broken_syntax_is_corrected(name: str) -> None:
    assert advice_for(CrashKind.IMPORT, name, "unexpected indent").startswith("Correct the line")


def test_a_variable_that_the_environment_lacks_is_named() -> None:
    advice = advice_for(CrashKind.IMPORT, "KeyError", "'DATABASE_URL'", 'url = os.environ["DATABASE_URL"]')
    assert "the environment variable DATABASE_URL" in advice


def test_a_key_that_another_mapping_lacks_is_no_variable() -> None:
    assert "environment" not in advice_for(CrashKind.IMPORT, "KeyError", "'x'", 'settings["x"]')


def test_settings_that_are_missing_are_given_as_variables() -> None:
    advice = advice_for(CrashKind.IMPORT, "pydantic_core._pydantic_core.ValidationError", "url: Field required")
    assert "environment variables" in advice
