"""Exchanges as the window gets them, in a workspace with the Bookstore-like document open."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.core.exchange.model import Exchange, Failure, Phase, PhaseTiming, Response, ResponseBody
from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.workspace.events import Notified
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.sending.order import Order, carry_out
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome
    from app.core.requests.model import PreparedRequest
    from app.core.workspace.model import Notice, SendResult, Tab

JSON = "application/json"
BASE_URL = "http://127.0.0.1:9"
PHASES = (
    PhaseTiming(Phase.QUEUE, 0.0, 0.5),
    PhaseTiming(Phase.CONNECT, 0.5, 1.0),
    PhaseTiming(Phase.SEND, 1.5, 0.5),
    PhaseTiming(Phase.WAIT, 2.0, 8.0),
    PhaseTiming(Phase.RECEIVE, 10.0, 2.0),
)


def open_workspace() -> Workspace:
    """A workspace with the document open and its source running."""
    workspace = Workspace()
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, BASE_URL, inside=True))
    open_document(workspace)
    return workspace


def open_document(workspace: Workspace) -> None:
    """Opens the Bookstore-like document."""
    document = Document(bookstore_document(), version="3.1.0")
    workspace.open_document(document, read_api(document))


def open_tab(workspace: Workspace, key: str = "POST /books") -> Tab:
    """Opens an operation."""
    tab = workspace.open_operation(key)
    assert tab is not None, key
    return tab


def answer(
    body: bytes | str | dict[str, Any] | list[Any] = b"",
    status: int = 200,
    media_type: str = JSON,
    *headers: tuple[str, str],
    **body_facts: Any,
) -> Response:
    """A response; a value is sent as JSON.

    Args:
        body_facts: Members of ResponseBody, for example `file` and `size` of one whose beginning is in memory.
    """
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    typed = (("content-type", media_type), *headers) if media_type else headers
    return Response(status, "", "HTTP/1.1", typed, ResponseBody(**{"size": len(data), "data": data, **body_facts}))


def refusal(*errors: dict[str, Any], status: int = 422) -> Response:
    """FastAPI's answer to a request with these errors."""
    return answer({"detail": list(errors)}, status)


def an_error(*loc: str | int, kind: str = "greater_than_equal", msg: str = "Input should be more") -> dict[str, Any]:
    """One error item."""
    return {"type": kind, "loc": list(loc), "msg": msg, "input": 1}


@dataclass
class AnsweringSender:
    """A sender that answers at once, or when it is told to.

    Attributes:
        outcomes: What comes back, one after the other; the last one again and again.
        sent: What was sent.
        discarded: Exchanges whose bodies may go.
        waiting: Set it to hold answers back until it is set.
    """

    outcomes: list[Outcome | Exception] = field(default_factory=lambda: [answer()])
    sent: list[PreparedRequest] = field(default_factory=list)
    discarded: list[Exchange] = field(default_factory=list)
    waits: bool = False

    async def send(self, request: PreparedRequest, operation_key: str, *, pressed_at: float | None = None) -> Exchange:
        self.sent.append(request)
        if self.waits:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                stopped = Failure(Phase.WAIT, "Stopped after 3 ms while waiting for the answer.", cancelled=True)
                return Exchange(operation_key, request, stopped, 0.0, 3.0, PHASES)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return Exchange(operation_key, request, outcome, 0.0, 12.0, PHASES)

    def discard(self, exchange: Exchange) -> None:
        self.discarded.append(exchange)


class Notices:
    """Every notice of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.seen: list[Notice] = []
        workspace.events.subscribe(Notified, self._take)

    @property
    def titles(self) -> list[str]:
        return [notice.title for notice in self.seen]

    @property
    def last(self) -> Notice:
        return self.seen[-1]

    def _take(self, event: Notified) -> None:
        self.seen.append(event.notice)


def finish(workspace: Workspace, outcome: Outcome, tab: Tab | None = None) -> SendResult:
    """What the window knows after the tab's request came back with this outcome; explained by the real core."""
    tab = tab or workspace.current
    assert tab is not None
    assert workspace.document is not None
    assert workspace.api is not None
    tab = workspace.tab(tab.identity) or tab
    order = Order(
        document=workspace.document,
        api=workspace.api,
        operation=tab.operation,
        state=tab.state,
        base_url=BASE_URL,
        credentials={},
        names={},
        trace_id="a" * 32,
        pressed_at=0.0,
        connection=workspace.travelling.connection,
        cookies=workspace.travelling.cookies,
    )
    result = asyncio.run(carry_out(order, AnsweringSender([outcome])))
    assert not result.mistake, result.mistake
    workspace.finish_send(tab.identity, result)
    return result
