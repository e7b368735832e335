from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.exchanges import open_workspace

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()
