from __future__ import annotations

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.operations.model import Api, Operation, SecurityNeed, SecurityScheme
from app.core.requests.auth import AuthAdditions, authenticate, basic, missing_words
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    Credential,
    DigestCredential,
    Grant,
    OAuthCredential,
    OAuthSettings,
    Token,
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
        "negotiate": SecurityScheme("negotiate", "http", scheme="negotiate"),
        "oauth": SecurityScheme("oauth", "oauth2", flows={"password": {"tokenUrl": "token"}}),
        "oidc": SecurityScheme("oidc", "openIdConnect"),
        "mutual": SecurityScheme("mutual", "mutualTLS"),
    },
)
AUTHORIZATION = FieldPath(Location.HEADER, ("Authorization",))
KEY = ApiKeyCredential("s3cret")
LOGIN = OAuthSettings(Grant.PASSWORD, client_secret="cl13nt", username="ann", password="pw")
TOKEN = OAuthCredential(LOGIN, Token("tok", "r3fresh", scopes=("me",)))


def need(*keys: str, scopes: tuple[str, ...] = ()) -> SecurityNeed:
    return SecurityNeed(tuple((key, scopes) for key in keys))


def additions(*security: SecurityNeed, **credentials: Credential) -> AuthAdditions:
    operation = Operation("GET /", "GET", "/", "/paths/~1/get", security=security)
    return authenticate(API, operation, credentials)


