"""Whether the server's clock and ours agree, as far as the times that a trace tells can show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.words import duration_words

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.trace.model import Trace

TOLERANCE_MS: Final = 10.0
"""Clocks that differ by less may as well agree: both are read and rounded on the way."""


def clock_difference(exchange: Exchange, trace: Trace) -> float:
    """By how many ms the server's clock is ahead of ours, at the least; below 0 it is behind.

    The server cannot have seen the request before it began to be sent, nor after the answer was there; what its clock
    says beyond these is the clock's. 0 where it says nothing, or nothing impossible.
    """
    if trace.started_at is None:
        return 0.0
    saw = (trace.started_at - exchange.started_at) * 1000.0
    ahead = saw - exchange.elapsed_ms
    off = saw if saw < 0 else max(ahead, 0.0)
    return off if abs(off) > TOLERANCE_MS else 0.0


def clock_words(exchange: Exchange, trace: Trace) -> str:
    """The difference in words; empty where the clocks agree."""
    off = clock_difference(exchange, trace)
    if not off:
        return ""
    where = "ahead of" if off > 0 else "behind"
    return f"The server's clock is at least {duration_words(abs(off))} {where} this computer's."
