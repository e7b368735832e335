"""Icons: one ink, one grid, sharp and coloured by token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.ui.icons import icon, icon_extent, paint_icon, pixmap
from app.ui.messages import IconLabel
from app.ui.resources import icon_file, icon_names
from app.ui.theme import Level, ThemeError, Token, bundled_theme, current_theme
from app.ui.theme_manager import ThemeManager, ThemeMode

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from pytestqt.qtbot import QtBot


def inks(image: QImage) -> set[str]:
    found = set()
    for x in range(image.width()):
        for y in range(image.height()):
            color = image.pixelColor(x, y)
            if color.alpha() == 255:
                found.add(color.name())
    return found


def ink_of(drawing: QPixmap) -> str:
    (found,) = inks(drawing.toImage())
    return found


@pytest.mark.parametrize("name", icon_names())
def test_each_icon_is_a_drawing_in_one_ink_on_the_grid(name: str) -> None:
    text = icon_file(name).read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(text.encode()))
    assert renderer.isValid()
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke-width="1.75"' in text
    assert not re.search(r"#[0-9a-fA-F]{3}|rgb\(|url\(|<image|<style", text)
    image = QImage(48, 48, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, 48, 48))
    painter.end()
    assert any(image.pixelColor(x, y).alpha() for x in range(48) for y in range(48))
    border = [(x, y) for x in range(48) for y in (0, 47)] + [(x, y) for x in (0, 47) for y in range(48)]
    assert not any(image.pixelColor(x, y).alpha() for x, y in border), "the drawing touches the edge"


def test_the_names_that_levels_use_exist() -> None:
    assert {level.icon_name for level in Level} <= set(icon_names())


def test_the_ink_is_the_token(qtbot: QtBot) -> None:
    assert ink_of(pixmap("stop", Token.ERROR, 48)) == bundled_theme("light").hex(Token.ERROR)
    dark = pixmap("stop", Token.ERROR, 48, theme=bundled_theme("dark"))
    assert ink_of(dark) == bundled_theme("dark").hex(Token.ERROR)


def test_icons_are_sharp_on_fine_screens_and_faded_when_disabled(qtbot: QtBot) -> None:
    made = icon("check", Token.TEXT, 16, active=Token.ACCENT)
    assert made.pixmap(icon_extent(16), 2.0).width() == 32
    normal = made.pixmap(icon_extent(16), 1.0, QIcon.Mode.Normal).toImage()
    disabled = made.pixmap(icon_extent(16), 1.0, QIcon.Mode.Disabled).toImage()
    active = made.pixmap(icon_extent(16), 1.0, QIcon.Mode.Active).toImage()
    assert normal != disabled
    assert normal != active


def test_an_unknown_icon_is_named(qtbot: QtBot) -> None:
    with pytest.raises(ThemeError, match="'unicorn'"):
        icon("unicorn")


def test_painting_centres_the_icon(qtbot: QtBot) -> None:
    image = QImage(60, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_icon(painter, QRectF(0, 0, 60, 40), "stop", Token.TEXT)
    painter.end()
    columns = [x for x in range(60) if any(image.pixelColor(x, y).alpha() for y in range(40))]
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(29.5, abs=1)


def test_a_label_follows_the_theme(qtbot: QtBot, look: ThemeManager) -> None:
    label = IconLabel("stop", Token.TEXT, size=48)
    qtbot.addWidget(label)
    light = ink_of(label.pixmap())
    look.set_mode(ThemeMode.DARK)
    assert ink_of(label.pixmap()) == current_theme().hex(Token.TEXT) != light
    label.set_icon("stop", Token.OK)
    assert QColor(ink_of(label.pixmap())) == current_theme().color(Token.OK)
