"""Requests that end in a puzzle, sent through a real app, and what the rules make of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx

from app.adapters.tracing import payload
from app.adapters.tracing.in_process import RouteInspector
from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.causes.rules import find_causes
from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.model import Exchange, Response, ResponseBody
from app.core.exchange.redirects import follow
from app.core.exchange.steps import Walk
from app.core.forms.model import FormState
from app.core.operations.read import read_api
from app.core.requests.model import BytesBody, MultipartBody
from app.core.requests.prepare import prepare
from app.core.routes.simulate import DocumentRoutes
from app.core.spec.document import Document
from app.core.trace.read import read_trace
from tests.support.traced_app import seams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.causes.model import Cause
    from app.core.operations.model import Operation
    from app.core.requests.credentials import Credential
    from app.core.requests.model import PreparedRequest
    from app.core.routes.model import RouteTable
    from app.core.trace.model import Trace

BASE_URL = "http://testserver"
TRACE_ID = "0" * 32


@dataclass(frozen=True)
class Ask:
    """What is sent.

    Attributes:
        roots: Values by location: `{"query": {"q": "1"}, "body": {...}}`.
        method, path: In place of the documented ones.
        headers: Added to those of the form.
        raw: A body in place of the form's.
        text: A JSON body as it is written.
    """

    operation: str
    roots: Mapping[str, Any] = ()  # type: ignore[assignment]  # an empty one
    media_type: str | None = None
    credentials: Mapping[str, Credential] | None = None
    method: str = ""
    path: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    text: str | None = None


class Puzzle:
    """An app, its own document, and what is known of it.

    Args:
        inside: Whether its router and its recorder can be asked, as those of an app that Routeglass runs.
        document: In place of the app's own.
        follows: Whether redirects are followed.
    """

    def __init__(
        self, app: Any, *, inside: bool = False, document: dict[str, Any] | None = None, follows: bool = False
    ) -> None:
        self._app = app
        self._document = Document(document or app.openapi(), version="3.1.0")
        self._api = read_api(self._document)
        self._inside = inside
        self._follows = follows
        self.exchange: Exchange | None = None

    def causes(self, ask: Ask) -> tuple[Cause, ...]:
        """What the rules find."""
        operation = self._operation(ask)
        request = self._request(operation, ask)
        if self._inside:
            with seams():
                exchange, trace = asyncio.run(self._send(request, ask))
        else:
            exchange, trace = asyncio.run(self._send(request, ask))
        self.exchange = exchange
        diagnosis = diagnose(self._document, operation, exchange)
        return find_causes(self._document, operation, exchange, diagnosis, trace, self._routes())

    def rules(self, ask: Ask) -> list[str]:
        """The names of the rules that find something."""
        return [cause.rule for cause in self.causes(ask)]

    def cause(self, ask: Ask, rule: str) -> Cause:
        """The cause that a rule finds."""
        causes = self.causes(ask)
        found = [cause for cause in causes if cause.rule == rule]
        assert found, (rule, [cause.rule for cause in causes], self.exchange)
        return found[0]

    def _operation(self, ask: Ask) -> Operation:
        operation = self._api.operation(ask.operation)
        assert operation is not None, ask.operation
        return operation

    def _routes(self) -> RouteTable:
        if self._inside:
            return RouteInspector(self._app).routes()
        return DocumentRoutes(self._api.entries).table

    def _request(self, operation: Operation, ask: Ask) -> PreparedRequest:
        roots = {Location(name): value for name, value in dict(ask.roots).items()}
        state = FormState({Location.BODY: OMIT, **roots}, media_type=ask.media_type, body_text=ask.text)
        request = prepare(self._api, operation, state, BASE_URL, ask.credentials or {}, TRACE_ID).request
        target = ask.path or request.target
        sent = request.sent
        if "?" in ask.path:
            sent = replace(sent, query=tuple(parse_qsl(ask.path.partition("?")[2])))
        sent = replace(sent, media_type=dict(ask.headers).get("content-type", sent.media_type))
        return replace(
            request,
            method=ask.method or request.method,
            target=target,
            url=BASE_URL + target,
            headers=(*request.headers, *ask.headers),
            body=request.body if ask.raw is None else BytesBody(ask.raw),
            sent=sent,
        )

    async def _send(self, request: PreparedRequest, ask: Ask) -> tuple[Exchange, Trace | None]:
        traces: list[Trace] = []
        traced = payload.TraceApp(self._app, lambda record: traces.append(read_trace(record)))
        app = traced if self._inside else self._app
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            exchange = await _carry(client, request, ask.operation)
            if self._follows:
                walk = Walk(follow(exchange))
                while walk.step is not None:
                    walk.answer(await _carry(client, walk.step.request, ask.operation))  # type: ignore[union-attr]  # calls
                assert walk.result is not None
                exchange = walk.result.exchange
        return exchange, traces[-1] if traces else None


async def _carry(client: httpx.AsyncClient, request: PreparedRequest, key: str) -> Exchange:
    body: dict[str, Any] = {}
    if isinstance(request.body, BytesBody):
        body = {"content": request.body.data}
    elif isinstance(request.body, MultipartBody):
        body = {"content": _multipart(request.body)}
    headers = [*request.headers, ("x-routeglass-trace", request.trace_id)]
    got = await client.request(request.method, request.url, headers=headers, **body)
    response = Response(
        got.status_code,
        got.reason_phrase,
        "HTTP/1.1",
        tuple((name, value) for name, value in got.headers.multi_items()),
        ResponseBody(len(got.content), got.content),
    )
    return Exchange(key, request, response, 0.0, 1.0)


def _multipart(body: MultipartBody) -> bytes:
    lines: list[str] = []
    for part in body.parts:
        disposition = f'Content-Disposition: form-data; name="{part.name}"'
        if not isinstance(part.content, str):
            disposition += f'; filename="{part.content.filename}"'
        content = part.content if isinstance(part.content, str) else "file"
        lines += [f"--{body.boundary}", disposition, "", content]
    return "\r\n".join([*lines, f"--{body.boundary}--", ""]).encode()
