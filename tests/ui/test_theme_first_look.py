"""The colours of the first frame, before a ThemeManager is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QFont, QPalette

from app.ui.theme import (
    FONT_PROPERTY,
    THEME_PROPERTY,
    ZOOM_PROPERTY,
    ThemeMode,
    bundled_theme,
    current_theme,
    current_zoom,
    is_dark_palette,
    show_first_look,
)
from app.ui.theme_manager import ThemeManager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

WHITE, BLACK = QColor("white"), QColor("black")


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    before = {name: qapp.property(name) for name in (THEME_PROPERTY, ZOOM_PROPERTY, FONT_PROPERTY)}
    palette, font = QPalette(qapp.palette()), QFont(qapp.font())
    yield qapp
    qapp.setPalette(palette)
    qapp.setFont(font)
    for name, value in before.items():
        qapp.setProperty(name, value)


@pytest.mark.parametrize(("mode", "name"), [(ThemeMode.DARK, "dark"), (ThemeMode.LIGHT, "light")])
def test_a_chosen_theme_is_shown_at_once(application: QApplication, mode: ThemeMode, name: str) -> None:
    show_first_look(application, mode, 125)
    assert current_theme() is bundled_theme(name)
    assert current_zoom() == 1.25


def test_its_text_has_its_size_at_once_and_the_desktops_is_not_lost(application: QApplication) -> None:
    before = application.font().pointSizeF()
    show_first_look(application, ThemeMode.LIGHT, 150)
    show_first_look(application, ThemeMode.LIGHT, 200)
    assert application.font().pointSizeF() == before * 2
    themes = ThemeManager(application)
    themes.apply(ThemeMode.LIGHT, 100)
    assert application.font().pointSizeF() == before
    themes.deleteLater()
    application.setStyleSheet("")


@pytest.mark.parametrize(("surface", "name"), [(BLACK, "dark"), (WHITE, "light")])
def test_the_desktops_theme_is_told_by_its_palette(application: QApplication, surface: QColor, name: str) -> None:
    application.setPalette(QPalette(surface, surface))
    show_first_look(application, ThemeMode.SYSTEM, 100)
    assert current_theme() is bundled_theme(name)


def test_a_palette_is_dark_where_its_words_are_light() -> None:
    assert is_dark_palette(QPalette(BLACK, BLACK))
    assert not is_dark_palette(QPalette(WHITE, WHITE))