@pytest.mark.parametrize(
    ("scheme", "credential", "location", "name", "text"),
    [
        ("key", KEY, "headers", "X-API-Key", "s3cret"),
        ("queryKey", KEY, "query", "api_key", "s3cret"),
        ("cookieKey", KEY, "cookies", "sid", "s3cret"),
        ("vague", KEY, "headers", "X-Vague", "s3cret"),
        (
            "basic",
            BasicCredential("Aladdin", "open sesame"),
            "headers",
            "Authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        ("bearer", BearerCredential("tok"), "headers", "Authorization", "Bearer tok"),
        ("negotiate", BearerCredential("a=="), "headers", "Authorization", "negotiate a=="),
        ("oauth", TOKEN, "headers", "Authorization", "Bearer tok"),
        ("oidc", BearerCredential("t"), "headers", "Authorization", "Bearer t"),
    ],
)
def test_each_kind_of_scheme(scheme: str, credential: Credential, location: str, name: str, text: str) -> None:
    found = additions(need(scheme), **{scheme: credential})
    assert {place: getattr(found, place) for place in ("headers", "query", "cookies")} == {
        "headers": (),
        "query": (),
        "cookies": (),
        location: ((name, text),),
    }
    assert found.authentication.schemes == (scheme,)
    assert [str(path).rpartition("/")[2] for path in found.authentication.places] == [name]
    assert found.warnings == ()


def test_digest_and_certificates_add_no_header_and_go_along() -> None:
    certificate = CertificateCredential("me.pem")
    found = additions(need("digest", "mutual"), digest=DigestCredential("ann", "pw"), mutual=certificate)
    assert (found.headers, found.warnings) == ((), ())
    assert (found.authentication.digest, found.authentication.certificate) == ("digest", certificate)
    assert found.authentication.schemes == ("digest", "mutual")


@pytest.mark.parametrize(
    ("scheme", "credential", "words"),
    [
        ("key", BearerCredential("t"), "What is entered for key does not fit a scheme of the kind apiKey."),
        ("basic", BearerCredential("t"), "What is entered for basic does not fit a scheme of the kind http."),
        ("bearer", BasicCredential("a", "b"), "What is entered for bearer does not fit a scheme of the kind http."),
        ("key", ApiKeyCredential(""), "This operation wants credentials for key; none are entered."),
        ("oauth", OAuthCredential(LOGIN), "This operation wants credentials for oauth; none are entered."),
        ("unknown", KEY, "The document does not describe unknown, so nothing is sent for it."),
    ],
)
def test_credentials_that_do_not_fit_add_nothing_and_are_told(scheme: str, credential: Credential, words: str) -> None:
    found = additions(need(scheme), **{scheme: credential})
    assert (found.headers, found.query, found.cookies) == ((), (), ())
    assert [told for _, told in found.warnings] == [words]


def test_the_first_alternative_with_credentials_wins() -> None:
    found = additions(need("oauth"), need("key", "queryKey"), need("bearer"), key=KEY, bearer=BearerCredential("t"))
    assert found.authentication.schemes == ("bearer",)
    both = additions(need("oauth"), need("key", "queryKey"), need("bearer"), key=KEY, queryKey=KEY)
    assert both.authentication.schemes == ("key", "queryKey")
    assert both.headers == (("X-API-Key", "s3cret"),)
    assert both.query == (("api_key", "s3cret"),)


def test_optional_security_uses_what_is_there_and_misses_nothing() -> None:
    assert additions(need(), need("key")) == AuthAdditions()
    assert additions(need(), need("key"), key=KEY).authentication.schemes == ("key",)
    assert additions() == AuthAdditions()


def test_what_is_missing_is_told_where_it_would_stand() -> None:
    place, words = additions(need("key", "basic"), need("oauth")).warnings[0]
    assert place == AUTHORIZATION
    assert words == "This operation wants credentials for key and basic or oauth; none are entered."
    assert additions(need("queryKey")).warnings[0][0] == FieldPath(Location.QUERY, ("api_key",))
    assert additions(need("unknown")).warnings[0][0] == AUTHORIZATION


def test_where_nothing_is_missing_there_is_nothing_to_tell() -> None:
    operation = Operation("GET /", "GET", "/", "/paths/~1/get", security=(need("key"),))
    assert missing_words(operation, ()) == ""
    assert missing_words(operation, ("key",)) == "This operation wants credentials for key; none are entered."


def test_what_is_there_of_a_combination_is_sent_and_the_rest_told() -> None:
    found = additions(need("key", "basic"), need("oauth", "bearer"), key=KEY)
    assert found.headers == (("X-API-Key", "s3cret"),)
    assert found.warnings == ((AUTHORIZATION, "This operation wants credentials for basic; none are entered."),)


def test_two_schemes_for_one_header_are_sent_and_told() -> None:
    words = "More than one scheme wants header/Authorization; servers mostly read only one of them."
    found = additions(need("basic", "bearer"), basic=BasicCredential("a", "b"), bearer=BearerCredential("t"))
    assert [text for _, text in found.headers] == ["Basic YTpi", "Bearer t"]
    assert found.warnings == ((AUTHORIZATION, words),)
    found = additions(need("digest", "bearer"), digest=DigestCredential("a", "b"), bearer=BearerCredential("t"))
    assert found.warnings == ((AUTHORIZATION, words),)
    assert additions(need("key", "bearer"), key=KEY, bearer=BearerCredential("t")).warnings == ()


def test_scopes_that_were_not_given_are_told() -> None:
    found = additions(need("oauth", scopes=("me", "items")), oauth=TOKEN)
    assert found.authentication.schemes == ("oauth",)
    assert found.warnings == ((AUTHORIZATION, "The token of oauth was not given for the scope items."),)
    pasted = OAuthCredential(OAuthSettings(Grant.PASTED), Token("t"))
    assert additions(need("oauth", scopes=("items",)), oauth=pasted).warnings == ()
    assert additions(need("oauth", scopes=("me",)), oauth=TOKEN).warnings == ()


def test_basic_is_utf_8() -> None:
    assert basic("test", "123£") == "Basic dGVzdDoxMjPCow=="


@pytest.mark.parametrize(
    ("credential", "secrets"),
    [
        (KEY, ["s3cret"]),
        (TOKEN, ["'pw'", "tok'", "r3fresh", "cl13nt"]),
        (BearerCredential("tok"), ["tok'"]),
        (BasicCredential("ann", "pw"), ["'pw'"]),
        (DigestCredential("ann", "pw"), ["'pw'"]),
        (CertificateCredential("me.pem", passphrase="open"), ["open"]),
    ],
)
def test_secrets_do_not_show_in_repr(credential: Credential, secrets: list[str]) -> None:
    assert not [secret for secret in secrets if secret in repr(credential)]
