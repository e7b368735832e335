"""The lines of a security scheme's form: which there are, what stands in them, and the credential that follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    ClientAuth,
    DigestCredential,
    Grant,
    OAuthCredential,
    OAuthSettings,
    Token,
)
from app.core.requests.oauth2 import grants

if TYPE_CHECKING:
    from app.core.operations.model import SecurityScheme
    from app.core.requests.credentials import Credential

_CERTIFICATE_FILE: Final = "A PEM file with its chain, or PKCS#12 (.p12, .pfx)."


class AuthKind(StrEnum):
    """Which form a scheme has."""

    API_KEY = "api-key"
    BEARER = "bearer"
    BASIC = "basic"
    DIGEST = "digest"
    HTTP = "http"
    OAUTH = "oauth"
    CERTIFICATE = "certificate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AuthField:
    """One line.

    Attributes:
        name: What the program calls it; ends in its objectName.
        label: What a person reads.
        secret: Whether it is hidden while it is typed.
        file: Whether a file can be chosen for it.
        options: What may be chosen, each with its words; empty where it is typed.
        more: Whether it is rarely needed and stands folded.
    """

    name: str
    label: str
    text: str
    hint: str = ""
    secret: bool = False
    file: bool = False
    options: tuple[tuple[str, str], ...] = ()
    more: bool = False


GRANT_WORDS: Final = {
    Grant.AUTHORIZATION_CODE: "in the browser (authorization code)",
    Grant.CLIENT_CREDENTIALS: "as the client itself (client credentials)",
    Grant.PASSWORD: "user name and password (password)",
    Grant.DEVICE: "with a code on another device (device)",
    Grant.PASTED: "paste a token",
}
_CLIENT_AUTH_WORDS: Final = (
    (ClientAuth.BASIC.value, "in the header (client_secret_basic)"),
    (ClientAuth.POST.value, "in the body (client_secret_post)"),
    (ClientAuth.NONE.value, "not at all (none)"),
)
_MAX_PORT: Final = 65535


def kind_of(scheme: SecurityScheme) -> AuthKind:
    """Which form a scheme has."""
    if scheme.kind == "http":
        known = {"basic": AuthKind.BASIC, "bearer": AuthKind.BEARER, "digest": AuthKind.DIGEST}
        return known.get(scheme.scheme, AuthKind.HTTP if scheme.scheme else AuthKind.BEARER)
    kinds = {"apiKey": AuthKind.API_KEY, "oauth2": AuthKind.OAUTH, "openIdConnect": AuthKind.OAUTH}
    return kinds.get(scheme.kind, AuthKind.CERTIFICATE if scheme.kind == "mutualTLS" else AuthKind.OTHER)


def fitting(scheme: SecurityScheme, needed: tuple[str, ...], credential: Credential | None) -> Credential | None:
    """The credential where it is of the scheme's kind, else an empty one; None where none can be entered.

    Args:
        needed: Scopes that the operation asks for; the first choice of an empty one.
    """
    match kind_of(scheme), credential:
        case (AuthKind.API_KEY, ApiKeyCredential()) | (AuthKind.BEARER | AuthKind.HTTP, BearerCredential()):
            return credential
        case (AuthKind.BASIC, BasicCredential()) | (AuthKind.DIGEST, DigestCredential()):
            return credential
        case (AuthKind.OAUTH, OAuthCredential()) | (AuthKind.CERTIFICATE, CertificateCredential()):
            return credential
        case AuthKind.OAUTH, BearerCredential(token=token):
            return OAuthCredential(OAuthSettings(Grant.PASTED), Token(token))
    empty: dict[AuthKind, Credential] = {
        AuthKind.API_KEY: ApiKeyCredential(""),
        AuthKind.BEARER: BearerCredential(""),
        AuthKind.HTTP: BearerCredential(""),
        AuthKind.BASIC: BasicCredential("", ""),
        AuthKind.DIGEST: DigestCredential("", ""),
        AuthKind.CERTIFICATE: CertificateCredential(""),
        AuthKind.OAUTH: OAuthCredential(OAuthSettings(grants(scheme)[0], scopes=needed)),
    }
    return empty.get(kind_of(scheme))


def fields_of(scheme: SecurityScheme, credential: Credential | None) -> tuple[AuthField, ...]:
    """The lines for a credential that fits the scheme."""
    match credential:
        case ApiKeyCredential(value=text):
            return (AuthField("key", "key", text, secret=True),)
        case BearerCredential(token=text):
            return (AuthField("token", "token", text, secret=True),)
        case (
            BasicCredential(username=username, password=password)
            | DigestCredential(username=username, password=password)
        ):
            return _login(username, password)
        case CertificateCredential():
            return (
                AuthField("certificate", "certificate", credential.certificate, _CERTIFICATE_FILE, file=True),
                AuthField("key", "key", credential.key, "A PEM file; empty if it is in the same.", file=True),
                AuthField("passphrase", "pass phrase", credential.passphrase, "If it is encrypted.", secret=True),
            )
        case OAuthCredential():
            return _oauth(scheme, credential)
        case _:
            return ()


def with_field(credential: Credential, name: str, text: str) -> Credential:
    """The credential with another text in one line; what was obtained with the old one is dropped."""
    match credential:
        case ApiKeyCredential():
            return ApiKeyCredential(text)
        case BearerCredential():
            return BearerCredential(text)
        case BasicCredential(username=username, password=password):
            return BasicCredential(text, password) if name == "username" else BasicCredential(username, text)
        case DigestCredential(username=username, password=password):
            return DigestCredential(text, password) if name == "username" else DigestCredential(username, text)
        case CertificateCredential():
            return replace(credential, **{name: text})
        case OAuthCredential():
            return _with_oauth(credential, name, text)


def with_scope(credential: OAuthCredential, name: str, *, chosen: bool) -> OAuthCredential:
    """The credential with one scope more or less; a token got with other scopes is dropped, as it no longer fits."""
    scopes = tuple(scope for scope in credential.settings.scopes if scope != name)
    settings = replace(credential.settings, scopes=(*scopes, name) if chosen else scopes)
    return OAuthCredential(settings, server=credential.server)


def _login(username: str, password: str) -> tuple[AuthField, ...]:
    return (
        AuthField("username", "username", username),
        AuthField("password", "password", password, secret=True),
    )


def _oauth(scheme: SecurityScheme, credential: OAuthCredential) -> tuple[AuthField, ...]:
    settings = credential.settings
    offered = tuple((grant.value, GRANT_WORDS[grant]) for grant in grants(scheme))
    found = [AuthField("grant", "sign in", settings.grant.value, options=offered)] if len(offered) > 1 else []
    if settings.grant is Grant.PASTED:
        token = credential.token.access_token if credential.token else ""
        return (*found, AuthField("token", "token", token, secret=True))
    if settings.grant is Grant.PASSWORD:
        found += _login(settings.username, settings.password)
    # The password grant is mostly used without a registered client.
    found += _client(settings, more=settings.grant is Grant.PASSWORD)
    if scheme.kind == "openIdConnect" or scheme.oauth2_metadata_url:
        hint = "The issuer's address, where it is another than the document's."
        found.append(AuthField("discovery_url", "issuer", settings.discovery_url, hint, more=True))
    return tuple(found)


def _client(settings: OAuthSettings, *, more: bool) -> list[AuthField]:
    found = [
        AuthField("client_id", "client ID", settings.client_id, "What the server calls this program.", more=more),
        AuthField(
            "client_secret", "client secret", settings.client_secret, "If the client has one.", secret=True, more=more
        ),
        AuthField("client_auth", "show secret", settings.client_auth.value, options=_CLIENT_AUTH_WORDS, more=True),
        AuthField("audience", "audience", settings.audience, "The API that the token is for.", more=True),
        AuthField("resource", "resource", settings.resource, "The same as an address (RFC 8707).", more=True),
        AuthField("extra", "more", settings.extra, "Written like a query: prompt=consent&tenant=7", more=True),
    ]
    if settings.grant is Grant.AUTHORIZATION_CODE:
        hint = "Where the browser comes back to on this computer; 0 takes a free one."
        found.append(AuthField("port", "port", str(settings.port), hint, more=True))
        hint = "The path there, as the client is registered."
        found.append(AuthField("redirect_path", "path", settings.redirect_path, hint, more=True))
    return found


def _with_oauth(credential: OAuthCredential, name: str, text: str) -> OAuthCredential:
    settings, server = credential.settings, credential.server
    match name:
        case "token":
            return replace(credential, token=Token(text) if text else None)
        case "grant":
            return OAuthCredential(replace(settings, grant=Grant(text)), server=server)
        case "client_auth":
            return OAuthCredential(replace(settings, client_auth=ClientAuth(text)), server=server)
        case "port":
            port = int(text) if text.isascii() and text.isdecimal() else 0
            return OAuthCredential(replace(settings, port=min(port, _MAX_PORT)), credential.token, server)
        case "discovery_url":
            return OAuthCredential(replace(settings, discovery_url=text))
        case _:
            typed: dict[str, Any] = {name: text}
            return OAuthCredential(replace(settings, **typed), server=server)
