"""How the client behaves, and what fetching a document gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds.

    Attributes:
        connect_s: For looking the name up, for connecting, and for TLS, each.
        read_s: For the silence between two pieces of an answer; None waits until it is cancelled.
    """

    connect_s: float = 10.0
    read_s: float | None = None


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How the client behaves.

    Attributes:
        memory_limit: Bytes of a body that are kept in memory; a larger body goes into a file as well.
        folder: Where bodies' files go; None is the system's folder for temporary files.
        new_context: Makes a TLS context, one for each client certificate; None trusts what the operating system trusts.
    """

    timeouts: Timeouts = Timeouts()
    memory_limit: int = 1024 * 1024
    folder: Path | None = None
    new_context: Callable[[], ssl.SSLContext] | None = None


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """The text of an OpenAPI document.

    Attributes:
        url: Where it was found, redirects followed.
        media_type: Its Content-Type; empty where there was none.
    """

    text: str
    url: str
    media_type: str
