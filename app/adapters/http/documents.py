"""Finds the OpenAPI document that belongs to a URL.

Only the address that a person gave and what the same server names are asked for; another host has to be allowed.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections import deque
from dataclasses import dataclass, replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from app.adapters.http.doc_pages import names_in_link, names_in_page
from app.adapters.http.model import FetchedDocument
from app.core.exchange.model import Failure, Phase, Response
from app.core.exchange.statuses import status_line
from app.core.exchange.words import duration_words
from app.core.requests.model import PreparedRequest, Sent
from app.core.requests.urls import split_base, without_login

if TYPE_CHECKING:
    from collections.abc import Iterable
    from urllib.parse import SplitResult

    from app.adapters.http.sending import Sender
    from app.core.exchange.model import Exchange

MAX_REDIRECTS: Final = 5
MAX_BYTES: Final = 256 * 1024 * 1024
"""The largest document that is read."""

IN_MEMORY: Final = 1024 * 1024
"""Bytes of a document that are kept in memory; a larger one is in a file."""

MAX_TRIES: Final = 80
"""How many addresses of one server are tried."""

PATIENCE_S: Final = 120.0
"""How long one address may take to answer in full."""

SEARCH_S: Final = 240.0
"""How long all addresses of one server together may take."""

KNOWN: Final = (
    "openapi.json",
    "swagger.json",
    "v3/api-docs",
    "openapi.yaml",
    "openapi.yml",
    "v2/api-docs",
    "swagger/v1/swagger.json",
    "openapi/v1.json",
    "spec.json",
    "api/spec.yaml",
    "swagger.yaml",
    "api/openapi.json",
    "api/swagger.json",
    "api-docs",
    "api-docs/swagger.json",
    "api-json",
    "swagger/doc.json",
    "docs/openapi.json",
    "api/schema/",
    "openapi",
    "q/openapi",
    "api/v1/openapi.json",
    "extensions/openapi.json",
)
"""Where servers keep it, the most common first."""

PAGES: Final = ("docs", "redoc", "swagger-ui/index.html", "swagger-ui/", "swagger", "api/docs", "apidocs/", "")
"""Pages that may name it."""

CATALOGUE: Final = ".well-known/api-catalog"
"""Where a server lists its APIs (RFC 9727 section 3)."""

_PAGE_PATH: Final = re.compile(
    r"/(?:docs|redoc|swagger-ui|swagger|scalar|rapidoc|elements|api-docs|apidocs|ui|index\.html)(?:/index\.html)?/?$",
    re.IGNORECASE,
)
_SUFFIXES: Final = (".json", ".yaml", ".yml", ".html", ".htm")
_JSON_MARK: Final = re.compile(rb'"(?:openapi|swagger)"\s*:')
_YAML_MARK: Final = re.compile(rb"""^(?:---[^\n]*\n)?["']?(?:openapi|swagger)["']?[ \t]*:""", re.MULTILINE)
_HEADERS: Final = (
    ("Accept", "application/vnd.oai.openapi+json, application/json, application/yaml;q=0.9, */*;q=0.5"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("User-Agent", "Routeglass"),
)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_PORTS: Final = {"http": 80, "https": 443}
_KEPT: Final = "%/:@!$&'()*+,;=?"
"""What stands for itself in a target, `%` included: a typed URL may already be encoded."""

_HINT: Final = "Give the address of the document itself, often …/openapi.json."


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer that is no document but may say where one is.

    Attributes:
        names: Absolute URLs that it names, the surest first.
        failure: Why it is no document.
    """

    names: tuple[str, ...]
    failure: Failure


class DocumentFinder:
    """Finds and fetches documents with one sender.

    Args:
        allowed_hosts: Hosts, with their port where a URL has one, that may be asked besides the given one.
    """

    def __init__(self, sender: Sender, allowed_hosts: frozenset[str] = frozenset()) -> None:
        self._sender = sender
        self._allowed = frozenset(host.lower() for host in allowed_hosts)
        self._gave_up = False
        self._until = asyncio.get_running_loop().time() + SEARCH_S
        self._bytes = 0

    async def find(self, url: str) -> FetchedDocument | Failure:
        """Tries the URL itself, where servers commonly keep their document, and what their pages name.

        Args:
            url: `http://host:8000`, `http://host:8000/docs`, or a document's own URL; without a scheme http is meant.

        Returns:
            The document, or why the first place to look at gave none.
        """
        url = url if "://" in url else f"http://{url}"
        try:
            places = deque(candidates(url))
        except ValueError as error:
            return _no_url(url, error)
        asked: dict[str, Failure] = {}
        elsewhere: list[str] = []
        while places and len(asked) < MAX_TRIES:
            place = places.popleft()
            if place in asked:
                continue
            found = await self._fetch(place)
            if isinstance(found, FetchedDocument):
                return found
            asked[place] = failure = found.failure if isinstance(found, _Page) else found
            if failure.cancelled or self._gave_up or (failure.phase is not Phase.RECEIVE and len(asked) == 1):
                return failure
            names = found.names if isinstance(found, _Page) else ()
            places.extendleft(reversed([name for name in names if self._may_ask(url, name)]))
            elsewhere += [name for name in names if not self._may_ask(url, name)]
        return _told(list(asked.values()), elsewhere)

    async def part(self, url: str, stamp: str = "") -> FetchedDocument | Failure:
        """Fetches exactly this URL, whatever is there, following redirects on its own host.

        Args:
            stamp: Validators of an earlier answer: where they still hold, the result is `unchanged` and empty.
        """
        found = await self._fetch(url, stamp, is_document=False)
        return found.failure if isinstance(found, _Page) else found

    async def _fetch(self, url: str, stamp: str = "", *, is_document: bool = True) -> FetchedDocument | _Page | Failure:
        first = url
        for _ in range(MAX_REDIRECTS + 1):
            response = (await self._send(_get(url, stamp))).outcome
            if isinstance(response, Failure):
                return response
            location = response.header("location")
            if response.status not in _REDIRECTS or location is None:
                return _judge(url, response, stamp, is_document=is_document)
            _drop(response)
            try:
                target = urljoin(url, location)
                if not self._may_ask(first, target):
                    return _leads_away(url, target)
            except ValueError as error:
                words = f"{without_login(url)} redirects to {location!r}, which is no URL: {error}."
                return Failure(Phase.RECEIVE, words)
            url = target
        words = f"{without_login(first)} leads on and on: more than {MAX_REDIRECTS} redirects."
        return Failure(Phase.RECEIVE, words, "Its server is to blame; give the address that it should lead to.")

    async def _send(self, request: PreparedRequest) -> Exchange:
        name = f"GET {request.url}"
        sending = self._sender.send(request, name, pressed_at=None, memory_limit=IN_MEMORY, most=MAX_BYTES)
        task = asyncio.ensure_future(sending)
        patience = min(PATIENCE_S, max(0.0, self._until - asyncio.get_running_loop().time()))
        try:
            done, _ = await asyncio.wait({task}, timeout=patience)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            raise
        if done:
            return self._counted(await task)
        task.cancel()
        late = self._counted(await task)
        self._gave_up = True
        words = f"{request.url} has not answered in full within {duration_words(PATIENCE_S * 1000)}."
        if patience < PATIENCE_S:
            words = f"The server takes longer than {duration_words(SEARCH_S * 1000)} to tell where its document is."
        return replace(late, outcome=Failure(Phase.WAIT, words, "The server may be busy or stuck; see its log."))

    def _counted(self, exchange: Exchange) -> Exchange:
        """The same; what came of an answer that was not read to its end is deleted."""
        outcome = exchange.outcome
        response = outcome.partial if isinstance(outcome, Failure) else outcome
        if response is not None:
            self._bytes += response.body.size
            # A server that gives so much wherever it is asked would fill the disk and never come to an end.
            self._gave_up = self._gave_up or self._bytes >= MAX_BYTES
        if response is not None and isinstance(outcome, Failure):
            _drop(response)
        return exchange

    def _may_ask(self, first: str, url: str) -> bool:
        """Whether a URL is on the host of the first one, or on an allowed one; http may become https."""
        parts, known = urlsplit(url), urlsplit(first)
        if parts.scheme not in _PORTS:
            return False
        if _origin(parts) == _origin(known) or parts.netloc.lower().rpartition("@")[2] in self._allowed:
            return True
        is_upgrade = (known.scheme, parts.scheme) == ("http", "https")
        return is_upgrade and parts.hostname == known.hostname and not (parts.port or known.port)


def candidates(url: str) -> tuple[str, ...]:
    """Where to look, best first.

    Raises:
        ValueError: The URL is malformed.
    """
    parts = urlsplit(url)
    origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    path = _PAGE_PATH.sub("", parts.path).rstrip("/")
    is_page = bool(_PAGE_PATH.search(parts.path))
    if not parts.path:
        url = urlunsplit(parts._replace(path="/"))
    first = [f"{origin}{path}/openapi.json", url] if is_page or not path else [url]
    if path.lower().endswith(_SUFFIXES):
        path = path.rpartition("/")[0]
    places = [*first, f"{origin}{path}/openapi.json", *_below(f"{origin}{path}")]
    while path:
        path = path.rpartition("/")[0]
        places.append(f"{origin}{path}/openapi.json")
    return tuple(dict.fromkeys((*places, *_below(origin), f"{origin}/{CATALOGUE}")))


def _below(base: str) -> Iterable[str]:
    return (f"{base}/{place}" for place in (*KNOWN, *PAGES))


def _judge(url: str, response: Response, stamp: str, *, is_document: bool) -> FetchedDocument | _Page | Failure:
    if response.status == _NOT_MODIFIED and stamp:
        return FetchedDocument(url, response.header("content-type") or "", stamp=stamp, unchanged=True)
    if response.status != _OK:
        _drop(response)
        words = f"{without_login(url)} answered {status_line(response.status)}."
        failure = Failure(Phase.RECEIVE, words, _HINT)
        return _Page(names, failure) if (names := _names(url, response)) else failure
    content_type = response.header("content-type") or ""
    if is_document and not _is_document(response):
        _drop(response)
        kind = content_type.partition(";")[0] or "something without a media type"
        words = f"{without_login(url)} answered with {kind} that is no OpenAPI document."
        return _Page(_names(url, response), Failure(Phase.RECEIVE, words, _HINT))
    return FetchedDocument(url, content_type, response.body.data, response.body.file, _stamp(response))


def _is_document(response: Response) -> bool:
    data = response.body.data
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        data = data.decode(encoding, errors="replace").encode(errors="replace")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return False
    mark = _JSON_MARK if start.startswith(b"{") else _YAML_MARK
    if response.body.file is None or mark.search(data):
        return mark.search(data) is not None
    with Path(response.body.file).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        return mark.search(whole) is not None


def _names(url: str, response: Response) -> tuple[str, ...]:
    """The absolute URLs that an answer names as its document's."""
    names = names_in_link(response.header("link"))
    text = response.body.data.decode(errors="replace")
    if url.endswith(CATALOGUE):
        names += _catalogued(text)
    elif response.status == _OK:
        names += names_in_page(text)
    found = []
    for name in names:
        try:
            found.append(urljoin(url, name).partition("#")[0])
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _catalogued(text: str) -> tuple[str, ...]:
    """The `service-desc` targets of a link set (RFC 9264 section 4.2)."""
    try:
        contexts = json.loads(text)["linkset"]
        targets = [target["href"] for context in contexts for target in context.get("service-desc", ())]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()
    return tuple(target for target in targets if isinstance(target, str))


def _told(failures: list[Failure], elsewhere: list[str]) -> Failure:
    first = failures[0]
    hint = first.hint
    if hint != _HINT:
        return first
    if elsewhere:
        hint = f"Its page names {elsewhere[0]}, which is on another host: give that address if you trust it."
    elif len(failures) > 1:
        hint = f"{len(failures)} places of this server were tried. {_HINT}"
    return replace(first, hint=hint)


def _leads_away(url: str, target: str) -> Failure:
    host = urlsplit(target).netloc.rpartition("@")[2]
    hint = f"Give {target} as the address, or allow {host}, if you trust it."
    return Failure(Phase.RECEIVE, f"{without_login(url)} redirects to another host: {target}.", hint)


def _no_url(url: str, error: ValueError) -> Failure:
    return Failure(Phase.PREPARE, f"{url!r} is no URL: {error}.", "A URL begins with http:// and a host.")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _drop(response: Response) -> None:
    if response.body.file is not None:
        Path(response.body.file).unlink(missing_ok=True)


def _stamp(response: Response) -> str:
    validators = {name: value for name in ("etag", "last-modified") if (value := response.header(name))}
    return json.dumps(validators) if validators else ""


def _conditions(stamp: str) -> list[tuple[str, str]]:
    validators: dict[str, str] = json.loads(stamp) if stamp else {}
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return [(names[key], value) for key, value in validators.items()]


def _get(url: str, stamp: str) -> PreparedRequest:
    parts = urlsplit(url)
    target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=_KEPT)
    login = split_base(url).authorization
    headers = (*_HEADERS, *([("Authorization", login)] if login else []), *_conditions(stamp))
    return PreparedRequest("GET", without_login(url), target, headers, None, Sent(), secrets.token_hex(16))
