"""What the jar adds to the request in front."""

from __future__ import annotations

from dataclasses import replace

from app.core.base.field_path import FieldPath
from app.core.exchange.connection import ConnectionSettings
from app.core.forms.edits import SetValue
from app.core.requests.cookies import Cookie, CookieJar
from app.core.workspace.going import jar_cookies, request_of
from tests.support.exchanges import open_tab, open_workspace

SID = Cookie("sid", "1", "127.0.0.1")
JAR = CookieJar().put(SID).put(replace(SID, name="deep", path="/books/9"))


def test_the_request_is_what_would_go_out() -> None:
    workspace = open_workspace()
    tab = open_tab(workspace, "PATCH /books/{book_id}")
    workspace.edit(tab.identity, [SetValue(FieldPath.parse("path/book_id"), 9)], by="test")
    assert workspace.current is not None
    request = request_of(workspace, workspace.current)
    assert request is not None
    assert request.url == "http://127.0.0.1:9/books/9"
    workspace.travelling.set_cookies(JAR)
    assert [cookie.name for cookie in jar_cookies(workspace, workspace.current, 0.0)] == ["deep", "sid"]


def test_a_typed_cookie_wins() -> None:
    workspace = open_workspace()
    tab = open_tab(workspace)
    workspace.travelling.set_cookies(JAR)
    assert jar_cookies(workspace, workspace.current, 0.0) == (SID,)
    workspace.edit(tab.identity, [SetValue(FieldPath.parse("cookie/sid"), "2")], by="test")
    assert jar_cookies(workspace, workspace.current, 0.0) == ()


def test_where_nothing_goes() -> None:
    workspace = open_workspace()
    tab = open_tab(workspace)
    assert jar_cookies(workspace, tab, 0.0) == ()
    workspace.travelling.set_cookies(JAR)
    assert jar_cookies(workspace, None, 0.0) == ()
    workspace.api = None
    assert jar_cookies(workspace, tab, 0.0) == ()
    workspace.travelling.set_connection(ConnectionSettings(use_cookies=False))
    assert jar_cookies(workspace, tab, 0.0) == ()
