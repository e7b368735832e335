"""How the client behaves, and what fetching a document gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.exchange.connection import ConnectionSettings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How the client behaves.

    Attributes:
        connection: How requests travel that say nothing else.
        memory_limit: Bytes of a body that are kept in memory; a larger body goes into a file as well.
        folder: Where bodies' files go; None is the system's folder for temporary files.
        new_context: Makes a TLS context, one for each client certificate; None trusts what the operating system trusts.
    """

    connection: ConnectionSettings = field(default_factory=ConnectionSettings)
    memory_limit: int = 1024 * 1024
    folder: Path | None = None
    new_context: Callable[[], ssl.SSLContext] | None = None


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """A text that came over HTTP.

    Attributes:
        url: Where it was found, redirects followed.
        media_type: Its Content-Type; empty where there was none.
        data: Its bytes, or their beginning where `file` is set.
        file: The path of all its bytes, where they are many; whoever fetched it deletes it.
        stamp: The answer's validators (RFC 9110 section 8.8), to ask later whether it is still the same; may be empty.
        unchanged: The server says that it is as the stamp it was asked with says; there are no bytes then.
    """

    url: str
    media_type: str
    data: bytes = b""
    file: str | None = None
    stamp: str = ""
    unchanged: bool = False

    @property
    def text(self) -> str:
        """The text, what does not fit its charset replaced."""
        from app.core.exchange.body import decode_text  # noqa: PLC0415 - not needed before the first document

        data = self.data if self.file is None else Path(self.file).read_bytes()
        return decode_text(data, self.media_type).text
