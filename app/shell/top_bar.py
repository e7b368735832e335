"""The bar over everything: what is in view on the left, what concerns the whole window on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.buttons import IconButton
from app.ui.labels import Label, TextRole
from app.ui.messages import IconLabel
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S
from app.ui.theme import Token

if TYPE_CHECKING:
    from app.shell.main_window import MainWindow
    from app.ui.theme_manager import ThemeChanged, ThemeManager


class TopBar(QWidget):
    """Logo, source, and switches for side bar, drawer and theme.

    Args:
        source: What is in view.
        strip: What concerns it as a whole, below.
    """

    def __init__(self, title: str, source: QWidget, strip: QWidget, window: MainWindow, themes: ThemeManager) -> None:
        super().__init__(window)
        self._themes = themes
        self._theme = IconButton("moon", "Switch between light and dark", self)
        self._theme.setObjectName("themeSwitch")
        self._theme.clicked.connect(themes.toggle)
        side = IconButton("panel-left", "Show or hide the list", self, shortcut_text="Ctrl+B")
        side.clicked.connect(window.toggle_side)
        drawer = IconButton("panel-bottom", "Show or hide the debugger", self, shortcut_text="Ctrl+J")
        drawer.clicked.connect(window.toggle_drawer)
        bar = QWidget(self)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_S, SPACE_S)
        layout.setSpacing(SPACE_S)
        layout.addWidget(IconLabel("logo", Token.ACCENT, self, 20))
        layout.addWidget(Label(title, TextRole.HEADING, self))
        layout.addSpacing(SPACE_M)
        layout.addWidget(source, 3)
        layout.addStretch(1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(SPACE_S)
        layout.addLayout(self._tools)
        for button in (side, drawer, self._theme):
            layout.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(strip)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        themes.theme_changed.connect(self._dress)
        self._show_theme(dark=themes.theme().dark)

    def add_tool(self, tool: QWidget) -> None:
        """Adds what concerns the whole window, before the switches."""
        self._tools.addWidget(tool)

    def _dress(self, change: ThemeChanged) -> None:
        self._show_theme(dark=change.theme.dark)

    def _show_theme(self, *, dark: bool) -> None:
        self._theme.set_icon_name("sun" if dark else "moon")
