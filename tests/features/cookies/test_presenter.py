"""The jar as it is listed, and what a person makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.connection import ConnectionSettings
from app.core.requests.cookies import Cookie, CookieJar
from app.core.workspace.workspace import Workspace
from app.features.cookies.presenter import CookiesPresenter, expiry_words
from tests.support.exchanges import open_tab

if TYPE_CHECKING:
    from app.features.cookies.presenter import CookieRow

NOW = 1000.0
SID = Cookie("sid", "1", "127.0.0.1", http_only=True, same_site="Lax")


@pytest.fixture
def presenter(workspace: Workspace) -> CookiesPresenter:
    return CookiesPresenter(workspace, lambda: NOW)


def fill(workspace: Workspace, *cookies: Cookie) -> None:
    jar = CookieJar()
    for cookie in cookies:
        jar = jar.put(cookie)
    workspace.travelling.set_cookies(jar)


def listed(presenter: CookiesPresenter) -> dict[str, CookieRow]:
    return {row.cookie.name: row for row in presenter.rows()}


def test_what_goes_to_the_request_in_front_is_marked(presenter: CookiesPresenter, workspace: Workspace) -> None:
    open_tab(workspace)
    fill(workspace, SID, Cookie("deep", "1", "127.0.0.1", "/other"), Cookie("over", "1", "127.0.0.1", expires_at=999.0))
    assert {name: row.goes for name, row in listed(presenter).items()} == {"sid": True, "deep": False}
    assert listed(presenter)["sid"].attributes == "HttpOnly, SameSite=Lax"
    assert presenter.summary() == "2 cookies of this source; 1 of them goes to the request in front."
    fill(workspace, Cookie("books", "1", "127.0.0.1", "/books", secure=True))
    row = listed(presenter)["books"]
    assert (row.goes, row.attributes) == (True, "Secure")
    assert presenter.summary() == "1 cookie of this source; 1 of them goes to the request in front."


def test_an_empty_jar_and_one_that_is_switched_off(presenter: CookiesPresenter, workspace: Workspace) -> None:
    assert (presenter.rows(), presenter.summary()) == ((), "")
    fill(workspace, SID)
    workspace.travelling.set_connection(ConnectionSettings(use_cookies=False))
    assert not listed(presenter)["sid"].goes
    assert "switched off" in presenter.summary()


def test_without_a_source_nothing_goes(workspace: Workspace) -> None:
    empty = Workspace()
    fill(empty, SID)
    presenter = CookiesPresenter(empty, lambda: NOW)
    assert presenter.summary() == "1 cookie of this source; none of them goes to the request in front."
    assert presenter.blank() == Cookie("", "", "")


def test_cookies_are_added_changed_and_removed(presenter: CookiesPresenter, workspace: Workspace) -> None:
    heard: list[int] = []
    presenter.listen(lambda: heard.append(len(presenter.jar.cookies)))
    blank = presenter.blank()
    assert blank.domain == "127.0.0.1"
    assert presenter.save(replace(blank, name="sid", value="1")) == ""
    assert presenter.save(replace(blank, name="sid", value="2"), ("sid", "127.0.0.1", "/")) == ""
    assert [cookie.value for cookie in presenter.jar.cookies.values()] == ["2"]
    assert presenter.save(replace(blank, name="other", value="3"), ("sid", "127.0.0.1", "/")) == ""
    assert [cookie.name for cookie in presenter.jar.cookies.values()] == ["other"]
    assert "begins with /" in presenter.save(replace(blank, name="x", path="x"))
    presenter.save(replace(blank, name="more"))
    presenter.remove(("other", "127.0.0.1", "/"))
    assert [cookie.name for cookie in presenter.jar.cookies.values()] == ["more"]
    presenter.clear()
    assert presenter.jar == CookieJar()
    assert heard == [1, 1, 1, 2, 1, 0]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "in 0 seconds"),
        (90, "in 90 seconds"),
        (120, "in 2 minutes"),
        (90_000, "in 25 hours"),
        (400 * 86_400, "in 400 days"),
    ],
)
def test_when_a_cookie_ends(seconds: float, words: str) -> None:
    assert expiry_words(NOW + seconds, NOW) == words
    assert expiry_words(None, NOW) == "with the window"
