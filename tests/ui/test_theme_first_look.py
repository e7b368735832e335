"""The colours of the first frame, before a ThemeManager is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette

from app.ui.theme import (
    THEME_PROPERTY,
    ZOOM_PROPERTY,
    ThemeMode,
    bundled_theme,
    current_theme,
    current_zoom,
    is_dark_palette,
    show_first_look,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

WHITE, BLACK = QColor("white"), QColor("black")


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    before = {name: qapp.property(name) for name in (THEME_PROPERTY, ZOOM_PROPERTY)}
    palette = QPalette(qapp.palette())
    yield qapp
    qapp.setPalette(palette)
    for name, value in before.items():
        qapp.setProperty(name, value)


@pytest.mark.parametrize(("mode", "name"), [(ThemeMode.DARK, "dark"), (ThemeMode.LIGHT, "light")])
def test_a_chosen_theme_is_shown_at_once(application: QApplication, mode: ThemeMode, name: str) -> None:
    show_first_look(application, mode, 125)
    assert current_theme() is bundled_theme(name)
    assert current_zoom() == 1.25


@pytest.mark.parametrize(("surface", "name"), [(BLACK, "dark"), (WHITE, "light")])
def test_the_desktops_theme_is_told_by_its_palette(application: QApplication, surface: QColor, name: str) -> None:
    application.setPalette(QPalette(surface, surface))
    show_first_look(application, ThemeMode.SYSTEM, 100)
    assert current_theme() is bundled_theme(name)


def test_a_palette_is_dark_where_its_words_are_light() -> None:
    assert is_dark_palette(QPalette(BLACK, BLACK))
    assert not is_dark_palette(QPalette(WHITE, WHITE))
