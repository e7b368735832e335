from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import Location
from app.core.operations.model import Api, Operation, SecurityNeed, SecurityScheme
from app.core.requests.alternatives import WITHOUT
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    ClientAuth,
    Credential,
    DigestCredential,
    DigestSession,
    Grant,
    OAuthCredential,
    OAuthServer,
    OAuthSettings,
    Token,
    is_ready,
)
from app.core.workspace.model import SignIn
from app.features.request_form.auth import AuthPanel, AuthRow, AuthScene, auth_panel, starred
from app.features.request_form.auth_fields import AuthKind, with_field, with_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = 1_000_000.0
PASSWORD_FLOW = {"password": {"tokenUrl": "token", "scopes": {"me:read": "Read.", "me:write": "Write."}}}
BROWSER_FLOW = {"authorizationUrl": "https://login.id/auth", "tokenUrl": "https://id/token", "scopes": {}}
SCHEMES = {
    "key": SecurityScheme("key", "apiKey", parameter="X-API-Key", location=Location.HEADER),
    "inQuery": SecurityScheme("inQuery", "apiKey", parameter="api_key", location=Location.QUERY),
    "inCookie": SecurityScheme("inCookie", "apiKey", parameter="sid", location=Location.COOKIE),
    "basic": SecurityScheme("basic", "http", scheme="basic"),
    "bearer": SecurityScheme("bearer", "http", scheme="bearer"),
    "nameless": SecurityScheme("nameless", "http"),
    "digest": SecurityScheme("digest", "http", scheme="digest"),
    "negotiate": SecurityScheme("negotiate", "http", scheme="negotiate"),
    "signIn": SecurityScheme("signIn", "oauth2", flows=PASSWORD_FLOW),  # type: ignore[arg-type]
    "browser": SecurityScheme("browser", "oauth2", flows={"authorizationCode": BROWSER_FLOW}),  # type: ignore[dict-item]
    "broken": SecurityScheme("broken", "oauth2", flows={"clientCredentials": {}}),
    "implicit": SecurityScheme("implicit", "oauth2", flows={"implicit": {}}),
    "device": SecurityScheme(
        "device",
        "oauth2",
        flows={"deviceAuthorization": {"tokenUrl": "/t", "deviceAuthorizationUrl": "https://d.id/d"}},
    ),
    "connect": SecurityScheme("connect", "openIdConnect", open_id_connect_url="https://id"),
    "certificate": SecurityScheme("certificate", "mutualTLS"),
    "strange": SecurityScheme("strange", "telepathy"),
}
BACK = "http://127.0.0.1:PORT/callback"
EXPIRED = Token("t", expires_at=NOW - 1)


def _panel(
    *needs: tuple[str, ...], credentials: Mapping[str, Credential] | None = None, choice: int | None = None
) -> AuthPanel | None:
    security = tuple(SecurityNeed(tuple((key, ("me:read",)) for key in need)) for need in needs)
    operation = Operation("GET /x", "GET", "/x", "/paths/~1x/get", security=security)
    api = Api("x", "1", "", (operation,), SCHEMES)
    going = {"signIn": SignIn("Asking…")}
    return auth_panel(operation, AuthScene(api, credentials or {}, going, choice, "http://api", NOW))


def _only(
    *needs: tuple[str, ...], credentials: Mapping[str, Credential] | None = None, choice: int | None = None
) -> AuthPanel:
    panel = _panel(*needs, credentials=credentials, choice=choice)
    assert panel is not None
    return panel


def _row(scheme: str, credential: Credential | None = None) -> AuthRow:
    (row,) = _only((scheme,), credentials={scheme: credential} if credential else {}).rows
    return row


def _names(row: AuthRow) -> list[str]:
    return [field.name for field in row.fields if not field.more]


def _oauth(row: AuthRow) -> OAuthCredential:
    assert isinstance(row.credential, OAuthCredential)
    return row.credential


def test_an_operation_without_needs_has_no_section() -> None:
    assert _panel() is None
    assert _panel(()) is None


