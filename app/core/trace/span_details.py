"""All about one row of a timeline: words first, then the facts, values and errors exactly as they were recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.exchange.words import fine_duration_words, size_words
from app.core.trace.facts import exception_of, origin_of, place_text
from app.core.trace.model import TraceOrigin
from app.core.trace.phase_words import phase_sentence
from app.core.trace.shown import value_words
from app.core.trace.span_sentences import route_sentence, sentence_of
from app.core.trace.span_tree import SpanTree, own_pieces
from app.core.trace.span_values import error_lines, value_lines

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.exchange.model import Exchange
    from app.core.trace.model import Span, Trace
    from app.core.trace.span_values import ErrorLine, ValueLine
    from app.core.trace.timeline import Timeline, TimelineRow


@dataclass(frozen=True, slots=True)
class CodePlace:
    """Where something is written.

    Attributes:
        what: What is there: `defined`, `raised`, `called by create_book`.
        line: Counted from 1; 0 where only the file is known.
    """

    what: str
    file: str
    line: int

    @property
    def text(self) -> str:
        """`/shop/books.py:42`, as editors and terminals take it."""
        return place_text(self.file, self.line)

    @property
    def short(self) -> str:
        """`books.py:42`."""
        return self.text.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class SpanFact:
    """One thing that is known; `danger` marks what went wrong."""

    name: str
    words: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class SpanDetails:
    """What is told about one row.

    Attributes:
        sentence: What it is and what happened, with names between backticks.
        places: Where it is written, and where it raised.
        stack: The stack of the exception as a server sent it; mostly empty.
        record: The span exactly as it was recorded, as JSON; empty where nothing was.
    """

    title: str
    sentence: str
    facts: tuple[SpanFact, ...] = ()
    values: tuple[ValueLine, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    places: tuple[CodePlace, ...] = ()
    stack: str = ""
    record: str = ""

    def as_text(self) -> str:
        """All of it as plain text, to be copied."""
        blocks = [f"{self.title}\n{self.sentence.replace('`', '')}"]
        blocks.append("\n".join(f"{fact.name}: {fact.words}" for fact in self.facts))
        blocks.append("\n".join(f"{place.what}: {place.text}" for place in self.places))
        blocks.append(self.stack)
        blocks.append("\n".join(line.text for line in self.values))
        blocks.append("\n".join(line.text for line in self.errors))
        return "\n\n".join(block for block in blocks if block)


def details_of(
    row: TimelineRow, timeline: Timeline, exchange: Exchange | None, trace: Trace | None, tree: SpanTree | None = None
) -> SpanDetails:
    """All about a row.

    Args:
        tree: That of the trace, where it has been made already.
    """
    if row.span is None or trace is None:
        return _follows(row, timeline, exchange, trace)
    return _Reader(row.span, tree or SpanTree(trace), timeline).read(row.title)


def _follows(row: TimelineRow, timeline: Timeline, exchange: Exchange | None, trace: Trace | None) -> SpanDetails:
    """What was not recorded: the client's phases, and the finding of the route."""
    facts = [SpanFact("Took", fine_duration_words(row.duration_ms))]
    if row.phase is not None or trace is None:
        facts.append(SpanFact("Began", f"{fine_duration_words(row.start_ms)} after Send was pressed"))
        sentence = phase_sentence(row.phase, exchange)
    elif row.key == "client":
        facts += [
            SpanFact(inner.title, fine_duration_words(inner.duration_ms))
            for inner in timeline.rows
            if inner.phase is not None
        ]
        sentence = phase_sentence(None, exchange)
    else:
        sentence = route_sentence(trace)
        if trace.endpoint:
            facts.append(SpanFact("Leads to", trace.endpoint))
    return SpanDetails(row.title, sentence, tuple(facts))


