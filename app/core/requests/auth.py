"""Credentials on a request: which security alternative is met, and what it adds (OpenAPI 3.1 section 4.8.30)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.requests.model import ApiKeyCredential, BasicCredential, BearerCredential, PasswordCredential

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Api, Operation, SecurityNeed, SecurityScheme
    from app.core.requests.model import Credential

AUTHORIZATION = FieldPath(Location.HEADER, ("Authorization",))


@dataclass(frozen=True, slots=True)
class AuthAdditions:
    """What the credentials add to a request.

    Attributes:
        headers, query, cookies: Names and texts.
        schemes: Keys of the schemes that were used, in order.
        warnings: What is missing, each with the place it would stand in.
    """

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    schemes: tuple[str, ...] = ()
    warnings: tuple[tuple[FieldPath, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Addition:
    location: Location
    name: str
    text: str


def authenticate(api: Api, operation: Operation, credentials: Mapping[str, Credential]) -> AuthAdditions:
    """Chooses the first alternative whose credentials are all there, and says what they add.

    An alternative that needs nothing is chosen last: whoever entered credentials wants them used. Where none can be
    met nothing is added, and a warning names what is missing; the server has the last word.
    """
    wanting = [need for need in operation.security if need.schemes]
    for need in wanting:
        additions = [_addition(api.schemes.get(key), credentials.get(key)) for key, _ in need.schemes]
        present = [addition for addition in additions if addition is not None]
        if len(present) == len(additions):
            return _gather(need, present, credentials)
    if not wanting or len(wanting) < len(operation.security):
        return AuthAdditions()
    return AuthAdditions(warnings=(_missing(api, wanting),))


def _gather(need: SecurityNeed, present: list[_Addition], credentials: Mapping[str, Credential]) -> AuthAdditions:
    def at(location: Location) -> tuple[tuple[str, str], ...]:
        return tuple((added.name, added.text) for added in present if added.location is location)

    warnings: list[tuple[FieldPath, str]] = []
    for (key, scopes), added in zip(need.schemes, present, strict=True):
        credential = credentials[key]
        granted = set(credential.scopes) if isinstance(credential, PasswordCredential) else set(scopes)
        lacking = [scope for scope in scopes if scope not in granted]
        if lacking:
            place = FieldPath(added.location, (added.name,))
            warnings.append((place, f"The token of {key} was not asked for with the scope {', '.join(lacking)}."))
    return AuthAdditions(
        at(Location.HEADER),
        at(Location.QUERY),
        at(Location.COOKIE),
        tuple(key for key, _ in need.schemes),
        tuple(warnings),
    )


def _missing(api: Api, wanting: list[SecurityNeed]) -> tuple[FieldPath, str]:
    alternatives = " or ".join(" and ".join(key for key, _ in need.schemes) for need in wanting)
    first = api.schemes.get(wanting[0].schemes[0][0])
    place = AUTHORIZATION
    if first is not None and first.kind == "apiKey" and first.location is not None:
        place = FieldPath(first.location, (first.parameter,))
    return place, f"This operation wants credentials for {alternatives}; none are entered."


def _addition(scheme: SecurityScheme | None, credential: Credential | None) -> _Addition | None:
    if scheme is None or credential is None:
        return None
    if scheme.kind == "apiKey":
        if isinstance(credential, ApiKeyCredential) and credential.value:
            return _Addition(scheme.location or Location.HEADER, scheme.parameter, credential.value)
        return None
    text = _authorization(scheme, credential)
    return _Addition(Location.HEADER, "Authorization", text) if text else None


def _authorization(scheme: SecurityScheme, credential: Credential) -> str:
    if scheme.kind == "http" and scheme.scheme == "basic":
        return basic(credential.username, credential.password) if isinstance(credential, BasicCredential) else ""
    match credential:
        case BearerCredential(token=token) | PasswordCredential(access_token=token) if token:
            # RFC 7235 schemes that are typed whole, such as Digest or ApiKey, keep their own name.
            other = scheme.kind == "http" and scheme.scheme not in {"", "bearer"}
            return f"{scheme.scheme if other else 'Bearer'} {token}"
        case _:
            return ""


def basic(username: str, password: str) -> str:
    """The Authorization value for user name and password, in UTF-8 (RFC 7617)."""
    pair = f"{username}:{password}".encode(errors="surrogatepass")
    return f"Basic {base64.b64encode(pair).decode()}"
