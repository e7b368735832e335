"""The jar in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.core.requests.cookies import Cookie, CookieJar
from app.features.cookies.presenter import CookiesPresenter
from app.features.cookies.view import CookiesView
from app.ui.tables import RowChosen, TableView
from tests.support.exchanges import open_tab
from tests.support.widgets import part, press, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace

WidgetT = TypeVar("WidgetT", bound=QWidget)


class Jar:
    """The view, and what a person does in it."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        open_tab(workspace)
        self.workspace = workspace
        self.view = CookiesView(CookiesPresenter(workspace))
        qtbot.addWidget(self.view)
        self.view.resize(900, 260)
        self.view.show()
        self.table = self.part(TableView, "cookieList")

    def part(self, kind: type[WidgetT], name: str) -> WidgetT:
        return part(self.view, kind, name)

    def press(self, name: str) -> None:
        press(self.view, name)

    def type(self, name: str, text: str) -> QLineEdit:
        return type_into(self.view, name, text)

    def put(self, *names: str) -> None:
        jar = CookieJar()
        for name in names:
            jar = jar.put(Cookie(name, "1", "127.0.0.1"))
        self.workspace.travelling.set_cookies(jar)

    @property
    def kept(self) -> dict[str, str]:
        return {cookie.name: cookie.value for cookie in self.workspace.travelling.cookies.cookies.values()}

    def cells(self, column: int) -> list[str]:
        model = self.table.model()
        return [model.index(row, column).data() for row in range(model.rowCount())]


@pytest.fixture
def jar(workspace: Workspace, qtbot: QtBot) -> Jar:
    return Jar(workspace, qtbot)


def test_the_first_cookie_is_written(jar: Jar) -> None:
    assert not jar.table.isVisible()
    jar.press("firstCookie")
    assert jar.part(QLineEdit, "cookieDomain").text() == "127.0.0.1"
    jar.type("cookieName", "sid")
    value = jar.type("cookieValue", "a;b")
    QTest.keyClick(value, Qt.Key.Key_Return)
    assert "holds ;" in jar.part(QLabel, "cookieProblem").text()
    assert jar.kept == {}
    jar.type("cookieValue", "abc")
    jar.press("cookieHttpOnly")
    jar.press("saveCookie")
    assert jar.kept == {"sid": "abc"}
    assert jar.cells(0) == ["yes"]
    assert jar.cells(6) == ["HttpOnly"]
    assert not value.isVisible()


def test_a_value_is_changed(jar: Jar) -> None:
    jar.put("a", "b")
    assert jar.part(QLabel, "cookieSummary").text().startswith("2 cookies")
    jar.table.select_row(1)
    jar.table.announce(RowChosen(1, activated=True))
    assert jar.part(QLineEdit, "cookieName").text() == "b"
    jar.type("cookieValue", "new")
    jar.press("saveCookie")
    assert jar.kept == {"a": "1", "b": "new"}


def test_a_cookie_is_removed_by_button_and_by_key(jar: Jar) -> None:
    jar.put("a", "b", "c")
    jar.table.select_row(0)
    jar.press("removeCookie")
    assert jar.kept == {"b": "1", "c": "1"}
    assert not jar.part(QLineEdit, "cookieName").isVisible()
    jar.table.setFocus()
    jar.table.select_row(1)
    QTest.keyClick(jar.table, Qt.Key.Key_Delete)
    assert jar.kept == {"b": "1"}
    jar.press("clearCookies")
    assert jar.kept == {}
    assert not jar.table.isVisible()


def test_a_begun_cookie_can_be_left(jar: Jar) -> None:
    jar.put("a")
    jar.press("newCookie")
    assert jar.part(QLineEdit, "cookieName").isVisible()
    jar.press("leaveCookie")
    assert not jar.part(QLineEdit, "cookieName").isVisible()
    assert jar.table.isVisible()


def test_what_changes_while_nobody_looks_is_shown_later(jar: Jar) -> None:
    jar.view.hide()
    jar.put("a")
    assert jar.cells(1) == []
    jar.view.show()
    assert jar.cells(1) == ["a"]
