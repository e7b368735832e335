"""One connection of an exporter: HTTP/1.1 by h11, with a limit on how long and how much at every step."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import h11

from app.adapters.tracing.otlp import bodies
from app.adapters.tracing.otlp.bodies import JSON, PROTOBUF, RefusedError

if TYPE_CHECKING:
    from app.core.trace.otlp.model import Export

TRACES: Final = "/v1/traces"
_DROPPED: Final = frozenset({"/v1/metrics", "/v1/logs"})
_HEAD_LIMIT: Final = 32 * 1024
_CHUNK: Final = 64 * 1024

GRPC_WORDS: Final = (
    "A server speaks gRPC to this receiver, which takes OTLP over HTTP: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf."
)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a connection may take.

    Attributes:
        idle: Between two requests; exporters keep their connection and send every few seconds.
        head: From the first byte of a request to the end of its headers.
        body: For the body.
        answer: For taking the answer.
    """

    idle: float = 120.0
    head: float = 10.0
    body: float = 30.0
    answer: float = 10.0


class Intake(Protocol):
    """What takes what exporters send; called on the receiver's thread."""

    def is_ours(self, trace_id: str) -> bool:
        """Whether a trace id belongs to a request of ours."""
        ...

    def take(self, export: Export) -> None:
        """Spans came."""
        ...

    def drop(self) -> None:
        """Metrics or logs came."""
        ...

    def refuse(self, why: str) -> None:
        """Something was refused."""
        ...

    def reserve(self, size: int) -> bool:
        """Whether so many more bytes may be kept in memory now; negative ones give them back."""
        ...


class Connection:
    """Serves one connection until it is closed, breaks, or takes too long; never raises but when it is cancelled.

    Attributes:
        is_idle: No request is under way.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, intake: Intake, patience: Patience
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._intake = intake
        self._patience = patience
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_LIMIT)
        self._media_type = JSON
        self._reserved = 0
        self.is_idle = True

    async def serve(self) -> None:
        """Answers request after request."""
        try:
            while await self._serve_one():
                self._http.start_next_cycle()
        except OSError:
            pass  # it broke; nobody is left to be told
        finally:
            self._release()
            await self._close()

    def abort(self) -> None:
        """Closes it at once, also where it was cancelled before it could begin."""
        self._writer.transport.abort()

    async def turn_away(self) -> None:
        """Answers that there are too many connections."""
        with contextlib.suppress(OSError, TimeoutError):
            await self._answer(503, bodies.failure(JSON, "Too many connections at once."), ("Retry-After", "1"))
        await self._close()

    async def _serve_one(self) -> bool:
        """One request; whether the connection is good for another."""
        self._media_type = JSON
        try:
            answer = await self._take_request()
        except TimeoutError:
            # Silence between two requests is no fault.
            answer = None if self.is_idle else RefusedError(408, "The request did not come to its end in time.")
        except h11.RemoteProtocolError as error:
            answer = RefusedError(error.error_status_hint, f"This is no HTTP/1.1 request: {error}.")
        except RefusedError as refusal:
            answer = refusal
        self._release()
        if answer is None:
            return False
        if isinstance(answer, RefusedError):
            self._intake.refuse(answer.message)
            failed = bodies.failure(self._media_type, answer.message)
            await self._answer(answer.status, failed, ("Connection", "close"), *answer.headers)
            await self._linger()
            return False
        await self._answer(200, answer)
        self.is_idle = True
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _take_request(self) -> bytes | RefusedError | None:
        """The body of the answer; None where the connection was closed between two requests.

        Raises:
            TimeoutError, RefusedError, h11.RemoteProtocolError: No whole request came, or none to be taken.
        """
        async with asyncio.timeout(self._patience.idle):
            if not self._http.trailing_data[0] and not await self._feed():
                return None
        self.is_idle = False
        async with asyncio.timeout(self._patience.head):
            request = await self._next_event()
        if not isinstance(request, h11.Request):
            return None
        path, coding = self._judge(request)
        async with asyncio.timeout(self._patience.body):
            body = bodies.unpack(await self._read_body(), coding)
        if path != TRACES:
            self._intake.drop()
            return bodies.success(self._media_type, None)
        export = bodies.read_body(body, self._media_type, self._intake.is_ours)
        self._intake.take(export)
        return bodies.success(self._media_type, export)

    def _judge(self, request: h11.Request) -> tuple[str, str]:
        """Path and content coding of a request whose headers are in order."""
        headers = {name.decode("latin-1"): value.decode("latin-1").strip() for name, value in request.headers}
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        self._media_type = media_type if media_type in {JSON, PROTOBUF} else JSON
        # How HTTP/2 begins (RFC 9113 section 3.4), which is what gRPC speaks.
        if request.method == b"PRI":
            raise RefusedError(505, GRPC_WORDS)
        path = request.target.decode("latin-1").partition("?")[0]
        if path != TRACES and path not in _DROPPED:
            raise RefusedError(404, f"There is nothing at {path[:80]}; spans are taken at {TRACES}.")
        if request.method != b"POST":
            raise RefusedError(405, "Spans are sent with POST.", ("Allow", "POST"))
        # Browsers name the page that sends; no page has anything to say here.
        if "origin" in headers:
            raise RefusedError(403, "Pages in a browser are not heard here.")
        if media_type not in {JSON, PROTOBUF}:
            raise RefusedError(415, f"Spans are taken as {PROTOBUF} or {JSON}, not as {media_type[:80] or 'nothing'}.")
        length = headers.get("content-length", "0")
        if int(length) > bodies.BODY_LIMIT:
            raise bodies.too_large()
        return path, headers.get("content-encoding", "").lower()

    async def _read_body(self) -> bytes:
        if self._http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[])
            self._writer.write(self._http.send(go_on) or b"")
        body = bytearray()
        while True:
            event = await self._next_event()
            if isinstance(event, h11.EndOfMessage):
                return bytes(body)
            if not isinstance(event, h11.Data):
                raise h11.RemoteProtocolError("The connection was closed within the body.")
            if len(body) + len(event.data) > bodies.BODY_LIMIT:
                raise bodies.too_large()
            if not self._intake.reserve(len(event.data)):
                raise RefusedError(503, "Too much is being sent at once.", ("Retry-After", "1"))
            self._reserved += len(event.data)
            body += event.data

    async def _next_event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            await self._feed()

    async def _feed(self) -> bool:
        """Gives h11 what came; False at the end of the stream."""
        data = await self._reader.read(_CHUNK)
        self._http.receive_data(data)
        return bool(data)

    async def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        if self._http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        standing = [("Content-Type", self._media_type), ("Content-Length", str(len(body))), *headers]
        head = self._http.send(h11.Response(status_code=status, headers=standing))
        self._writer.write(b"".join((head or b"", self._http.send(h11.Data(body)) or b"")))
        self._writer.write(self._http.send(h11.EndOfMessage()) or b"")
        async with asyncio.timeout(self._patience.answer):
            await self._writer.drain()

    async def _linger(self) -> None:
        """Lets the sender finish: closed over unread data, a connection loses its answer (RFC 9112 section 9.6)."""
        self._writer.write_eof()
        left = 2 * bodies.BODY_LIMIT
        async with asyncio.timeout(self._patience.answer):
            while left > 0 and (data := await self._reader.read(_CHUNK)):
                left -= len(data)

    async def _close(self) -> None:
        self._writer.close()
        try:
            async with asyncio.timeout(self._patience.answer):
                await self._writer.wait_closed()
        except OSError:
            self.abort()

    def _release(self) -> None:
        self._intake.reserve(-self._reserved)
        self._reserved = 0
