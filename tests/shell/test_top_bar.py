"""The bar over everything: switches for side bar, drawer and theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.shell.main_window import MainWindow
from app.shell.parts import Parts
from app.shell.top_bar import TopBar
from app.ui.buttons import IconButton
from app.ui.drawer import Drawer
from app.ui.tab_bar import TabInfo
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.support.window_owner import Witness

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def press(bar: TopBar, name: str) -> None:
    next(button for button in bar.findChildren(QToolButton) if button.accessibleName() == name).click()


def test_its_switches_work(qtbot: QtBot, qapp: QApplication) -> None:
    themes = ThemeManager(qapp)
    themes.apply(ThemeMode.LIGHT)
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    bar = TopBar("Routeglass", QLabel("source"), QLabel("strip"), window, themes)
    drawer = Drawer("Debugger", window)
    drawer.add_page(TabInfo("one", "One"), QWidget())
    side = QLabel("side")
    window.set_parts(Parts(bar, side, QLabel("center"), QLabel("right"), drawer))
    window.show()

    press(bar, "Show or hide the list")
    assert not side.isVisible()
    press(bar, "Show or hide the debugger")
    assert drawer.is_open()
    switch = bar.findChild(IconButton, "themeSwitch")
    assert switch is not None
    assert switch.icon_name() == "moon"
    switch.click()
    assert themes.theme().dark
    assert switch.icon_name() == "sun"
    switch.click()
    assert not themes.theme().dark
