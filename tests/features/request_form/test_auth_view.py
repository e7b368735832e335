from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from app.core.requests.alternatives import WITHOUT
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    DigestCredential,
    Grant,
    OAuthCredential,
    OAuthServer,
    OAuthSettings,
    Token,
)
from app.core.workspace.model import SignIn
from app.features.request_form.services import RequestFormServices
from app.ui.sections import Section
from tests.support.form_desk import FormDesk
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow
from tests.support.widgets import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]

KEY = "OAuth2PasswordBearer"
SIGN_IN = f"auth:{KEY}"


class Fetcher:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def fetch(self, scheme_key: str) -> None:
        self.asked.append(("fetch", scheme_key))

    def refresh(self, scheme_key: str) -> None:
        self.asked.append(("refresh", scheme_key))

    def discover(self, scheme_key: str) -> None:
        self.asked.append(("discover", scheme_key))

    def cancel(self, scheme_key: str) -> None:
        self.asked.append(("cancel", scheme_key))

    def open_again(self, url: str) -> None:
        self.asked.append(("open", url))


def _type(window: FormWindow, name: str, text: str) -> None:
    line = window.find(name, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def _pick(window: FormWindow, name: str, words: str) -> None:
    """Chooses by the keyboard, as a person does."""
    box = window.find(name, QComboBox)
    box.setFocus()
    place = next(place for place in range(box.count()) if words in box.itemText(place))
    while (now := window.find(name, QComboBox)).currentIndex() != place:
        QTest.keyClick(now, Qt.Key.Key_Down if now.currentIndex() < place else Qt.Key.Key_Up)


def _choice(desk: FormDesk) -> int | None:
    return desk.tab.auth_choice


def _with(schemes: dict[str, Any], *needs: dict[str, list[str]]) -> FormDesk:
    document = bookstore_document()
    document["components"]["securitySchemes"] |= schemes
    document["paths"]["/me"]["get"]["security"] = list(needs) or [{name: []} for name in schemes]
    return FormDesk(document)


def test_an_api_key_is_typed_and_it_is_said_where_it_goes(opened: Open) -> None:
    window = opened("GET /external-quote")
    assert window.messages("authStatus:APIKeyHeader") == ["Nothing entered: the request goes out without it."]

    _type(window, "auth:APIKeyHeader/key", "forge")

    assert window.desk.workspace.credentials == {"APIKeyHeader": ApiKeyCredential("forge")}
    assert window.messages("authStatus:APIKeyHeader") == ["Will be sent."]
    assert window.messages("authDecision") == []
    assert window.find("auth:APIKeyHeader/key", QLineEdit).echoMode() is QLineEdit.EchoMode.Password
    assert ("X-API-Key", "forge") in window.desk.prepared().headers


def test_a_token_is_fetched_with_user_password_and_scopes(qtbot: QtBot) -> None:
    fetcher, desk = Fetcher(), FormDesk()
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(fetcher))
    _type(window, f"{SIGN_IN}/username", "ada")
    _type(window, f"{SIGN_IN}/password", "x")
    window.find(f"{SIGN_IN}/scope/me:write", QCheckBox).click()

    window.press(f"{SIGN_IN}/fetch")

    settings = OAuthSettings(Grant.PASSWORD, username="ada", password="x", scopes=("me:read", "me:write"))
    assert fetcher.asked == [("fetch", KEY)]
    assert desk.workspace.credentials == {KEY: OAuthCredential(settings)}

    desk.workspace.set_sign_in(KEY, SignIn("Asking…"), by="tokens")
    button = window.find(f"{SIGN_IN}/fetch", QPushButton)
    assert not button.isEnabled()
    assert window.messages(f"authStatus:{KEY}") == ["Asking…"]
    window.press_text("Cancel")
    assert fetcher.asked[-1] == ("cancel", KEY)

    desk.workspace.set_sign_in(KEY, SignIn(), by="tokens")
    desk.workspace.set_credential(KEY, OAuthCredential(settings, Token("t", "r")), by="tokens")
    assert (button.isEnabled(), button.text()) == (True, "Get a new token")
    assert window.messages(f"authStatus:{KEY}") == ["A token is there."]
    assert ("Authorization", "Bearer t") in desk.prepared().headers
    window.press(f"{SIGN_IN}/refresh")
    assert fetcher.asked[-1] == ("refresh", KEY)


def test_pressing_at_once_asks_with_what_is_shown(qtbot: QtBot) -> None:
    desk = FormDesk()
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(Fetcher()))
    window.press(f"{SIGN_IN}/fetch")
    assert desk.workspace.credentials == {KEY: OAuthCredential(OAuthSettings(Grant.PASSWORD, scopes=("me:read",)))}


