"""What holds for a response as a whole: where to look next, and the traps that puzzle people most."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT, FileRef
from app.core.base.media_types import is_form, is_json
from app.core.diagnosis.convert import fits
from app.core.diagnosis.model import TargetKind
from app.core.diagnosis.sent import pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.model import Finding

_MAX_VALUES: Final = 100_000
"""How many values of a body are looked at for NaN."""

_CORRELATION_HEADERS: Final = ("x-correlation-id", "x-request-id", "request-id", "x-trace-id")
_TRANSPORT: Final = frozenset(("host", "content-length", "user-agent", "accept-encoding", "connection", "accept"))
_STRICT: Final = frozenset(
    (
        "is_instance_of",
        "date_type",
        "datetime_type",
        "time_type",
        "time_delta_type",
        "uuid_type",
        "tuple_type",
        "set_type",
        "frozen_set_type",
        "decimal_type",
        "bytes_type",
    )
)
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Whole:
    """What notes look at."""

    answer: Answer
    context: Context
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


def _not_a_number(whole: Whole) -> str:
    if whole.answer.status != 500 or not _holds_nan(whole.context.sent.body):
        return ""
    return (
        "The body holds NaN or Infinity. Python reads them, JSON does not know them: when a check fails, FastAPI "
        "cannot write its own 422, and a 500 comes instead."
    )


def _wrong_bytes(whole: Whole) -> str:
    content, sent = whole.context.content, whole.context.sent
    if whole.answer.status != 500 or content is None or not is_json(content.media_type) or sent.media_type is None:
        return ""
    if is_json(sent.media_type) or is_form(sent.media_type):
        return ""
    return (
        f"You sent `{sent.media_type}` to an endpoint that reads `{content.media_type}`. Bytes that are not UTF-8 make "
        "FastAPI fail while it writes its 422."
    )


def _parsing(whole: Whole) -> str:
    if whole.answer.status != 400 or _detail(whole.answer) != "There was an error parsing the body":
        return ""
    return "FastAPI says this when the body is not text in UTF-8, or a multipart body is broken."


def _correlation(whole: Whole) -> str:
    if whole.answer.status < 500:
        return ""
    body = whole.answer.body
    named = body.get("correlation_id") if isinstance(body, dict) else None
    headers = (whole.answer.header(name) for name in _CORRELATION_HEADERS)
    found = named if isinstance(named, str | int) else next(filter(None, headers), None)
    if found is None:
        return "The cause stands in the server's log, not in this response." if whole.answer.status == 500 else ""
    return f"The cause stands in the server's log under the correlation id {found}."


def _challenge(whole: Whole) -> str:
    challenge = whole.answer.header("www-authenticate") or ""
    if whole.answer.status not in {401, 403} or not challenge:
        return ""
    scheme = challenge.split(maxsplit=1)[0].rstrip(",")
    parameters = dict(_PARAMETER.findall(challenge))
    words = [f"The API asks for {scheme} credentials; enter them under Auth."]
    if "scope" in parameters:
        words.append(f"It wants the scope {parameters['scope']}.")
    if "error" in parameters:
        words.append(f"It names the reason {parameters['error']}{_described(parameters)}.")
    return " ".join(words)


def _described(parameters: dict[str, str]) -> str:
    return f" ({parameters['error_description']})" if "error_description" in parameters else ""


def _old_refusal(whole: Whole) -> str:
    if whole.answer.status != 403 or _detail(whole.answer) != "Not authenticated":
        return ""
    return "FastAPI before 0.122 says 403 where credentials are missing; newer ones say 401."


def _methods(whole: Whole) -> str:
    allowed = whole.answer.header("allow")
    return f"This address answers to {allowed}." if whole.answer.status == 405 and allowed else ""


def _not_found(whole: Whole) -> str:
    if whole.answer.status != 404:
        return ""
    if _detail(whole.answer) != "Not Found":
        return "The route exists; what it was asked for does not."
    return (
        "No route matches this path. Look at its spelling, at a slash at the end, and at typed parts: a route with "
        "`{id:int}` answers 404, not 422, to anything but a number."
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


def _accepted_types(whole: Whole) -> str:
    content = whole.context.content
    if whole.answer.status != 415 or content is None:
        return ""
    return (
        f"You sent `{whole.context.sent.media_type or 'no Content-Type'}`; the document names `{content.media_type}`."
    )


def _strict(whole: Whole) -> str:
    """T04: strict models compare Python types, which JSON text cannot have."""
    for placement in whole.context.placements:
        sent = whole.context.sent_at(placement)
        if placement.item.kind not in _STRICT or placement.node is None or sent is OMIT or isinstance(sent, FileRef):
            continue
        if fits(whole.context.schemas, sent, placement.node):
            return (
                "This model is strict: FastAPI hands it values read from JSON, and JSON has no dates, UUIDs, tuples or "
                "sets. What you sent is right by the document, yet the API cannot accept it."
            )
    return ""


def _repeated(whole: Whole) -> str:
    """Q31: of a parameter that is no list only the last text is read."""
    for placement in whole.context.placements:
        target = placement.target
        is_list = placement.node is None or "array" in whole.context.schemas.types(placement.node)
        if target.parameter is None or target.value_pointer or is_list:
            continue
        names = [name for name, _text in pairs(whole.context.sent, target.where) if name == target.parameter]
        if len(names) > 1:
            return f"`{target.parameter}` was sent {len(names)} times; the API reads the last one only."
    return ""


def _uncallable(whole: Whole) -> str:
    """H07: a header model that forbids extra headers."""
    refused = {
        placement.target.parameter
        for placement in whole.context.placements
        if placement.target.where == "header" and placement.item.kind == "extra_forbidden"
    }
    if not {name.lower() for name in refused if name} & _TRANSPORT:
        return ""
    return "The API refuses headers that every HTTP client sends: no client can call this endpoint as it is."


def _echoed_secret(whole: Whole) -> str:
    if not any(finding.masked for finding in whole.findings):
        return ""
    return "The response may repeat the secret that you sent; think of it before you share or save this response."


def _claimed_json(whole: Whole) -> str:
    answer = whole.answer
    if not answer.is_error or answer.body is not OMIT or not answer.text or not is_json(answer.header("content-type")):
        return ""
    return "The response says that it is JSON, but it is not."


def _detail(answer: Answer) -> object:
    return answer.body.get("detail") if isinstance(answer.body, dict) else None


def _holds_nan(value: Value | Omitted) -> bool:
    waiting = [value]
    for _count in range(_MAX_VALUES):
        if not waiting:
            return False
        each = waiting.pop()
        if isinstance(each, float) and not math.isfinite(each):
            return True
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False


_NOTES: Final[tuple[Callable[[Whole], str], ...]] = (
    _more_follows,
    _not_a_number,
    _wrong_bytes,
    _parsing,
    _correlation,
    _challenge,
    _old_refusal,
    _methods,
    _not_found,
    _elsewhere,
    _later,
    _accepted_types,
    _strict,
    _repeated,
    _uncallable,
    _echoed_secret,
    _claimed_json,
)
