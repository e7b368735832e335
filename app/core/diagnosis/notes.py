"""What holds for a response as a whole, beside its errors and their causes: where to look next, what to mind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.base.media_types import is_json
from app.core.diagnosis.model import TargetKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.model import Finding


@dataclass(frozen=True, slots=True)
class Whole:
    """What notes look at."""

    answer: Answer
    findings: tuple[Finding, ...]


def notes_for(whole: Whole) -> tuple[str, ...]:
    """All notes that apply, each a sentence or two."""
    return tuple(text for note in _NOTES if (text := note(whole)))


def _more_follows(whole: Whole) -> str:
    """V14: a model's own check runs only when all of its fields are right."""
    if any(finding.target.kind is TargetKind.OFFSET for finding in whole.findings):
        return "Nothing else was checked yet: the body has to be JSON first."
    in_fields = {TargetKind.FIELD, TargetKind.KEY, TargetKind.UNKNOWN_KEY}
    if not any(each.target.kind in in_fields and each.target.where in {"body", "form"} for each in whole.findings):
        return ""
    return (
        "More errors may follow once these are mended: rules about a whole object run only when its fields are right."
    )


def _elsewhere(whole: Whole) -> str:
    location = whole.answer.header("location")
    if not location or not (whole.answer.status == 201 or 300 <= whole.answer.status < 400):
        return ""
    return f"It is at {location}." if whole.answer.status == 201 else f"Go on at {location}."


def _later(whole: Whole) -> str:
    wait = whole.answer.header("retry-after")
    if not wait or whole.answer.status not in {429, 503}:
        return ""
    return f"Try again in {wait} seconds." if wait.isdigit() else f"Try again after {wait}."


def _echoed_secret(whole: Whole) -> str:
    if not any(finding.masked for finding in whole.findings):
        return ""
    return "The response may repeat the secret that you sent; think of it before you share or save this response."


def _claimed_json(whole: Whole) -> str:
    answer = whole.answer
    if not answer.is_error or answer.body is not OMIT or not answer.text or not is_json(answer.header("content-type")):
        return ""
    return "The response says that it is JSON, but it is not."


_NOTES: Final[tuple[Callable[[Whole], str], ...]] = (
    _more_follows,
    _elsewhere,
    _later,
    _echoed_secret,
    _claimed_json,
)
