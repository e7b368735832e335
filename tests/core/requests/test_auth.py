from __future__ import annotations

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.operations.model import Api, Operation, SecurityNeed, SecurityScheme
from app.core.requests.auth import AuthAdditions, authenticate, basic
from app.core.requests.model import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    Credential,
    PasswordCredential,
)

API = Api(
    "t",
    "1",
    "",
    (),
    {
        "key": SecurityScheme("key", "apiKey", parameter="X-API-Key", location=Location.HEADER),
        "queryKey": SecurityScheme("queryKey", "apiKey", parameter="api_key", location=Location.QUERY),
        "cookieKey": SecurityScheme("cookieKey", "apiKey", parameter="sid", location=Location.COOKIE),
        "vague": SecurityScheme("vague", "apiKey", parameter="X-Vague"),
        "basic": SecurityScheme("basic", "http", scheme="basic"),
        "bearer": SecurityScheme("bearer", "http", scheme="bearer"),
        "digest": SecurityScheme("digest", "http", scheme="digest"),
        "oauth": SecurityScheme("oauth", "oauth2", flows={"password": {"tokenUrl": "token"}}),
        "oidc": SecurityScheme("oidc", "openIdConnect"),
    },
)
KEY = ApiKeyCredential("s3cret")
TOKEN = PasswordCredential("ann", "pw", scopes=("me",), access_token="tok")


def need(*keys: str, scopes: tuple[str, ...] = ()) -> SecurityNeed:
    return SecurityNeed(tuple((key, scopes) for key in keys))


def additions(*security: SecurityNeed, **credentials: Credential) -> AuthAdditions:
    operation = Operation("GET /", "GET", "/", "/paths/~1/get", security=security)
    return authenticate(API, operation, credentials)


@pytest.mark.parametrize(
    ("scheme", "credential", "expected"),
    [
        ("key", KEY, AuthAdditions(headers=(("X-API-Key", "s3cret"),), schemes=("key",))),
        ("queryKey", KEY, AuthAdditions(query=(("api_key", "s3cret"),), schemes=("queryKey",))),
        ("cookieKey", KEY, AuthAdditions(cookies=(("sid", "s3cret"),), schemes=("cookieKey",))),
        ("vague", KEY, AuthAdditions(headers=(("X-Vague", "s3cret"),), schemes=("vague",))),
        (
            "basic",
            BasicCredential("Aladdin", "open sesame"),
            AuthAdditions(headers=(("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),), schemes=("basic",)),
        ),
        (
            "bearer",
            BearerCredential("tok"),
            AuthAdditions(headers=(("Authorization", "Bearer tok"),), schemes=("bearer",)),
        ),
        (
            "digest",
            BearerCredential('username="a"'),
            AuthAdditions(headers=(("Authorization", 'digest username="a"'),), schemes=("digest",)),
        ),
        ("oauth", TOKEN, AuthAdditions(headers=(("Authorization", "Bearer tok"),), schemes=("oauth",))),
        ("oidc", BearerCredential("t"), AuthAdditions(headers=(("Authorization", "Bearer t"),), schemes=("oidc",))),
    ],
)
def test_each_kind_of_scheme(scheme: str, credential: Credential, expected: AuthAdditions) -> None:
    assert additions(need(scheme), **{scheme: credential}) == expected


@pytest.mark.parametrize(
    ("scheme", "credential"),
    [
        ("key", BearerCredential("t")),
        ("key", ApiKeyCredential("")),
        ("basic", BearerCredential("t")),
        ("bearer", BasicCredential("a", "b")),
        ("oauth", PasswordCredential("ann", "pw")),
        ("unknown", KEY),
    ],
)
def test_credentials_that_do_not_fit_add_nothing_and_are_told(scheme: str, credential: Credential) -> None:
    found = additions(need(scheme), **{scheme: credential})
    assert (found.headers, found.query, found.cookies) == ((), (), ())
    assert found.warnings[0][1] == f"This operation wants credentials for {scheme}; none are entered."


def test_the_first_alternative_with_credentials_wins() -> None:
    found = additions(need("oauth"), need("key", "queryKey"), need("bearer"), key=KEY, bearer=BearerCredential("t"))
    assert found.schemes == ("bearer",)
    both = additions(need("oauth"), need("key", "queryKey"), need("bearer"), key=KEY, queryKey=KEY)
    assert both.schemes == ("key", "queryKey")
    assert both.headers == (("X-API-Key", "s3cret"),)
    assert both.query == (("api_key", "s3cret"),)


def test_optional_security_uses_what_is_there_and_misses_nothing() -> None:
    assert additions(need(), need("key")) == AuthAdditions()
    assert additions(need(), need("key"), key=KEY).schemes == ("key",)
    assert additions() == AuthAdditions()


def test_what_is_missing_is_told_where_it_would_stand() -> None:
    place, words = additions(need("key", "basic"), need("oauth")).warnings[0]
    assert place == FieldPath(Location.HEADER, ("X-API-Key",))
    assert words == "This operation wants credentials for key and basic or oauth; none are entered."
    assert additions(need("oauth")).warnings[0][0] == FieldPath(Location.HEADER, ("Authorization",))


def test_scopes_that_were_not_asked_for_are_told() -> None:
    found = additions(need("oauth", scopes=("me", "items")), oauth=TOKEN)
    assert found.schemes == ("oauth",)
    assert found.warnings == (
        (FieldPath(Location.HEADER, ("Authorization",)), "The token of oauth was not asked for with the scope items."),
    )
    assert additions(need("oauth", scopes=("items",)), oauth=BearerCredential("typed")).warnings == ()


def test_basic_is_utf_8() -> None:
    assert basic("test", "123£") == "Basic dGVzdDoxMjPCow=="


def test_secrets_do_not_show_in_repr() -> None:
    assert "s3cret" not in repr(KEY)
    assert "pw" not in repr(TOKEN)
    assert "tok" not in repr(TOKEN)
