"""The request for a token in the OAuth2 password flow (RFC 6749 section 4.3).

What the server answers is read by `app.core.exchange.tokens`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from app.core.base.media_types import FORM_URLENCODED
from app.core.requests.model import BytesBody, PreparedRequest, Sent
from app.core.requests.urls import join, split_base

if TYPE_CHECKING:
    from app.core.operations.model import SecurityScheme
    from app.core.requests.model import PasswordCredential


def token_url(scheme: SecurityScheme, base_url: str) -> str | None:
    """Where the scheme's password flow gives tokens, absolute; None where it has no such flow."""
    url = scheme.flows.get("password", {}).get("tokenUrl")
    return join(base_url, url) if isinstance(url, str) and url else None


def token_request(url: str, credential: PasswordCredential, trace_id: str) -> PreparedRequest:
    """Asks for a token with user name, password and scopes.

    Args:
        url: From `token_url`.
        credential: What was typed; scopes are left out where there are none.
        trace_id: 32 hex digits.
    """
    fields = {"grant_type": "password", "username": credential.username, "password": credential.password}
    if credential.scopes:
        fields["scope"] = " ".join(credential.scopes)
    base = split_base(url)
    target = (base.path or "/") + (f"?{base.query}" if base.query else "")
    headers = [("Accept", "application/json"), ("Content-Type", FORM_URLENCODED), ("User-Agent", "Routeglass")]
    if base.authorization:
        headers.append(("Authorization", base.authorization))
    body = BytesBody(urlencode(fields, errors="surrogatepass").encode())
    # What was typed is a secret: `Sent` names the fields and not their values.
    sent = Sent(headers=tuple(headers), media_type=FORM_URLENCODED, body=dict.fromkeys(fields, "…"))
    return PreparedRequest("POST", base.origin + target, target, tuple(headers), body, sent, trace_id)
