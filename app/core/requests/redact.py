"""What was entered and sent, without the secrets in it: what may be written to disk, and what may be shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.header_lines import line_name
from app.core.forms.edits import Omit
from app.core.forms.kinds import is_secret
from app.core.forms.state import apply_all
from app.core.requests.styles import percent_encode

if TYPE_CHECKING:
    from app.core.forms.build import Form
    from app.core.forms.model import FormState
    from app.core.requests.model import PreparedRequest

STARS: Final = "********"
_SECRET_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie"})
_KEYS = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')


def is_secret_header(name: str) -> bool:
    """Whether a header of that name carries credentials."""
    return name.lower() in _SECRET_HEADERS or is_secret(name, None)


def without_secrets(form: Form, state: FormState) -> FormState:
    """The state with every secret left out: fields that are hidden on screen, and headers that carry credentials.

    A typed text that holds a secret is dropped; the values that were read from it stay, without it.
    """
    secrets = [field.path for field in form.walk(state) if field.secret]
    headers = state.roots.get(Location.HEADER)
    if isinstance(headers, dict):
        secrets += [FieldPath(Location.HEADER, (name,)) for name in headers if is_secret_header(line_name(name))]
    # Backwards: leaving out an item of a list moves the ones behind it.
    redacted = apply_all(state, [Omit(path) for path in reversed(secrets)])
    text = redacted.body_text
    if text is not None and any(is_secret(found[1], None) for found in _KEYS.finditer(text)):
        return replace(redacted, body_text=None)
    return redacted


def shown(request: PreparedRequest) -> PreparedRequest:
    """The request as it may be shown: stars in place of credentials in its headers, target and URL."""
    places = request.authentication.places
    headers = {str(path.tokens[0]).lower() for path in places if path.location is Location.HEADER}
    cookies = {str(path.tokens[0]) for path in places if path.location is Location.COOKIE}
    names = {percent_encode(str(path.tokens[0])) for path in places if path.location is Location.QUERY}
    target = _starred_query(request.target, names)
    starred = tuple((name, _shown_header(name, text, headers, cookies)) for name, text in request.headers)
    url = _starred_query(request.url, names)
    return replace(request, headers=starred, target=target, url=url)


def _shown_header(name: str, text: str, headers: set[str], cookies: set[str]) -> str:
    lower = name.lower()
    if lower == "cookie":
        pairs = (pair.partition("=") for pair in text.split("; "))
        return "; ".join(
            f"{key}={STARS}" if equals and key in cookies else f"{key}{equals}{value}" for key, equals, value in pairs
        )
    if lower in {"authorization", "proxy-authorization"}:
        scheme, space, _ = text.partition(" ")
        return f"{scheme} {STARS}" if space else STARS
    return STARS if lower in headers or is_secret_header(name) else text


def _starred_query(text: str, names: set[str]) -> str:
    path, mark, query = text.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&"))
    return (
        path
        + mark
        + "&".join(
            f"{key}={STARS}" if equals and key in names else f"{key}{equals}{value}" for key, equals, value in pairs
        )
    )
