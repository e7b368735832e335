"""Base URLs: where requests go, and how a target is joined to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from app.core.operations.servers import has_gaps
from app.core.requests.auth import basic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.operations.model import Api, Operation

_KEPT: Final = "%/?:@!$&'()*+,;="
"""What stands for itself in a literal path or query; `%` included: a template may already be encoded."""


@dataclass(frozen=True, slots=True)
class Base:
    """A base URL taken apart.

    Attributes:
        origin: Scheme, host and port: `http://127.0.0.1:8000`.
        path: What comes before the operation's path, no slash at its end: `/v1`.
        query: What comes before the operation's query.
        authorization: The Authorization value of user name and password in the URL; empty without.
    """

    origin: str
    path: str = ""
    query: str = ""
    authorization: str = ""


def split_base(base_url: str) -> Base:
    """Takes a base URL apart; without a scheme http is meant. Never raises: sending tells what is wrong with it."""
    text = _with_scheme(base_url)
    try:
        parts = urlsplit(text)
    except ValueError:
        return Base(text)
    userinfo, at, host = parts.netloc.rpartition("@")
    username, _, password = userinfo.partition(":")
    authorization = basic(unquote(username), unquote(password)) if at else ""
    origin = urlunsplit((parts.scheme, host, "", "", ""))
    return Base(origin, encode_path(parts.path.rstrip("/")), encode_path(parts.query), authorization)


def is_url(text: str) -> bool:
    """Whether a URL or a part of one can be taken apart at all: `http://[` and `http://h:port` cannot."""
    try:
        _ = urlsplit(text).port
    except ValueError:
        return False
    return True


def without_login(url: str) -> str:
    """A URL without the user name and password in it, as it may be shown. Never raises."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def _with_scheme(base_url: str) -> str:
    text = base_url.strip()
    return text if "://" in text else f"http://{text}"


def encode_path(text: str) -> str:
    """Percent-encodes what may not stand in a target, keeping slashes, a query, and what is encoded already."""
    return quote(text, safe=_KEPT, errors="surrogatepass")


def join(base_url: str, reference: str) -> str:
    """Resolves a URL that may be relative (RFC 3986 section 5), for example `token`; the reference where it cannot."""
    directory = base_url if base_url.endswith("/") else f"{base_url}/"
    try:
        return urljoin(directory, reference)
    except ValueError:
        return reference


def base_of(operation: Operation, base_url: str) -> str:
    """Where an operation is called: a server of its own goes before the others' (OpenAPI 3.1 section 4.8.10)."""
    return join(_with_scheme(base_url), operation.servers[0]) if operation.servers else base_url


def server_urls(api: Api, document_url: str) -> tuple[str, ...]:
    """The base URLs a document offers, absolute, in its order; the document's own origin where it offers none.

    Args:
        document_url: Where the document was found; relative servers are relative to it. Empty for a file, then only
            absolute servers are usable; one that leaves its scheme to the document's is called by https.
    """
    servers = api.servers
    if not document_url.startswith("http"):
        servers = tuple(f"https:{server}" if server.startswith("//") else server for server in servers)
    found = _absolute(document_url, servers or ("/",))
    usable = (url.rstrip("/") for url in found if "://" in url and not has_gaps(url))
    return tuple(dict.fromkeys(usable))


def _absolute(document_url: str, servers: tuple[str, ...]) -> Iterator[str]:
    """A document may say anything: what cannot be called is not offered."""
    return (urljoin(document_url, server) for server in servers if is_url(server))
