"""All rules in the order in which their causes are told: what stopped the request first comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.causes.bodies import accepted_types, expected_file, not_a_number, unexpected_file, unparsed, wrong_bytes
from app.core.causes.failures import failed, no_multipart
from app.core.causes.model import Evidence
from app.core.causes.refusals import credentials, refused_by_dependency, refused_socket
from app.core.causes.routing import method_not_allowed, not_found, other_handler
from app.core.causes.slashes import trailing_slash
from app.core.causes.values import empty_text, repeated, strict, uncallable
from app.core.trace.facts import TraceFacts

if TYPE_CHECKING:
    from app.core.causes.model import Cause, Rule
    from app.core.diagnosis.model import Diagnosis
    from app.core.exchange.model import Exchange
    from app.core.operations.model import Operation
    from app.core.routes.model import RouteTable
    from app.core.spec.document import Document
    from app.core.trace.model import Trace

_RULES: Final[tuple[Rule, ...]] = (
    trailing_slash,
    other_handler,
    method_not_allowed,
    not_found,
    refused_by_dependency,
    credentials,
    refused_socket,
    no_multipart,
    not_a_number,
    wrong_bytes,
    unparsed,
    accepted_types,
    expected_file,
    unexpected_file,
    strict,
    empty_text,
    repeated,
    uncallable,
    failed,
)


def find_causes(
    document: Document,
    operation: Operation,
    exchange: Exchange,
    diagnosis: Diagnosis | None,
    trace: Trace | None = None,
    routes: RouteTable | None = None,
) -> tuple[Cause, ...]:
    """Why an exchange ended as it did; empty where no rule knows.

    Args:
        trace: What the server recorded of it, where it told.
        routes: The server's routes, or those simulated by its document.
    """
    response = exchange.response
    if response is None or diagnosis is None:
        return ()
    facts = TraceFacts(trace) if trace is not None else None
    evidence = Evidence(document, operation, exchange, response, diagnosis, facts, routes)
    return tuple(cause for rule in _RULES if (cause := rule(evidence)) is not None)
