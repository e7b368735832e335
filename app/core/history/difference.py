"""Two exchanges of the same operation side by side: result, errors, headers, body."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import Omitted
from app.core.exchange.body import BodyKind
from app.core.exchange.model import Failure
from app.core.exchange.statuses import status_line
from app.core.exchange.words import duration_words, size_words
from app.core.history.json_difference import MOST_CHANGES, json_rows
from app.core.history.line_difference import MOST_LINES, line_rows
from app.core.history.model import Comparison, Kind, Row, Section, Snapshot, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.json_types import JsonValue
    from app.core.exchange.body import BodyReading
    from app.core.exchange.model import Exchange, ResponseBody
    from app.core.requests.model import PreparedRequest

_SLOWER: Final = 2.0
_SLOWER_MS: Final = 50.0
"""A time that grows or shrinks so many times, and by so much, is told; every other difference is chance."""

_OF_ITS_OWN: Final = frozenset(
    {
        "date",
        "server-timing",
        "traceparent",
        "traceresponse",
        "x-correlation-id",
        "x-request-id",
        "x-routeglass-trace",
    }
)
"""Headers that are others with every exchange."""

_TEXTS: Final = frozenset({BodyKind.TEXT, BodyKind.JSON, BodyKind.BROKEN_JSON, BodyKind.EMPTY})


def compare(before: Snapshot, after: Snapshot, digests: tuple[str, str] = ("", "")) -> Comparison:
    """Everything that differs, and what stayed.

    Args:
        digests: SHA-256 of the two bodies in hexadecimal, where they are not whole in memory; else empty.
    """
    body, notes = _body(before, after, digests)
    rows = (
        *_result(before, after),
        *_request(before.exchange.request, after.exchange.request),
        *_errors(before, after),
        *body,
        *_headers(before.exchange, after.exchange),
    )
    other = [row.what.lower() for row in rows if row.section is Section.REQUEST]
    asked = (f"The request was not the same either: another {', another '.join(other)}.",) if other else ()
    return Comparison(rows, _summary(before, after, rows), (*asked, *notes))


def _line(section: Section, what: str, before: str, after: str, *, expected: bool = False) -> Row:
    if before == after:
        kind = Kind.SAME
    elif expected:
        kind = Kind.EXPECTED
    else:
        kind = Kind.CHANGED if before and after else Kind.REMOVED if before else Kind.ADDED
    return Row(section, what, shortened(before), shortened(after), kind)


def _result(before: Snapshot, after: Snapshot) -> Iterable[Row]:
    yield _line(Section.RESULT, "Status", _status(before.exchange), _status(after.exchange))
    yield _line(Section.RESULT, "Stopped at", _stopped(before), _stopped(after))
    old, new = before.exchange.elapsed_ms, after.exchange.elapsed_ms
    usual = abs(old - new) < _SLOWER_MS or max(old, new) < _SLOWER * min(old, new)
    yield _line(Section.RESULT, "Time", duration_words(old), duration_words(new), expected=usual)
    yield _line(Section.RESULT, "Size", _size(before.exchange), _size(after.exchange))


def _status(exchange: Exchange) -> str:
    outcome = exchange.outcome
    return outcome.message if isinstance(outcome, Failure) else status_line(outcome.status)


def _stopped(snapshot: Snapshot) -> str:
    journey = snapshot.journey
    if journey is None:
        return ""
    return journey.stopped_at.value if journey.stopped_at is not None else "nowhere"


def _size(exchange: Exchange) -> str:
    response = exchange.response
    return size_words(response.body.size) if response is not None else ""


def _request(before: PreparedRequest, after: PreparedRequest) -> Iterable[Row]:
    """Which parts of the request differ; their values may be secret and are not shown."""
    parts = (
        ("Method", before.method != after.method),
        ("Address", before.url != after.url),
        ("Headers", _sent_headers(before) != _sent_headers(after)),
        ("Body", _sent_body(before) != _sent_body(after)),
    )
    for what, differs in parts:
        if differs:
            yield Row(Section.REQUEST, what, "as it was sent then", "sent otherwise", Kind.CHANGED)


def _sent_headers(request: PreparedRequest) -> Counter[tuple[str, str]]:
    # The boundary of a multipart body is made from the trace id.
    own = request.trace_id
    pairs = ((name.lower(), value.replace(own, "")) for name, value in request.headers)
    return Counter((name, value) for name, value in pairs if name not in _OF_ITS_OWN)


def _sent_body(request: PreparedRequest) -> object:
    sent = request.sent
    return sent.text, None if isinstance(sent.body, Omitted) else sent.body


def _errors(before: Snapshot, after: Snapshot) -> Iterable[Row]:
    old, new = _findings(before), _findings(after)
    for place, message in dict.fromkeys((*old, *new)):
        was, now = (message if (place, message) in side else "" for side in (old, new))
        yield _line(Section.ERRORS, place, was, now)


def _findings(snapshot: Snapshot) -> list[tuple[str, str]]:
    diagnosis = snapshot.diagnosis
    if diagnosis is None:
        return []
    return [(place, finding.message) for place, finding in zip(diagnosis.places, diagnosis.findings, strict=True)]


def _headers(before: Exchange, after: Exchange) -> Iterable[Row]:
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        was, now = ", ".join(old.get(name, ())), ", ".join(new.get(name, ()))
        yield _line(Section.HEADERS, name, was, now, expected=name in _OF_ITS_OWN)


def _by_name(exchange: Exchange) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    response = exchange.response
    for name, value in response.headers if response is not None else ():
        found.setdefault(name.lower(), []).append(value)
    return found


# The body


def _body(before: Snapshot, after: Snapshot, digests: tuple[str, str]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    one, two = before.reading, after.reading
    if one is None or two is None:
        return (), ()
    if _has_value(one) and _has_value(two):
        rows, more = json_rows(_value(one), _value(two))
        return rows, (f"Only the first {MOST_CHANGES:,} differences of the body are shown.",) if more else ()
    if one.kind in _TEXTS and two.kind in _TEXTS:
        return _text_rows(one, two, _marks(before, after, digests))
    return _mark_rows(_marks(before, after, digests)), ()


def _has_value(reading: BodyReading) -> bool:
    return reading.kind is BodyKind.JSON and not isinstance(reading.value, Omitted)


def _value(reading: BodyReading) -> JsonValue:
    assert not isinstance(reading.value, Omitted), "asked before"  # noqa: S101 - an invariant
    return reading.value


def _text_rows(one: BodyReading, two: BodyReading, marks: tuple[str, str]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    rows, cut = line_rows(one.text, two.text)
    notes = [f"Only the first {MOST_LINES:,} lines from the first difference on are compared."] if cut else []
    if not (one.whole and two.whole):
        notes.append("Of a body that is not whole in memory only the beginning is compared line by line.")
        rows = (*rows, *_mark_rows(marks))
    return rows, tuple(notes)


def _marks(before: Snapshot, after: Snapshot, digests: tuple[str, str]) -> tuple[str, str]:
    """Size and digest of both bodies, which tell whether they are the same where nobody can read them."""
    return _mark(before.exchange, digests[0]), _mark(after.exchange, digests[1])


def _mark(exchange: Exchange, digest: str) -> str:
    response = exchange.response
    assert response is not None, "a body that was read"  # noqa: S101 - an invariant
    return f"{response.body.size:,} bytes, SHA-256 {digest or _digest(response.body)}"


def _digest(body: ResponseBody) -> str:
    return hashlib.sha256(body.data).hexdigest() if body.file is None else "not known"


def _mark_rows(marks: tuple[str, str]) -> tuple[Row, ...]:
    return (_line(Section.BODY, "the whole body", *marks),)


# In words


def _summary(before: Snapshot, after: Snapshot, rows: Iterable[Row]) -> str:
    kept = list(rows)
    parts = [_ends(before.exchange, after.exchange)]
    gone, new = (_count(kept, Section.ERRORS, kind) for kind in (Kind.REMOVED, Kind.ADDED))
    if gone:
        parts.append(f"{_words(gone, 'error')} gone")
    if new:
        parts.append(f"{_words(new, 'error')} new")
    for section, noun, place in ((Section.BODY, "difference", "in the body"), (Section.HEADERS, "header", "other")):
        count = _count(kept, section)
        if count:
            parts.append(f"{_words(count, noun)} {place}")
    words = "; ".join(parts) + "."
    return words if any(row.kind.counts for row in kept) else f"{words} Nothing differs."


def _ends(before: Exchange, after: Exchange) -> str:
    old, new = (
        None if isinstance(outcome, Failure) else status_line(outcome.status)
        for outcome in (before.outcome, after.outcome)
    )
    if old == new:
        return f"Both ended in {new}" if new else "Neither was answered"
    return (
        f"{old} became {new}"
        if old and new
        else (f"Before, there was no answer; now {new}" if new else f"Before, {old}; now there is no answer")
    )


def _count(rows: Iterable[Row], section: Section, kind: Kind | None = None) -> int:
    return sum(row.section is section and (row.kind.counts if kind is None else row.kind is kind) for row in rows)


def _words(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
