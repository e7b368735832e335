"""What tests of features share: a runner, a workspace with a document open, and its notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.jobs.runner import Runner
from tests.support.exchanges import Notices, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from app.core.workspace.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


@pytest.fixture
def notices(workspace: Workspace) -> Notices:
    return Notices(workspace)


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop()