class _Reader:
    """Reads one span."""

    def __init__(self, span: Span, tree: SpanTree, timeline: Timeline) -> None:
        self._span = span
        self._tree = tree
        self._timeline = timeline

    def read(self, title: str) -> SpanDetails:
        span = self._span
        return SpanDetails(
            title=title,
            sentence=sentence_of(span, self._tree),
            facts=(*self._times(), *self._exception(), *_attribute_facts(span), *self._around()),
            values=self._values(),
            errors=self._errors(),
            places=self._places(),
            stack=self._stack(),
            record=json.dumps(record_of(span), ensure_ascii=False, indent=2),
        )

    def _times(self) -> list[SpanFact]:
        span = self._span
        facts = [SpanFact("Took", fine_duration_words(span.duration_ms))]
        children = self._tree.children(span.number)
        if children:
            own = sum(end - start for start, end in own_pieces(span, children))
            facts.append(SpanFact("Of that itself", f"{fine_duration_words(own)}; the rest is what it stands around"))
        facts.append(SpanFact("Began", f"{fine_duration_words(span.start_ms)} after the server first saw the request"))
        return facts

    def _around(self) -> list[SpanFact]:
        """What belongs to the whole trace is told at its top."""
        if self._span.parent is not None:
            return []
        trace, facts = self._tree.trace, []
        if trace.size:
            facts.append(SpanFact("Response", size_words(trace.size)))
        if trace.closing:
            facts.append(SpanFact("Closed because", trace.closing))
        if self._timeline.placing is not None and self._timeline.placing.words:
            facts.append(SpanFact("On this axis", self._timeline.placing.words))
        facts += [SpanFact("Note", note) for note in trace.notes]
        if trace.dropped and not trace.notes:
            words = f"{trace.dropped:,} more spans were not recorded, because there were too many"
            facts.append(SpanFact("Left out", words, danger=True))
        return facts

    def _exception(self) -> list[SpanFact]:
        span = self._span
        found = exception_of(span)
        if not found:
            told = "errors" in span.attributes or not span.error
            return [] if told else [SpanFact("Error", span.error, danger=True)]
        origin = origin_of(span, self._tree.trace)
        kind = origin.get("type")
        module = origin.get("module")
        known = module in {None, "", "builtins"}
        name = f"{kind}" if known else f"{module}.{kind}"
        danger = span.kind != "handler"
        facts = [SpanFact("Exception", f"{name}: {origin['message']}" if origin.get("message") else name, danger)]
        if isinstance(origin.get("function"), str):
            facts.append(SpanFact("Raised in", f"{origin['function']}"))
        if "same" in found and danger:
            first = self._tree.span(found["same"] if isinstance(found["same"], int) else None)
            facts.append(SpanFact("First seen in", first.name if first is not None else "a span that was not recorded"))
        if danger:
            facts += self._handled_by()
        return facts

    def _handled_by(self) -> list[SpanFact]:
        """The handlers of the same request that took this exception."""
        found = exception_of(self._span)
        number = found.get("same", self._span.number)
        handlers = [
            SpanFact("Handled by", f"{other.name}{_made(other)}")
            for other in self._tree.trace.spans
            if other.kind == "handler" and exception_of(other).get("same") == number
        ]
        root = self._tree.tops[0]
        if self._tree.trace.origin is TraceOrigin.TELEMETRY:
            return []  # its spans do not tell who made the answer
        if handlers or exception_of(root).get("same", root.number) != number:
            return handlers
        return [SpanFact("Handled by", "nobody: it went through every layer of the app", danger=True)]

    def _values(self) -> tuple[ValueLine, ...]:
        span = self._span
        if span.kind == "params":
            return value_lines(span)
        if span.kind != "solve":
            return ()
        inside = (other for other in self._tree.below(span.number) if other.kind == "params")
        return tuple(line for other in inside for line in value_lines(other))

    def _errors(self) -> tuple[ErrorLine, ...]:
        own = self._span.attributes.get("errors")
        return error_lines(own or origin_of(self._span, self._tree.trace).get("errors"))

    def _stack(self) -> str:
        found = origin_of(self._span, self._tree.trace).get("stack")
        return found.strip() if isinstance(found, str) else ""

    def _places(self) -> tuple[CodePlace, ...]:
        span = self._span
        origin = origin_of(span, self._tree.trace) if exception_of(span) else {}
        places = (
            _place("raised", origin.get("file"), origin.get("line")),
            *_callers(origin.get("frames")),
            _place("defined", span.attributes.get("file"), span.attributes.get("line")),
        )
        return tuple(place for place in places if place is not None)


