"""Themes: two tables of the same tokens, readable everywhere, with clear errors for broken files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor

from app.ui.badges import TINT
from app.ui.resources import theme_file
from app.ui.theme import (
    Level,
    Theme,
    ThemeError,
    Token,
    bundled_theme,
    current_theme,
    current_zoom,
    method_token,
    read_theme,
)

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("light", "dark")
ENOUGH = 4.5
SURFACES = (Token.SURFACE, Token.SURFACE_RAISED, Token.SURFACE_SUNKEN)
METHODS = tuple(token for token in Token if token.value.startswith("method-"))
TRACE = tuple(token for token in Token if token.value.startswith("trace-"))
SEEN = 3.0
"""The least contrast of what is no text (WCAG 2.2, 1.4.11)."""
CODE = tuple(token for token in Token if token.value.startswith("code-"))
PAIRS = (
    *((ink, back) for ink in (Token.TEXT, Token.TEXT_MUTED) for back in (*SURFACES, Token.HOVER, Token.SELECTION)),
    *((Token.TEXT, level.soft) for level in Level),
    *((Token.TEXT_MUTED, level.soft) for level in Level),
    *((level.ink, back) for level in Level for back in (*SURFACES, level.soft, Token.SELECTION)),
    *((Token.ACCENT, back) for back in (*SURFACES, Token.ACCENT_SOFT, *(level.soft for level in Level))),
    (Token.ACCENT_TEXT, Token.ACCENT),
    (Token.ACCENT_TEXT, Token.ACCENT_HOVER),
    (Token.TEXT, Token.ACCENT_SOFT),
    (Token.SURFACE, Token.ERROR),
    *((method, back) for method in METHODS for back in (*SURFACES, Token.HOVER, Token.SELECTION)),
    *((code, back) for code in CODE for back in (Token.SURFACE_RAISED, Token.SELECTION, Token.HOVER)),
    (Token.CODE_STRING, Token.ERROR_SOFT),
)


def luminance(color: QColor) -> float:
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, two: QColor) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_says() -> None:
    assert contrast(QColor("#ffffff"), QColor("#000000")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("ink", "back"), PAIRS)
def test_text_is_readable_on_its_background(name: str, ink: Token, back: Token) -> None:
    theme = bundled_theme(name)
    assert contrast(theme.color(ink), theme.color(back)) >= ENOUGH


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bar", TRACE)
@pytest.mark.parametrize("back", [Token.SURFACE, Token.SURFACE_RAISED, Token.HOVER, Token.SELECTION, Token.ERROR_SOFT])
def test_bars_are_seen_on_their_background(name: str, bar: Token, back: Token) -> None:
    theme = bundled_theme(name)
    assert contrast(theme.color(bar), theme.color(back)) >= SEEN


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", METHODS)
def test_methods_are_readable_on_their_tint(name: str, method: Token) -> None:
    theme = bundled_theme(name)
    assert contrast(theme.color(method), theme.mix(method, Token.SURFACE, TINT)) >= ENOUGH


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_ring_stands_out(name: str) -> None:
    theme = bundled_theme(name)
    for surface in SURFACES:
        assert contrast(theme.color(Token.ACCENT), theme.color(surface)) >= 3


def test_both_tables_have_the_same_tokens_and_differ() -> None:
    light, dark = bundled_theme("light"), bundled_theme("dark")
    assert set(light.tokens) == set(dark.tokens) == set(Token)
    assert not light.dark
    assert dark.dark
    assert luminance(light.color(Token.SURFACE)) > luminance(dark.color(Token.SURFACE))


def broken(folder: Path, old: str, new: str) -> Path:
    text = theme_file("light").read_text(encoding="utf-8")
    assert old in text
    file = folder / "broken.json"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "what", "where"),
    [
        ('"accent": "#4553d6"', '"accent": "blue"', "'blue' is no colour", "tokens/accent"),
        ('"accent": "#4553d6"', '"accent": 7', "7 is no colour", "tokens/accent"),
        ('"accent": "#4553d6",', "", "lacks tokens: accent", "tokens"),
        ('"accent": "#4553d6"', '"accent": "#4553d6", "glow": "#ffffff"', "unknown tokens: glow", "tokens"),
        ('"dark": false', '"dark": "no"', "incomplete", "broken.json"),
        ('"name": "light"', '"name": 3', "incomplete", "broken.json"),
        ('"tokens"', '"colours"', "incomplete", "broken.json"),
        ('"tokens": {', '"tokens": [', "not valid JSON", "broken.json"),
    ],
)
def test_a_broken_theme_says_what_and_where(tmp_path: Path, old: str, new: str, what: str, where: str) -> None:
    with pytest.raises(ThemeError) as caught:
        read_theme(broken(tmp_path, old, new))
    assert what in caught.value.what
    assert where in caught.value.where


def test_a_missing_theme_says_so(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="cannot be read"):
        read_theme(tmp_path / "none.json")


def test_a_theme_of_other_bytes_says_so(tmp_path: Path) -> None:
    file = tmp_path / "bytes.json"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThemeError, match="not valid JSON"):
        read_theme(file)


def test_a_theme_that_is_no_object_says_so(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("[1]")
    with pytest.raises(ThemeError, match="incomplete"):
        read_theme(file)


def test_capital_letters_are_the_same_colour(tmp_path: Path) -> None:
    theme = read_theme(broken(tmp_path, "#4553d6", "#4553D6"))
    assert theme.hex(Token.ACCENT) == "#4553d6"


def test_colours_for_painting() -> None:
    theme = Theme("x", dark=False, tokens=dict.fromkeys(Token, "#000000") | {Token.TEXT: "#ff8000"})
    assert theme.color(Token.TEXT).name() == "#ff8000"
    assert theme.color(Token.TEXT, 0.5).alphaF() == pytest.approx(0.5, abs=0.01)
    assert theme.mix(Token.TEXT, Token.SURFACE, 0.5).name() == "#804000"


@pytest.mark.parametrize(
    ("method", "token"),
    [("GET", Token.METHOD_GET), ("ws", Token.METHOD_WS), ("QUERY", Token.METHOD_OPTIONS), ("", Token.METHOD_OPTIONS)],
)
def test_every_method_has_a_colour(method: str, token: Token) -> None:
    assert method_token(method) is token


def test_levels_are_ordered_and_have_an_icon_beside_the_colour() -> None:
    assert [level.rank for level in (Level.INFO, Level.OK, Level.WARN, Level.ERROR)] == [0, 1, 2, 3]
    assert len({level.icon_name for level in Level}) == len(Level)


def test_without_a_manager_the_light_theme_holds() -> None:
    assert current_theme().name == "light"
    assert current_zoom() == 1.0
