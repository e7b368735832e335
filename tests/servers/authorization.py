"""A small authorization server that keeps to the rules and says no in their words (RFC 6749, 7636, 8414, 8628)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from tests.servers.catalogue import response
from tests.servers.serving import read_request

if TYPE_CHECKING:
    import asyncio

    from tests.servers.serving import Request

CLIENT, SECRET = "shop", "cl13nt s3cret"
USER, PASSWORD = "ada", "analytical"
NO_STORE = "Cache-Control: no-store"
Answer = tuple[str, object, tuple[str, ...]]


class RefusalError(Exception):
    """An error response of a token endpoint (RFC 6749 section 5.2)."""

    def __init__(self, code: str, words: str = "", status: str = "400 Bad Request") -> None:
        super().__init__(code)
        self.answer: Answer = (status, {"error": code, "error_description": words}, ())


@dataclass
class Grant:
    """What a code or a refresh token stands for."""

    scope: str = ""
    challenge: str = ""
    redirect_uri: str = ""
    nonce: str = ""


@dataclass
class AuthorizationServer:
    """One server; its lists are what tests look at and change.

    Attributes:
        base: Its own address, set when it runs.
        asked: Every request's method and path.
        codes, refresh_tokens, access_tokens: What it gave out; take one away to revoke it.
        device_answers: What polling is told, one after the other; then a token.
        interval: Seconds between polls that it asks for.
        lifetime: Of access tokens, in seconds.
        mixes_up: Binds each code to another sign-in's challenge, as if it had been stolen.
        changes: Members of the redirect's query that are replaced.
    """

    base: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Grant] = field(default_factory=dict)
    refresh_tokens: dict[str, Grant] = field(default_factory=dict)
    access_tokens: set[str] = field(default_factory=set)
    device_answers: list[str] = field(default_factory=list)
    interval: float = 0.0
    lifetime: int = 3600
    mixes_up: bool = False
    changes: dict[str, str] = field(default_factory=dict)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers every request of a connection."""
        while (request := await read_request(reader)) is not None:
            try:
                status, body, headers = self._answer(request)
            except RefusalError as refusal:
                status, body, headers = refusal.answer
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            writer.write(response(data, NO_STORE, *headers, status=status, content_type="application/json"))
            await writer.drain()

    def _answer(self, request: Request) -> Answer:
        method = request.head.split(b" ", 1)[0].decode()
        path, _, query = request.target.partition("?")
        self.asked.append(f"{method} {path}")
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                return "200 OK", self._metadata(), ()
            case "GET", "/authorize":
                return self._authorize(dict(parse_qsl(query, keep_blank_values=True)))
            case "POST", "/token":
                return self._token(self._client(request, form), form)
            case "POST", "/device":
                return self._device(self._client(request, form))
            case "GET", "/me":
                return self._me(request)
            case _:
                return "404 Not Found", {}, ()

    def _metadata(self) -> dict[str, object]:
        return {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "device_authorization_endpoint": f"{self.base}/device",
            "scopes_supported": ["openid", "read", "write"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _authorize(self, asked: dict[str, str]) -> Answer:
        """As if the person had signed in and agreed at once."""
        target = urlsplit(asked["redirect_uri"])
        if asked["client_id"] != CLIENT or target.hostname != "127.0.0.1":
            return "400 Bad Request", {"error": "this client is not registered for that redirect_uri"}, ()
        if asked.get("code_challenge_method") != "S256":
            given = {"error": "invalid_request", "error_description": "PKCE is required", "state": asked["state"]}
        else:
            code = secrets.token_hex(8)
            challenge = "another" if self.mixes_up else asked["code_challenge"]
            self.codes[code] = Grant(asked.get("scope", ""), challenge, asked["redirect_uri"], asked.get("nonce", ""))
            given = {"code": code, "state": asked["state"], "iss": self.base}
        return "302 Found", {}, (f"Location: {asked['redirect_uri']}?{urlencode({**given, **self.changes})}",)

    def _client(self, request: Request, form: dict[str, str]) -> str:
        """The authenticated client, `public` for one that only names itself, empty for none."""
        line = next((line for line in request.header_lines if line.lower().startswith("authorization: basic ")), "")
        if line:
            name, _, secret = base64.b64decode(line.split(" ")[2]).decode().partition(":")
            name, secret = unquote_plus(name), unquote_plus(secret)
        else:
            name, secret = form.get("client_id", ""), form.get("client_secret", "")
        if secret and (name, secret) != (CLIENT, SECRET):
            raise RefusalError("invalid_client", "no such client, or another secret", "401 Unauthorized")
        return name if secret else "public" if name == CLIENT else ""

    def _token(self, client: str, form: dict[str, str]) -> Answer:
        match form.get("grant_type"):
            case "client_credentials":
                if client != CLIENT:
                    raise RefusalError("unauthorized_client", "show your secret")
                return self._give(Grant(form.get("scope", "")), refresh=False)
            case "password":
                return self._sign_in(form)
            case "refresh_token":
                return self._renew(form)
            case "authorization_code":
                return self._trade(form)
            case "urn:ietf:params:oauth:grant-type:device_code":
                if self.device_answers:
                    raise RefusalError(self.device_answers.pop(0))
                return self._give(Grant("read"))
            case _:
                raise RefusalError("unsupported_grant_type")

    def _sign_in(self, form: dict[str, str]) -> Answer:
        if (form.get("username"), form.get("password")) != (USER, PASSWORD):
            raise RefusalError("invalid_grant", "wrong user name or password")
        return self._give(Grant(form.get("scope", "")))

    def _renew(self, form: dict[str, str]) -> Answer:
        grant = self.refresh_tokens.pop(form["refresh_token"], None)
        if grant is None:
            raise RefusalError("invalid_grant", "this refresh token was used or revoked")
        return self._give(grant)

    def _trade(self, form: dict[str, str]) -> Answer:
        grant = self.codes.pop(form["code"], None)
        if grant is None:
            raise RefusalError("invalid_grant", "no such code")
        if grant.redirect_uri != form.get("redirect_uri"):
            raise RefusalError("invalid_grant", "another redirect_uri")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != grant.challenge:
            raise RefusalError("invalid_grant", "wrong code_verifier")
        return self._give(grant)

    def _give(self, grant: Grant, *, refresh: bool = True) -> Answer:
        token, again = secrets.token_hex(8), secrets.token_hex(8)
        self.access_tokens.add(token)
        given: dict[str, object] = {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime}
        given |= {"scope": grant.scope}
        if refresh:
            self.refresh_tokens[again] = grant
            given["refresh_token"] = again
        if grant.nonce:
            claims = base64.urlsafe_b64encode(json.dumps({"nonce": grant.nonce}).encode()).decode().rstrip("=")
            given["id_token"] = f"e30.{claims}.x"
        return "200 OK", given, ()

    def _device(self, client: str) -> Answer:
        if not client:
            raise RefusalError("invalid_client", "name yourself", "401 Unauthorized")
        return (
            "200 OK",
            {
                "device_code": secrets.token_hex(8),
                "user_code": "WDJB-MJHT",
                "verification_uri": f"{self.base}/go",
                "interval": self.interval,
                "expires_in": 900,
            },
            (),
        )

    def _me(self, request: Request) -> Answer:
        """What tokens are for."""
        line = next((line for line in request.header_lines if line.lower().startswith("authorization: ")), "")
        if line.partition("Bearer ")[2] in self.access_tokens:
            return "200 OK", {"name": USER}, ()
        return "401 Unauthorized", {}, ('WWW-Authenticate: Bearer realm="shop", error="invalid_token"',)
