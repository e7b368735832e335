"""Requests to an authorization server (RFC 6749, 7636, 8414, 8628, 8707; OpenID Connect Discovery 1.0).

What the server answers is read by `app.core.exchange.tokens`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote_plus, urlencode

from app.core.base.media_types import FORM_URLENCODED
from app.core.requests.auth import basic
from app.core.requests.credentials import ClientAuth, Grant, OAuthServer, OAuthSettings
from app.core.requests.model import BytesBody, PreparedRequest, Sent
from app.core.requests.urls import encode_path, join, split_base

if TYPE_CHECKING:
    from app.core.operations.model import SecurityScheme
    from app.core.requests.credentials import OAuthCredential

_WELL_KNOWN: Final = "/.well-known/"
_OPENID: Final = "/.well-known/openid-configuration"
_HEADERS: Final = (("Accept", "application/json"), ("User-Agent", "Routeglass"))


def grants(scheme: SecurityScheme) -> tuple[Grant, ...]:
    """How tokens of a scheme can be obtained, the document's order; a token can always be pasted."""
    discovered = scheme.kind == "openIdConnect" or bool(scheme.oauth2_metadata_url)
    known = [Grant(name) for name in scheme.flows if name in set(Grant) and name != Grant.PASTED]
    if discovered:
        known += [grant for grant in Grant if grant not in known and grant is not Grant.PASTED]
    return (*known, Grant.PASTED)


def documented_server(scheme: SecurityScheme, grant: Grant, base_url: str) -> OAuthServer:
    """The addresses that the document names for a grant, absolute; relative ones are relative to the API."""
    flow = scheme.flows.get(grant.value, {})

    def url(name: str) -> str:
        text = flow.get(name)
        return join(base_url, text) if isinstance(text, str) and text else ""

    scopes = flow.get("scopes")
    return OAuthServer(
        authorization=url("authorizationUrl"),
        token=url("tokenUrl"),
        device=url("deviceAuthorizationUrl"),
        refresh=url("refreshUrl"),
        scopes=tuple(map(str, scopes)) if isinstance(scopes, dict) else (),
    )


def server_of(scheme: SecurityScheme, credential: OAuthCredential, base_url: str) -> OAuthServer:
    """Where the scheme's authorization server is: what was discovered, and the document's words for the rest."""
    documented = documented_server(scheme, credential.settings.grant, base_url)
    found = credential.server
    if found is None:
        return documented
    return replace(
        found,
        authorization=found.authorization or documented.authorization,
        token=found.token or documented.token,
        device=found.device or documented.device,
        refresh=found.refresh or documented.refresh,
    )


def discovery_url(scheme: SecurityScheme, settings: OAuthSettings, base_url: str) -> str:
    """Where the server's metadata is; empty where neither person nor document names it. An issuer alone is enough."""
    named = settings.discovery_url.strip() or scheme.open_id_connect_url or scheme.oauth2_metadata_url
    if not named:
        return ""
    url = join(base_url, named)
    return url if _WELL_KNOWN in url else url.rstrip("/") + _OPENID


def hosts(*urls: str) -> tuple[str, ...]:
    """Hosts and ports of addresses, each once."""
    origins = (split_base(url).origin for url in urls if url)
    return tuple(dict.fromkeys(origin.partition("://")[2] for origin in origins))


def redirect_path(settings: OAuthSettings) -> str:
    """The path that a browser comes back to, as it may stand in an address."""
    return "/" + encode_path(settings.redirect_path.strip()).partition("?")[0].lstrip("/")


def pkce_challenge(verifier: str) -> str:
    """The S256 challenge of a code verifier (RFC 7636 section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def authorization_url(server: OAuthServer, settings: OAuthSettings, fields: dict[str, str]) -> str:
    """The address that a browser opens (RFC 6749 section 4.1.1).

    Args:
        fields: redirect_uri, state, code_challenge and the like.
    """
    asked = {"response_type": "code", "client_id": settings.client_id, **fields, **common_fields(settings)}
    query = urlencode([*asked.items(), *_extra(settings)], errors="surrogatepass")
    return f"{server.authorization}{'&' if '?' in server.authorization else '?'}{query}"


def token_request(url: str, settings: OAuthSettings, fields: dict[str, str], trace_id: str) -> PreparedRequest:
    """A request to the token endpoint, the client authenticated as the settings say (RFC 6749 section 2.3).

    Args:
        fields: grant_type and what belongs to it.
        trace_id: 32 hex digits.
    """
    secret = settings.client_secret if settings.client_auth is not ClientAuth.NONE else ""
    authorization = ""
    if secret and settings.client_auth is ClientAuth.BASIC:
        # Both are form-encoded before they are joined (RFC 6749 section 2.3.1).
        authorization = basic(_form(settings.client_id), _form(secret))
    elif settings.client_id:
        fields = {**fields, "client_id": settings.client_id} | ({"client_secret": secret} if secret else {})
    return _post(url, [*fields.items(), *_extra(settings)], authorization, trace_id)


def common_fields(settings: OAuthSettings) -> dict[str, str]:
    """Scopes, audience and resource as they are asked for; what is empty is left out."""
    wanted = {"scope": " ".join(settings.scopes), "audience": settings.audience, "resource": settings.resource}
    return {name: text for name, text in wanted.items() if text}


def metadata_request(url: str, trace_id: str) -> PreparedRequest:
    """A request for an authorization server's metadata."""
    base = split_base(url)
    target = (base.path or "/") + (f"?{base.query}" if base.query else "")
    return PreparedRequest("GET", base.origin + target, target, _HEADERS, None, Sent(headers=_HEADERS), trace_id)


def _post(url: str, fields: list[tuple[str, str]], authorization: str, trace_id: str) -> PreparedRequest:
    base = split_base(url)
    target = (base.path or "/") + (f"?{base.query}" if base.query else "")
    headers = [*_HEADERS, ("Content-Type", FORM_URLENCODED)]
    if authorization or base.authorization:
        headers.append(("Authorization", authorization or base.authorization))
    body = BytesBody(urlencode(fields, errors="surrogatepass").encode())
    # What was typed is a secret: `Sent` names the fields and not their values.
    named = dict.fromkeys((name for name, _ in fields), "…")
    shown = tuple((name, "…" if name == "Authorization" else text) for name, text in headers)
    sent = Sent(headers=shown, media_type=FORM_URLENCODED, body=dict(named))
    return PreparedRequest("POST", base.origin + target, target, tuple(headers), body, sent, trace_id)


def _extra(settings: OAuthSettings) -> list[tuple[str, str]]:
    return parse_qsl(settings.extra.strip().lstrip("?"), keep_blank_values=True)


def _form(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")
