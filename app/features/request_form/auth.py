"""What the authorization section shows: which credentials an operation asks for, and where each one goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.core.requests.alternatives import WITHOUT, decide
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    DigestCredential,
    Grant,
    OAuthCredential,
    is_ready,
)
from app.core.requests.oauth2 import discovery_url, server_of
from app.core.requests.redact import STARS
from app.core.workspace.model import SignIn
from app.features.request_form import auth_words as words
from app.features.request_form.auth_fields import AuthKind, fields_of, fitting, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Api, Operation, SecurityScheme
    from app.core.requests.credentials import Credential
    from app.features.request_form.auth_fields import AuthField

IDLE: Final = SignIn()


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
        title: What it is called: `API key`, `Bearer token`.
        about: What it is, in a sentence for somebody who never met it.
        place: What will be sent where: "Sent as header X-API-Key."
        status: What stands in the way, or that nothing does.
        ready: Whether something will be sent.
        credential: What is entered, an empty one while nothing is; None where nothing can be.
        fields: The lines to fill.
        scopes: For OAuth2 the scopes that may be asked for.
        calls: For OAuth2 which hosts are called to get a token; may be empty.
        can_fetch, can_discover, can_refresh: For OAuth2 what can be done now.
        sign_in: How that is going.
    """

    key: str
    kind: AuthKind
    title: str
    about: str = ""
    place: str = ""
    status: str = ""
    ready: bool = False
    description: str = ""
    credential: Credential | None = None
    fields: tuple[AuthField, ...] = ()
    scopes: tuple[ScopeChoice, ...] = ()
    calls: str = ""
    can_fetch: bool = False
    can_discover: bool = False
    can_refresh: bool = False
    sign_in: SignIn = IDLE

    @property
    def shape(self) -> tuple[object, ...]:
        """What decides which widgets it has; the rest only changes their texts."""
        fields = tuple(replace(field, text="") for field in self.fields)
        return self.kind, fields, tuple((scope.name, scope.needed) for scope in self.scopes)


@dataclass(frozen=True, slots=True)
class AuthPanel:
    """The whole section.

    Attributes:
        sentence: How the rows belong together: all of them, any of them, or none needed.
        rows: One per scheme, each named once.
        ways: What can be chosen by hand, keys as in `Tab.auth_choice` and empty for the best one, with words.
        choice: The key of what is chosen.
        decision: What will be used and why; empty where one scheme is all there is, for its own status says that.
        lacking: Whether something is missing of it.
        whole: Whether credentials go out, and none of them is missing.
        used: Keys of the schemes of what will be used.
    """

    sentence: str
    rows: tuple[AuthRow, ...]
    ways: tuple[tuple[str, str], ...]
    choice: str
    decision: str
    lacking: bool
    whole: bool
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthScene:
    """What the section is made of.

    Attributes:
        choice: As `Tab.auth_choice`.
        base_url: Where the API is; relative addresses are relative to it.
        now: Seconds since the epoch.
    """

    api: Api
    credentials: Mapping[str, Credential]
    sign_ins: Mapping[str, SignIn]
    choice: int | None = None
    base_url: str = ""
    now: float = 0.0


def auth_panel(operation: Operation, scene: AuthScene) -> AuthPanel | None:
    """The section for an operation; None where it needs no credentials."""
    scopes: dict[str, tuple[str, ...]] = {}
    for need in operation.security:
        for key, wanted in need.schemes:
            scopes[key] = tuple(dict.fromkeys((*scopes.get(key, ()), *wanted)))
    if not scopes:
        return None
    decision = decide(operation, scene.credentials, scene.choice)
    named = zip(words.ways(operation), operation.security, strict=True)
    by_hand = [(str(index), name) for index, (name, need) in enumerate(named) if need.schemes]
    choice = "" if scene.choice is None else str(scene.choice)
    offered = (("", "whatever is entered"), *by_hand, (str(WITHOUT), "nothing: send without"))
    return AuthPanel(
        words.sentence(operation),
        tuple(_row(key, wanted, scene) for key, wanted in scopes.items()),
        offered,
        choice if choice in dict(offered) else "",
        words.decision_words(operation, decision) if len(scopes) > 1 or choice else "",
        bool(decision.missing),
        decision.index is not None and not decision.missing,
        tuple(key for key, _ in operation.security[decision.index].schemes) if decision.index is not None else (),
    )


def _row(key: str, needed: tuple[str, ...], scene: AuthScene) -> AuthRow:
    scheme = scene.api.schemes.get(key)
    if scheme is None:
        about = "The document names this scheme but does not describe it."
        return AuthRow(key, AuthKind.OTHER, key, about, status="Nothing can be sent for it.")
    kind = kind_of(scheme)
    credential = fitting(scheme, needed, scene.credentials.get(key))
    row = AuthRow(
        key=key,
        kind=kind,
        title=words.title(scheme, kind),
        about=words.about(scheme, kind, credential),
        place=words.place(scheme, kind),
        status=words.status(kind, credential, scene.now),
        ready=is_ready(credential),
        description=scheme.description,
        credential=credential,
        fields=fields_of(scheme, credential),
        sign_in=scene.sign_ins.get(key, IDLE),
    )
    return _with_oauth(row, scheme, credential, needed, scene) if isinstance(credential, OAuthCredential) else row


def _with_oauth(
    row: AuthRow, scheme: SecurityScheme, credential: OAuthCredential, needed: tuple[str, ...], scene: AuthScene
) -> AuthRow:
    settings = credential.settings
    lookup = discovery_url(scheme, settings, scene.base_url)
    pasted = settings.grant is Grant.PASTED
    return replace(
        row,
        scopes=() if pasted else _scopes(scheme, credential, needed, scene.base_url),
        calls=words.calls(scheme, credential, scene.base_url),
        can_fetch=not pasted and bool(server_of(scheme, credential, scene.base_url).token),
        can_discover=not pasted and bool(lookup),
        can_refresh=credential.token is not None and bool(credential.token.refresh_token),
    )


def _scopes(
    scheme: SecurityScheme, credential: OAuthCredential, needed: tuple[str, ...], base_url: str
) -> tuple[ScopeChoice, ...]:
    settings = credential.settings
    offered = scheme.flows.get(settings.grant.value, {}).get("scopes")
    table = offered if isinstance(offered, dict) else {}
    known = server_of(scheme, credential, base_url).scopes
    names = dict.fromkeys((*map(str, table), *known, *needed, *settings.scopes))
    return tuple(
        ScopeChoice(name, str(table.get(name) or ""), name in needed, name in settings.scopes) for name in names
    )


def starred(credential: Credential) -> Credential:
    """The credential with stars in place of what is secret; what is not there stays away."""
    match credential:
        case ApiKeyCredential(value=text):
            return ApiKeyCredential(STARS if text else "")
        case BearerCredential(token=text):
            return BearerCredential(STARS if text else "")
        case BasicCredential(username=username, password=password):
            return BasicCredential(username, STARS if password else "")
        case DigestCredential(username=username, password=password):
            return DigestCredential(username, STARS if password else "")
        case OAuthCredential(token=token):
            hidden = replace(token, access_token=STARS, refresh_token="") if token else None
            return replace(
                credential, settings=replace(credential.settings, password="", client_secret=""), token=hidden
            )
        case CertificateCredential():
            return replace(credential, passphrase=STARS if credential.passphrase else "")
