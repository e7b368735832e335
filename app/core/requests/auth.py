"""Credentials on a request: what the chosen security alternative adds to it (OpenAPI 3.1 section 4.8.30)."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.requests.alternatives import decide
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    DigestCredential,
    OAuthCredential,
)
from app.core.requests.model import UNAUTHENTICATED, Authentication

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Api, Operation, SecurityScheme
    from app.core.requests.credentials import Credential

AUTHORIZATION = FieldPath(Location.HEADER, ("Authorization",))


@dataclass(frozen=True, slots=True)
class AuthAdditions:
    """What the credentials add to a request.

    Attributes:
        headers, query, cookies: Names and texts.
        authentication: What goes along beside them.
        warnings: What is missing or odd, each with the place it would stand in.
    """

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    authentication: Authentication = UNAUTHENTICATED
    warnings: tuple[tuple[FieldPath, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Addition:
    path: FieldPath
    text: str


def authenticate(api: Api, operation: Operation, credentials: Mapping[str, Credential]) -> AuthAdditions:
    """Says what the alternative that `decide` takes adds.

    What is missing of it is told in a warning and the rest is sent; the server has the last word. A Digest answer is
    not among the additions: it is made for each challenge when the request is sent.
    """
    decision = decide(operation, credentials)
    if decision.index is None:
        return AuthAdditions()
    gathering = _Gathering(api, credentials)
    schemes = operation.security[decision.index].schemes
    for key, scopes in schemes:
        if key not in decision.missing:
            gathering.add(key, scopes)
    if decision.missing:
        gathering.warn(_place(api.schemes.get(decision.missing[0])), missing_words(operation, decision.missing))
    return gathering.done()


class _Gathering:
    """What one alternative adds, scheme by scheme."""

    def __init__(self, api: Api, credentials: Mapping[str, Credential]) -> None:
        self._api = api
        self._credentials = credentials
        self._added: list[_Addition] = []
        self._used: list[str] = []
        self._digest = ""
        self._login: DigestCredential | None = None
        self._certificate: CertificateCredential | None = None
        self._warnings: list[tuple[FieldPath, str]] = []

    def add(self, key: str, scopes: tuple[str, ...]) -> None:
        scheme, credential = self._api.schemes.get(key), self._credentials[key]
        if scheme is None:
            self.warn(AUTHORIZATION, f"The document does not describe {key}, so nothing is sent for it.")
            return
        addition = _addition(scheme, credential)
        if isinstance(credential, DigestCredential):
            self._digest, self._login = key, credential
        elif isinstance(credential, CertificateCredential):
            self._certificate = credential
        elif addition is None:
            self.warn(_place(scheme), f"What is entered for {key} does not fit a scheme of the kind {scheme.kind}.")
            return
        else:
            self._added.append(addition)
        self._used.append(key)
        self._compare_scopes(key, scopes, credential)

    def warn(self, place: FieldPath, words: str) -> None:
        self._warnings.append((place, words))

    def done(self) -> AuthAdditions:
        places = Counter(added.path for added in self._added)
        for path, count in places.items():
            if count > 1 or (path == AUTHORIZATION and self._digest):
                self.warn(path, f"More than one scheme wants {path}; servers mostly read only one of them.")
        return AuthAdditions(
            self._at(Location.HEADER),
            self._at(Location.QUERY),
            self._at(Location.COOKIE),
            Authentication(tuple(self._used), tuple(places), self._digest, self._login, self._certificate),
            tuple(self._warnings),
        )

    def _at(self, location: Location) -> tuple[tuple[str, str], ...]:
        return tuple(
            (str(added.path.tokens[0]), added.text) for added in self._added if added.path.location is location
        )

    def _compare_scopes(self, key: str, scopes: tuple[str, ...], credential: Credential) -> None:
        token = credential.token if isinstance(credential, OAuthCredential) else None
        if token is None or token.scopes is None:
            return
        lacking = [scope for scope in scopes if scope not in token.scopes]
        if lacking:
            self.warn(AUTHORIZATION, f"The token of {key} was not given for the scope {', '.join(lacking)}.")


def missing_words(operation: Operation, missing: tuple[str, ...]) -> str:
    """Says what the operation wants and nobody has entered; empty where nothing is missing.

    Args:
        missing: Schemes of the alternative that was decided for.
    """
    if not missing:
        return ""
    wanting = [need for need in operation.security if need.schemes]
    if len(wanting) == 1 or len(missing) < min(len(need.schemes) for need in wanting):
        return f"This operation wants credentials for {' and '.join(missing)}; none are entered."
    alternatives = " or ".join(" and ".join(key for key, _ in need.schemes) for need in wanting)
    return f"This operation wants credentials for {alternatives}; none are entered."


def _place(scheme: SecurityScheme | None) -> FieldPath:
    if scheme is not None and scheme.kind == "apiKey":
        return FieldPath(scheme.location or Location.HEADER, (scheme.parameter,))
    return AUTHORIZATION


def _addition(scheme: SecurityScheme, credential: Credential) -> _Addition | None:
    if scheme.kind == "apiKey":
        return _Addition(_place(scheme), credential.value) if isinstance(credential, ApiKeyCredential) else None
    text = _authorization(scheme, credential)
    return _Addition(AUTHORIZATION, text) if text else None


def _authorization(scheme: SecurityScheme, credential: Credential) -> str:
    is_basic = scheme.kind == "http" and scheme.scheme == "basic"
    match credential:
        case BasicCredential(username=username, password=password) if is_basic:
            return basic(username, password)
        case BearerCredential(token=token) if not is_basic:
            # HTTP schemes that are typed whole, such as Negotiate, keep their own name.
            other = scheme.kind == "http" and scheme.scheme not in {"", "bearer"}
            return f"{scheme.scheme if other else 'Bearer'} {token}"
        case OAuthCredential(token=token) if token is not None and not is_basic:
            return f"Bearer {token.access_token}"
        case _:
            return ""


def basic(username: str, password: str) -> str:
    """The Authorization value for user name and password, in UTF-8 (RFC 7617)."""
    pair = f"{username}:{password}".encode(errors="surrogatepass")
    return f"Basic {base64.b64encode(pair).decode()}"
