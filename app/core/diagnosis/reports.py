"""One error as any framework reports it, before it is known which field of the form it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_REPORTS: Final = 2_000
"""How many errors of one response are read: a second's work at the worst; the body shows all of them."""


@dataclass(frozen=True, slots=True)
class Report:
    """One error of a response.

    Attributes:
        message: The server's words.
        tokens: The names and indices on the way to the field, in the server's own spelling; empty for the whole.
        where: `path`, `query`, `header`, `cookie` or `body`; None where the server does not say.
        code: The server's error type, empty where it names none.
        unknown: Whether the server says that it does not know the field.
        sentence: Whether the message may name the field where the tokens do not.
        whole: Whether the tokens mean the whole body where they name no field: some servers name it after a variable.
        guessed: Whether the tokens were read from the message rather than told.
    """

    message: str
    tokens: tuple[str, ...] = ()
    where: str | None = None
    code: str = ""
    unknown: bool = False
    sentence: bool = False
    whole: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from an answer.

    Attributes:
        reports: The errors, in the server's order; read once.
        notes: What the server says about the request as a whole.
    """

    reports: Iterable[Report]
    notes: tuple[str, ...] = ()


def server_says(*texts: object) -> tuple[str, ...]:
    """Notes that quote the server; what is no text or empty is left out, long texts are cut."""
    return tuple(f"The server says: {shortened(text)}" for text in texts if isinstance(text, str) and text.strip())


MAX_LENGTH: Final = 300
"""How many characters of one text are listed."""


def shortened(text: str) -> str:
    """A text of at most `MAX_LENGTH` characters."""
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"
