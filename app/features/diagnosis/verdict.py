"""What stands in place of cards where no error was found, or nothing came back at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.exchange.connection import host_and_port

if TYPE_CHECKING:
    from app.core.exchange.connection import ConnectionSettings
    from app.core.exchange.model import Failure
    from app.features.diagnosis.fallen import Fallen

_DANGER: Final = (
    " Trust a file with its certificate, or that of its authority, if you have one. Not to check it is dangerous: "
    "whoever sits between you and {host} could then read and change everything."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said.

    Attributes:
        can_resend: Whether sending the same again makes sense.
        details: Technical words to copy; may be empty.
        distrusted: `host:port` whose certificate is not accepted and is still checked; else empty.
        fallen: Why the server that was asked does not answer, where it is one of ours; else None.
    """

    icon: str
    title: str
    text: str
    can_resend: bool = False
    details: str = ""
    distrusted: str = ""
    fallen: Fallen | None = None


def no_answer(url: str, failure: Failure, connection: ConnectionSettings, fallen: Fallen | None) -> Verdict:
    """What is said of a request that has no whole answer.

    Args:
        url: Where it was sent.
        fallen: What became of the server, where it is one of ours and went down.
    """
    if failure.cancelled:
        return Verdict("cancel", "Cancelled", _sentences(failure.message, failure.hint), can_resend=True)
    title = "The response is incomplete" if failure.partial is not None else "No response"
    host = _distrusted(url, failure, connection)
    words: tuple[str, ...] = (failure.message, failure.hint)
    details = failure.detail
    if fallen is not None:
        words, details = (failure.message, fallen.words, fallen.hint), _lines(details, fallen.details)
    return Verdict(
        "warning",
        title,
        _sentences(*words) + (_DANGER.format(host=host) if host else ""),
        can_resend=True,
        details=_lines(*words, details) if details else "",
        distrusted=host,
        fallen=fallen,
    )


def _distrusted(url: str, failure: Failure, connection: ConnectionSettings) -> str:
    if not failure.untrusted or connection.is_insecure(url):
        return ""
    host, port = host_and_port(url)
    return f"{host}:{port}"


def _sentences(*words: str) -> str:
    return " ".join(filter(None, words))


def _lines(*words: str) -> str:
    return "\n".join(filter(None, words))
