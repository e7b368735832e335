"""Puts a theme onto the application: Fusion, one palette, one style sheet, one font size.

`QStyleHints.setColorScheme` does nothing on plain xcb and off screen, hence the own palette.
"""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontInfo, QPalette

from app.ui import metrics
from app.ui.fonts import LARGE, SMALL, data_family, points
from app.ui.resources import style_template
from app.ui.theme import (
    FONT_PROPERTY,
    THEME_PROPERTY,
    ZOOM_PROPERTY,
    Theme,
    ThemeError,
    Token,
    bundled_theme,
    is_dark_palette,
)
from app.ui.theme import ThemeMode as ThemeMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

ZOOM_STEPS: Final = (50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300)
_PLACEHOLDER = re.compile(r"\{\{([a-z0-9-]+)\}\}")
_FADED: Final = 0.55
_CONTROL_FRAME: Final = 8
"""Padding and border of a control, above and below together."""


@dataclass(frozen=True, slots=True)
class ThemeChanged:
    """The application has another look.

    Attributes:
        theme: The colours now in use.
        mode: What the person asked for.
        zoom: Percent of the desktop's text size.
    """

    theme: Theme
    mode: ThemeMode
    zoom: int


class ThemeManager(QObject):
    """Owns the look of one application; bootstrap makes one and calls `apply` once.

    Signals:
        theme_changed: A ThemeChanged after palette, style sheet and fonts are in place.
    """

    theme_changed = Signal(ThemeChanged)

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._mode = ThemeMode.SYSTEM
        self._zoom = 100
        known = application.property(FONT_PROPERTY)
        self._font = QFont(known if isinstance(known, QFont) else application.font())
        self._desktop_dark = _is_dark(application)
        application.styleHints().colorSchemeChanged.connect(self._follow_desktop)

    def apply(self, mode: ThemeMode = ThemeMode.SYSTEM, zoom: int = 100) -> None:
        """Gives the application its whole look; needed once, before the first widget for a fast start."""
        self._mode, self._zoom = mode, _clamped(zoom)
        with _nothing_collected():
            self._application.setStyle("Fusion")
        self._dress()

    def set_mode(self, mode: ThemeMode) -> None:
        """Pins light or dark, or follows the desktop."""
        if mode != self._mode:
            self._mode = mode
            self._dress()

    def mode(self) -> ThemeMode:
        """What the person asked for."""
        return self._mode

    def theme(self) -> Theme:
        """The colours in use."""
        if self._mode is ThemeMode.SYSTEM:
            return bundled_theme("dark" if self._desktop_dark else "light")
        return bundled_theme(self._mode.value)

    def toggle(self) -> None:
        """Pins the other one of light and dark."""
        self.set_mode(ThemeMode.LIGHT if self.theme().dark else ThemeMode.DARK)

    def zoom(self) -> int:
        """Percent of the desktop's text size."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        """Changes the text size everywhere; kept within the first and last of `ZOOM_STEPS`."""
        if _clamped(percent) != self._zoom:
            self._zoom = _clamped(percent)
            self._dress()

    def zoom_in(self) -> None:
        """One step larger (Ctrl +)."""
        self.set_zoom(next((step for step in ZOOM_STEPS if step > self._zoom), ZOOM_STEPS[-1]))

    def zoom_out(self) -> None:
        """One step smaller (Ctrl -)."""
        self.set_zoom(next((step for step in reversed(ZOOM_STEPS) if step < self._zoom), ZOOM_STEPS[0]))

    def zoom_reset(self) -> None:
        """The desktop's own size (Ctrl 0)."""
        self.set_zoom(100)

    def announce(self, change: ThemeChanged) -> None:
        """Tells who listens; the typed door to the signal."""
        self.theme_changed.emit(change)

    def _follow_desktop(self, scheme: Qt.ColorScheme) -> None:
        if scheme is Qt.ColorScheme.Unknown:
            return
        dark = scheme is Qt.ColorScheme.Dark
        changed = dark is not self._desktop_dark
        self._desktop_dark = dark
        if changed and self._mode is ThemeMode.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        theme = self.theme()
        zoom = self._zoom / 100
        font = QFont(self._font)
        font.setPointSizeF(_points(self._font) * zoom)
        # The properties come first: widgets read them in the StyleChange that palette and style sheet cause.
        self._application.setProperty(THEME_PROPERTY, theme)
        self._application.setProperty(ZOOM_PROPERTY, zoom)
        with _nothing_collected():
            self._application.setFont(font)
            self._application.setPalette(make_palette(theme))
            self._put_on(render_style(style_template(), theme, zoom))
        self.announce(ThemeChanged(theme, self._mode, self._zoom))

    def _put_on(self, sheet: str) -> None:
        if any(window.isVisible() for window in self._application.topLevelWidgets()):
            # Qt puts a changed sheet onto every widget once for each widget around it, a first sheet only once; with
            # three large forms that is a tenth of the time.
            self._application.setStyleSheet("")
        self._application.setStyleSheet(sheet)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Puts the collector off: Qt walks through all widgets here, and must not meet one that dies on the way."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def make_palette(theme: Theme) -> QPalette:
    """The palette that plain widgets use, made of tokens."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, theme.color(token))
    faded = theme.mix(Token.TEXT, Token.SURFACE, _FADED)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.HighlightedText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Accent, theme.color(Token.BORDER_STRONG))
    return palette


def render_style(template: str, theme: Theme, zoom: float) -> str:
    """Fills the placeholders of a style sheet with tokens, sizes (px, pt) and the fixed font's family.

    Raises:
        ThemeError: The template names something unknown.
    """
    values = {token.value: color for token, color in theme.tokens.items()}
    values |= {
        "disabled": theme.mix(Token.TEXT, Token.SURFACE, _FADED).name(),
        "radius": f"{metrics.RADIUS}px",
        "radius-small": f"{metrics.RADIUS_SMALL}px",
        "control": f"{round(metrics.CONTROL_HEIGHT * zoom) - _CONTROL_FRAME}px",
        "font-data": data_family(),
        "size": f"{points():.2f}pt",
        "size-small": f"{points(SMALL):.2f}pt",
        "size-large": f"{points(LARGE):.2f}pt",
    }
    unknown = sorted({name for name in _PLACEHOLDER.findall(template) if name not in values})
    if unknown:
        raise ThemeError(f"The style sheet names unknown tokens: {', '.join(unknown)}.", where="resources/style.qss")

    def value(match: re.Match[str]) -> str:
        return values[match.group(1)]

    return _PLACEHOLDER.sub(value, template)


def _clamped(percent: int) -> int:
    return max(ZOOM_STEPS[0], min(ZOOM_STEPS[-1], percent))


def _points(font: QFont) -> float:
    size = font.pointSizeF()
    return size if size > 0 else QFontInfo(font).pointSizeF()


def _is_dark(application: QApplication) -> bool:
    scheme = application.styleHints().colorScheme()
    if scheme is not Qt.ColorScheme.Unknown:
        return scheme is Qt.ColorScheme.Dark
    return is_dark_palette(application.palette())


_ROLES: Final = {
    QPalette.ColorRole.Window: Token.SURFACE,
    QPalette.ColorRole.WindowText: Token.TEXT,
    QPalette.ColorRole.Base: Token.SURFACE_RAISED,
    QPalette.ColorRole.AlternateBase: Token.SURFACE_SUNKEN,
    QPalette.ColorRole.Text: Token.TEXT,
    QPalette.ColorRole.BrightText: Token.ERROR,
    QPalette.ColorRole.PlaceholderText: Token.TEXT_MUTED,
    QPalette.ColorRole.Button: Token.SURFACE_RAISED,
    QPalette.ColorRole.ButtonText: Token.TEXT,
    QPalette.ColorRole.ToolTipBase: Token.SURFACE_RAISED,
    QPalette.ColorRole.ToolTipText: Token.TEXT,
    QPalette.ColorRole.Highlight: Token.SELECTION,
    QPalette.ColorRole.HighlightedText: Token.TEXT,
    QPalette.ColorRole.Accent: Token.ACCENT,
    QPalette.ColorRole.Link: Token.ACCENT,
    QPalette.ColorRole.LinkVisited: Token.ACCENT,
    QPalette.ColorRole.Light: Token.SURFACE_RAISED,
    QPalette.ColorRole.Midlight: Token.BORDER,
    QPalette.ColorRole.Mid: Token.BORDER_STRONG,
    QPalette.ColorRole.Dark: Token.BORDER_STRONG,
    QPalette.ColorRole.Shadow: Token.BORDER,
}
