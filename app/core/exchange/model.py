"""The record of one request: what was sent, and the response or the failure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from app.core.requests.model import PreparedRequest


class Phase(StrEnum):
    """The parts of an exchange as the client sees them, in order."""

    QUEUE = "queue"
    PREPARE = "prepare"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    SEND = "send"
    WAIT = "wait"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True)
class PhaseTiming:
    """When a phase began and how long it took, in ms from the press on Send."""

    phase: Phase
    start_ms: float
    duration_ms: float


@dataclass(frozen=True, slots=True)
class ResponseBody:
    """A body: small ones in memory, large ones in a file that the exchange's owner deletes.

    Attributes:
        size: Bytes after content decoding.
        data: The whole body, or its beginning where `file` is set.
        file: Path of the whole body on disk, None where `data` is all.
        wire_size: Bytes as they came over the wire.
    """

    size: int
    data: bytes
    file: str | None = None
    wire_size: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answered.

    Attributes:
        reason: The reason phrase it sent (HTTP/1.1), else RFC 9110's name of the status.
        http_version: `HTTP/1.1` or `HTTP/2`.
        headers: In order, case and duplicates as received.
    """

    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    body: ResponseBody

    def header(self, name: str) -> str | None:
        """The first value of a header, name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no (whole) response.

    Attributes:
        phase: Where it stopped.
        cancelled: The person stopped it.
        message: One sentence.
        hint: What to do next.
        detail: The technical words, to copy.
        partial: What had arrived of the response, None where nothing had.
        untrusted: The server's certificate is not accepted.
    """

    phase: Phase
    message: str
    hint: str = ""
    detail: str = ""
    cancelled: bool = False
    partial: Response | None = None
    untrusted: bool = False


Outcome: TypeAlias = Response | Failure


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server's certificate says.

    Attributes:
        subject, issuer: Distinguished names, for example `CN=api.example.com, O=Example`.
        not_before, not_after: As the certificate writes them, for example `Jun  1 12:00:00 2027 GMT`.
    """

    subject: str
    issuer: str
    not_before: str
    not_after: str


@dataclass(frozen=True, slots=True)
class Travel:
    """How a request travelled.

    Attributes:
        proxy: Address of the proxy without credentials; empty for none.
        reused: It went over a connection that was open already.
        repeated: The server had closed the kept connection, so it was sent again on a new one (RFC 9112 section 9.3.1).
        tls: Version and cipher, for example `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty without TLS.
        checked: Whether the server's certificate was checked.
        certificate: The server's; None without TLS, and where it was not checked.
        proxy_checked: Whether the certificate of the proxy was checked, where it is reached over TLS.
    """

    proxy: str = ""
    reused: bool = False
    repeated: bool = False
    tls: str = ""
    checked: bool = True
    certificate: Certificate | None = None
    proxy_checked: bool = True

    @property
    def is_checked(self) -> bool:
        """Whether nobody on the way could have been another one than they said."""
        return self.checked and self.proxy_checked


@dataclass(frozen=True, slots=True)
class Hop:
    """A round before the last one: a challenge that was answered, a token that was renewed, a redirect.

    Attributes:
        reason: Why it did not stay at that, one sentence.
    """

    exchange: Exchange
    reason: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it.

    Attributes:
        operation_key: `POST /books`.
        started_at: Seconds since the epoch.
        elapsed_ms: From the press on Send to the last byte or the failure; after hops, of this round alone.
        hops: The rounds before it, in order; their bodies' files go with this exchange's.
        travel: How it travelled, as far as it came.
    """

    operation_key: str
    request: PreparedRequest
    outcome: Outcome
    started_at: float
    elapsed_ms: float
    phases: tuple[PhaseTiming, ...] = ()
    hops: tuple[Hop, ...] = ()
    travel: Travel = Travel()

    @property
    def response(self) -> Response | None:
        """The response, whole or in part, or None."""
        return self.outcome if isinstance(self.outcome, Response) else self.outcome.partial

    def keeps(self, other: Exchange) -> bool:
        """Whether the other one lives on as a hop of this one, as a redirect does that was followed by hand."""
        return any(hop.exchange.outcome is other.outcome for hop in self.hops)

    def files(self) -> tuple[str, ...]:
        """Paths of all bodies on disk, those of the hops included."""
        responses = [self.response, *(hop.exchange.response for hop in self.hops)]
        return tuple(found.body.file for found in responses if found is not None and found.body.file is not None)
