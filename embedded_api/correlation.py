"""A correlation id for each request: what a person reads in an answer can be found again in the log."""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CORRELATION_HEADER = "X-Correlation-ID"

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")  # Anything else could forge lines of the log.


class CorrelationMiddleware:
    """Takes the caller's correlation id or makes one, and answers with it.

    Plain ASGI and not `BaseHTTPMiddleware`, so that streams pass through untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        wished = Headers(scope=scope).get(CORRELATION_HEADER, "")
        correlation_id = wished if _ACCEPTED.fullmatch(wished) else uuid.uuid4().hex
        scope.setdefault("state", {})["correlation_id"] = correlation_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[CORRELATION_HEADER] = correlation_id
            await send(message)

        await self.app(scope, receive, send_with_id)


def correlation_id_of(connection: HTTPConnection) -> str:
    """The id that `CorrelationMiddleware` gave to this request."""
    return str(connection.state.correlation_id)
