"""A trace as the recorder makes it, attached to an exchange of a workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.trace.journey import journey
from tests.support.exchanges import answer, finish, open_tab
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome
    from app.core.trace.model import Trace
    from app.core.workspace.workspace import Workspace

PLACE = {"file": "/shop/books.py", "line": 41}
ERROR = {"loc": ["body", "year"], "type": "greater_than_equal", "msg": "Input should be more", "input": 1}
ROW = {"name": "book", "key": "book"}

PASSED: tuple[tuple[Any, ...], ...] = (
    (0, "server", "POST /books", 0, 6),
    (1, "middleware", "ServerErrorMiddleware", 0.1, 5.9, {"builtin": True}),
    (2, "middleware", "gate", 0.5, 5.5, {"builtin": False, "file": "/shop/gate.py", "line": 3}),
    (3, "router", "router", 1, 5),
    (4, "body", "read", 1.5, 1.7, {"bytes": 57}),
    (4, "solve", "create_book", 2, 3.5),
    (5, "dependency", "get_db", 2.1, 2.6, {"call_ms": 0.4, "parameter": "db", "type": "Db"}),
    (5, "params", "body", 3, 3.4, {"rows": [{**ROW, "value": {"~": "Book", "year": 1965}, "type": "shop.Book"}]}),
    (4, "endpoint", "create_book", 3.5, 4.5, {**PLACE, "where": "event loop", "type": "shop.Book"}),
    (4, "serialize", "response model", 4.5, 4.8, {"bytes": 40}),
)
REFUSED: tuple[tuple[Any, ...], ...] = (
    *PASSED[:5],
    (4, "solve", "create_book", 2, 3.5, {"errors": [ERROR]}),
    PASSED[6],
    (5, "params", "body", 3, 3.4, {"rows": [ROW], "errors": [ERROR]}, "greater_than_equal at body/year"),
    (3, "handler", "refuse", 4, 4.5, {"status": 422, "file": "/shop/errors.py", "line": 9}),
)


def send_traced(
    workspace: Workspace,
    spans: tuple[tuple[Any, ...], ...] = PASSED,
    outcome: Outcome | None = None,
    status: int = 201,
    **values: Any,
) -> Trace:
    """Opens POST /books where no tab is open, finishes an exchange in it, and attaches what the server recorded."""
    tab = workspace.current or open_tab(workspace)
    finish(workspace, outcome or answer({"id": 1}, status))
    trace = replace(
        make_trace(*spans, status=status, ms=6.0, headers_ms=5.0, **values),
        trace_id="a" * 32,
        method="POST",
        path="/books",
        route="/books",
    )
    attach(workspace, tab.identity, trace)
    return trace


def attach(workspace: Workspace, identity: int, trace: Trace) -> None:
    """As when the server's account comes home."""
    tab = workspace.tab(identity)
    assert tab is not None
    assert tab.exchange is not None
    workspace.attach_trace(identity, trace, journey(tab.exchange, trace))
