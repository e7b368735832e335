"""Where a redirect leads, and what of the request goes there (RFC 9110 section 15.4, Fetch section 4.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.exchange.model import Hop, Response
from app.core.exchange.steps import Call
from app.core.requests.model import TRACE_HEADER, UNAUTHENTICATED
from app.core.requests.redact import is_secret_header
from app.core.requests.urls import encode_path, split_base

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.exchange.steps import Flow
    from app.core.requests.model import PreparedRequest

MAX_HOPS: Final = 20
"""So many redirects are followed, as browsers do."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER: Final = 303
_REWRITING: Final = frozenset({301, 302})
_CONTENT_HEADERS: Final = ("content-", "transfer-encoding")
_PRIVATE: Final = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Redirect:
    """The next request of a redirect.

    Attributes:
        reason: What the server said and what was changed, in words.
    """

    request: PreparedRequest
    reason: str


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A redirect that is not followed, and why, one sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Where redirects have led.

    Attributes:
        exchange: The last one; those before it are its hops.
        notes: Why it did not go further where it should have, one sentence each.
    """

    exchange: Exchange
    notes: tuple[str, ...] = ()


def follow(exchange: Exchange) -> Flow[Followed]:
    """Follows an answer until it is no redirect any more; each round that was left becomes a hop."""
    for _ in range(MAX_HOPS):
        onward = redirect_of(exchange)
        if not isinstance(onward, Redirect):
            return Followed(exchange, (onward.reason,) if onward is not None else ())
        hops = (*exchange.hops, Hop(replace(exchange, hops=()), onward.reason))
        exchange = replace((yield Call(onward.request, "the redirect")), hops=hops)
    if isinstance(redirect_of(exchange), Redirect):
        return Followed(exchange, (f"The server redirects on and on; {MAX_HOPS} redirects were followed.",))
    return Followed(exchange)


def redirect_of(exchange: Exchange) -> Redirect | DeadEnd | None:
    """Where an answer leads; None where it is no redirect.

    Credentials and cookies do not go to another origin: whoever gave them meant this one.
    """
    response = exchange.outcome
    if not isinstance(response, Response) or response.status not in _REDIRECTS:
        return None
    location = response.header("location")
    if location is None:
        return None
    url = _target(exchange.request.url, location)
    if not url:
        return DeadEnd(f"Location is {location!r}, which is no HTTP address; it was not followed.")
    request, changes = _next(exchange.request, response.status, url)
    return Redirect(request, " ".join([f"{response.status} to {url}.", *changes]))


def _target(base: str, location: str) -> str:
    try:
        parts = urlsplit(urljoin(base, location.strip()))
        _ = parts.port  # raises where it is none
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def _next(request: PreparedRequest, status: int, url: str) -> tuple[PreparedRequest, list[str]]:
    changes: list[str] = []
    headers, sent, body, method = request.headers, request.sent, request.body, request.method
    if _becomes_get(method, status):
        changes.append(f"{method} became GET{', and its body was left out' if body is not None else ''}.")
        method, body = "GET", None
        headers = tuple(pair for pair in headers if not pair[0].lower().startswith(_CONTENT_HEADERS))
        sent = replace(sent, media_type=None, text=None, body=OMIT)
    base = split_base(url)
    if base.origin.lower() != split_base(request.url).origin.lower():
        private = _private_headers(request)
        if any(name.lower() in private for name, _ in headers):
            changes.append("It is another origin, so credentials and cookies were left out.")
        headers = tuple(pair for pair in headers if pair[0].lower() not in {*private, "host", TRACE_HEADER})
        sent, request = replace(sent, cookies=()), replace(request, authentication=UNAUTHENTICATED)
    target = _raw_target(url)
    sent = replace(sent, headers=headers, path=(), query=())
    return replace(
        request, method=method, url=base.origin + target, target=target, headers=headers, body=body, sent=sent
    ), changes


def _private_headers(request: PreparedRequest) -> frozenset[str]:
    """Headers that stay with their origin, in lower case: those of every client, and those of its credentials."""
    places = request.authentication.places
    given = {place.tokens[0].lower() for place in places if place.location is Location.HEADER}
    # What a person typed by hand is theirs as well.
    return _PRIVATE | given | {name.lower() for name, _ in request.headers if is_secret_header(name)}


def _becomes_get(method: str, status: int) -> bool:
    if status == _SEE_OTHER:
        return method not in {"GET", "HEAD"}
    return status in _REWRITING and method == "POST"


def _raw_target(url: str) -> str:
    parts = urlsplit(url)
    return encode_path(urlunsplit(("", "", parts.path or "/", parts.query, "")))
