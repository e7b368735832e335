from __future__ import annotations

import pytest

from app.core.base.field_path import Location
from app.core.operations.model import Api, Operation, SecurityNeed, SecurityScheme
from app.core.requests.model import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    Credential,
    PasswordCredential,
)
from app.features.request_form.auth import (
    AuthKind,
    AuthPanel,
    auth_panel,
    is_ready,
    password_of,
    starred,
    with_login,
    with_scope,
)

PASSWORD_FLOW = {"password": {"tokenUrl": "token", "scopes": {"me:read": "Read.", "me:write": "Write."}}}
SCHEMES = {
    "key": SecurityScheme("key", "apiKey", parameter="X-API-Key", location=Location.HEADER),
    "inQuery": SecurityScheme("inQuery", "apiKey", parameter="api_key", location=Location.QUERY),
    "inCookie": SecurityScheme("inCookie", "apiKey", parameter="sid", location=Location.COOKIE),
    "basic": SecurityScheme("basic", "http", scheme="basic"),
    "bearer": SecurityScheme("bearer", "http", scheme="bearer"),
    "digest": SecurityScheme("digest", "http", scheme="digest"),
    "signIn": SecurityScheme("signIn", "oauth2", flows=PASSWORD_FLOW),  # type: ignore[arg-type]
    "browser": SecurityScheme("browser", "oauth2", flows={"authorizationCode": {}}),
    "connect": SecurityScheme("connect", "openIdConnect"),
    "certificate": SecurityScheme("certificate", "mutualTLS"),
}


def _panel(*needs: tuple[str, ...], credentials: dict[str, Credential] | None = None) -> AuthPanel | None:
    security = tuple(SecurityNeed(tuple((key, ("me:read",)) for key in need)) for need in needs)
    operation = Operation("GET /x", "GET", "/x", "/paths/~1x/get", security=security)
    return auth_panel(operation, Api("x", "1", "", (operation,), SCHEMES), credentials or {})


def _only(*needs: tuple[str, ...], credentials: dict[str, Credential] | None = None) -> AuthPanel:
    panel = _panel(*needs, credentials=credentials)
    assert panel is not None
    return panel


def test_an_operation_without_needs_has_no_section() -> None:
    assert _panel() is None
    assert _panel(()) is None


@pytest.mark.parametrize(
    ("scheme", "kind", "place"),
    [
        ("key", AuthKind.API_KEY, "Sent as header X-API-Key."),
        ("inQuery", AuthKind.API_KEY, "Sent as query parameter api_key."),
        ("inCookie", AuthKind.API_KEY, "Sent as cookie sid."),
        ("basic", AuthKind.BASIC, "Sent as header Authorization: Basic …"),
        ("bearer", AuthKind.BEARER, "Sent as header Authorization: Bearer …"),
        ("browser", AuthKind.BEARER, "Sent as header Authorization: Bearer …"),
        ("connect", AuthKind.BEARER, "Sent as header Authorization: Bearer …"),
        ("digest", AuthKind.OTHER, "This kind cannot be sent from here; add the header it needs by hand."),
        ("certificate", AuthKind.OTHER, "This kind cannot be sent from here; add the header it needs by hand."),
        ("nobody", AuthKind.OTHER, "The document names this scheme but does not describe it."),
    ],
)
def test_each_scheme_says_what_goes_where(scheme: str, kind: AuthKind, place: str) -> None:
    (row,) = _only((scheme,)).rows

    assert (row.kind, row.place, row.ready) == (kind, place, False)


def test_signing_in_says_where_the_password_goes() -> None:
    (row,) = _only(("signIn",)).rows

    assert row.kind is AuthKind.PASSWORD
    assert row.place.startswith("User name and password go to /token;")
    assert [(scope.name, scope.needed, scope.chosen) for scope in row.scopes] == [
        ("me:read", True, True),
        ("me:write", False, False),
    ]
    assert row.status == "No token yet: the request goes out without it."


def test_the_rows_say_how_they_belong_together() -> None:
    assert _only(("key",)).sentence == ""
    assert _only(("key", "basic")).sentence == "All of these are needed together."
    assert _only(("key",), ("basic", "bearer")).sentence == "One way is enough: key or basic with bearer."
    assert _only((), ("key",)).sentence == "Optional: the operation also answers without."
    assert [row.key for row in _only(("key",), ("key", "basic")).rows] == ["key", "basic"]


@pytest.mark.parametrize(
    ("credential", "ready"),
    [
        (ApiKeyCredential("x"), True),
        (ApiKeyCredential(""), False),
        (BearerCredential("x"), True),
        (BasicCredential("ada", ""), True),
        (BasicCredential("", ""), False),
        (PasswordCredential("ada", "x"), False),
        (PasswordCredential("ada", "x", access_token="t"), True),
        (None, False),
    ],
)
def test_it_is_known_whether_something_will_be_sent(credential: Credential | None, ready: bool) -> None:
    assert is_ready(credential) is ready


def test_a_credential_of_another_kind_is_not_shown() -> None:
    (row,) = _only(("key",), credentials={"key": BearerCredential("x")}).rows

    assert row.credential is None
    assert not row.ready


def test_another_user_or_scope_drops_the_token_that_no_longer_fits() -> None:
    old = PasswordCredential("ada", "x", ("me:read",), access_token="t", expires_at=1.0)
    (row,) = _only(("signIn",), credentials={"signIn": old}).rows

    assert row.ready
    assert with_login(row, "bob", "y") == PasswordCredential("bob", "y", ("me:read",))
    assert with_scope(row, "me:write", chosen=True) == PasswordCredential("ada", "x", ("me:read", "me:write"))
    assert with_scope(row, "me:read", chosen=False) == PasswordCredential("ada", "x", ())


def test_signing_in_starts_with_the_scopes_that_are_needed() -> None:
    (row,) = _only(("signIn",)).rows

    assert password_of(row) == PasswordCredential("", "", ("me:read",))


@pytest.mark.parametrize(
    "credential",
    [
        ApiKeyCredential("forge"),
        BearerCredential("forge"),
        BasicCredential("ada", "forge"),
        PasswordCredential("ada", "forge", access_token="forge"),
    ],
)
def test_stars_stand_in_place_of_every_secret(credential: Credential) -> None:
    hidden = starred(credential)

    values = [getattr(hidden, name) for name in credential.__slots__]
    assert "forge" not in values
    assert is_ready(hidden)
    assert not is_ready(starred(ApiKeyCredential("")))
    assert not is_ready(starred(BearerCredential("")))
    assert starred(BasicCredential("ada", "")) == BasicCredential("ada", "")
