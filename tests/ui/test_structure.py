"""Sections, panels, splitters, tabs and the drawer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.ui.badges import Chip
from app.ui.drawer import Drawer, DrawerChanged
from app.ui.messages import MessageAction, PinnedMessage
from app.ui.panels import Edge, Hairline, Panel
from app.ui.sections import Section, SectionActionTriggered, SectionText, SectionToggled
from app.ui.splitter import Splitter
from app.ui.tab_bar import TabBar, TabChosen, TabCloseRequested, TabInfo, TabPages
from app.ui.theme import Level, Token, current_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Builder:
    """Makes content and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> QWidget:
        self.count += 1
        return QLabel("content")


@pytest.fixture
def builder() -> Builder:
    return Builder()


@pytest.fixture
def section(qtbot: QtBot, builder: Builder) -> Section:
    result = Section(SectionText("lines", "3 items", "array of Line", required=True, wire=True), builder)
    result.setObjectName("field:body/lines")
    qtbot.addWidget(result)
    result.resize(500, 200)
    result.show()
    return result


def move_to(widget: QWidget, place: QPoint) -> QMouseEvent:
    none = Qt.MouseButton.NoButton
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(place), QPointF(place), none, none, NONE)


def test_content_is_built_when_first_opened(section: Section, builder: Builder) -> None:
    heard: list[SectionToggled] = []
    section.toggled.connect(heard.append)
    assert section.content() is None
    for _ in range(2):
        QTest.mouseClick(section.header, LEFT)
        assert section.is_expanded()
        QTest.keyClick(section.header, Qt.Key.Key_Space)
        assert not section.is_expanded()
    assert builder.count == 1
    content = section.content()
    assert content is not None
    assert not content.isVisible()
    assert [toggled.expanded for toggled in heard] == [True, False, True, False]


def test_keys_open_and_close(section: Section) -> None:
    for key, expanded in (
        (Qt.Key.Key_Left, False),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Return, False),
        (Qt.Key.Key_Enter, True),
        (Qt.Key.Key_Left, False),
    ):
        QTest.keyClick(section.header, key)
        assert section.is_expanded() is expanded


def test_content_can_be_built_ahead_and_stays_hidden(section: Section, builder: Builder) -> None:
    content = section.ensure_content()
    assert section.ensure_content() is content
    assert builder.count == 1
    assert not content.isVisible()
    section.set_expanded(expanded=True)
    assert content.isVisible()


def test_an_open_section_builds_at_once(qtbot: QtBot, builder: Builder, look: ThemeManager) -> None:
    section = Section(SectionText("Headers"), builder, expanded=True)
    qtbot.addWidget(section)
    assert builder.count == 1
    section.grab()
    look.set_zoom(150)
    section.grab()


def test_the_header_says_everything(section: Section) -> None:
    assert section.header.accessibleName() == "lines, required, array of Line, 3 items"
    section.set_words(SectionText("lines", "4 items", description="What was ordered"))
    assert section.header.accessibleName() == "lines, 4 items"
    assert section.header.words().note == "4 items"
    assert section.header.toolTip() == "What was ordered"
    assert section.header.minimumSizeHint().width() < 200


def test_messages_and_badge_stand_on_the_section(qtbot: QtBot, section: Section) -> None:
    add = MessageAction("add", "Add one")
    section.set_messages((PinnedMessage(Level.ERROR, "List should have at least 1 item", (add,), "error:body/lines"),))
    assert section.header.accessibleDescription() == "error: List should have at least 1 item"
    assert section.findChild(QLabel, "error:body/lines") is not None
    QApplication.sendPostedEvents()
    assert section.grab().toImage().pixelColor(1, 20) == current_theme().color(Token.ERROR)
    with qtbot.waitSignal(section.action_triggered) as caught:
        section.messages.announce(add)
    assert caught.args == [SectionActionTriggered("field:body/lines", add)]
    section.set_badge("2 errors", Level.ERROR)
    section.add_trailing(QLabel("+"))
    chip = section.findChild(Chip)
    assert isinstance(chip, Chip)
    assert chip.text() == "2 errors"
    assert chip.isVisible()
    section.set_badge("")
    assert not chip.isVisible()


def test_panels_have_their_surface_and_hairlines(qtbot: QtBot, look: ThemeManager) -> None:
    panel = Panel(Token.SURFACE_SUNKEN, Edge.BOTTOM | Edge.LEFT)
    plain = Panel()
    line, upright = Hairline(), Hairline(Qt.Orientation.Vertical)
    for widget in (panel, plain, line, upright):
        qtbot.addWidget(widget)
        widget.resize(20, 20)
    for _ in range(2):
        theme = current_theme()
        image = panel.grab().toImage()
        assert image.pixelColor(10, 10) == theme.color(Token.SURFACE_SUNKEN)
        assert image.pixelColor(0, 10) == image.pixelColor(10, 19) == theme.color(Token.BORDER)
        assert image.pixelColor(10, 0) == image.pixelColor(19, 10) == theme.color(Token.SURFACE_SUNKEN)
        assert plain.grab().toImage().pixelColor(0, 0) == theme.color(Token.SURFACE)
        assert line.grab().toImage().pixelColor(5, 0) == theme.color(Token.BORDER)
        look.toggle()
    assert (line.height(), upright.width()) == (1, 1)


@pytest.fixture
def bar(qtbot: QtBot) -> TabBar:
    result = TabBar("Requests", closable=True)
    qtbot.addWidget(result)
    result.add_tab(TabInfo("1", "/books", badge="POST", modified=True))
    result.add_tab(TabInfo("2", "/books/{book_id}", badge="GET", tip="Get a book"))
    result.add_tab(TabInfo("3", "Errors", count="2", level=Level.ERROR))
    result.resize(600, result.sizeHint().height())
    result.show()
    return result


