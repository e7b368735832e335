from __future__ import annotations

from urllib.parse import parse_qs

from app.core.operations.model import SecurityScheme
from app.core.requests.model import BytesBody, PasswordCredential
from app.core.requests.oauth2 import token_request, token_url


def test_token_url_is_relative_to_the_base() -> None:
    scheme = SecurityScheme("oauth", "oauth2", flows={"password": {"tokenUrl": "token", "scopes": {}}})
    assert token_url(scheme, "http://h:8000") == "http://h:8000/token"
    assert token_url(SecurityScheme("oauth", "oauth2", flows={"implicit": {}}), "http://h") is None
    assert token_url(SecurityScheme("oauth", "oauth2", flows={"password": {"tokenUrl": ""}}), "http://h") is None


def test_the_request() -> None:
    credential = PasswordCredential("ann", "p&w ü", scopes=("me", "items"))
    request = token_request("http://h:8000/token", credential, "ab" * 16)
    assert (request.method, request.url, request.target) == ("POST", "http://h:8000/token", "/token")
    assert isinstance(request.body, BytesBody)
    assert parse_qs(request.body.data.decode()) == {
        "grant_type": ["password"],
        "username": ["ann"],
        "password": ["p&w ü"],
        "scope": ["me items"],
    }
    assert ("Content-Type", "application/x-www-form-urlencoded") in request.headers
    assert "p&w" not in repr(request.sent)


def test_without_scopes_with_client_credentials_in_the_url_and_a_query() -> None:
    request = token_request("http://id:pw@h?tenant=1", PasswordCredential("a", "b"), "ab" * 16)
    assert request.url == "http://h/?tenant=1"
    assert ("Authorization", "Basic aWQ6cHc=") in request.headers
    assert isinstance(request.body, BytesBody)
    assert b"scope" not in request.body.data
