"""Small pieces of sentences about traces."""

from __future__ import annotations

from typing import Final

from app.core.exchange.statuses import status_line
from app.core.exchange.words import fine_duration_words

_NAMES_SHOWN: Final = 4


def joined_names(names: list[str]) -> str:
    """`a`, `b` and `c`, each between backticks; of many only the first four."""
    return joined([f"`{name}`" for name in names])


def joined(names: list[str]) -> str:
    """a, b and c; of many only the first four."""
    shown = names[:_NAMES_SHOWN]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def short_endpoint(endpoint: str) -> str:
    """`read_book` of `shop.books:make_app.<locals>.read_book`."""
    return endpoint.rpartition(":")[2].rpartition("<locals>.")[2]


def status_text(status: object) -> str:
    """`404 Not Found`."""
    return status_line(status) if isinstance(status, int) else "nothing"


def plain_end(text: str) -> str:
    """Without its full stop, because a sentence goes on after it."""
    return text.rstrip(".")


def times_words(milliseconds: float) -> str:
    """A duration that may come out a little below nothing, because clocks tick in steps."""
    return fine_duration_words(max(0.0, milliseconds))
