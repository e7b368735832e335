"""The list of the first frame: scrolled, searched and picked from before anything else of the window is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.core.operations.kept_list import KeptHeading, KeptRow
from app.features.api_browser.first_list_view import FirstList, Inks
from app.ui.entry_painting import row_height
from app.ui.fonts import data_font
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList
from app.ui.theme import Token, current_theme
from tests.support.kept_lists import BOOKS, kept, many

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def made(qtbot: QtBot, view: FirstList) -> FirstList:
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def view(qtbot: QtBot) -> FirstList:
    return made(qtbot, FirstList(kept(*BOOKS)))


@pytest.fixture
def long_view(qtbot: QtBot) -> FirstList:
    return made(qtbot, FirstList(many(100)))


def shown(view: FirstList) -> list[str]:
    entries = [view.entry(row) for row in range(view.count())]
    return [entry.title if isinstance(entry, KeptHeading) else entry.key for entry in entries if entry is not None]


def middle_of(row: int) -> QPoint:
    return QPoint(60, row * row_height() + row_height() // 2)


def colors(view: QWidget, left: int, right: int, row: int) -> set[str]:
    image = view.grab().toImage()
    top = row * row_height()
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(top, top + row_height())}


def test_it_shows_what_was_kept(view: FirstList) -> None:
    assert shown(view) == [
        "books",
        "GET /books",
        "POST /books",
        "DELETE /books/{book_id}",
        "shelf",
        "GET /shelf/{name}",
    ]
    assert view.entry(-1) is view.entry(6) is None
    assert view.current_key() == view.wanted == ""


def test_each_method_has_its_colour_and_the_rest_that_of_text(view: FirstList) -> None:
    theme = current_theme()
    assert theme.hex(Token.METHOD_POST) in colors(view, 20, 75, 2)
    assert theme.hex(Token.METHOD_DELETE) in colors(view, 20, 75, 3)
    assert theme.hex(Token.METHOD_DELETE) not in colors(view, 20, 75, 2)


def test_a_click_wants_an_operation_and_a_heading_nothing(view: FirstList) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle_of(0))
    assert view.wanted == ""
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle_of(2))
    assert view.wanted == view.current_key() == "POST /books"
    assert current_theme().hex(Token.SELECTION) in colors(view, 150, 151, 2)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 199))
    assert view.wanted == "POST /books"


def test_a_press_that_is_let_go_elsewhere_wants_nothing(view: FirstList) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle_of(1))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle_of(3))
    assert (view.wanted, view.current_key()) == ("", "GET /books")


def test_only_what_was_pressed_is_wanted(view: FirstList) -> None:
    view.step(1)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle_of(0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle_of(1))
    assert (view.wanted, view.current_key()) == ("", "GET /books")


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_other_buttons_want_nothing(view: FirstList, button: Qt.MouseButton) -> None:
    QTest.mouseClick(view, button, pos=middle_of(2))
    assert (view.wanted, view.current_key()) == ("", "")


def test_the_arrows_walk_past_headings_and_enter_wants(view: FirstList) -> None:
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current_key() == "GET /shelf/{name}"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current_key() == "GET /shelf/{name}"
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.current_key() == "DELETE /books/{book_id}"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.wanted == "DELETE /books/{book_id}"


def test_enter_without_a_current_one_wants_the_first(view: FirstList) -> None:
    view.activate_current()
    assert view.wanted == "GET /books"


def test_nothing_found_is_nothing_wanted(view: FirstList) -> None:
    view.set_filter("nowhere")
    view.activate_current()
    assert (view.count(), view.wanted) == (0, "")
    view.grab()


def test_a_filter_keeps_the_current_one_where_it_is_found(view: FirstList) -> None:
    for _ in range(3):
        view.step(1)
    assert view.current_key() == "DELETE /books/{book_id}"
    view.set_filter("delete")
    assert shown(view) == ["books", "DELETE /books/{book_id}"]
    assert view.entry(0) == KeptHeading("books", 1)
    assert view.current_key() == "DELETE /books/{book_id}"
    view.set_filter("shelf")
    assert view.current_key() == ""
    view.set_filter("")
    assert view.count() == 6


def test_who_takes_it_over_hears_what_was_wanted_and_what_is(view: FirstList) -> None:
    heard: list[str] = []
    view.listen(heard.append)
    assert heard == []
    view.activate_current()
    other: list[str] = []
    view.listen(other.append)
    view.step(1)
    view.activate_current()
    assert (heard, other) == (["GET /books"], ["GET /books", "POST /books"])


def test_other_keys_are_left_to_who_shows_it(qtbot: QtBot) -> None:
    class Holder(QWidget):
        heard = ""

        def keyPressEvent(self, event: object) -> None:
            self.heard += getattr(event, "text", str)()

    holder = Holder()
    qtbot.addWidget(holder)
    QTest.keyClicks(FirstList(kept(*BOOKS), holder), "/x")
    assert holder.heard == "/x"


def test_the_wheel_and_keys_scroll_as_far_as_there_is_something(long_view: FirstList) -> None:
    most = 101 * row_height() - 200
    wheel(long_view, -120)
    assert long_view.top() == 3 * row_height()
    wheel(long_view, 480)
    assert long_view.top() == 0
    QTest.keyClick(long_view, Qt.Key.Key_End)
    assert long_view.top() == most
    QTest.keyClick(long_view, Qt.Key.Key_PageUp)
    assert long_view.top() == most - 200 // row_height() * row_height()
    QTest.keyClick(long_view, Qt.Key.Key_PageDown)
    assert long_view.top() == most
    QTest.keyClick(long_view, Qt.Key.Key_Home)
    assert long_view.top() == 0


def wheel(view: FirstList, angle: int) -> None:
    place = QPointF(50, 50)
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_a_list_that_grows_leaves_no_room_below_its_end(long_view: FirstList) -> None:
    QTest.keyClick(long_view, Qt.Key.Key_End)
    long_view.resize(300, 500)
    assert long_view.top() == 101 * row_height() - 500


def test_walking_keeps_the_current_one_in_sight(long_view: FirstList) -> None:
    for _ in range(20):
        QTest.keyClick(long_view, Qt.Key.Key_Down)
    assert long_view.top() == 21 * row_height() - 200
    for _ in range(19):
        QTest.keyClick(long_view, Qt.Key.Key_Up)
    assert long_view.top() == row_height()


def test_the_scroll_bar_is_dragged_and_pressed(long_view: FirstList) -> None:
    bar = long_view.width() - 4
    QTest.mousePress(long_view, Qt.MouseButton.LeftButton, pos=QPoint(bar, 5))
    QTest.mouseMove(long_view, QPoint(bar, 105))
    middle = long_view.top()
    QTest.mouseRelease(long_view, Qt.MouseButton.LeftButton, pos=QPoint(bar, 105))
    assert 0.4 < middle / (101 * row_height() - 200) < 0.8
    QTest.mouseMove(long_view, QPoint(bar, 20))
    assert (long_view.top(), long_view.wanted) == (middle, "")
    QTest.mouseClick(long_view, Qt.MouseButton.LeftButton, pos=QPoint(bar, 199))
    assert long_view.top() == 101 * row_height() - 200


def test_a_short_list_has_no_scroll_bar(view: FirstList, long_view: FirstList) -> None:
    thumb = current_theme().hex(Token.BORDER_STRONG)
    assert thumb in colors(long_view, 288, 300, 0)
    view.resize(300, 400)
    assert thumb not in colors(view, 288, 300, 0)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(296, 5))
    assert (view.top(), view.wanted) == (0, "")


def test_the_row_under_the_mouse_is_marked(view: FirstList) -> None:
    hover = current_theme().hex(Token.HOVER)
    QTest.mouseMove(view, middle_of(1))
    assert hover in colors(view, 150, 151, 1)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert hover not in colors(view, 150, 151, 1)


def test_muted_words_run_as_in_the_list_itself(qtbot: QtBot) -> None:
    entries = (KeptRow("GET", "/a/שלום/b", "مرحبا x", True), KeptRow("GET", "/a\tb\u2028c", "two"))
    first, later = made(qtbot, FirstList(kept(*entries))), GroupedList("all")
    qtbot.addWidget(later)
    later.set_rows(tuple(ListRow(one.key, one.path, one.method, one.summary, struck=one.deprecated) for one in entries))
    later.resize(300, 200)
    later.setFrameShape(QFrame.Shape.NoFrame)
    pictures = [widget.grab(QRect(30, 0, 240, 2 * row_height())).toImage() for widget in (first, later.viewport())]
    assert ink_of(pictures[0]) == ink_of(pictures[1])


def ink_of(image: QImage) -> list[tuple[int, int]]:
    """Where words stand: the first and the last column of each line that are not as its corner."""
    back, found = image.pixel(0, 0), []
    for row in range(2):
        lines = range(row * row_height(), (row + 1) * row_height())
        inked = [x for x in range(image.width()) if any(image.pixel(x, y) != back for y in lines)]
        found.append((inked[0], inked[-1]))
    return found


def test_pictures_of_words_are_bounded(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.features.api_browser.first_list_view._MOST_WORDS", 2)
    inks, font = Inks(), data_font()
    kept_words = [inks.word(text, font, Token.OK, 1.0) for text in ("one", "two", "three")]
    assert inks.word("three", font, Token.OK, 1.0) is kept_words[2]
    assert inks.word("one", font, Token.OK, 1.0) is not kept_words[0]


def test_it_follows_another_look(view: FirstList) -> None:
    before = view.grab().toImage()
    QApplication.sendEvent(view, QEvent(QEvent.Type.StyleChange))
    assert view.grab().toImage() == before


def test_a_hundred_thousand_operations_are_painted_as_far_as_they_are_seen(qtbot: QtBot) -> None:
    class Counting(FirstList):
        asked = 0

        def entry(self, row: int) -> KeptRow | KeptHeading | None:
            self.asked += 1
            return super().entry(row)

    view = Counting(many(100_000))
    made(qtbot, view)
    QTest.keyClick(view, Qt.Key.Key_End)
    view.grab()
    assert view.asked < 100
