"""What the authorization section shows: which credentials an operation asks for, and where each one goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.base.field_path import Location
from app.core.requests.model import ApiKeyCredential, BasicCredential, BearerCredential, PasswordCredential

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Api, Operation, SecurityScheme
    from app.core.requests.model import Credential


class AuthKind(StrEnum):
    """Which editors a scheme wants."""

    API_KEY = "api-key"
    BEARER = "bearer"
    BASIC = "basic"
    PASSWORD = "password"  # noqa: S105 - the name of the OAuth2 flow
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """One scope of an OAuth2 flow.

    Attributes:
        needed: The operation asks for it.
        chosen: It will be requested with the token.
    """

    name: str
    description: str
    needed: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class AuthRow:
    """One security scheme of an operation.

    Attributes:
        key: The scheme's key, which names its credential in the workspace.
        title: What it is, in words: `API key`, `Bearer token`.
        place: What will be sent where: "Sent as header X-API-Key."
        status: What stands in the way, or that nothing does.
        ready: Whether something will be sent.
        credential: What is entered, None while nothing is.
        scopes: For OAuth2 the scopes that may be asked for.
    """

    key: str
    kind: AuthKind
    title: str
    place: str
    status: str
    ready: bool
    description: str
    credential: Credential | None
    scopes: tuple[ScopeChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthPanel:
    """The whole section.

    Attributes:
        sentence: How the rows belong together: all of them, any of them, or none needed.
        rows: One per scheme, each named once.
    """

    sentence: str
    rows: tuple[AuthRow, ...]


def auth_panel(operation: Operation, api: Api, credentials: Mapping[str, Credential]) -> AuthPanel | None:
    """The section for an operation; None where it needs no credentials."""
    scopes: dict[str, tuple[str, ...]] = {}
    for need in operation.security:
        for key, wanted in need.schemes:
            scopes[key] = tuple(dict.fromkeys((*scopes.get(key, ()), *wanted)))
    if not scopes:
        return None
    rows = tuple(_row(key, api.schemes.get(key), wanted, credentials.get(key)) for key, wanted in scopes.items())
    return AuthPanel(_sentence(operation), rows)


def _sentence(operation: Operation) -> str:
    needs = [need.schemes for need in operation.security]
    optional = any(not need for need in needs)
    filled = [need for need in needs if need]
    if len(filled) > 1:
        ways = " or ".join(" with ".join(key for key, _ in need) for need in filled)
        sentence = f"One way is enough: {ways}."
    elif len(filled[0]) > 1:
        sentence = "All of these are needed together."
    else:
        sentence = ""
    if optional:
        return f"Optional: the operation also answers without. {sentence}".strip()
    return sentence


def _row(key: str, scheme: SecurityScheme | None, scopes: tuple[str, ...], credential: Credential | None) -> AuthRow:
    if scheme is None:
        place = "The document names this scheme but does not describe it."
        status = "Nothing can be sent for it."
        return AuthRow(key, AuthKind.OTHER, key, place, status, ready=False, description="", credential=credential)
    kind = kind_of(scheme)
    fitting = credential if isinstance(credential, _CLASSES.get(kind, ())) else None
    ready = is_ready(fitting)
    return AuthRow(
        key=key,
        kind=kind,
        title=_TITLES[kind] if kind is not AuthKind.OTHER else _other_title(scheme),
        place=_place(scheme, kind),
        status=_status(kind, fitting, ready=ready),
        ready=ready,
        description=scheme.description,
        credential=fitting,
        scopes=_scopes(scheme, scopes, fitting) if kind is AuthKind.PASSWORD else (),
    )


_TITLES = {
    AuthKind.API_KEY: "API key",
    AuthKind.BEARER: "Bearer token",
    AuthKind.BASIC: "User name and password",
    AuthKind.PASSWORD: "Sign in (OAuth 2 password flow)",
}
_CLASSES: dict[AuthKind, type[Credential] | tuple[type[Credential], ...]] = {
    AuthKind.API_KEY: ApiKeyCredential,
    AuthKind.BEARER: BearerCredential,
    AuthKind.BASIC: BasicCredential,
    AuthKind.PASSWORD: PasswordCredential,
}


def kind_of(scheme: SecurityScheme) -> AuthKind:
    """Which editors a scheme wants; a flow that needs a browser takes a token that was obtained elsewhere."""
    if scheme.kind == "apiKey":
        return AuthKind.API_KEY
    if scheme.kind == "http":
        return {"basic": AuthKind.BASIC, "bearer": AuthKind.BEARER}.get(scheme.scheme, AuthKind.OTHER)
    if scheme.kind == "oauth2":
        return AuthKind.PASSWORD if "password" in scheme.flows else AuthKind.BEARER
    return AuthKind.BEARER if scheme.kind == "openIdConnect" else AuthKind.OTHER


def _other_title(scheme: SecurityScheme) -> str:
    return (
        f"HTTP {scheme.scheme}"
        if scheme.kind == "http"
        else {"mutualTLS": "Client certificate"}.get(scheme.kind, scheme.kind)
    )


_WHERE = {Location.HEADER: "header", Location.QUERY: "query parameter", Location.COOKIE: "cookie"}


def _place(scheme: SecurityScheme, kind: AuthKind) -> str:
    if kind is AuthKind.API_KEY:
        return f"Sent as {_WHERE.get(scheme.location or Location.HEADER, 'header')} {scheme.parameter}."
    if kind is AuthKind.BASIC:
        return "Sent as header Authorization: Basic …"
    if kind is AuthKind.PASSWORD:
        url = str(scheme.flows["password"].get("tokenUrl") or "the token URL")
        if "://" not in url and " " not in url:
            url = f"/{url.lstrip('/')}"
        return f"User name and password go to {url}; the token it gives is sent as header Authorization: Bearer …"
    if kind is AuthKind.BEARER:
        return "Sent as header Authorization: Bearer …"
    return "This kind cannot be sent from here; add the header it needs by hand."


def is_ready(credential: Credential | None) -> bool:
    """Whether something would be sent for it."""
    match credential:
        case ApiKeyCredential(value=text) | BearerCredential(token=text) | PasswordCredential(access_token=text):
            return bool(text)
        case BasicCredential(username=username, password=password):
            return bool(username or password)
        case _:
            return False


STARS = "********"


def starred(credential: Credential) -> Credential:
    """The credential with stars in place of what is secret; what is not there stays away."""
    match credential:
        case ApiKeyCredential(value=text):
            return ApiKeyCredential(STARS if text else "")
        case BearerCredential(token=text):
            return BearerCredential(STARS if text else "")
        case BasicCredential(username=username, password=password):
            return BasicCredential(username, STARS if password else "")
        case PasswordCredential(access_token=text):
            return replace(credential, password="", access_token=STARS if text else "")


def _status(kind: AuthKind, credential: Credential | None, *, ready: bool) -> str:
    if kind is AuthKind.PASSWORD:
        return "A token is there." if ready else "No token yet: the request goes out without it."
    if kind is AuthKind.OTHER:
        return "Nothing will be sent for it."
    return "Will be sent." if ready else "Nothing entered: the request goes out without it."


def _scopes(scheme: SecurityScheme, needed: tuple[str, ...], credential: Credential | None) -> tuple[ScopeChoice, ...]:
    offered = scheme.flows["password"].get("scopes")
    table = offered if isinstance(offered, dict) else {}
    chosen = credential.scopes if isinstance(credential, PasswordCredential) else needed
    names = dict.fromkeys((*table, *needed, *chosen))
    return tuple(ScopeChoice(name, str(table.get(name, "")), name in needed, name in chosen) for name in names)


def with_scope(row: AuthRow, name: str, *, chosen: bool) -> PasswordCredential:
    """The credential with one scope more or less; a token got with other scopes is dropped, as it no longer fits."""
    current = password_of(row)
    names = [scope.name for scope in row.scopes if (chosen if scope.name == name else scope.chosen)]
    return replace(current, scopes=tuple(names), access_token="", expires_at=None)


def with_login(row: AuthRow, username: str, password: str) -> PasswordCredential:
    """The credential with another user; a token got for somebody else is dropped."""
    return replace(password_of(row), username=username, password=password, access_token="", expires_at=None)


def password_of(row: AuthRow) -> PasswordCredential:
    """What is entered so far, with the scopes the operation needs where nothing is."""
    if isinstance(row.credential, PasswordCredential):
        return row.credential
    return PasswordCredential("", "", tuple(scope.name for scope in row.scopes if scope.chosen))
