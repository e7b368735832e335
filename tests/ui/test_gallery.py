"""The gallery builds in both themes, which drives every brick in every state through its paint code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from app.ui.theme import Token, current_theme
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.ui.gallery import PAGES, save_pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
@pytest.mark.parametrize("zoom", [100, 150])
def test_every_page_is_painted(tmp_path: Path, look: ThemeManager, mode: ThemeMode, zoom: int) -> None:
    look.set_mode(mode)
    look.set_zoom(zoom)
    files = save_pages(tmp_path, mode.value)
    assert len(files) == len(PAGES)
    surfaces = {current_theme().hex(token) for token in (Token.SURFACE, Token.SURFACE_RAISED, Token.SURFACE_SUNKEN)}
    for file in files:
        image = QImage(str(file))
        colors = {
            image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 3)
        }
        assert len(colors) > 20, f"{file.name} is almost empty"
        assert colors & surfaces, f"{file.name} does not wear the theme"
