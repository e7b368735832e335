"""What a person enters for a security scheme, and what was obtained with it; kept in memory alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ApiKeyCredential:
    """The value of an API key."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BearerCredential:
    """A bearer token typed whole (RFC 6750), or what stands behind the name of another HTTP scheme."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BasicCredential:
    """User name and password (RFC 7617)."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DigestSession:
    """What a server's challenge said, so that the next request need not be challenged (RFC 7616 section 3.3).

    Attributes:
        origin: Scheme, host and port that challenged; the session is used for no other.
        algorithm: As the server wrote it, `MD5` where it wrote none.
        qop: `auth`, `auth-int`, or empty for servers that know none (RFC 2069).
        cnonce: The client's own nonce, one for the session: `-sess` algorithms make their key with it.
        count: How many requests have used the nonce.
    """

    origin: str
    realm: str
    nonce: str
    cnonce: str
    algorithm: str = "MD5"
    qop: str = "auth"
    opaque: str | None = None
    utf8: bool = False
    userhash: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class DigestCredential:
    """User name and password of which only a digest is sent (RFC 7616); `session` is None before a challenge."""

    username: str
    password: str = field(repr=False)
    session: DigestSession | None = field(default=None, repr=False)


class Grant(StrEnum):
    """How a token is obtained; the values are the keys of OpenAPI's `flows` but for the last."""

    AUTHORIZATION_CODE = "authorizationCode"
    CLIENT_CREDENTIALS = "clientCredentials"
    PASSWORD = "password"  # noqa: S105 - the name of the flow
    DEVICE = "deviceAuthorization"
    PASTED = "pasted"


class ClientAuth(StrEnum):
    """How a client shows its secret to the token endpoint (RFC 7591 section 2)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """What is typed to get a token.

    Attributes:
        client_auth: Matters where there is a secret; a client without one only names itself in the body.
        username, password: For the password grant.
        scopes: What the token shall allow, in order.
        audience, resource: For servers that give tokens for several APIs (RFC 8707); empty leaves them out.
        extra: Further parameters, written like a query: `prompt=consent&tenant=7`.
        port: The loopback port that a browser comes back to; 0 lets the system choose (RFC 8252 section 7.3).
        redirect_path: The path there; servers compare it with the one that the client was registered for.
        discovery_url: Typed in place of the document's; empty takes the document's.
    """

    grant: Grant
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    client_auth: ClientAuth = ClientAuth.BASIC
    username: str = ""
    password: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    audience: str = ""
    resource: str = ""
    extra: str = ""
    port: int = 0
    redirect_path: str = "/callback"
    discovery_url: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A token (RFC 6749 section 5.1).

    Attributes:
        expires_at: Seconds since the epoch, None where the server did not say.
        scopes: What the server granted; None where that is not known, as of a pasted token.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: float | None = None
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OAuthServer:
    """Where an authorization server is called; each absolute, empty where it offers none.

    Attributes:
        issuer: How it calls itself (RFC 8414 section 2); empty where only a document names its addresses.
        scopes: What it says it can grant.
        pkce_methods: What it says it understands of RFC 7636; None where it does not say.
    """

    authorization: str = ""
    token: str = ""
    device: str = ""
    refresh: str = ""
    issuer: str = ""
    scopes: tuple[str, ...] = ()
    pkce_methods: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OAuthCredential:
    """OAuth 2 and OpenID Connect: what is typed, the token once there is one, and the server once it was discovered."""

    settings: OAuthSettings
    token: Token | None = None
    server: OAuthServer | None = None


@dataclass(frozen=True, slots=True)
class CertificateCredential:
    """A client certificate for mutual TLS (RFC 8446 section 4.3.2).

    Attributes:
        certificate: Path of a PEM file with the certificate and its chain, or of a PKCS#12 file, key included.
        key: Path of the PEM file with its key; empty where the certificate's own file holds it.
        passphrase: Opens the key or the PKCS#12 file; empty where it is not encrypted.
    """

    certificate: str
    key: str = ""
    passphrase: str = field(default="", repr=False)


Credential: TypeAlias = (
    ApiKeyCredential | BearerCredential | BasicCredential | DigestCredential | OAuthCredential | CertificateCredential
)


def is_ready(credential: Credential | None) -> bool:
    """Whether something would be sent for it."""
    match credential:
        case ApiKeyCredential(value=text) | BearerCredential(token=text) | CertificateCredential(certificate=text):
            return bool(text)
        case BasicCredential(username=username, password=password):
            return bool(username or password)
        case DigestCredential(username=username):
            return bool(username)
        case OAuthCredential(token=token):
            return token is not None and bool(token.access_token)
        case _:
            return False
