from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from app.core.operations.model import SecurityScheme
from app.core.requests.credentials import ClientAuth, Grant, OAuthCredential, OAuthServer, OAuthSettings
from app.core.requests.model import BytesBody, PreparedRequest
from app.core.requests.oauth2 import (
    authorization_url,
    discovery_url,
    documented_server,
    grants,
    hosts,
    metadata_request,
    pkce_challenge,
    redirect_path,
    server_of,
    token_request,
)

TRACE = "ab" * 16
CLIENT = OAuthSettings(Grant.CLIENT_CREDENTIALS, "me", "s3cret")


def scheme(**flows: dict[str, object]) -> SecurityScheme:
    return SecurityScheme("oauth", "oauth2", flows=flows)


def body(request: PreparedRequest) -> dict[str, str]:
    assert isinstance(request.body, BytesBody)
    return dict(parse_qsl(request.body.data.decode(), keep_blank_values=True))


def test_what_a_document_offers_and_pasting_always() -> None:
    assert grants(scheme(password={}, implicit={}, pasted={})) == (Grant.PASSWORD, Grant.PASTED)
    assert grants(scheme()) == (Grant.PASTED,)
    everything = set(Grant)
    assert set(grants(SecurityScheme("id", "openIdConnect"))) == everything
    found = grants(SecurityScheme("a", "oauth2", flows={"password": {}}, oauth2_metadata_url="https://h/x"))
    assert (found[0], set(found)) == (Grant.PASSWORD, everything)


def test_addresses_are_relative_to_the_base() -> None:
    flow: dict[str, object] = {
        "tokenUrl": "token",
        "refreshUrl": "/again",
        "scopes": {"me": "Me."},
        "authorizationUrl": 5,
    }
    found = documented_server(scheme(password=flow), Grant.PASSWORD, "http://h:8000/v1")
    assert found == OAuthServer(token="http://h:8000/v1/token", refresh="http://h:8000/again", scopes=("me",))
    assert documented_server(scheme(password=flow), Grant.DEVICE, "http://h") == OAuthServer()
    assert (
        documented_server(scheme(password={"tokenUrl": "", "scopes": []}), Grant.PASSWORD, "http://h") == OAuthServer()
    )


def test_what_was_discovered_goes_before_the_document() -> None:
    made = scheme(password={"tokenUrl": "/token", "refreshUrl": "/again"})
    settings = OAuthSettings(Grant.PASSWORD)
    assert server_of(made, OAuthCredential(settings), "http://h").token == "http://h/token"
    found = OAuthServer(token="https://id/token", issuer="https://id")
    told = server_of(made, OAuthCredential(settings, server=found), "http://h")
    assert (told.token, told.refresh, told.issuer) == ("https://id/token", "http://h/again", "https://id")


@pytest.mark.parametrize(
    ("documented", "typed", "expected"),
    [
        ("https://id/.well-known/openid-configuration", "", "https://id/.well-known/openid-configuration"),
        ("https://id", "", "https://id/.well-known/openid-configuration"),
        ("/realms/a/", "", "http://api/realms/a/.well-known/openid-configuration"),
        ("https://id", " https://mine ", "https://mine/.well-known/openid-configuration"),
        (
            "",
            "https://m/.well-known/oauth-authorization-server/a",
            "https://m/.well-known/oauth-authorization-server/a",
        ),
        ("", "", ""),
    ],
)
def test_where_the_metadata_is(documented: str, typed: str, expected: str) -> None:
    settings = OAuthSettings(Grant.PASSWORD, discovery_url=typed)
    made = SecurityScheme("id", "openIdConnect", open_id_connect_url=documented)
    assert discovery_url(made, settings, "http://api") == expected
    made = SecurityScheme("id", "oauth2", oauth2_metadata_url=documented)
    assert discovery_url(made, settings, "http://api") == expected


def test_hosts_are_named_once() -> None:
    assert hosts("https://id/a", "", "https://id/b", "http://h:80") == ("id", "h:80")