def test_tabs_are_chosen_by_key_and_mouse(bar: TabBar) -> None:
    heard: list[TabChosen] = []
    bar.chosen.connect(heard.append)
    assert bar.current_key() == "1"
    bar.set_current("3")
    QTest.mouseClick(bar, LEFT, NONE, bar.tabRect(1).center())
    QTest.keyClick(bar, Qt.Key.Key_Left)
    bar.set_current("none")
    assert [chosen.key for chosen in heard] == ["3", "2", "1"]


def test_cross_and_middle_button_ask_to_close(bar: TabBar) -> None:
    heard: list[TabCloseRequested] = []
    bar.close_requested.connect(heard.append)
    rect = bar.tabRect(1)
    QTest.mouseClick(bar, LEFT, NONE, QPoint(rect.right() - 12, rect.center().y()))
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, NONE, bar.tabRect(2).center())
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, NONE, QPoint(bar.width() - 1, 5))
    assert [asked.key for asked in heard] == ["2", "3"]
    assert bar.current_key() == "1", "closing is up to whoever listens"
    for key in ("1", "9", "2", "3"):
        bar.remove_tab(key)
    assert (bar.current_key(), bar.tabs()) == ("", ())
    assert bar.sizeHint().height() == 34


def test_tabs_without_crosses_do_not_close(qtbot: QtBot) -> None:
    bar = TabBar("Response")
    qtbot.addWidget(bar)
    bar.add_tab(TabInfo("1", "Body"))
    heard: list[TabCloseRequested] = []
    bar.close_requested.connect(heard.append)
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, NONE, bar.tabRect(0).center())
    assert heard == []


def test_a_tab_can_change(bar: TabBar) -> None:
    width = bar.tabRect(2).width()
    bar.change_tab(TabInfo("3", "Errors"))
    assert bar.tabRect(2).width() < width
    bar.change_tab(TabInfo("9", "none"))
    bar.change_tab(TabInfo("1", "/books", badge="POST"))
    assert [tab.modified for tab in bar.tabs()] == [False, False, False]
    assert bar.tabText(0) == "/books"
    assert bar.tabToolTip(1) == "Get a book"
    assert bar.accessibleTabName(1) == "GET /books/{book_id}"


def test_a_count_that_comes_later_gets_room(bar: TabBar) -> None:
    width = bar.tabRect(1).width()
    bar.change_tab(TabInfo("2", "/books/{book_id}", badge="GET", count="12", level=Level.WARN))
    assert bar.tabRect(1).width() > width


def test_hover_and_focus_are_painted(qtbot: QtBot, bar: TabBar, look: ThemeManager) -> None:
    before = bar.grab().toImage()
    move = move_to(bar, bar.tabRect(1).center())
    bar.mouseMoveEvent(move)
    assert bar.grab().toImage() != before
    bar.leaveEvent(move)
    assert bar.grab().toImage() == before
    height = bar.sizeHint().height()
    look.set_zoom(200)
    assert bar.sizeHint().height() == 2 * height


@pytest.fixture
def pages(qtbot: QtBot) -> TabPages:
    result = TabPages("Response")
    qtbot.addWidget(result)
    for key in ("errors", "body"):
        result.add_page(TabInfo(key, key.title()), QLabel(key))
    result.resize(400, 200)
    result.show()
    return result


def test_pages_follow_their_tabs(pages: TabPages) -> None:
    heard: list[TabChosen] = []
    pages.chosen.connect(heard.append)
    assert pages.page("errors").isVisible()
    pages.set_current("body")
    assert pages.current_key() == "body"
    assert pages.page("body").isVisible()
    assert not pages.page("errors").isVisible()
    assert heard == [TabChosen("body")]
    pages.grab()


@pytest.fixture
def drawer(qtbot: QtBot) -> Iterator[Drawer]:
    splitter = Splitter(Qt.Orientation.Vertical)
    splitter.addWidget(QLabel("main"))
    result = Drawer("Debugger")
    result.add_page(TabInfo("trace", "Trace"), QLabel("trace"))
    result.add_page(TabInfo("routes", "Routes"), QLabel("routes"))
    splitter.addWidget(result)
    qtbot.addWidget(splitter)
    splitter.resize(600, 600)
    splitter.show()
    yield result
    splitter.close()


def test_a_closed_drawer_is_only_its_tabs(drawer: Drawer) -> None:
    assert not drawer.is_open()
    assert drawer.height() < 50


def test_it_opens_at_a_page_and_remembers_its_height(drawer: Drawer) -> None:
    heard: list[DrawerChanged] = []
    drawer.changed.connect(heard.append)
    drawer.show_page("routes")
    assert drawer.height() == 260
    assert heard == [DrawerChanged("routes", is_open=False), DrawerChanged("routes", is_open=True)]
    splitter = drawer.parentWidget()
    assert isinstance(splitter, Splitter)
    splitter.setSizes([250, 349])
    drawer.toggle()
    assert drawer.height() < 50
    drawer.toggle()
    assert drawer.height() == 349
    drawer.set_open(is_open=True)
    assert len(heard) == 4


def test_a_click_on_a_tab_opens_it(drawer: Drawer) -> None:
    QTest.mouseClick(drawer.bar, LEFT, NONE, drawer.bar.tabRect(0).center())
    assert drawer.is_open()
    assert drawer.current_key() == "trace"
    QTest.mouseClick(drawer.bar, LEFT, NONE, QPoint(drawer.bar.width() - 2, 5))
    assert drawer.is_open()
