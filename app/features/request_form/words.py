"""Marks as the messages that the bricks show."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.features.request_form.marks import Mark, Severity
from app.ui.messages import MessageAction, PinnedMessage
from app.ui.theme import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.features.request_form.mark_keeper import Counts

FIX = "fix"
_BETWEEN = " · "


def pinned(marks: Iterable[Mark], name: str, hint: str = "") -> tuple[PinnedMessage, ...]:
    """The messages of one place.

    Args:
        name: The path as text; message labels are called `error:NAME` and `warning:NAME`.
        hint: The rule that the row shows anyway and that need not be said twice.
    """
    found: list[PinnedMessage] = []
    for mark in marks:
        found.append(_message(mark, name))
        if mark.severity is Severity.ERROR and not mark.stale:
            rule = f"Rule: {mark.rule}." if _says_more(mark.rule, hint) else ""
            more = " ".join(part for part in (mark.why, rule) if part)
            if more:
                found.append(PinnedMessage(Level.INFO, more, object_name=f"why:{name}"))
    return tuple(found)


def _says_more(rule: str, hint: str) -> bool:
    """Whether a rule says what the row does not: its hint and the mark of a required field are there anyway."""
    return bool(set(rule.split(_BETWEEN)) - set(hint.split(_BETWEEN)) - {"required", ""})


def _message(mark: Mark, name: str) -> PinnedMessage:
    text = f"{mark.text} ({mark.note})" if mark.note else mark.text
    if mark.severity is Severity.WARNING:
        return PinnedMessage(Level.WARN, text, object_name=f"warning:{name}")
    if mark.stale:
        return PinnedMessage(Level.INFO, f"Changed since it was sent. The server said: {text}", (), f"error:{name}")
    actions = tuple(
        MessageAction(f"{FIX}:{mark.finding}:{which}", label, "wand") for which, label in enumerate(mark.fixes)
    )
    return PinnedMessage(Level.ERROR, text, actions, f"error:{name}")


def read_fix(key: str) -> tuple[int, int] | None:
    """Which finding and which of its fixes an action means; None for other actions."""
    kind, _, rest = key.partition(":")
    finding, _, which = rest.partition(":")
    return (int(finding), int(which)) if kind == FIX and finding.isdecimal() else None


def sent_as(text: str, value: object) -> str:
    """What is sent for a typed number that a double cannot hold to the last digit; empty where it can."""
    if not isinstance(value, float):
        return ""
    try:
        typed = Decimal(text.strip())
    except InvalidOperation:
        return ""
    return "" if not typed.is_finite() or typed == Decimal(repr(value)) else f"sent as {value!r}"


def count_words(counts: Counts) -> str:
    """`2 errors`, `1 warning`, or nothing; errors first, since warnings beside them say the same."""
    for count, word in ((counts.errors, "error"), (counts.warnings, "warning")):
        if count:
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return ""


def count_level(counts: Counts) -> Level | None:
    """The colour of those words."""
    return Level.ERROR if counts.errors else Level.WARN if counts.warnings else None