def test_a_refused_sign_in_is_told_where_it_was_asked_for_until_something_is_typed(qtbot: QtBot) -> None:
    desk = FormDesk()
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(Fetcher()))

    desk.workspace.set_sign_in(KEY, SignIn(problem="Wrong password."), by="tokens")

    assert window.messages(f"authStatus:{KEY}") == ["Wrong password."]
    assert window.find(f"{SIGN_IN}/fetch", QPushButton).isEnabled()
    _type(window, f"{SIGN_IN}/password", "y")
    assert window.messages(f"authStatus:{KEY}") == ["No token yet: the request goes out without it."]


def test_while_somebody_signs_in_elsewhere_code_and_address_can_be_copied(qtbot: QtBot) -> None:
    fetcher, desk = Fetcher(), FormDesk()
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(fetcher))
    desk.workspace.set_sign_in(KEY, SignIn("Open it.", "https://id/go", "AB-CD"), by="tokens")
    window.press_text("Copy code")
    assert QGuiApplication.clipboard().text() == "AB-CD"
    window.press_text("Copy address")
    assert QGuiApplication.clipboard().text() == "https://id/go"
    window.press_text("Open the page")
    assert fetcher.asked == [("open", "https://id/go")]


def test_nobody_to_sign_in_means_no_buttons(opened: Open) -> None:
    window = opened("GET /me")

    assert not window.view.findChildren(QPushButton, f"{SIGN_IN}/fetch")
    credentials = window.view.presenter.credentials
    credentials.fetch(KEY)
    credentials.discover(KEY)
    credentials.refresh(KEY)
    credentials.cancel(KEY)
    credentials.open_again("x")
    assert window.desk.workspace.credentials == {}


def test_another_grant_shows_other_lines_and_keeps_the_keyboard(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(), "GET /me", RequestFormServices(Fetcher()))
    _pick(window, f"{SIGN_IN}/grant", "paste a token")
    settle()
    assert window.focus() == f"{SIGN_IN}/grant"
    assert not window.has(f"{SIGN_IN}/username")
    assert not window.has(f"{SIGN_IN}/fetch")
    _type(window, f"{SIGN_IN}/token", "abc")
    assert ("Authorization", "Bearer abc") in window.desk.prepared().headers


def test_addresses_are_looked_up_first_and_hosts_are_told(qtbot: QtBot) -> None:
    fetcher = Fetcher()
    desk = _with({"id": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"}})
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(fetcher))
    assert window.messages("authCalls:id") == ["Look up addresses calls id.example, and nothing else."]
    assert not window.has("auth:id/fetch")
    window.press("auth:id/discover")
    assert fetcher.asked == [("discover", "id")]
    credential = desk.workspace.credentials["id"]
    assert isinstance(credential, OAuthCredential)
    server = OAuthServer("https://login.example/a", "https://id.example/t", issuer="https://id.example", scopes=("x",))
    desk.workspace.set_credential("id", OAuthCredential(credential.settings, server=server), by="tokens")
    assert window.messages("authCalls:id") == [
        "Your browser opens login.example and comes back to http://127.0.0.1:PORT/callback. Get token calls id.example."
    ]
    assert window.has("auth:id/fetch")
    assert window.has("auth:id/scope/x")


def test_what_is_rarely_needed_is_folded(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(), "GET /me", RequestFormServices(Fetcher()))
    assert not window.has(f"{SIGN_IN}/audience")
    window.find(f"{SIGN_IN}/more", Section).set_expanded(expanded=True)
    _type(window, f"{SIGN_IN}/audience", "api")
    _pick(window, f"{SIGN_IN}/client_auth", "in the body")
    credential = window.desk.workspace.credentials[KEY]
    assert isinstance(credential, OAuthCredential)
    assert (credential.settings.audience, credential.settings.client_auth.value) == ("api", "client_secret_post")
    assert window.has(f"{SIGN_IN}/audience")


def test_what_another_tab_enters_is_seen_here_without_taking_the_keyboard(opened: Open) -> None:
    window = opened("GET /me")
    name = window.find(f"{SIGN_IN}/username", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "ad")
    name.setCursorPosition(1)

    settings = OAuthSettings(Grant.PASSWORD, username="ad", password="pw")
    window.desk.workspace.set_credential(KEY, OAuthCredential(settings), by="another tab")

    assert window.find(f"{SIGN_IN}/password", QLineEdit).text() == "pw"
    assert (window.focus(), name.cursorPosition()) == (f"{SIGN_IN}/username", 1)


def test_basic_digest_and_bearer_have_their_fields(qtbot: QtBot) -> None:
    desk = _with({name: {"type": "http", "scheme": name} for name in ("basic", "digest", "bearer")})
    window = FormWindow(qtbot, desk, "GET /me")
    for name in ("digest", "bearer"):
        window.find(f"authSection:{name}", Section).set_expanded(expanded=True)

    for name in ("basic", "digest"):
        _type(window, f"auth:{name}/username", "ada")
        _type(window, f"auth:{name}/password", "x")
    _type(window, "auth:bearer/token", "t")

    assert desk.workspace.credentials == {
        "basic": BasicCredential("ada", "x"),
        "digest": DigestCredential("ada", "x"),
        "bearer": BearerCredential("t"),
    }


def test_the_way_is_chosen_by_hand_or_nothing_is_sent(qtbot: QtBot) -> None:
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in ("one", "two")}
    desk = _with(schemes, {"one": []}, {"one": [], "two": []})
    desk.workspace.credentials["one"] = ApiKeyCredential("x")
    window = FormWindow(qtbot, desk, "GET /me")
    assert window.messages("authDecision") == ["one will be used. It is the first with all credentials entered."]
    _pick(window, "authWay", "one and two")
    assert _choice(desk) == 1
    assert window.messages("authDecision") == ["one and two will be used. You chose it. Nothing is entered for two."]
    _pick(window, "authWay", "send without")
    assert _choice(desk) == WITHOUT
    assert "X-one" not in window.view.presenter.curl(hidden=False)
    _pick(window, "authWay", "whatever is entered")
    assert _choice(desk) is None
    assert "X-one" in window.view.presenter.curl(hidden=False)


