"""What the client does in each phase of an exchange, for somebody who sees one for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.model import Failure, Phase
from app.core.exchange.words import fine_duration_words

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange

_SENTENCES: Final = {
    Phase.QUEUE: "From the press on Send until the request had its turn.",
    Phase.PREPARE: "The form was turned into a request.",
    Phase.DNS: "The host's name was looked up to find its address.",
    Phase.CONNECT: "A connection to the server was opened (TCP).",
    Phase.TLS: "Both sides agreed on encryption, and the server showed its certificate.",
    Phase.SEND: "The request was written to the connection.",
    Phase.WAIT: "The request was out, and nothing had come back yet: the way there, the server's work, the way back.",
    Phase.RECEIVE: "The response was read, from its first byte to its last.",
}


def phase_sentence(phase: Phase | None, exchange: Exchange | None) -> str:
    """What happens in a phase; None stands for all of them. Where it stopped in that phase, why."""
    if phase is not None:
        outcome = exchange.outcome if exchange is not None else None
        stopped = f" {outcome.message}" if isinstance(outcome, Failure) and outcome.phase is phase else ""
        return _SENTENCES[phase] + stopped
    took = f": {fine_duration_words(exchange.elapsed_ms)}" if exchange is not None else ""
    return f"What this program did, from the press on Send to the last byte{took}."
