"""What the cookie jar adds to the request of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from app.core.base.field_path import FieldPath
from app.core.exchange.connection import ConnectionSettings
from app.core.forms.edits import SetValue
from app.core.requests.cookies import Cookie, CookieJar
from app.core.workspace import events as ev
from app.features.request_form.jar import JarPresenter
from app.features.request_form.jar_view import JarLine
from tests.support.exchanges import open_tab, open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace

SID = Cookie("sid", "secret", "127.0.0.1")


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


@pytest.fixture
def line(workspace: Workspace, qtbot: QtBot) -> Iterator[JarLine]:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    tab = open_tab(workspace, "PATCH /books/{book_id}")
    made = JarLine(JarPresenter(workspace, tab.identity), host)
    made.resize(400, 30)
    # While a test runs, the host lives here.
    yield made
    host.close()


def keep(workspace: Workspace, *cookies: Cookie) -> None:
    jar = CookieJar()
    for cookie in cookies:
        jar = jar.put(cookie)
    workspace.travelling.set_cookies(jar)


def test_it_names_what_goes_along_without_its_values(line: JarLine, workspace: Workspace) -> None:
    assert not line.isVisible()
    keep(workspace, SID, replace(SID, name="theme"), replace(SID, name="other", path="/other"))
    assert line.isVisible()
    assert line.text() == "From the cookie jar: sid=…, theme=…"
    workspace.travelling.set_connection(ConnectionSettings(use_cookies=False))
    assert not line.isVisible()


def test_it_follows_what_decides_where_the_request_goes(line: JarLine, workspace: Workspace) -> None:
    tab = workspace.current
    assert tab is not None
    keep(workspace, replace(SID, path="/books/7"))
    assert not line.isVisible()
    workspace.edit(tab.identity, [SetValue(FieldPath.parse("path/book_id"), 7)], by="test")
    assert line.isVisible()
    workspace.edit(tab.identity, [SetValue(FieldPath.parse("cookie/sid"), "typed")], by="test")
    assert not line.isVisible()


def test_it_leads_to_the_jar(line: JarLine, workspace: Workspace) -> None:
    pages: list[ev.PageRequested] = []
    workspace.events.subscribe(ev.PageRequested, pages.append)
    button = line.findChild(QPushButton, "showJar")
    assert button is not None
    button.click()
    assert [page.page for page in pages] == ["cookies"]


def test_a_closed_one_hears_nothing_any_more(workspace: Workspace) -> None:
    presenter, heard = JarPresenter(workspace, open_tab(workspace).identity), list[str]()
    presenter.listen(lambda: heard.append(presenter.words()))
    keep(workspace, SID)
    presenter.close()
    presenter.close()
    keep(workspace, SID, replace(SID, name="b"))
    assert heard == ["From the cookie jar: sid=…"]
