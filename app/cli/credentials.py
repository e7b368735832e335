"""`--auth SCHEME=VALUE`: keys, tokens, passwords, certificates, and tokens that are got without a browser."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from app.cli.walking import CHANCE, walk_through
from app.core.base.errors import SourceError, UnreachableError
from app.core.exchange.sign_in import discover, sign_in
from app.core.exchange.tokens import TokenProblem
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    DigestCredential,
    Grant,
    OAuthCredential,
    OAuthSettings,
)
from app.core.requests.oauth2 import discovery_url, grants, hosts, server_of

if TYPE_CHECKING:
    import argparse

    from app.cli.source import OpenSource
    from app.core.operations.model import SecurityScheme
    from app.core.requests.credentials import Credential

T = TypeVar("T")

_GRANTS: Final = (Grant.PASSWORD, Grant.CLIENT_CREDENTIALS, Grant.DEVICE)
"""Those that need no browser here; the first that a scheme offers is taken."""


def add_credential_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--auth",
        action="append",
        default=[],
        metavar="SCHEME=VALUE",
        help="an API key, a token, USER:PASSWORD, CLIENT:SECRET, or CERTIFICATE.pem[,KEY.pem[,PASSPHRASE]]; "
        "for PKCS#12 FILE.p12,,PASSPHRASE",
    )
    known = [grant.value for grant in _GRANTS]
    parser.add_argument("--grant", choices=known, help="how an OAuth 2 token is got; else the first that is offered")
    parser.add_argument("--client", default="", metavar="ID[:SECRET]", help="the OAuth 2 client of a person's sign-in")
    parser.add_argument("--scope", action="append", default=[], help="what a token shall allow; else all that is named")


def read_credentials(source: OpenSource, arguments: argparse.Namespace) -> dict[str, Credential]:
    """The credentials that `--auth` names, by security scheme.

    Raises:
        SourceError: There is no such scheme, or its server gives no token.
    """
    return dict(_read(source, text, arguments) for text in arguments.auth)


def _read(source: OpenSource, text: str, arguments: argparse.Namespace) -> tuple[str, Credential]:
    key, equals, value = text.partition("=")
    scheme = source.api.schemes.get(key)
    if not equals or scheme is None:
        message = f"The document has no security scheme {key!r}." if equals else f"{key!r} names no value."
        known = ", ".join(source.api.schemes) or "none"
        raise SourceError(message, hint=f"Write SCHEME=VALUE; its schemes are: {known}.")
    if scheme.kind in {"oauth2", "openIdConnect"}:
        return key, _oauth(source, scheme, value, arguments)
    return key, _plain(scheme, value)


def _plain(scheme: SecurityScheme, value: str) -> Credential:
    user, _, password = value.partition(":")
    match scheme.kind, scheme.scheme:
        case "apiKey", _:
            return ApiKeyCredential(value)
        case "http", "basic":
            return BasicCredential(user, password)
        case "http", "digest":
            return DigestCredential(user, password)
        case "mutualTLS", _:
            certificate, _, rest = value.partition(",")
            key, _, passphrase = rest.partition(",")
            return CertificateCredential(certificate, key, passphrase)
        case _:
            return BearerCredential(value)


def _oauth(source: OpenSource, scheme: SecurityScheme, value: str, arguments: argparse.Namespace) -> Credential:
    grant = arguments.grant or next((grant for grant in _GRANTS if grant in grants(scheme)), None)
    name, colon, secret = value.partition(":")
    if grant is None or not (colon or arguments.grant):
        return BearerCredential(value)
    client, _, client_secret = arguments.client.partition(":")
    if grant == Grant.PASSWORD:
        settings = OAuthSettings(Grant.PASSWORD, client, client_secret, username=name, password=secret)
    else:
        settings = OAuthSettings(Grant(grant), name, secret)
    return _signed_in(source, scheme, settings, tuple(arguments.scope))


def _signed_in(
    source: OpenSource, scheme: SecurityScheme, settings: OAuthSettings, scopes: tuple[str, ...]
) -> OAuthCredential:
    credential = OAuthCredential(settings)
    lookup = discovery_url(scheme, settings, source.base_url)
    if lookup and not server_of(scheme, credential, source.base_url).token:
        print(f"Looking up addresses at {', '.join(hosts(lookup))}.", file=sys.stderr)
        credential = replace(
            credential, server=_got(walk_through(source, discover(lookup, CHANCE), "addresses"), lookup)
        )
    server = server_of(scheme, credential, source.base_url)
    settings = replace(settings, scopes=scopes or server_of(scheme, OAuthCredential(settings), source.base_url).scopes)
    token = _got(walk_through(source, sign_in(settings, server, CHANCE), "token"), server.token)
    return replace(credential, settings=settings, token=token)


def _got(found: T | TokenProblem, where: str) -> T:
    if isinstance(found, TokenProblem):
        kind = UnreachableError if found.unreachable else SourceError
        raise kind(found.message, where=where, hint=found.hint)
    return found
