"""What is said about security schemes: what each kind is, where it goes, what stands in the way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.requests.credentials import Grant, OAuthCredential, is_ready
from app.core.requests.oauth2 import discovery_url, grants, hosts, redirect_path, server_of
from app.features.request_form.auth_fields import AuthKind

if TYPE_CHECKING:
    from app.core.operations.model import Operation, SecurityScheme
    from app.core.requests.alternatives import Decision
    from app.core.requests.credentials import Credential, OAuthServer, OAuthSettings, Token

TITLES: Final = {
    AuthKind.API_KEY: "API key",
    AuthKind.BEARER: "Bearer token",
    AuthKind.BASIC: "User name and password",
    AuthKind.DIGEST: "User name and password (Digest)",
    AuthKind.OAUTH: "OAuth 2",
    AuthKind.CERTIFICATE: "Client certificate",
}
ABOUT: Final = {
    AuthKind.API_KEY: "A fixed text that the API gave you; whoever has it may call in your name.",
    AuthKind.BEARER: "A token that somebody issued to you; whoever bears it is let in.",
    AuthKind.BASIC: "Sent with every request and only encoded, not encrypted: safe with https alone.",
    AuthKind.DIGEST: "The server sets a task that only the password solves, so the password itself is never sent.",
    AuthKind.HTTP: "A scheme of HTTP that is typed whole.",
    AuthKind.OAUTH: "A sign-in server gives this program a token for the API, so the API never sees your password.",
    AuthKind.CERTIFICATE: "Your computer proves who it is with a certificate when it connects (mutual TLS).",
}
_GRANT_ABOUT: Final = {
    Grant.AUTHORIZATION_CODE: "You sign in on the server's page in your browser, which brings a code back here.",
    Grant.CLIENT_CREDENTIALS: "This program signs in as itself; no person is asked.",
    Grant.PASSWORD: "You give your password to this program, which trades it for a token; meant for your own servers.",
    Grant.DEVICE: "You enter a short code on another page or device, and the token comes here.",
    Grant.PASTED: "A token that you got elsewhere.",
}
_IMPLICIT: Final = (
    "The document names the implicit flow, which is obsolete: tokens in addresses leak (RFC 9700). "
    "Get a token elsewhere and paste it."
)
_WHERE: Final = {Location.HEADER: "header", Location.QUERY: "query parameter", Location.COOKIE: "cookie"}


def title(scheme: SecurityScheme, kind: AuthKind) -> str:
    """What a scheme is called."""
    if scheme.kind == "openIdConnect":
        return "OpenID Connect"
    return TITLES.get(kind) or (f"HTTP {scheme.scheme}" if kind is AuthKind.HTTP else scheme.kind)


def about(scheme: SecurityScheme, kind: AuthKind, credential: Credential | None) -> str:
    """What a scheme is, for somebody who never met it."""
    if not isinstance(credential, OAuthCredential):
        return ABOUT.get(kind, "This kind is not known here; add the header it needs by hand.")
    grant = credential.settings.grant
    if grant is Grant.PASTED and "implicit" in scheme.flows and len(grants(scheme)) == 1:
        return _IMPLICIT
    return f"{ABOUT[kind]} {_GRANT_ABOUT[grant]}" if grant is not Grant.PASTED else ABOUT[kind]


def place(scheme: SecurityScheme, kind: AuthKind) -> str:
    """What is sent where."""
    match kind:
        case AuthKind.API_KEY:
            return f"Sent as {_WHERE.get(scheme.location or Location.HEADER, 'header')} {scheme.parameter}."
        case AuthKind.BASIC:
            return "Sent as header Authorization: Basic …"
        case AuthKind.DIGEST:
            return "Sent as header Authorization: Digest … once the server has challenged."
        case AuthKind.BEARER | AuthKind.OAUTH:
            return "Sent as header Authorization: Bearer …"
        case AuthKind.HTTP:
            return f"Sent as header Authorization: {scheme.scheme} …"
        case AuthKind.CERTIFICATE:
            return "Shown over https to the server that the request goes to, if it asks."
        case AuthKind.OTHER:
            return ""


def status(kind: AuthKind, credential: Credential | None, now: float) -> str:
    """What stands in the way, or that nothing does."""
    if isinstance(credential, OAuthCredential):
        return _token_status(credential.token, now)
    if kind is AuthKind.OTHER:
        return "Nothing will be sent for it."
    if not is_ready(credential):
        return "Nothing entered: the request goes out without it."
    return "Will be shown if the server asks for it." if kind is AuthKind.CERTIFICATE else "Will be sent."


def _token_status(token: Token | None, now: float) -> str:
    if token is None or not token.access_token:
        return "No token yet: the request goes out without it."
    renewable = bool(token.refresh_token)
    if token.expires_at is None:
        return "A token is there."
    if token.expires_at <= now:
        more = "it is renewed with the next request." if renewable else "get a new one."
        return f"The token has expired; {more}"
    try:
        until = datetime.fromtimestamp(token.expires_at).astimezone()
    except (ValueError, OverflowError, OSError):
        return "A token is there; it never expires."
    words = f"{until:%H:%M}" if token.expires_at - now < 86_400 else f"{until:%d %B %Y}"
    return f"A token is there until {words}" + ("; it is renewed by itself." if renewable else ".")


def calls(scheme: SecurityScheme, credential: OAuthCredential, base_url: str) -> str:
    """Which hosts getting a token calls, told before anything is called; empty where nothing is."""
    settings = credential.settings
    if settings.grant is Grant.PASTED:
        return ""
    server = server_of(scheme, credential, base_url)
    wanted = _addresses(server, settings.grant)
    lookup = discovery_url(scheme, settings, base_url)
    if credential.server is None and lookup:
        return f"Look up addresses calls {', '.join(hosts(lookup))}, and nothing else."
    if not all(wanted):
        return "The document names no usable address to get a token from."
    browser = _browser_words(server, settings) if settings.grant is Grant.AUTHORIZATION_CODE else ""
    return f"{browser}Get token calls {', '.join(hosts(*_called(server, settings.grant)))}."


def _browser_words(server: OAuthServer, settings: OAuthSettings) -> str:
    back = f"http://127.0.0.1:{settings.port or 'PORT'}{redirect_path(settings)}"
    return f"Your browser opens {', '.join(hosts(server.authorization))} and comes back to {back}. "


def _addresses(server: OAuthServer, grant: Grant) -> tuple[str, ...]:
    first = {Grant.AUTHORIZATION_CODE: (server.authorization,), Grant.DEVICE: (server.device,)}
    return (*first.get(grant, ()), server.token)


def _called(server: OAuthServer, grant: Grant) -> tuple[str, ...]:
    return (server.device, server.token) if grant is Grant.DEVICE else (server.token,)


def ways(operation: Operation) -> tuple[str, ...]:
    """What each security alternative is called."""
    return tuple(" and ".join(key for key, _ in need.schemes) or "nothing" for need in operation.security)


def sentence(operation: Operation) -> str:
    """How the schemes belong together."""
    named = [name for name, need in zip(ways(operation), operation.security, strict=True) if need.schemes]
    optional = len(named) < len(operation.security)
    if len(named) > 1:
        # A comma before each `or`, for a way may itself be `one and another`.
        comma = "," if any(" and " in name for name in named) else ""
        together = f"One way is enough: {f'{comma} or '.join(named)}."
    else:
        together = "All of these are needed together." if " and " in named[0] else ""
    return f"Optional: the operation also answers without. {together}".strip() if optional else together


def decision_words(operation: Operation, decision: Decision) -> str:
    """Which alternative is used, and why."""
    if decision.index is None:
        return f"Goes out without credentials. {decision.reason}"
    name = ways(operation)[decision.index]
    if decision.missing == tuple(key for key, _ in operation.security[decision.index].schemes):
        return f"Goes out without credentials: nothing is entered for {name}."
    lacking = f" Nothing is entered for {' and '.join(decision.missing)}." if decision.missing else ""
    return f"{name} will be used. {decision.reason}{lacking}"
