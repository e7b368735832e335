"""What a person gave, recognised by what it is, and how it is called and kept without its secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from app.core.base.references import BOOKSTORE
from app.core.projects.places import app_place, place_words

if TYPE_CHECKING:
    from app.core.projects.model import AppOrder

STARS: Final = "***"

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ADDRESS: Final = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:.]+\]|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}|[\w.-]+(?=:\d))"
    r"(?::\d{1,5})?(?:/\S*)?"
)
_DOCUMENT: Final = re.compile(r"\s*[{\[<]|\s*(?:#.*\n|---)?\s*[\"']?(?:openapi|swagger)[\"']?\s*:")
_DRIVE: Final = re.compile(r"/[A-Za-z]:")
_FILE_ENDING: Final = re.compile(r"\.(?:json|ya?ml|txt)$", re.IGNORECASE)
_SECRET: Final = re.compile(r"token|key|secret|password|passwd|auth|sig|credential|code", re.IGNORECASE)
_LONGEST_SECRET_FREE: Final = 20
_NOTHING: Final = "Type or paste a URL, the address of a server, a file, a FastAPI app, or the document itself."


class Kind(StrEnum):
    """What was given."""

    NOTHING = "nothing"
    BOOKSTORE = "bookstore"
    URL = "url"
    ADDRESS = "address"
    FILE = "file"
    APP = "app"
    TEXT = "text"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Order:
    """A source that shall be opened.

    Attributes:
        reference: What leads to it; for a pasted text its label.
        text: The pasted text; None for everything else.
        words: What it was recognised as, one sentence for the person who gave it.
        allowed_hosts: Hosts that its references may lead to.
        app: How to run an app on disk; None while that is not settled, and for everything else.
    """

    kind: Kind
    reference: str
    words: str
    text: str | None = None
    allowed_hosts: frozenset[str] = frozenset()
    app: AppOrder | None = None

    @property
    def key(self) -> str:
        """What its tabs and drafts are kept under: the reference without secrets."""
        return redacted(self.reference) if self.kind in {Kind.URL, Kind.ADDRESS} else self.reference

    @property
    def label(self) -> str:
        """What it is called before its title is known."""
        if self.app is not None:
            return self.app.target
        if self.kind in {Kind.FILE, Kind.APP}:
            return self.reference.replace("\\", "/").rpartition("/")[2] or self.reference
        if self.kind in {Kind.URL, Kind.ADDRESS}:
            return urlsplit(self.key).netloc.rpartition("@")[2] or self.key
        return self.reference

    def with_hosts(self, hosts: frozenset[str]) -> Order:
        """The same, with references allowed to more hosts."""
        return replace(self, allowed_hosts=self.allowed_hosts | hosts)


def recognise(given: str) -> Order:
    """Says what a text is: a URL, the address of a server, a file, or a document itself. Never raises."""
    text = given.strip()
    if not text:
        return Order(Kind.NOTHING, "", _NOTHING)
    if not _ADDRESS.fullmatch(text) and _is_document(given):
        lines = text.count("\n") + 1
        words = f"This is a document itself: {lines:,} lines of {'JSON' if text[0] in '{[' else 'YAML'}."
        return Order(Kind.TEXT, "Pasted text", words, given)
    # A path is often pasted with the quotes that a file manager puts around it.
    text = text.strip("\"'") or text
    if text == BOOKSTORE:
        return Order(Kind.BOOKSTORE, BOOKSTORE, "This is the Bookstore that comes with Routeglass.")
    return _place(text)


def _is_document(given: str) -> bool:
    return "\n" in given.strip() or _DOCUMENT.match(given) is not None


def _place(text: str) -> Order:
    scheme = _SCHEME.match(text)
    if scheme is not None:
        return _with_scheme(text, scheme.group()[:-3].lower())
    app = app_place(text)
    if app is not None:
        return Order(Kind.APP, text, place_words(app))
    if _ADDRESS.fullmatch(text) and not _looks_like_file(text):
        words = "This is the address of a server: its document is looked for in the usual places."
        return Order(Kind.ADDRESS, f"http://{text}", words)
    words = "This is a file." if _FILE_ENDING.search(text) else "This is a file, or a folder with a FastAPI app."
    return Order(Kind.FILE, text, words)


def of_app(app: AppOrder) -> Order:
    """An app on disk, with everything settled."""
    return Order(Kind.APP, app.key, "This is a FastAPI app on this machine.", app=app)


def _with_scheme(text: str, scheme: str) -> Order:
    if scheme == "file":
        path = unquote(text[len("file://") :].removeprefix("localhost"))
        # Windows writes file:///C:/api.json.
        return Order(Kind.FILE, path[1:] if _DRIVE.match(path) else path, "This is a file.")
    if scheme not in {"http", "https"}:
        words = f"{scheme}:// cannot be opened. Give an http or https URL, a file, or the document itself."
        return Order(Kind.REFUSED, text, words)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return Order(Kind.REFUSED, text, f"This is no URL: {error}.")
    if not host:
        return Order(Kind.REFUSED, text, "This URL names no host.")
    if parts.path in {"", "/"}:
        words = "This is the address of a server: its document is looked for in the usual places."
        return Order(Kind.ADDRESS, text, words)
    return Order(Kind.URL, text, "This is the URL of a document, or of a page that leads to one.")


def _looks_like_file(text: str) -> bool:
    host, slash, _ = text.partition("/")
    return not slash and ":" not in host and _FILE_ENDING.search(text) is not None


def redacted(url: str) -> str:
    """A URL without user name, password, and the values of query parameters that look like secrets."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    host = parts.netloc.rpartition("@")[2]
    if not query:
        return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    kept = [(name, STARS if is_secret(name, value) else value) for name, value in query]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(kept, safe="*/:,"), ""))


def is_secret(name: str, value: str) -> bool:
    """Whether a named value is not to be kept."""
    return bool(_SECRET.search(name)) or (len(value) > _LONGEST_SECRET_FREE and "/" not in value)
