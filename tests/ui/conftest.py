"""The look of the window for tests that need it, taken off again afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFont, QPalette

from app.ui.motion import REDUCED_PROPERTY
from app.ui.theme import THEME_PROPERTY, ZOOM_PROPERTY
from app.ui.theme_manager import ThemeManager, ThemeMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def look(qapp: QApplication) -> Iterator[ThemeManager]:
    style, palette, font = qapp.style().name(), QPalette(qapp.palette()), QFont(qapp.font())
    manager = ThemeManager(qapp)
    manager.apply(ThemeMode.LIGHT)
    yield manager
    manager.deleteLater()
    for name in (THEME_PROPERTY, ZOOM_PROPERTY, REDUCED_PROPERTY):
        qapp.setProperty(name, None)
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)
