"""The server's log: what is shown of it, narrowing it, following its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QToolButton

from app.core.projects.model import AppOrder
from app.core.workspace.model import Level, LogLine, Source, SourceStatus
from app.core.workspace.workspace import LOG_LIMIT, Workspace
from app.features.server_log.presenter import SHOWN, ServerLogPresenter, row_of
from app.features.server_log.view import ServerLogView
from app.ui.check_box import CheckBox
from app.ui.search_field import SearchField
from app.ui.theme import Token, current_theme
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.support.widgets import part

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def lines(count: int, level: str = "INFO", text: str = "line") -> tuple[LogLine, ...]:
    return tuple(LogLine(1_000_000_000 + n, level, "embedded_api", f"{text} {n}") for n in range(count))


@pytest.fixture
def presenter() -> ServerLogPresenter:
    return ServerLogPresenter(Workspace())


class Window:
    """The page in a window, and what a person sees of it."""

    def __init__(self, qtbot: QtBot, *before: LogLine) -> None:
        self.workspace = Workspace()
        self.workspace.append_log(before)
        self.presenter = ServerLogPresenter(self.workspace)
        self.view = ServerLogView(self.presenter)
        qtbot.addWidget(self.view)
        self.view.resize(600, 200)
        self.view.show()

    @property
    def editor(self) -> QPlainTextEdit:
        return part(self.view, QPlainTextEdit, "serverLog")

    @property
    def filter(self) -> SearchField:
        return part(self.view, SearchField, "logFilter")

    @property
    def summary(self) -> str:
        found = self.view.findChild(QLabel, "logSummary")
        assert found is not None
        return found.text()

    @property
    def text(self) -> str:
        return self.editor.toPlainText()

    def color(self, block: int) -> QColor:
        layout = self.editor.document().findBlockByNumber(block)
        return layout.begin().fragment().charFormat().foreground().color()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot)


def test_a_line_reads_as_time_level_logger_text() -> None:
    row = row_of(LogLine(1_000_000_000.9, "WARNING", "uvicorn.error", "It is late."))
    assert re.fullmatch(r"\d\d:\d\d:40 WARNING  uvicorn\.error  It is late\.", row.text)
    assert row.level is Level.WARN
    assert row_of(LogLine(0, "INFO", "x", "y")).level is None
    assert row_of(LogLine(0, "CRITICAL", "x", "y")).level is Level.ERROR


def test_what_was_logged_before_anybody_looked_is_there(qtbot: QtBot) -> None:
    window = Window(qtbot, *lines(3))
    assert window.text.count("\n") == 2
    assert window.text.endswith("line 2")


def test_an_empty_log_says_what_will_stand_there(window: Window) -> None:
    assert window.text == ""
    assert window.editor.placeholderText().startswith("Nothing yet.")


def test_new_lines_come_at_the_end_in_their_colour(window: Window) -> None:
    window.workspace.append_log((*lines(2), *lines(1, "ERROR", "boom"), *lines(1, "WARNING", "careful")))
    assert [line.split("  ")[-1] for line in window.text.splitlines()] == ["line 0", "line 1", "boom 0", "careful 0"]
    assert window.color(2) == current_theme().color(Token.ERROR)
    assert window.color(3) == current_theme().color(Token.WARN)
    assert window.color(0) != current_theme().color(Token.ERROR)


def test_a_traceback_stays_together(window: Window) -> None:
    window.workspace.append_log((LogLine(0, "ERROR", "uvicorn.error", "boom\n  File x\nZeroDivisionError"),))
    assert window.text.splitlines()[1:] == ["  File x", "ZeroDivisionError"]


def test_the_end_is_followed_while_it_is_in_view(window: Window) -> None:
    window.workspace.append_log(lines(100))
    bar = window.editor.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    window.workspace.append_log(lines(50))
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    window.workspace.append_log(lines(50))
    assert bar.value() == 10


def test_words_narrow_the_log_new_lines_too(window: Window) -> None:
    window.workspace.append_log((*lines(5), *lines(1, "ERROR", "boom")))
    QTest.keyClicks(window.filter, "BOOM error")
    assert [line.split("  ")[-1] for line in window.text.splitlines()] == ["boom 0"]
    assert window.summary == "1 of 6 lines"
    window.workspace.append_log((*lines(3), *lines(2, "ERROR", "boom")))
    assert [line.split("  ")[-1] for line in window.text.splitlines()] == ["boom 0", "boom 0", "boom 1"]
    QTest.keyClicks(window.filter, "zzz")
    assert window.text == ""
    assert window.editor.placeholderText() == "No line contains these words."
    window.filter.clear()
    assert window.text.count("\n") == 10


def test_clearing_forgets_the_log(window: Window) -> None:
    window.workspace.append_log(lines(5))
    button = window.view.findChild(QToolButton, "clearLog")
    assert button is not None
    button.click()
    assert window.text == ""
    assert not window.workspace.log
    window.workspace.append_log(lines(1))
    assert window.text.endswith("line 0")


def test_a_long_log_shows_its_newest_lines(window: Window) -> None:
    window.workspace.append_log(lines(LOG_LIMIT + 10))
    assert window.editor.blockCount() == SHOWN
    assert window.text.endswith(f"line {LOG_LIMIT + 9}")
    assert window.summary == f"{LOG_LIMIT:,} lines, the newest {SHOWN:,} are shown"
    QTest.keyClicks(window.filter, "e")
    assert window.summary == f"{LOG_LIMIT:,} of {LOG_LIMIT:,} lines, the newest {SHOWN:,} are shown"
    QTest.keyClicks(window.filter, "mbedded_api line 11")
    assert "line 11" in window.text


def test_it_follows_theme_and_zoom(window: Window, qapp: QApplication) -> None:
    themes = ThemeManager(qapp)
    themes.apply(ThemeMode.LIGHT, 100)
    window.workspace.append_log((*lines(1), *lines(1, "ERROR", "boom")))
    size = window.editor.font().pointSizeF()
    themes.apply(ThemeMode.DARK, 150)
    assert window.editor.font().pointSizeF() > size
    assert window.color(1) == current_theme().color(Token.ERROR)
    assert window.text.endswith("boom 0")
    themes.apply(ThemeMode.LIGHT, 100)


def test_nobody_has_to_listen(presenter: ServerLogPresenter) -> None:
    assert presenter.rows() == ()
    assert presenter.summary() == ""


def test_somebody_else_narrows_the_log_before_and_after_it_is_looked_at(qtbot: QtBot) -> None:
    workspace = Workspace()
    workspace.append_log((*lines(3), *lines(1, "ERROR", "correlation abc")))
    presenter = ServerLogPresenter(workspace)
    workspace.show_log("abc", by="test")
    view = ServerLogView(presenter)
    qtbot.addWidget(view)
    field, editor = view.findChild(SearchField, "logFilter"), view.findChild(QPlainTextEdit, "serverLog")
    assert field is not None
    assert editor is not None
    assert field.text() == "abc"
    assert editor.blockCount() == 1
    workspace.show_log("", by="test")
    assert field.text() == ""
    assert editor.blockCount() == 4


def test_of_a_server_that_runs_elsewhere_it_says_where_its_log_is(window: Window) -> None:
    note = window.view.findChild(QLabel, "logNote")
    assert note is not None
    assert not note.isVisible()
    window.workspace.set_source(Source("Elsewhere", SourceStatus.RUNNING, "http://h"))
    assert note.isVisible()
    assert note.text() == "Elsewhere runs elsewhere and writes its log there."
    assert window.editor.placeholderText() == "Nothing to see from here."
    window.workspace.append_log(lines(1))
    window.workspace.set_source(Source("Other", SourceStatus.RUNNING, "http://h"))
    assert (
        note.text() == "Other runs elsewhere and writes its log there. These lines are of what Routeglass ran itself."
    )
    window.workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, "http://h", inside=True))
    assert not note.isVisible()


def test_narrowed_to_a_request_its_traceback_stays_with_it() -> None:
    """A child process prints a traceback line by line; only the record before it names the request."""
    workspace = Workspace()
    presenter = ServerLogPresenter(workspace)
    printed = (
        "c-7 failed",
        "Traceback (most recent call last):",
        '  File "a.py", line 7, in divide',
        "ZeroDivisionError: by zero",
        "c-8 began",
    )
    for text in printed:
        workspace.append_log((LogLine(1_000_000_000, "ERROR", "app", text),))
    presenter.narrow("c-7")
    assert [row.text.rpartition("app  ")[2] for row in presenter.rows()] == list(printed[:4])
    presenter.narrow("c-8")
    assert len(presenter.rows()) == 1


SHOP = AppOrder("/srv/shop", "shop.main:app", "/usr/bin/python3")
BOOKS = "bookstore"


def of(server: str, *texts: str) -> tuple[LogLine, ...]:
    return tuple(LogLine(1_000_000_000, "INFO", "x", text, server) for text in texts)


def texts(window: Window) -> list[str]:
    return [line.partition(" INFO     ")[2] for line in window.text.splitlines()]


def run_bookstore(window: Window) -> None:
    window.workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, "http://h", inside=True, key=BOOKS))


def run_shop(window: Window) -> None:
    window.workspace.own_app.begin(SHOP)
    source = Source("Shop", SourceStatus.RUNNING, "http://h", inside=True, key=SHOP.key, place=SHOP.folder)
    window.workspace.set_source(source)


def test_only_the_server_in_view_is_shown_and_the_others_when_they_are_wanted(window: Window) -> None:
    run_bookstore(window)
    window.workspace.append_log(of(BOOKS, "a book"))
    others = part(window.view, CheckBox, "logOthers")
    assert not others.isVisible()
    run_shop(window)
    assert window.text == ""
    assert window.editor.placeholderText().startswith("Nothing yet.")
    window.workspace.append_log((*of(SHOP.key, "a thing"), *of(BOOKS, "another book")))
    assert texts(window) == ["x  a thing"]
    assert others.isVisible()
    others.click()
    assert texts(window) == ["bookstore  x  a book", "shop.main:app  x  a thing", "bookstore  x  another book"]
    window.workspace.append_log(of(BOOKS, "a third"))
    assert texts(window)[-1] == "bookstore  x  a third"
    others.click()
    assert texts(window) == ["x  a thing"]
    run_bookstore(window)
    window.workspace.own_app.begin(None)
    assert texts(window) == ["x  a book", "x  another book", "x  a third"]


def test_an_app_that_is_being_opened_is_in_view_too(window: Window) -> None:
    run_bookstore(window)
    window.workspace.append_log((*of(BOOKS, "a book"), *of(SHOP.key, "early")))
    assert texts(window) == ["x  a book"]
    window.workspace.own_app.begin(SHOP)
    assert texts(window) == ["x  a book", "x  early"]
    window.workspace.own_app.begin(None)
    assert texts(window) == ["x  a book"]


def test_beside_a_server_that_runs_elsewhere_each_line_says_whose_it_is(window: Window) -> None:
    window.workspace.append_log((*of(BOOKS, "a book"), *of(SHOP.key, "a thing")))
    window.workspace.set_source(Source("Elsewhere", SourceStatus.RUNNING, "http://h", key="http://h"))
    assert texts(window) == ["bookstore  x  a book", "shop.main:app  x  a thing"]
    assert not part(window.view, CheckBox, "logOthers").isVisible()


def test_lines_of_the_server_in_view_alone_are_counted_and_found(window: Window) -> None:
    run_bookstore(window)
    window.workspace.append_log((*of(BOOKS, "one", "two"), *of(SHOP.key, "one")))
    QTest.keyClicks(window.filter, "one")
    assert window.summary == "1 of 2 lines"
    part(window.view, CheckBox, "logOthers").click()
    assert window.summary == "2 of 3 lines"
    QTest.keyClicks(window.filter, " main:app")
    assert texts(window) == ["shop.main:app  x  one"]


def test_what_is_forgotten_is_no_longer_counted(window: Window) -> None:
    run_bookstore(window)
    window.workspace.append_log(of(SHOP.key, "a thing"))
    others = part(window.view, CheckBox, "logOthers")
    assert others.isVisible()
    window.workspace.append_log(of(BOOKS, *("x" for _ in range(LOG_LIMIT))))
    assert not others.isVisible()
    assert window.summary.startswith(f"{LOG_LIMIT:,} lines")


def test_tracebacks_of_two_servers_that_write_at_once_stay_apart() -> None:
    workspace = Workspace()
    presenter = ServerLogPresenter(workspace)
    presenter.show_others(on=True)
    for server, text in (
        (BOOKS, "c-7 failed"),
        (BOOKS, "Traceback (most recent call last):"),
        (SHOP.key, "c-8 began"),
        (BOOKS, "ZeroDivisionError: by zero"),
    ):
        workspace.append_log(of(server, text))
    presenter.narrow("c-7")
    assert [row.text.rpartition("x  ")[2] for row in presenter.rows()] == [
        "c-7 failed",
        "Traceback (most recent call last):",
        "ZeroDivisionError: by zero",
    ]