def test_a_certificate_is_typed_or_chosen_from_disk(qtbot: QtBot) -> None:
    desk = _with({"mine": {"type": "mutualTLS"}})
    window = FormWindow(qtbot, desk, "GET /me")
    _type(window, "auth:mine/passphrase", "open")
    key = window.find("auth:mine/key", QLineEdit)
    key.actions()[0].trigger()
    dialog = window.view.window().findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.fileSelected.emit("/certificates/me.key")
    dialog.reject()
    _type(window, "auth:mine/certificate", "me.pem")
    assert desk.workspace.credentials == {"mine": CertificateCredential("me.pem", "/certificates/me.key", "open")}
    assert desk.prepared().authentication.certificate == desk.workspace.credentials["mine"]
    assert window.messages("authStatus:mine") == ["Will be shown if the server asks for it."]


def test_many_ways_to_sign_in_are_folded_but_for_the_first_and_those_in_use(qtbot: QtBot) -> None:
    names = ["one", "two", "three"]
    desk = _with({name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in names})
    desk.workspace.credentials["three"] = ApiKeyCredential("x")
    window = FormWindow(qtbot, desk, "GET /me")
    assert [window.has(f"auth:{name}/key") for name in names] == [True, False, True]

    window.find("authSection:two", Section).set_expanded(expanded=True)
    _type(window, "auth:two/key", "y")

    assert desk.workspace.credentials["two"] == ApiKeyCredential("y")
    assert window.messages("authStatus:two") == ["Will be sent."]


def test_the_way_that_is_chosen_is_unfolded(qtbot: QtBot) -> None:
    names = ["one", "two", "three"]
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in names}
    window = FormWindow(qtbot, _with(schemes, {"one": []}, {"two": [], "three": []}), "GET /me")
    assert [window.has(f"auth:{name}/key") for name in names] == [True, False, False]
    _pick(window, "authWay", "two and three")
    assert [window.has(f"auth:{name}/key") for name in names] == [True, True, True]


def test_every_control_has_a_name_for_screen_readers_and_takes_the_keyboard(qtbot: QtBot) -> None:
    desk = _with(
        {
            "id": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"},
            "mine": {"type": "mutualTLS"},
        }
    )
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(Fetcher()))
    window.find("auth:id/more", Section).set_expanded(expanded=True)
    controls = [
        widget
        for widget in window.view.findChildren(QWidget)
        if widget.objectName().startswith(("auth:", "authWay")) and not isinstance(widget, Section)
    ]
    assert len(controls) > 12
    for control in controls:
        spoken = control.accessibleName() or (control.text() if isinstance(control, QPushButton | QCheckBox) else "")
        assert spoken, control.objectName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()


def test_a_closed_tab_takes_no_more_credentials(opened: Open) -> None:
    window = opened("GET /external-quote")
    credentials = window.view.presenter.credentials
    window.desk.workspace.close_tab(window.view.presenter.identity)
    credentials.set_field("APIKeyHeader", "key", "x")
    credentials.set_scope("APIKeyHeader", "x", chosen=True)
    assert credentials.panel() is None
    assert window.desk.workspace.credentials == {}


@pytest.mark.parametrize("scheme", ["APIKeyHeader", "nobody"])
def test_scopes_belong_to_oauth_alone(opened: Open, scheme: str) -> None:
    window = opened("GET /external-quote")
    window.view.presenter.credentials.set_scope(scheme, "x", chosen=True)
    assert window.desk.workspace.credentials == {}


def test_what_was_unfolded_stays_so_when_the_lines_change(qtbot: QtBot) -> None:
    desk = _with({"id": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"}})
    window = FormWindow(qtbot, desk, "GET /me", RequestFormServices(Fetcher()))
    window.find("auth:id/more", Section).set_expanded(expanded=True)
    _pick(window, "auth:id/grant", "client credentials")
    assert window.has("auth:id/audience")
    assert not window.has("auth:id/port")
