"""Finds the real inputs: documents, error bodies and servers that nobody on this project wrote.

They are too large for the repository and belong to others, so they live beside the checkout. `ROUTEGLASS_CORPORA`
names their folder; without it `../shared/corpora`, seen from the project's root, is tried. Tests that need them ask
for the `corpora` fixture and carry the `corpora` marker; parametrised tests call `find_corpora` while they are
collected."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "ROUTEGLASS_CORPORA"


def find_corpora(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> Path | None:
    """The folder of the real inputs; None where this machine has none.

    Raises:
        pytest.UsageError: The variable names something that is not a folder; skipping would hide the typing error.
    """
    named = environment.get(VARIABLE)
    if named:
        folder = Path(named).expanduser()
        if not folder.is_dir():
            message = f"{VARIABLE} names {folder}, which is not a folder; point it at the corpora or unset it."
            raise pytest.UsageError(message)
        return folder
    beside = root.parent / "shared" / "corpora"
    return beside if beside.is_dir() else None


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the real inputs; skips the test where there is none."""
    folder = find_corpora()
    if folder is None:
        pytest.skip(
            f"no real inputs here: set {VARIABLE} to their folder, or put them at ../shared/corpora beside the checkout"
        )
    return folder