@pytest.mark.parametrize(
    ("scheme", "kind", "title", "place"),
    [
        ("key", AuthKind.API_KEY, "API key", "Sent as header X-API-Key."),
        ("inQuery", AuthKind.API_KEY, "API key", "Sent as query parameter api_key."),
        ("inCookie", AuthKind.API_KEY, "API key", "Sent as cookie sid."),
        ("basic", AuthKind.BASIC, "User name and password", "Sent as header Authorization: Basic …"),
        ("bearer", AuthKind.BEARER, "Bearer token", "Sent as header Authorization: Bearer …"),
        ("nameless", AuthKind.BEARER, "Bearer token", "Sent as header Authorization: Bearer …"),
        ("negotiate", AuthKind.HTTP, "HTTP negotiate", "Sent as header Authorization: negotiate …"),
        (
            "digest",
            AuthKind.DIGEST,
            "User name and password (Digest)",
            "Sent as header Authorization: Digest … once the server has challenged.",
        ),
        ("signIn", AuthKind.OAUTH, "OAuth 2", "Sent as header Authorization: Bearer …"),
        ("connect", AuthKind.OAUTH, "OpenID Connect", "Sent as header Authorization: Bearer …"),
        (
            "certificate",
            AuthKind.CERTIFICATE,
            "Client certificate",
            "Shown over https to the server that the request goes to, if it asks.",
        ),
        ("strange", AuthKind.OTHER, "telepathy", ""),
        ("nobody", AuthKind.OTHER, "nobody", ""),
    ],
)
def test_each_scheme_says_what_it_is_and_what_goes_where(scheme: str, kind: AuthKind, title: str, place: str) -> None:
    row = _row(scheme)
    assert (row.kind, row.title, row.place, row.ready) == (kind, title, place, False)
    assert row.about.endswith(".")
    assert row.status.endswith(".")


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        ("key", ["key"]),
        ("bearer", ["token"]),
        ("negotiate", ["token"]),
        ("basic", ["username", "password"]),
        ("digest", ["username", "password"]),
        ("signIn", ["grant", "username", "password"]),
        ("browser", ["grant", "client_id", "client_secret"]),
        ("implicit", ["token"]),
        ("certificate", ["certificate", "key", "passphrase"]),
        ("strange", []),
    ],
)
def test_each_scheme_has_its_lines(scheme: str, names: list[str]) -> None:
    assert _names(_row(scheme)) == names


def test_the_rows_say_how_they_belong_together() -> None:
    assert _only(("key",)).sentence == ""
    assert _only(("key", "basic")).sentence == "All of these are needed together."
    assert _only(("key",), ("basic", "bearer")).sentence == "One way is enough: key, or basic and bearer."
    assert _only(("key",), ("basic",)).sentence == "One way is enough: key or basic."
    assert _only((), ("key",)).sentence == "Optional: the operation also answers without."
    assert [row.key for row in _only(("key",), ("key", "basic")).rows] == ["key", "basic"]


def test_what_will_be_used_is_told_with_its_reason_and_can_be_chosen() -> None:
    key: dict[str, Credential] = {"key": ApiKeyCredential("x")}
    panel = _only(("basic", "bearer"), ("key",), (), credentials=key)
    assert [words for _, words in panel.ways] == [
        "whatever is entered",
        "basic and bearer",
        "key",
        "nothing: send without",
    ]
    assert (panel.choice, panel.lacking, panel.whole) == ("", False, True)
    assert panel.decision == "key will be used. It is the first with all credentials entered."
    chosen = _only(("basic", "key"), (), credentials=key, choice=0)
    assert (chosen.choice, chosen.lacking) == ("0", True)
    assert chosen.used == ("basic", "key")
    assert chosen.decision == "basic and key will be used. You chose it. Nothing is entered for basic."
    without = _only(("key",), credentials=key, choice=WITHOUT)
    assert (without.choice, without.whole, without.used) == (str(WITHOUT), False, ())
    assert without.decision == "Goes out without credentials. You chose to send without credentials."
    bare = _only(("key",), ("basic",))
    assert bare.decision == "Goes out without credentials: nothing is entered for key."
    assert _only(("key",)).decision == ""
    assert _only(("key",), (), credentials=key).decision == ""
    assert _only(("key",), choice=7).choice == ""