def test_the_challenge_of_the_rfc() -> None:
    # RFC 7636 appendix B
    assert (
        pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_what_a_browser_opens() -> None:
    settings = OAuthSettings(
        Grant.AUTHORIZATION_CODE,
        "me & co",
        scopes=("a", "b"),
        audience="x",
        resource="https://r",
        extra="?prompt=&z=1%202",
    )
    url = authorization_url(OAuthServer("https://id/auth"), settings, {"state": "s"})
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True) == [
        ("response_type", "code"),
        ("client_id", "me & co"),
        ("state", "s"),
        ("scope", "a b"),
        ("audience", "x"),
        ("resource", "https://r"),
        ("prompt", ""),
        ("z", "1 2"),
    ]
    assert authorization_url(OAuthServer("https://id/auth?tenant=7"), settings, {}).startswith(
        "https://id/auth?tenant=7&"
    )


def test_a_client_shows_its_secret_in_the_header_form_encoded() -> None:
    settings = OAuthSettings(Grant.CLIENT_CREDENTIALS, "a:b", "p&w ü")
    request = token_request("http://h:8000/token", settings, {"grant_type": "client_credentials"}, TRACE)
    assert (request.method, request.url, request.target) == ("POST", "http://h:8000/token", "/token")
    # RFC 6749 section 2.3.1: a%3Ab:p%26w+%C3%BC
    assert ("Authorization", "Basic YSUzQWI6cCUyNncrJUMzJUJD") in request.headers
    assert ("Content-Type", "application/x-www-form-urlencoded") in request.headers
    assert body(request) == {"grant_type": "client_credentials"}


def test_or_in_the_body_or_not_at_all() -> None:
    fields = {"grant_type": "client_credentials"}
    posted = OAuthSettings(Grant.CLIENT_CREDENTIALS, "me", "s3cret", ClientAuth.POST, extra="tenant=7")
    assert body(token_request("http://h/t", posted, fields, TRACE)) == {
        **fields,
        "client_id": "me",
        "client_secret": "s3cret",
        "tenant": "7",
    }
    silent = OAuthSettings(Grant.CLIENT_CREDENTIALS, "me", "s3cret", ClientAuth.NONE)
    for settings in (silent, OAuthSettings(Grant.CLIENT_CREDENTIALS, "me")):
        request = token_request("http://h/t", settings, fields, TRACE)
        assert body(request) == {**fields, "client_id": "me"}
        assert not [name for name, _ in request.headers if name == "Authorization"]
    assert body(token_request("http://h/t", OAuthSettings(Grant.PASSWORD), fields, TRACE)) == fields


def test_what_was_sent_is_told_without_its_secrets() -> None:
    request = token_request("http://h/token", CLIENT, {"password": "p&w"}, TRACE)
    assert "p&w" not in repr(request.sent)
    assert "Basic" not in repr(request.sent)


def test_credentials_and_a_query_in_the_address() -> None:
    request = token_request("http://id:pw@h?tenant=1", OAuthSettings(Grant.PASSWORD), {"a": "b"}, TRACE)
    assert request.url == "http://h/?tenant=1"
    assert ("Authorization", "Basic aWQ6cHc=") in request.headers
    request = metadata_request("https://h/.well-known/x?a=b", TRACE)
    assert (request.method, request.url, request.body) == ("GET", "https://h/.well-known/x?a=b", None)
    assert metadata_request("https://h", TRACE).target == "/"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/callback", "/callback"),
        (" a b ", "/a%20b"),
        ("//evil", "/evil"),
        ("", "/"),
        ("/x?y=1", "/x"),
        ("/%C3%BC", "/%C3%BC"),
    ],
)
def test_where_a_browser_comes_back_to(typed: str, path: str) -> None:
    assert redirect_path(OAuthSettings(Grant.AUTHORIZATION_CODE, redirect_path=typed)) == path
