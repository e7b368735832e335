"""Credentials on the command line: tokens that are got without a browser, challenges, certificates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.cli.main import run_cli
from app.cli.output import NO_RESPONSE, OK, USAGE_ERROR
from tests.servers import catalogue
from tests.servers.authorization import CLIENT, PASSWORD, SECRET, USER, AuthorizationServer
from tests.servers.digest import PASSWORD as CIRCLE
from tests.servers.digest import USER as MUFASA
from tests.servers.digest import DigestServer
from tests.servers.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLOW = {"tokenUrl": "/token", "deviceAuthorizationUrl": "/device", "scopes": {"read": "Read.", "write": "Write."}}
SCHEMES = {
    "Machine": {"type": "oauth2", "flows": {"clientCredentials": FLOW}},
    "Person": {"type": "oauth2", "flows": {"password": FLOW, "clientCredentials": FLOW}},
    "Device": {"type": "oauth2", "flows": {"deviceAuthorization": FLOW}},
    "Browser": {"type": "oauth2", "flows": {"authorizationCode": FLOW}},
    "Id": {"type": "openIdConnect", "openIdConnectUrl": "/.well-known/openid-configuration"},
    "Digest": {"type": "http", "scheme": "digest"},
    "Mutual": {"type": "mutualTLS"},
    "Cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
}


@pytest.fixture
def document(tmp_path: Path) -> str:
    operation = {"responses": {"200": {"description": "ok"}}, "security": [{name: []} for name in SCHEMES]}
    path = tmp_path / "openapi.json"
    made = {
        "openapi": "3.1.0",
        "info": {"title": "Tiny", "version": "1"},
        "components": {"securitySchemes": SCHEMES},
        "paths": {"/me": {"get": operation}},
    }
    path.write_text(json.dumps(made), encoding="utf-8")
    return str(path)


@pytest.fixture
def server() -> Iterator[AuthorizationServer]:
    made = AuthorizationServer()
    with serving(made) as running:
        made.base = running.url
        yield made


def send(document: str, base: str, *words: str) -> int:
    return run_cli(["send", document, "GET /me", "--base-url", base, "--json", *words])


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("--auth", f"Machine={CLIENT}:{SECRET}"), ["POST /token"]),
        (("--auth", f"Person={USER}:{PASSWORD}"), ["POST /token"]),
        (("--auth", f"Person={USER}:{PASSWORD}", "--client", f"{CLIENT}:{SECRET}"), ["POST /token"]),
        (("--auth", f"Person={CLIENT}:{SECRET}", "--grant", "clientCredentials"), ["POST /token"]),
        (("--auth", f"Device={CLIENT}", "--grant", "deviceAuthorization"), ["POST /device"] + ["POST /token"] * 3),
        (
            ("--auth", f"Id={CLIENT}:{SECRET}", "--grant", "clientCredentials"),
            ["GET /.well-known/openid-configuration", "POST /token"],
        ),
    ],
)
def test_a_token_is_got_and_hidden(
    document: str,
    server: AuthorizationServer,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    asked: list[str],
) -> None:
    server.device_answers = ["authorization_pending", "authorization_pending"]
    assert send(document, server.base, *words) == OK
    captured = capsys.readouterr()
    assert json.loads(captured.out)["status"] == 200
    assert server.asked == [*asked, "GET /me"]
    assert not [token for token in server.access_tokens if token in captured.out]
    if "Device" in words[1]:
        assert captured.err.count("enter the code WDJB-MJHT") == 1
    if "Id=" in words[1]:
        assert captured.err.startswith("Looking up addresses at 127.0.0.1:")


def test_scopes_are_all_that_is_named_or_those_that_are_wanted(
    document: str, server: AuthorizationServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(document, server.base, "--auth", f"Person={USER}:{PASSWORD}") == OK
    assert send(document, server.base, "--auth", f"Person={USER}:{PASSWORD}", "--scope", "read") == OK
    assert [grant.scope for grant in server.refresh_tokens.values()] == ["read write", "read"]


def test_a_token_can_be_given_where_a_browser_would_be_needed(
    document: str, server: AuthorizationServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.access_tokens.add("g1ven")
    assert send(document, server.base, "--auth", "Browser=g1ven") == OK
    assert server.asked == ["GET /me"]
    assert "g1ven" not in capsys.readouterr().out


def test_a_refusal_and_a_server_that_is_gone(
    document: str, server: AuthorizationServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(document, server.base, "--auth", f"Machine={CLIENT}:wrong") == USAGE_ERROR
    assert "invalid_client: no such client" in capsys.readouterr().err
    gone = "http://127.0.0.1:1"
    assert send(document, gone, "--auth", f"Id={CLIENT}:x", "--grant", "password") == NO_RESPONSE
    assert "Nothing accepts connections" in capsys.readouterr().err


def test_a_challenge_is_answered_and_shown_as_a_hop(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(DigestServer()) as running:
        assert send(document, running.url, "--auth", f"Digest={MUFASA}:{CIRCLE}") == OK
        done = printed(capsys)
        assert done["status"] == 200
        (hop,) = done["hops"]
        assert (hop["status"], hop["reason"]) == (401, "The server challenged; it was answered.")
        assert ["Authorization", "Digest ********"] in done["request"]["headers"]
        assert run_cli(["send", document, "GET /me", "--base-url", running.url, "--auth", f"Digest={MUFASA}:x"]) == OK
        text = capsys.readouterr().out
    assert "/me: 401 Unauthorized. The server challenged; it was answered.\n" in text


def test_a_key_goes_out_as_a_cookie_and_is_hidden(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(catalogue.echo) as running:
        assert send(document, running.url, "--auth", "Cookie=s3 cr;et") == OK
        done = printed(capsys)
    assert "\r\nCookie: sid=s3 cr%3Bet\r\n" in done["body"]
    assert "s3 cr" not in json.dumps(done["request"])
    assert ["Cookie", "sid=********"] in done["request"]["headers"]


def test_a_certificate_that_is_not_there(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert send(document, "https://127.0.0.1:1", "--auth", "Mutual=gone.pem,key.pem,open") == NO_RESPONSE
    out = capsys.readouterr().out
    assert "gone.pem is not there" in out
    assert "open" not in json.loads(out)["failure"]["detail"]
