"""The look of the window for tests that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.looks import looking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from app.ui.theme_manager import ThemeManager


@pytest.fixture
def look(qapp: QApplication) -> Iterator[ThemeManager]:
    with looking(qapp) as manager:
        yield manager
