"""Finds the OpenAPI document that belongs to a URL."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from app.adapters.http.model import FetchedDocument
from app.core.exchange.body import decode_text
from app.core.exchange.model import Failure, Phase, Response
from app.core.exchange.statuses import status_line
from app.core.requests.model import PreparedRequest, Sent

if TYPE_CHECKING:
    from app.adapters.http.sending import Sender

MAX_REDIRECTS: Final = 5
MAX_BYTES: Final = 256 * 1024 * 1024
"""The largest document that is read into memory."""

_MARK = re.compile(rb"""(?:^|[{,\s])["']?(?:openapi|swagger)["']?\s*:""")
_HEADERS: Final = (
    ("Accept", "application/json, application/yaml;q=0.9, */*;q=0.1"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("User-Agent", "Routeglass"),
)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = 200
_KEPT: Final = "%/:@!$&'()*+,;=?"
"""What stands for itself in a target, `%` included: a typed URL may already be encoded."""


async def find_document(url: str, sender: Sender) -> FetchedDocument | Failure:
    """Tries the URL itself and where servers commonly keep their document; the first that is one wins.

    Args:
        url: `http://host:8000`, `http://host:8000/docs`, or a document's own URL; without a scheme http is meant.
        sender: What to fetch with.

    Returns:
        The document, or why the first place to look at gave none.
    """
    try:
        places = candidates(url if "://" in url else f"http://{url}")
    except ValueError as error:
        return Failure(Phase.PREPARE, f"{url!r} is no URL: {error}.", "A URL begins with http:// and a host.")
    first: Failure | None = None
    for candidate in places:
        found = await _fetch(candidate, sender)
        if isinstance(found, FetchedDocument):
            return found
        if found.phase is not Phase.RECEIVE or found.cancelled:
            return found
        first = first or found
    assert first is not None, "there is always one place to look at"  # noqa: S101 - an invariant
    return first


def candidates(url: str) -> tuple[str, ...]:
    """Where to look, best first.

    Raises:
        ValueError: The URL is malformed.
    """
    parts = urlsplit(url)
    origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    path = parts.path.rstrip("/")
    if not path:
        places = [f"{origin}/openapi.json", url]
    elif path.endswith(("/docs", "/redoc")):
        places = [f"{origin}{path.rpartition('/')[0]}/openapi.json", url]
    else:
        places = [url, f"{origin}{path}/openapi.json"]
    return tuple(dict.fromkeys([*places, f"{origin}/openapi.json"]))


async def _fetch(url: str, sender: Sender) -> FetchedDocument | Failure:
    for _ in range(MAX_REDIRECTS + 1):
        exchange = await sender.send(_get(url), f"GET {url}", pressed_at=None, memory_limit=MAX_BYTES)
        if isinstance(exchange.outcome, Failure):
            return exchange.outcome
        response = exchange.outcome
        location = response.header("location")
        if response.status not in _REDIRECTS or location is None:
            return _judge(url, response)
        try:
            url = urljoin(url, location)
        except ValueError as error:
            return Failure(Phase.RECEIVE, f"{url} redirects to {location!r}, which is no URL: {error}.")
    return Failure(Phase.RECEIVE, f"{url} leads on and on: more than {MAX_REDIRECTS} redirects.")


def _judge(url: str, response: Response) -> FetchedDocument | Failure:
    hint = "Give the address of the document itself, often …/openapi.json."
    if response.body.file is not None:
        Path(response.body.file).unlink(missing_ok=True)
        return Failure(Phase.RECEIVE, f"{url} gave more than {MAX_BYTES} bytes; no OpenAPI document is that large.")
    if response.status != _OK:
        return Failure(Phase.RECEIVE, f"{url} answered {status_line(response.status)}.", hint)
    content_type = response.header("content-type") or ""
    if not _MARK.search(response.body.data):
        kind = content_type.partition(";")[0] or "something without a media type"
        return Failure(Phase.RECEIVE, f"{url} answered with {kind} that is no OpenAPI document.", hint)
    return FetchedDocument(decode_text(response.body.data, content_type).text, url, content_type)


def _get(url: str) -> PreparedRequest:
    parts = urlsplit(url)
    target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=_KEPT)
    return PreparedRequest("GET", url, target, _HEADERS, None, Sent(), secrets.token_hex(16))
