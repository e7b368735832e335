from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from app.core.requests.model import ApiKeyCredential, BasicCredential, BearerCredential, PasswordCredential
from app.core.workspace.model import Level, Notice
from app.features.request_form.services import RequestFormServices
from app.ui.sections import Section
from tests.support.form_desk import FormDesk
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]

SIGN_IN = "auth:OAuth2PasswordBearer"


class Fetcher:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[PasswordCredential] = []

    def fetch(self, scheme_key: str, credential: PasswordCredential) -> None:
        self.asked.append(credential)


def _type(window: FormWindow, name: str, text: str) -> None:
    line = window.find(name, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def test_an_api_key_is_typed_and_it_is_said_where_it_goes(opened: Open) -> None:
    window = opened("GET /external-quote")
    assert window.messages("authStatus:APIKeyHeader") == ["Nothing entered: the request goes out without it."]

    _type(window, "auth:APIKeyHeader/key", "forge")

    assert window.desk.workspace.credentials == {"APIKeyHeader": ApiKeyCredential("forge")}
    assert window.messages("authStatus:APIKeyHeader") == ["Will be sent."]
    assert window.find("auth:APIKeyHeader/key", QLineEdit).echoMode() is QLineEdit.EchoMode.Password
    assert ("X-API-Key", "forge") in window.desk.prepared().headers


def test_a_token_is_fetched_with_user_password_and_scopes(qtbot: QtBot) -> None:
    fetcher, desk = Fetcher(), FormDesk()
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(fetcher))
    _type(window, f"{SIGN_IN}/username", "ada")
    _type(window, f"{SIGN_IN}/password", "x")
    window.find(f"{SIGN_IN}/scope/me:write", QCheckBox).click()

    window.press(f"{SIGN_IN}/fetch")

    asked = PasswordCredential("ada", "x", ("me:read", "me:write"))
    assert fetcher.asked == [asked]
    button = window.find(f"{SIGN_IN}/fetch", QPushButton)
    assert (button.isEnabled(), button.text()) == (False, "Getting a token…")

    desk.workspace.set_credential(
        "OAuth2PasswordBearer", PasswordCredential("ada", "x", asked.scopes, "token"), by="tokens"
    )
    assert (button.isEnabled(), button.text()) == (True, "Get a new token")
    assert window.messages("authStatus:OAuth2PasswordBearer") == ["A token is there."]
    assert ("Authorization", "Bearer token") in desk.prepared().headers


def test_a_refused_sign_in_is_told_where_it_was_asked_for(qtbot: QtBot) -> None:
    desk = FormDesk()
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(Fetcher()))
    window.press(f"{SIGN_IN}/fetch")

    desk.workspace.notify(Notice(Level.ERROR, "No token for OAuth2PasswordBearer.", "Wrong password."))

    assert window.messages("authStatus:OAuth2PasswordBearer") == ["No token for OAuth2PasswordBearer. Wrong password."]
    assert window.find(f"{SIGN_IN}/fetch", QPushButton).isEnabled()


def test_nobody_to_sign_in_means_no_button(opened: Open) -> None:
    window = opened("GET /me")

    assert not window.view.findChildren(QPushButton, f"{SIGN_IN}/fetch")


def test_what_another_tab_enters_is_seen_here_without_taking_the_keyboard(opened: Open) -> None:
    window = opened("GET /me")
    name = window.find(f"{SIGN_IN}/username", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "ad")
    name.setCursorPosition(1)

    window.desk.workspace.set_credential("OAuth2PasswordBearer", PasswordCredential("ad", "pw"), by="another tab")

    assert window.find(f"{SIGN_IN}/password", QLineEdit).text() == "pw"
    assert (window.focus(), name.cursorPosition()) == (f"{SIGN_IN}/username", 1)


def test_basic_and_bearer_have_their_fields_and_all_ways_are_named(qtbot: QtBot) -> None:
    document = bookstore_document()
    schemes = document["components"]["securitySchemes"]
    schemes["basic"] = {"type": "http", "scheme": "basic"}
    schemes["bearer"] = {"type": "http", "scheme": "bearer"}
    document["paths"]["/me"]["get"]["security"] = [{"basic": []}, {"bearer": []}]
    desk = FormDesk(document)
    window = FormWindow(qtbot, desk, "GET /me")

    _type(window, "auth:basic/username", "ada")
    _type(window, "auth:basic/password", "x")
    _type(window, "auth:bearer/token", "t")

    assert desk.workspace.credentials == {"basic": BasicCredential("ada", "x"), "bearer": BearerCredential("t")}


def test_many_ways_to_sign_in_are_folded_but_for_the_first_and_those_in_use(qtbot: QtBot) -> None:
    document = bookstore_document()
    names = ["one", "two", "three"]
    for name in names:
        document["components"]["securitySchemes"][name] = {"type": "apiKey", "in": "header", "name": f"X-{name}"}
    document["paths"]["/me"]["get"]["security"] = [{name: []} for name in names]
    desk = FormDesk(document)
    desk.workspace.credentials["three"] = ApiKeyCredential("x")
    window = FormWindow(qtbot, desk, "GET /me")
    assert [window.has(f"auth:{name}/key") for name in names] == [True, False, True]

    window.find("authSection:two", Section).set_expanded(expanded=True)
    _type(window, "auth:two/key", "y")

    assert desk.workspace.credentials["two"] == ApiKeyCredential("y")
    assert window.messages("authStatus:two") == ["Will be sent."]
