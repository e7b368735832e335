from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.contract_window import promising_workspace

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    return promising_workspace()
