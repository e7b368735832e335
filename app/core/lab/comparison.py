"""Two runs beside each other, and one run as text for other programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from app.core.exchange.words import duration_words
from app.core.lab.model import PieceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.base.json_types import JsonValue
    from app.core.lab.model import Lane, Run
    from app.core.lab.verdict import Verdict

_ALIKE: Final = 1.1
"""Times whose ratio is smaller are the same, as far as one run can tell."""

_COLUMNS: Final = (
    "number", "operation", "status", "problem", "start_ms", "sent_ms", "first_byte_ms", "end_ms",
    "loop_wait_ms", "thread_wait_ms", "loop_ms", "thread_ms", "server_told", "place", "held_at",
)  # fmt: skip


def took(lanes: Sequence[Lane]) -> float:
    """Milliseconds from the first beginning to the last end; 0 where nothing began."""
    begun = [lane for lane in lanes if lane.start_ms is not None]
    ends = [lane.end_ms for lane in begun if lane.end_ms is not None]
    return max(ends) - min(lane.start_ms or 0.0 for lane in begun) if ends else 0.0


def compare(before: Sequence[Lane], after: Sequence[Lane]) -> str:
    """One sentence on two runs: which was faster, and how much."""
    old, new = took(before), took(after)
    if not old or not new:
        return "One of the two runs has no times to compare."
    words = f"{duration_words(old)} before, {duration_words(new)} now"
    ratio = max(old, new) / min(old, new)
    if ratio < _ALIKE:
        return f"{words}: about the same."
    return f"{words}: {ratio:.1f} times as {'fast' if new < old else 'slow'}."


def as_json(run: Run, lanes: Sequence[Lane], verdicts: Sequence[Verdict]) -> str:
    """A run with its lanes and verdicts as JSON."""
    record: dict[str, JsonValue] = {
        "started_at": run.started_at,
        "at_once": run.plan.at_once,
        "stagger_ms": run.plan.stagger_ms,
        "took_ms": round(took(lanes), 3),
        "verdicts": [
            {"operation": each.operation_key, "manner": each.manner, "sentence": each.sentence} for each in verdicts
        ],
        "requests": [_record(lane) for lane in lanes],
    }
    return json.dumps(record, indent=2, ensure_ascii=False)


def as_csv(lanes: Sequence[Lane]) -> str:
    """The lanes as CSV (RFC 4180), a line for each request under one of names."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    for lane in lanes:
        record = _record(lane)
        writer.writerow({name: "" if record[name] is None else record[name] for name in _COLUMNS})
    return text.getvalue()


def _record(lane: Lane) -> dict[str, JsonValue]:
    pieces: list[JsonValue] = [
        {"kind": piece.kind, "start_ms": round(piece.start_ms, 3), "end_ms": round(piece.end_ms, 3)}
        for piece in lane.pieces
    ]
    return {
        "number": lane.number,
        "operation": lane.operation_key,
        "status": lane.status,
        "problem": lane.problem,
        "start_ms": _rounded(lane.start_ms),
        "sent_ms": _rounded(lane.sent_ms),
        "first_byte_ms": _rounded(lane.first_byte_ms),
        "end_ms": _rounded(lane.end_ms),
        "loop_wait_ms": _time(lane, PieceKind.LOOP_WAIT),
        "thread_wait_ms": _time(lane, PieceKind.THREAD_WAIT),
        "loop_ms": _time(lane, PieceKind.LOOP),
        "thread_ms": _time(lane, PieceKind.THREAD),
        "server_told": lane.told,
        "place": lane.place,
        "held_at": lane.held_at,
        "pieces": pieces,
    }


def _time(lane: Lane, kind: PieceKind) -> float | None:
    """None where the server told nothing: nobody knows then."""
    return round(lane.time_in(kind), 3) if lane.told else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
