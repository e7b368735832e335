from __future__ import annotations

import base64
import json

import pytest

from app.core.exchange.model import Response, ResponseBody
from app.core.exchange.tokens import (
    DeviceCode,
    TokenProblem,
    read_device,
    read_metadata,
    read_token,
    refusal,
)
from app.core.requests.credentials import OAuthServer, Token


def response(body: object, status: int = 200, *headers: tuple[str, str]) -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = (("content-type", "application/json"), *headers)
    return Response(status, "", "HTTP/1.1", told, ResponseBody(len(data), data))


def answer(body: object, status: int = 200, nonce: str = "") -> Token | TokenProblem:
    return read_token(response(body, status), ("me",), now=1000.0, nonce=nonce)


def problem(body: object, status: int = 200, nonce: str = "") -> TokenProblem:
    found = answer(body, status, nonce)
    assert isinstance(found, TokenProblem)
    return found


def id_token(claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{payload}.signature"


def test_a_token() -> None:
    given = {"access_token": "t", "token_type": "Bearer", "expires_in": 60, "scope": "me items", "refresh_token": "r"}
    assert answer(given) == Token("t", "r", 1060.0, ("me", "items"))


@pytest.mark.parametrize("lifetime", [True, None, "soon", [], 10**400, "9" * 400])
def test_a_bare_token_keeps_the_scopes_that_were_asked_for(lifetime: object) -> None:
    assert answer({"access_token": "t"}) == Token("t", scopes=("me",))
    assert answer({"access_token": "t", "expires_in": lifetime}) == Token("t", scopes=("me",))


def test_numbers_may_come_as_text() -> None:
    assert answer({"access_token": "t", "expires_in": "60"}) == Token("t", expires_at=1060.0, scopes=("me",))


@pytest.mark.parametrize("body", [{}, {"access_token": ""}, {"access_token": 5}, [], b"<html>", b""])
def test_no_token_in_a_success(body: object) -> None:
    assert problem(body).message == "200 OK, but the answer holds no access_token."


@pytest.mark.parametrize("kind", ["mac", 5])
def test_another_kind_of_token(kind: object) -> None:
    assert repr(kind) in problem({"access_token": "t", "token_type": kind}).message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "invalid_grant", "error_description": "No such user."}, ", invalid_grant: No such user."),
        ({"detail": "Incorrect username or password"}, ", Incorrect username or password."),
        ({"error": "invalid_grant"}, ", invalid_grant."),
        ({"error": 5, "detail": []}, "."),
        (b"<html>", "."),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(body: object, words: str) -> None:
    assert problem(body, 400).message == f"The server gave no token: 400 Bad Request{words}"


def test_a_refusal_may_come_as_a_success() -> None:
    found = problem({"error": "authorization_pending"})
    assert found.code == "authorization_pending"
    assert found.message == "The server gave no token: 200 OK, authorization_pending."


def test_each_code_has_its_hint() -> None:
    assert "client ID" in problem({"error": "invalid_client"}, 401).hint
    assert "fewer or other scopes" in problem({"error": "invalid_scope"}, 400).hint
    assert problem({"error": "odd"}, 400).hint == "Check what is entered, and the server's documentation."
    told = refusal({"error": "invalid_request", "error_uri": "https://id/why"}, "No")
    assert told.hint.endswith("The server says more at https://id/why.")


@pytest.mark.parametrize(
    ("token", "fits"),
    [
        (id_token({"nonce": "n"}), True),
        (id_token({"nonce": "other"}), False),
        (id_token([]), False),
        ("a.b", False),
        ("", False),
        ("a.%%%.c", False),
        ("a.bm8.c", False),
    ],
)
def test_an_id_token_must_repeat_the_nonce(token: str, fits: bool) -> None:
    given = {"access_token": "t", "id_token": token}
    assert isinstance(answer(given, nonce="n"), Token) is fits
    assert isinstance(answer(given), Token)
    assert isinstance(answer({"access_token": "t"}, nonce="n"), Token)


# Devices


def test_a_device_code() -> None:
    given = {"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://id/go"}
    assert read_device(response(given)) == DeviceCode("d", "AB-CD", "https://id/go")
    more = {"verification_uri_complete": "https://id/go?c", "expires_in": 60, "interval": -3}
    assert read_device(response({**given, **more})) == DeviceCode(
        "d", "AB-CD", "https://id/go", "https://id/go?c", 60.0, 0.0
    )
    draft = {"device_code": "d", "user_code": "AB-CD", "verification_url": "https://id/go", "interval": 2}
    assert read_device(response(draft)) == DeviceCode("d", "AB-CD", "https://id/go", interval=2.0)


@pytest.mark.parametrize("missing", ["device_code", "user_code", "verification_uri"])
def test_an_incomplete_device_code(missing: str) -> None:
    given = {"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://id/go"}
    del given[missing]
    found = read_device(response(given))
    assert isinstance(found, TokenProblem)
    assert "lacks" in found.message


def test_a_refused_device() -> None:
    found = read_device(response({"error": "unauthorized_client"}, 400))
    assert isinstance(found, TokenProblem)
    assert found.message == "The server gave no code to enter: 400 Bad Request, unauthorized_client."


# Metadata

WELL_KNOWN = "https://id/.well-known/openid-configuration"


def test_the_addresses_of_a_server() -> None:
    given = {
        "issuer": "https://id",
        "authorization_endpoint": "https://id/auth",
        "token_endpoint": "https://id/token",
        "device_authorization_endpoint": "https://id/device",
        "scopes_supported": ["openid", 5],
        "code_challenge_methods_supported": ["S256"],
    }
    assert read_metadata(response(given), WELL_KNOWN) == OAuthServer(
        "https://id/auth", "https://id/token", "https://id/device", "", "https://id", ("openid",), ("S256",)
    )
    assert read_metadata(response({"issuer": "https://id/"}), WELL_KNOWN) == OAuthServer(issuer="https://id/")


@pytest.mark.parametrize(
    ("issuer", "url", "fits"),
    [
        ("https://id/realms/a", "https://id/realms/a/.well-known/openid-configuration", True),
        ("https://id/realms/a", "https://id/.well-known/oauth-authorization-server/realms/a", True),
        ("https://id/realms/b", "https://id/.well-known/oauth-authorization-server/realms/a", False),
        ("https://evil", WELL_KNOWN, False),
        ("http://id", WELL_KNOWN, False),
        ("https://[", WELL_KNOWN, False),
    ],
)
def test_metadata_speaks_for_its_own_issuer_alone(issuer: str, url: str, fits: bool) -> None:
    found = read_metadata(response({"issuer": issuer}), url)
    assert isinstance(found, OAuthServer) is fits


def test_metadata_that_is_none() -> None:
    found = read_metadata(response({}, 404), WELL_KNOWN)
    assert found == TokenProblem(f"{WELL_KNOWN} answered 404 Not Found.", "Check the address.")
    found = read_metadata(response({}, 302, ("location", "https://else")), WELL_KNOWN)
    assert isinstance(found, TokenProblem)
    assert "https://else" in found.hint
    found = read_metadata(response([]), WELL_KNOWN)
    assert isinstance(found, TokenProblem)
    assert "no issuer" in found.message
