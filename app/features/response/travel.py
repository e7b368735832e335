"""The rounds of an exchange as they are listed, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.exchange.redirects import DeadEnd, redirect_of
from app.core.exchange.statuses import status_line
from app.core.exchange.words import duration_words
from app.core.requests.redact import shown

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange

MOST_STATUSES = 3
"""Statuses of hops named on the status line; of more the first is."""

_NO_RESPONSE = "no response"


@dataclass(frozen=True, slots=True)
class HopRow:
    """One round.

    Attributes:
        number: From 1.
        request: `POST https://api.example.com/books`.
        status: `302 Found`, or that there is none.
        code: `302`; 0 without a response.
        time: How long it took.
        reason: Why it did not stay at that; empty for the last one.
        headers: Both header blocks, credentials starred.
        unchecked: Its server's certificate was not checked.
    """

    number: int
    request: str
    status: str
    code: int
    time: str
    reason: str
    headers: str
    unchecked: bool = False


@dataclass(frozen=True, slots=True)
class Onward:
    """A redirect that was not followed.

    Attributes:
        words: Where it leads and what would change, or why it cannot be followed.
        can_follow: Whether it can.
    """

    words: str
    can_follow: bool


def hop_rows(exchange: Exchange) -> tuple[HopRow, ...]:
    """All rounds in order, the last one included; nothing where there was only one."""
    if not exchange.hops:
        return ()
    rounds = [*((hop.exchange, hop.reason) for hop in exchange.hops), (exchange, "")]
    return tuple(_row(number, *each) for number, each in enumerate(rounds, 1))


def status_chain(exchange: Exchange) -> str:
    """The statuses before the last one: `302 → 307 → `; empty without hops."""
    codes = [str(row.code or "–") for row in hop_rows(exchange)[:-1]]  # noqa: RUF001 - as an absent number is written
    if len(codes) > MOST_STATUSES:
        codes = [codes[0], f"{len(codes) - 1} more"]
    return "".join(f"{code} → " for code in codes)


def onward(exchange: Exchange) -> Onward | None:
    """Where the answer leads; None where it leads nowhere."""
    found = redirect_of(exchange)
    if found is None:
        return None
    if isinstance(found, DeadEnd):
        return Onward(found.reason, can_follow=False)
    return Onward(f"It leads on: {found.reason}", can_follow=True)


def header_blocks(exchange: Exchange) -> list[str]:
    """The header block of the response, where there is one, and that of the request, credentials starred."""
    response, request = exchange.response, shown(exchange.request)
    blocks = []
    version = "HTTP/1.1"
    if response is not None:
        version = response.http_version
        blocks.append(_block(f"{version} {response.status} {response.reason}".rstrip(), response.headers))
    return [*blocks, _block(f"{request.method} {request.target} {version}", request.headers)]


def _block(first: str, headers: tuple[tuple[str, str], ...]) -> str:
    return "\n".join((first, *(f"{name}: {value}" for name, value in headers)))


def _row(number: int, exchange: Exchange, reason: str) -> HopRow:
    request, response = shown(exchange.request), exchange.response
    return HopRow(
        number,
        f"{request.method} {request.url}",
        status_line(response.status) if response is not None else _NO_RESPONSE,
        response.status if response is not None else 0,
        duration_words(exchange.elapsed_ms),
        reason,
        # As it went over the wire: the question first.
        "\n\n".join(reversed(header_blocks(exchange))),
        unchecked=not exchange.travel.is_checked,
    )
