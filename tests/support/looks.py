"""The look of the window for tests that need it, taken off again afterwards."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QPalette

from app.ui.motion import REDUCED_PROPERTY
from app.ui.theme import FONT_PROPERTY, THEME_PROPERTY, ZOOM_PROPERTY
from app.ui.theme_manager import ThemeManager, ThemeMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@contextmanager
def looking(application: QApplication) -> Iterator[ThemeManager]:
    """A theme manager, at first with the light theme."""
    style, palette, font = application.style().name(), QPalette(application.palette()), QFont(application.font())
    manager = ThemeManager(application)
    manager.apply(ThemeMode.LIGHT)
    yield manager
    manager.deleteLater()
    for name in (THEME_PROPERTY, ZOOM_PROPERTY, FONT_PROPERTY, REDUCED_PROPERTY):
        application.setProperty(name, None)
    application.setStyleSheet("")
    application.setStyle(style)
    application.setPalette(palette)
    application.setFont(font)
