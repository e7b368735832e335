"""A theme is a table of named colours; light and dark are two tables of the same names.

Code says what a colour is for (`Token.ERROR`), a JSON file says which colour that is. The theme in use belongs to the
application as its palette does: `current_theme()` reads it, and Qt's own StyleChange event tells each widget of a
new one.

The first frame waits for this module: it uses what is cheap to import and to make, hence no TOML and no dataclass.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QPalette

from app.core.base.errors import RouteglassError
from app.ui.resources import theme_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtGui import QGuiApplication

THEME_PROPERTY = "routeglassTheme"
ZOOM_PROPERTY = "routeglassZoom"
FONT_PROPERTY = "routeglassDesktopFont"
"""The desktop's own font, where the first frame had to change its size."""

_UNZOOMED = 100
_HEX = frozenset("0123456789abcdef")


class ThemeError(RouteglassError):
    """A theme file cannot be used; `where` names the file and the token."""


class Token(StrEnum):
    """What a colour is for."""

    SURFACE = "surface"
    SURFACE_RAISED = "surface-raised"
    SURFACE_SUNKEN = "surface-sunken"
    HOVER = "hover"
    BORDER = "border"
    BORDER_STRONG = "border-strong"
    TEXT = "text"
    TEXT_MUTED = "text-muted"
    ACCENT = "accent"
    ACCENT_HOVER = "accent-hover"
    ACCENT_TEXT = "accent-text"
    ACCENT_SOFT = "accent-soft"
    SELECTION = "selection"
    OK = "ok"
    OK_SOFT = "ok-soft"
    WARN = "warn"
    WARN_SOFT = "warn-soft"
    ERROR = "error"
    ERROR_SOFT = "error-soft"
    INFO = "info"
    INFO_SOFT = "info-soft"
    METHOD_GET = "method-get"
    METHOD_POST = "method-post"
    METHOD_PUT = "method-put"
    METHOD_PATCH = "method-patch"
    METHOD_DELETE = "method-delete"
    METHOD_HEAD = "method-head"
    METHOD_OPTIONS = "method-options"
    METHOD_TRACE = "method-trace"
    METHOD_WS = "method-ws"
    CODE_KEY = "code-key"
    CODE_STRING = "code-string"
    CODE_NUMBER = "code-number"
    CODE_LITERAL = "code-literal"
    CODE_PUNCTUATION = "code-punctuation"
    TRACE_CLIENT = "trace-client"
    TRACE_LAYER = "trace-layer"
    TRACE_ROUTE = "trace-route"
    TRACE_VALUES = "trace-values"
    TRACE_DEPENDENCY = "trace-dependency"
    TRACE_ENDPOINT = "trace-endpoint"
    TRACE_RESPONSE = "trace-response"
    TRACE_AFTER = "trace-after"
    TRACE_OTHER = "trace-other"


class Level(StrEnum):
    """How serious a message is; the order is the order of seriousness."""

    INFO = "info"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"

    @property
    def ink(self) -> Token:
        """The colour of its text, icon and edge."""
        return Token(self.value)

    @property
    def soft(self) -> Token:
        """The background on which its ink is readable."""
        return Token(f"{self.value}-soft")

    @property
    def icon_name(self) -> str:
        """The icon that stands beside the colour, so that colour is never alone."""
        return _LEVEL_ICONS[self.value]

    @property
    def rank(self) -> int:
        """0 for info up to 3 for error."""
        return list(Level).index(self)


_LEVEL_ICONS = MappingProxyType({"info": "info", "ok": "check-circle", "warn": "warning", "error": "error"})


_TOKEN_VALUES = frozenset(token.value for token in Token)


def method_token(method: str) -> Token:
    """The colour of an HTTP method or of `WS`; unknown methods look like OPTIONS."""
    name = f"method-{method.lower()}"
    return Token(name) if name in _TOKEN_VALUES else Token.METHOD_OPTIONS


