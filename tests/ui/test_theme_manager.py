"""The application's look: palette, style sheet, zoom, and following the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.resources import style_template
from app.ui.theme import ThemeError, Token, bundled_theme, current_theme, current_zoom
from app.ui.theme_manager import ZOOM_STEPS, ThemeChanged, ThemeManager, ThemeMode, make_palette, render_style
from tests.support.children import run_child

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Witness(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.changes: list[ThemeChanged] = []

    def note(self, change: ThemeChanged) -> None:
        self.changes.append(change)


@pytest.fixture
def witness(qtbot: QtBot, look: ThemeManager) -> Witness:
    widget = Witness()
    qtbot.addWidget(widget)
    look.theme_changed.connect(widget.note)
    return widget


def test_the_palette_is_made_of_tokens() -> None:
    theme = bundled_theme("dark")
    palette = make_palette(theme)
    assert palette.color(QPalette.ColorRole.Window).name() == theme.hex(Token.SURFACE)
    assert palette.color(QPalette.ColorRole.Highlight).name() == theme.hex(Token.SELECTION)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled != palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)


def test_the_sheet_leaves_no_placeholder(qtbot: QtBot) -> None:
    sheet = render_style(style_template(), bundled_theme("light"), 1.0)
    assert "{{" not in sheet
    assert bundled_theme("light").hex(Token.ACCENT) in sheet


def test_the_sheet_stays_small() -> None:
    assert style_template().count("{\n") + style_template().count(" { ") <= 90


def test_an_unknown_token_in_the_sheet_is_named(qtbot: QtBot) -> None:
    with pytest.raises(ThemeError, match="glow") as caught:
        render_style("QLabel { color: {{glow}}; }", bundled_theme("light"), 1.0)
    assert "style.qss" in caught.value.where


def test_switching_changes_palette_and_property_and_tells_it(look: ThemeManager, witness: Witness) -> None:
    look.set_mode(ThemeMode.DARK)
    assert current_theme() is bundled_theme("dark")
    assert witness.palette().color(QPalette.ColorRole.Window) == QColor(current_theme().hex(Token.SURFACE))
    assert witness.changes == [ThemeChanged(bundled_theme("dark"), ThemeMode.DARK, 100)]
    look.set_mode(ThemeMode.DARK)
    assert len(witness.changes) == 1


def test_toggle_pins_the_other_theme(look: ThemeManager) -> None:
    look.toggle()
    assert look.mode() is ThemeMode.DARK
    look.toggle()
    assert look.mode() is ThemeMode.LIGHT


def test_the_desktop_is_followed_unless_pinned(look: ThemeManager, witness: Witness) -> None:
    look.set_mode(ThemeMode.SYSTEM)
    witness.changes.clear()
    look._application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert current_theme().dark
    look._application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert current_theme().dark
    assert [change.theme.name for change in witness.changes] == ["dark"]
    look.set_mode(ThemeMode.LIGHT)
    look._application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    look._application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not current_theme().dark
    look.set_mode(ThemeMode.SYSTEM)
    assert current_theme().dark


def test_zoom_steps_up_and_down_and_stays_within_bounds(look: ThemeManager, witness: Witness) -> None:
    label = QLabel("Words", witness)
    before = label.font().pointSizeF()
    look.zoom_in()
    assert (look.zoom(), current_zoom()) == (110, 1.1)
    assert label.font().pointSizeF() > before
    look.zoom_out()
    look.zoom_out()
    assert look.zoom() == 90
    look.zoom_reset()
    assert look.zoom() == 100
    assert label.font().pointSizeF() == pytest.approx(before)
    look.set_zoom(9999)
    look.zoom_in()
    assert look.zoom() == ZOOM_STEPS[-1]
    look.set_zoom(1)
    look.zoom_out()
    assert look.zoom() == ZOOM_STEPS[0]


def test_controls_grow_with_the_zoom(qtbot: QtBot, look: ThemeManager) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.ensurePolished()
    assert edit.sizeHint().height() == 28
    look.set_zoom(150)
    assert edit.sizeHint().height() == 42


class Restyled(QLabel):
    """Counts how often it is told that it looks otherwise now."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.times = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.times += event.type() is QEvent.Type.StyleChange


def test_a_theme_reaches_what_lies_deep_no_more_often_than_what_lies_on_the_surface(
    qtbot: QtBot, look: ThemeManager, witness: Witness
) -> None:
    layout = QVBoxLayout(witness)
    holder: QWidget = witness
    for _ in range(20):
        holder = QWidget(holder)
    shallow, deep = Restyled("Words", witness), Restyled("Words", holder)
    layout.addWidget(shallow)
    with qtbot.waitExposed(witness):
        witness.show()
    shallow.times = deep.times = 0
    look.toggle()
    assert 0 < deep.times <= shallow.times


@pytest.mark.parametrize("is_shown", [True, False])
def test_zoom_reaches_what_is_shown_and_what_is_shown_later(
    qtbot: QtBot, look: ThemeManager, witness: Witness, is_shown: bool
) -> None:
    seen, hidden = QLabel("Words", witness), QLabel("Words", witness)
    hidden.hide()
    with qtbot.waitExposed(witness):
        witness.show()
    witness.setVisible(is_shown)
    later = QWidget()
    qtbot.addWidget(later)
    inside = QLabel("Words", later)
    QApplication.sendPostedEvents()
    look.set_zoom(200)
    later.show()
    hidden.show()
    assert {label.font().pointSizeF() for label in (seen, hidden, inside)} == {QApplication.font().pointSizeF()}
    assert seen.palette().color(QPalette.ColorRole.WindowText) == current_theme().color(Token.TEXT)


DYING = """
import gc
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from app.ui.theme_manager import ThemeManager, ThemeMode


class Talking(QLabel):
    def changeEvent(self, event):
        super().changeEvent(event)
        self.words = [[number] for number in range(300)]


application = QApplication(["test"])
themes = ThemeManager(application)
themes.apply(ThemeMode.LIGHT)
for turn in range(20):
    living = [Talking("words") for _ in range(20)]
    for _ in range(30):
        # Garbage in a circle, which only the collector finds.
        window = QWidget()
        window.itself = window
        window.below = [QLabel("word", window) for _ in range(10)]
        del window
    gc.set_threshold(5, 1, 1)
    themes.apply(ThemeMode.DARK if turn % 2 else ThemeMode.LIGHT)
    themes.toggle()
    themes.set_zoom(150 if turn % 2 else 100)
    gc.set_threshold(700, 10, 10)
assert gc.isenabled()
gc.disable()
themes.toggle()
assert not gc.isenabled()
"""


def test_no_widget_dies_while_all_of_them_are_dressed() -> None:
    child = run_child("-c", DYING)
    assert child.returncode == 0, child.stderr[-2000:]
