"""One sentence for each span of OpenTelemetry: what it says, and nothing that only a recorder could know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.words import fine_duration_words
from app.core.trace.facts import text_of
from app.core.trace.wording import plain_end

if TYPE_CHECKING:
    from app.core.trace.model import Span

_PATTERNS: Final = {
    "server": "{who} worked on `{name}` for {took}.",
    "client": "{who} asked {peer} (`{name}`) and waited for the answer: {took}.",
    "database": "{who} asked a database (`{name}`) and waited for the answer: {took}.",
    "producer": "{who} handed a message over (`{name}`): {took}.",
    "consumer": "{who} worked on a message (`{name}`) for {took}.",
    "solve": "FastAPI solved the dependencies of `{name}` and checked its values: {took}. "
    "Which of them took how long is not told.",
    "endpoint": "`{name}` is the function that answers this request; it ran for {took}.",
    "serialize": "FastAPI made the response from what the endpoint returned: {took}.",
    "background": "`{name}` ran for {took} after the response was sent; the client did not wait for it.",
}


def telemetry_sentence(span: Span) -> str:
    """What a span did, with names between backticks."""
    service, peer = text_of(span, "service"), text_of(span, "peer")
    said = _PATTERNS.get(span.kind, "{who} did `{name}`: {took}.").format(
        who=f"`{service}`" if service else "The server",
        name=span.name,
        peer=f"`{peer}`" if peer else "somebody else",
        took=fine_duration_words(span.duration_ms),
    )
    return f"{said} It failed: {plain_end(span.error)}." if span.error else said