class Theme:
    """One table of colours. No tuple: Qt would take one apart that is kept as a property.

    Attributes:
        name: The name of its file.
        dark: Whether its surfaces are dark.
        tokens: For each token `#rrggbb`.
    """

    __slots__ = ("dark", "name", "tokens")

    def __init__(self, name: str, dark: bool, tokens: Mapping[Token, str]) -> None:  # noqa: FBT001 - as its file has it
        self.name = name
        self.dark = dark
        self.tokens = tokens

    def hex(self, token: Token) -> str:
        """The colour as `#rrggbb`."""
        return self.tokens[token]

    def color(self, token: Token, alpha: float = 1.0) -> QColor:
        """The colour for painting; `alpha` between 0 and 1."""
        color = QColor(self.tokens[token])
        color.setAlphaF(alpha)
        return color

    def mix(self, front: Token, back: Token, share: float) -> QColor:
        """An opaque colour with `share` (0 … 1) of `front` over `back`."""
        one, two = QColor(self.tokens[front]), QColor(self.tokens[back])
        return QColor(
            round(one.red() * share + two.red() * (1 - share)),
            round(one.green() * share + two.green() * (1 - share)),
            round(one.blue() * share + two.blue() * (1 - share)),
        )


def read_theme(path: Path) -> Theme:
    """Reads one theme file.

    Raises:
        ThemeError: The file is missing, no JSON, lacks a token, or has one that is unknown or no `#rrggbb`.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ThemeError("The theme cannot be read.", where=str(path), hint=str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ThemeError("The theme is not valid JSON.", where=str(path), hint=str(error)) from error
    name, dark, tokens = (table.get(key) if isinstance(table, dict) else None for key in ("name", "dark", "tokens"))
    if not isinstance(name, str) or not isinstance(dark, bool) or not isinstance(tokens, dict):
        raise ThemeError(
            "The theme is incomplete.",
            where=str(path),
            hint="It needs name (text), dark (true or false) and tokens (an object).",
        )
    return Theme(name, dark, MappingProxyType(_checked(tokens, path)))


def _checked(tokens: dict[str, object], path: Path) -> dict[Token, str]:
    known = {token.value for token in Token}
    for problem, names in (("lacks", known - tokens.keys()), ("has unknown", tokens.keys() - known)):
        if names:
            raise ThemeError(f"The theme {problem} tokens: {', '.join(sorted(names))}.", where=f"{path} tokens")
    checked = {}
    for token in Token:
        text = tokens[token.value]
        if not isinstance(text, str) or not _is_hex(text.lower()):
            raise ThemeError(f"{text!r} is no colour.", where=f"{path} tokens/{token.value}", hint="Write #rrggbb.")
        checked[token] = text.lower()
    return checked


def _is_hex(text: str) -> bool:
    return len(text) == len("#rrggbb") and text[0] == "#" and _HEX.issuperset(text[1:])


@lru_cache(maxsize=4)
def bundled_theme(name: str) -> Theme:
    """The theme that comes with the program: `light` or `dark`."""
    return read_theme(theme_file(name))


class ThemeMode(StrEnum):
    """Which theme a person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def is_dark_palette(palette: QPalette) -> bool:
    """Whether words are lighter than what they stand on."""
    window, words = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.WindowText)
    return window.lightness() < words.lightness()


def show_first_look(application: QGuiApplication, mode: ThemeMode, zoom: int) -> None:
    """Gives painted things their colours and size, for the first frame; everything else a ThemeManager does later.

    Args:
        zoom: Percent of the desktop's text size.
    """
    dark = is_dark_palette(application.palette()) if mode is ThemeMode.SYSTEM else mode is ThemeMode.DARK
    application.setProperty(THEME_PROPERTY, bundled_theme("dark" if dark else "light"))
    application.setProperty(ZOOM_PROPERTY, zoom / 100)
    font = application.property(FONT_PROPERTY) or application.font()
    if zoom != _UNZOOMED and font.pointSizeF() > 0:
        application.setProperty(FONT_PROPERTY, font)
        font.setPointSizeF(font.pointSizeF() * zoom / 100)
        application.setFont(font)


def current_theme() -> Theme:
    """The application's theme; the light one before a ThemeManager has applied any."""
    application = QCoreApplication.instance()
    theme = application.property(THEME_PROPERTY) if application else None
    return theme if isinstance(theme, Theme) else bundled_theme("light")


def current_zoom() -> float:
    """The application's zoom, 1.0 being the size that the desktop asks for."""
    application = QCoreApplication.instance()
    zoom = application.property(ZOOM_PROPERTY) if application else None
    return zoom if isinstance(zoom, float) else 1.0