def _place(what: str, file: JsonValue, line: JsonValue) -> CodePlace | None:
    if not isinstance(file, str) or not file:
        return None
    return CodePlace(what, file, line if isinstance(line, int) and not isinstance(line, bool) else 0)


def _callers(frames: JsonValue) -> list[CodePlace | None]:
    """The app's own functions through which an exception came, from where it was raised outwards."""
    known = [frame for frame in frames if isinstance(frame, dict)] if isinstance(frames, list) else []
    return [
        _place(f"called by {frame.get('function')}", frame.get("file"), frame.get("line"))
        for frame in reversed(known[:-1])
    ]


def _made(handler: Span) -> str:
    status = handler.attributes.get("status")
    return f", which made it {status}" if isinstance(status, int) else ""


def _attribute_facts(span: Span) -> list[SpanFact]:
    """Every attribute that is not told elsewhere, so that nothing recorded is lost."""
    found = [
        SpanFact(_LABELS.get(name, name), _attribute_words(name, value))
        for name, value in span.attributes.items()
        if name not in _TOLD and value is not False
    ]
    for name in _SPREAD:
        inner = span.attributes.get(name)
        if isinstance(inner, dict):
            found += [SpanFact(key, _attribute_words(key, value)) for key, value in inner.items()]
    return found


def _attribute_words(name: str, value: JsonValue) -> str:
    if name.endswith("_ms") and isinstance(value, int | float):
        return fine_duration_words(float(value))
    if name == "bytes" and isinstance(value, int):
        return size_words(value)
    if value is True:
        return "yes"
    if name in _NAMES and isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else value_words(value)


def record_of(span: Span) -> dict[str, JsonValue]:
    """The span as it was recorded, as JSON data."""
    record: dict[str, JsonValue] = {
        "number": span.number,
        "parent": span.parent,
        "kind": span.kind,
        "name": span.name,
        "start_ms": span.start_ms,
        "ms": span.duration_ms,
        "attributes": span.attributes,
    }
    return {**record, "error": span.error} if span.error else record


_SPREAD: Final = ("attributes", "resource")
"""Attributes that hold attributes, each of which is a fact of its own."""

_TOLD: Final = frozenset(
    {
        "rows",
        "errors",
        "exception",
        "file",
        "line",
        "builtin",
        "dependency",
        *_SPREAD,
    }
)
_NAMES: Final = frozenset({"removed", "added", "rules"})
_LABELS: Final = {
    "parameter": "Given as",
    "override_of": "In place of",
    "cached": "From the cache",
    "skipped": "Not called",
    "call_ms": "Its own call",
    "type": "Type",
    "value": "Value",
    "where": "Runs on",
    "thread": "Thread",
    "queue_ms": "Waited for a thread",
    "run_ms": "Ran",
    "bytes": "Size",
    "mode": "Written as",
    "removed": "Left out",
    "added": "Filled in",
    "rules": "By the route's wish",
    "handles": "Made for",
    "handled": "Turned",
    "status": "Status",
    "saw": "Saw",
    "passed_on": "Passed it on",
    "streaming": "While sending",
    "chunks": "Pieces",
    "first_chunk_ms": "First piece after",
    "open": "Still ran at the end",
    "service": "Service",
    "scope": "Recorded by",
    "peer": "Asked",
    "statement": "Statement",
    "function": "Function",
    "orphan": "Its parent did not arrive",
    "clock_ms": "Clock off by at least",
    "left_out": "Attributes left out",
    "span_id": "Span id",
    "events": "Events",
    "links": "Links",
}
