"""Where the server's spans belong on the client's time axis, although their clocks know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.exchange.model import Phase
from app.core.exchange.words import fine_duration_words

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange, PhaseTiming
    from app.core.trace.model import Trace


@dataclass(frozen=True, slots=True)
class Placing:
    """Where the server's first sight of the request lies.

    Attributes:
        at_ms: On the client's axis, from the press on Send; never before the first byte left.
        slack_ms: How far it may be off, to either side.
        words: How it was placed, one sentence.
    """

    at_ms: float
    slack_ms: float
    words: str


def place(exchange: Exchange | None, trace: Trace) -> Placing:
    """Places a trace by what is certain: the server saw nothing before it was sent, and its headers came back.

    The client waits from the last byte sent to the first byte received. What the server did until it handed its
    headers over lies in there; what is left is the way there and back, of which half is taken for each. A server that
    worked longer began while the request was still being sent, so it is placed by the end of the wait.
    """
    if exchange is None:
        return Placing(0.0, 0.0, "")
    wait = _phase(exchange, Phase.WAIT)
    if wait is None:
        return Placing(0.0, 0.0, "When the server began is not known: its spans are drawn from the left edge.")
    answered = exchange.response is not None and trace.headers_ms is not None
    if not answered or trace.headers_ms is None:
        words = "No answer arrived to measure by: the server's spans are drawn from where the client began to wait."
        return Placing(wait.start_ms, 0.0, words)
    spare = wait.duration_ms - trace.headers_ms
    if spare >= 0:
        words = f"placed in the middle of the client's wait, give or take {fine_duration_words(spare / 2)}"
        return Placing(wait.start_ms + spare / 2, spare / 2, f"The server's clock is not ours: its spans are {words}.")
    send = _phase(exchange, Phase.SEND)
    first = send.start_ms if send is not None else wait.start_ms
    words = "The server began before the whole request was sent: its spans are placed by the end of the client's wait."
    return Placing(max(first, wait.start_ms + spare), 0.0, words)


def _phase(exchange: Exchange, phase: Phase) -> PhaseTiming | None:
    return next((timing for timing in exchange.phases if timing.phase is phase), None)