def test_a_credential_of_another_kind_is_not_shown() -> None:
    row = _row("key", BearerCredential("x"))
    assert (row.credential, row.ready) == (ApiKeyCredential(""), False)
    assert _row("strange", BearerCredential("x")).credential is None
    pasted = _oauth(_row("signIn", BearerCredential("x")))
    assert (pasted.settings.grant, pasted.token) == (Grant.PASTED, Token("x"))


# OAuth 2


def test_signing_in_starts_with_the_first_grant_and_the_scopes_that_are_needed() -> None:
    row = _row("signIn")
    assert _oauth(row).settings == OAuthSettings(Grant.PASSWORD, scopes=("me:read",))
    assert [(scope.name, scope.needed, scope.chosen) for scope in row.scopes] == [
        ("me:read", True, True),
        ("me:write", False, False),
    ]
    assert row.status == "No token yet: the request goes out without it."
    assert row.sign_in.words == "Asking…"


@pytest.mark.parametrize(
    ("scheme", "calls", "can_fetch", "can_discover"),
    [
        ("signIn", "Get token calls api.", True, False),
        ("browser", f"Your browser opens login.id and comes back to {BACK}. Get token calls id.", True, False),
        ("device", "Get token calls d.id, api.", True, False),
        ("broken", "The document names no usable address to get a token from.", False, False),
        ("implicit", "", False, False),
        ("connect", "Look up addresses calls id, and nothing else.", False, True),
    ],
)
def test_hosts_are_told_before_they_are_called(scheme: str, calls: str, can_fetch: bool, can_discover: bool) -> None:
    row = _row(scheme)
    assert (row.calls, row.can_fetch, row.can_discover) == (calls, can_fetch, can_discover)


def test_what_was_looked_up_is_told_and_used() -> None:
    server = OAuthServer("https://login/a", "https://tokens/t", issuer="https://id", scopes=("openid",))
    row = _row("connect", OAuthCredential(OAuthSettings(Grant.AUTHORIZATION_CODE), server=server))
    assert row.calls == f"Your browser opens login and comes back to {BACK}. Get token calls tokens."
    assert row.can_fetch
    assert [scope.name for scope in row.scopes] == ["openid", "me:read"]
    assert {field.name for field in row.fields if field.more} >= {"discovery_url", "port", "audience", "extra"}


def test_the_implicit_flow_is_explained_as_obsolete() -> None:
    assert "obsolete" in _row("implicit").about
    assert "obsolete" not in _row("browser").about
    assert "obsolete" not in _row("signIn", OAuthCredential(OAuthSettings(Grant.PASTED))).about


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (Token("t"), "A token is there."),
        (EXPIRED, "The token has expired; get a new one."),
        (Token("t", "r", NOW - 1), "The token has expired; it is renewed with the next request."),
        (Token("t", expires_at=1e30), "A token is there; it never expires."),
        (Token(""), "No token yet: the request goes out without it."),
    ],
)
def test_the_state_of_a_token_is_told(token: Token, words: str) -> None:
    assert _row("signIn", OAuthCredential(OAuthSettings(Grant.PASSWORD), token)).status == words


def test_how_long_a_token_lasts_is_told_by_the_clock() -> None:
    soon = _row("signIn", OAuthCredential(OAuthSettings(Grant.PASSWORD), Token("t", "r", NOW + 60)))
    assert soon.status.startswith("A token is there until ")
    assert soon.status.endswith("; it is renewed by itself.")
    assert soon.can_refresh
    later = _row("signIn", OAuthCredential(OAuthSettings(Grant.PASSWORD), Token("t", expires_at=NOW + 864_000)))
    assert "January 1970" in later.status


# Typing


