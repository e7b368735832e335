"""`--auth SCHEME=VALUE`: an API key, a token, or user name and password, which fetch a token where there is a flow."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from app.cli.source import run
from app.core.base.errors import SourceError, UnreachableError
from app.core.exchange.model import Failure
from app.core.exchange.tokens import read_token
from app.core.requests.model import ApiKeyCredential, BasicCredential, BearerCredential, PasswordCredential
from app.core.requests.oauth2 import token_request, token_url

if TYPE_CHECKING:
    import argparse

    from app.cli.source import OpenSource
    from app.core.requests.model import Credential


def add_credential_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the argument."""
    parser.add_argument(
        "--auth", action="append", default=[], metavar="SCHEME=VALUE", help="an API key, a token, or USER:PASSWORD"
    )


def read_credentials(source: OpenSource, texts: list[str]) -> dict[str, Credential]:
    """The credentials that `--auth` names, by security scheme.

    Raises:
        SourceError: There is no such scheme, or its server gives no token.
    """
    return dict(_read(source, text) for text in texts)


def _read(source: OpenSource, text: str) -> tuple[str, Credential]:
    key, equals, value = text.partition("=")
    scheme = source.api.schemes.get(key)
    if not equals or scheme is None:
        message = f"The document has no security scheme {key!r}." if equals else f"{key!r} names no value."
        known = ", ".join(source.api.schemes) or "none"
        raise SourceError(message, hint=f"Write SCHEME=VALUE; its schemes are: {known}.")
    if scheme.kind == "apiKey":
        return key, ApiKeyCredential(value)
    user, colon, password = value.partition(":")
    if scheme.kind == "http" and scheme.scheme == "basic":
        return key, BasicCredential(user, password)
    url = token_url(scheme, source.base_url)
    if url is not None and colon:
        return key, _sign_in(source, url, PasswordCredential(user, password, _scopes(scheme.flows)))
    return key, BearerCredential(value)


def _scopes(flows: dict[str, dict[str, object]]) -> tuple[str, ...]:
    scopes = flows.get("password", {}).get("scopes")
    return tuple(scopes) if isinstance(scopes, dict) else ()


def _sign_in(source: OpenSource, url: str, credential: PasswordCredential) -> PasswordCredential:
    exchange = run(source, source.client.send(token_request(url, credential, secrets.token_hex(16)), "token"))
    if isinstance(exchange.outcome, Failure):
        raise UnreachableError(exchange.outcome.message, where=url, hint=exchange.outcome.hint)
    token = read_token(exchange.outcome, credential, now=time.time())
    if isinstance(token, PasswordCredential):
        return token
    raise SourceError(token.message, where=url, hint=token.hint)
