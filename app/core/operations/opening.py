"""Opening a document: what a person gave, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.operations.model import Api
    from app.core.spec.document import Document
    from app.core.spec.problems import Problem


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """What a person gave.

    Attributes:
        reference: A document's URL, a server's address (`http://host:8000`, `host:8000`), or a file's path; where
            `text` is given, a label for messages.
        text: Pasted text, JSON or YAML; None where `reference` leads to it.
        allowed_hosts: Hosts that references may lead to besides the document's own, as they stand in a URL:
            `api.example.com`, `example.com:8443`.
    """

    reference: str
    text: str | None = None
    allowed_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One text that was read: the document itself first, then what its references lead to.

    Attributes:
        uri: An absolute URL, a `file:` URL, or empty for pasted text.
        digest: SHA-256 of its bytes in hex.
        stamp: What tells cheaply that it is still the same: size and times of a file, validators of an answer
            (RFC 9110 section 8.8); only the adapter that made it understands it.
    """

    uri: str
    digest: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that was opened.

    Attributes:
        document: The document; of a large one, members are decoded when they are asked for.
        api: What can be called; of a large document, operations are read when they are asked for.
        source: Where it was found: its URL after redirects, or the absolute path of its file; empty for pasted text.
        base_urls: The servers it offers, absolute, as `app.core.requests.urls.server_urls` gives them.
        problems: What is wrong with it, as far as it is known; see `examined`.
        examined: Whether `problems` are all. A large document is listed before it is examined.
        missing: URIs on other hosts that references lead to and that were not fetched for want of consent, sorted.
        parts: Everything that was read, the document first.
        fingerprint: SHA-256 in hex over all that was read; equal for equal documents from the same place.
    """

    document: Document
    api: Api
    source: str
    base_urls: tuple[str, ...]
    problems: tuple[Problem, ...]
    examined: bool
    missing: tuple[str, ...]
    parts: tuple[Part, ...]
    fingerprint: str