def test_another_user_scope_or_grant_drops_the_token_that_no_longer_fits() -> None:
    server = OAuthServer(token="https://id/t")
    old = OAuthCredential(OAuthSettings(Grant.PASSWORD, username="ada", scopes=("a",)), Token("t"), server)
    changed = with_field(old, "username", "bob")
    assert changed == OAuthCredential(OAuthSettings(Grant.PASSWORD, username="bob", scopes=("a",)), server=server)
    assert with_scope(old, "b", chosen=True).settings.scopes == ("a", "b")
    assert with_scope(old, "a", chosen=True).settings.scopes == ("a",)
    assert with_scope(old, "a", chosen=False) == OAuthCredential(
        OAuthSettings(Grant.PASSWORD, username="ada"), server=server
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("grant", "deviceAuthorization", OAuthSettings(Grant.DEVICE)),
        ("client_auth", "none", OAuthSettings(Grant.PASTED, client_auth=ClientAuth.NONE)),
        ("port", "8080", OAuthSettings(Grant.PASTED, port=8080)),
        ("port", "99999", OAuthSettings(Grant.PASTED, port=65535)),
        ("port", "x", OAuthSettings(Grant.PASTED)),
        ("discovery_url", "https://i", OAuthSettings(Grant.PASTED, discovery_url="https://i")),
        ("audience", "api", OAuthSettings(Grant.PASTED, audience="api")),
        ("redirect_path", "/oauth", OAuthSettings(Grant.PASTED, redirect_path="/oauth")),
    ],
)
def test_what_is_typed_for_oauth(name: str, text: str, expected: OAuthSettings) -> None:
    changed = with_field(OAuthCredential(OAuthSettings(Grant.PASTED)), name, text)
    assert isinstance(changed, OAuthCredential)
    assert changed.settings == expected


def test_a_token_can_be_pasted_and_taken_away() -> None:
    empty = OAuthCredential(OAuthSettings(Grant.PASTED))
    pasted = with_field(empty, "token", "abc")
    assert pasted == OAuthCredential(OAuthSettings(Grant.PASTED), Token("abc"))
    assert with_field(pasted, "token", "") == empty
    assert [field.text for field in _row("implicit", pasted).fields] == ["abc"]


def test_another_issuer_forgets_what_was_looked_up() -> None:
    found = OAuthCredential(OAuthSettings(Grant.PASTED), server=OAuthServer(token="https://id/t"))
    changed = with_field(found, "discovery_url", "https://other")
    assert isinstance(changed, OAuthCredential)
    assert changed.server is None


def test_what_is_typed_for_the_others() -> None:
    assert with_field(ApiKeyCredential(""), "key", "x") == ApiKeyCredential("x")
    assert with_field(BearerCredential(""), "token", "x") == BearerCredential("x")
    assert with_field(BasicCredential("a", "b"), "username", "x") == BasicCredential("x", "b")
    assert with_field(BasicCredential("a", "b"), "password", "x") == BasicCredential("a", "x")
    learned = DigestCredential("a", "b", DigestSession("http://h", "r", "n", "c"))
    assert with_field(learned, "username", "x") == DigestCredential("x", "b")
    assert with_field(learned, "password", "x") == DigestCredential("a", "x")
    assert with_field(CertificateCredential("a"), "key", "x") == CertificateCredential("a", "x")


# Hiding


@pytest.mark.parametrize(
    "credential",
    [
        ApiKeyCredential("forge"),
        BearerCredential("forge"),
        BasicCredential("ada", "forge"),
        DigestCredential("ada", "forge"),
        OAuthCredential(
            OAuthSettings(Grant.PASSWORD, client_secret="forge", username="ada", password="forge"),
            Token("forge", "forge"),
        ),
        CertificateCredential("me.pem", passphrase="forge"),
    ],
)
def test_stars_stand_in_place_of_every_secret(credential: Credential) -> None:
    hidden = starred(credential)
    values = [getattr(hidden, name) for name in credential.__slots__]
    if isinstance(hidden, OAuthCredential):
        assert hidden.token is not None
        values += [hidden.settings.password, hidden.settings.client_secret]
        values += [hidden.token.access_token, hidden.token.refresh_token]
    assert "forge" not in values
    assert is_ready(hidden)


def test_what_is_not_there_gets_no_stars() -> None:
    assert not is_ready(starred(ApiKeyCredential("")))
    assert not is_ready(starred(BearerCredential("")))
    assert starred(BasicCredential("ada", "")) == BasicCredential("ada", "")
    assert starred(DigestCredential("ada", "")) == DigestCredential("ada", "")
    assert starred(CertificateCredential("a")) == CertificateCredential("a")
    empty = OAuthCredential(OAuthSettings(Grant.PASTED))
    assert starred(empty) == empty
