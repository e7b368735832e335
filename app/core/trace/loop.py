"""What was seen of a server's event loop: how late it answered, and what held it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.json_record import JsonRecord
from app.core.projects.model import CodePlace

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


@dataclass(frozen=True, slots=True)
class LoopRequest:
    """A request that the event loop was to serve.

    Attributes:
        trace_id: The trace's id, empty for a request that asked for none.
        method: Of HTTP, or `WEBSOCKET`.
        arrived: For a request that waited: whether it arrived during the block; else it was under way before.
    """

    trace_id: str
    method: str
    path: str
    arrived: bool = False

    @property
    def words(self) -> str:
        """`GET /books`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class LoopBlock:
    """A time in which the event loop could serve nobody.

    Attributes:
        number: Its identity within one run of the server; what is told later under the same number takes its place.
            0 for one that was seen from outside while the process could tell nothing; the process tells of it later.
        at_s: When it began, seconds since the epoch.
        ms: How long it lasted, or has lasted so far.
        request: The request whose code held the loop; None where no request's did.
        place: The guilty line, innermost of the app's own code; None where none of it was running.
        held: Whether one call into C kept the interpreter to itself, so that no other thread ran either.
        gil: Whether the loop was idle and other threads of the app kept the interpreter busy; `place` is theirs.
        lasts: Whether it is still going on.
        share: The part of the block, 0 to 1, that was spent at `place`.
        stack: The calls that led to `place`, outermost first.
        waited: The requests that could not go on meanwhile, in order of arrival.
    """

    number: int
    at_s: float
    ms: float
    request: LoopRequest | None = None
    place: CodePlace | None = None
    held: bool = False
    gil: bool = False
    lasts: bool = False
    share: float = 1.0
    stack: tuple[CodePlace, ...] = ()
    waited: tuple[LoopRequest, ...] = ()

    @property
    def trace_id(self) -> str:
        """The trace of the request that held the loop; empty where it has none."""
        return self.request.trace_id if self.request is not None else ""

    def is_same(self, other: LoopBlock) -> bool:
        """Whether both tell of one block; a recorder that starts anew counts from one again."""
        return (self.number, self.at_s) == (other.number, other.at_s)

    def covers(self, other: LoopBlock) -> bool:
        """Whether the process itself tells here of what was seen from outside."""
        inside = self.at_s <= other.at_s <= self.at_s + self.ms / 1000
        return self.number > 0 and other.number == 0 and inside


@dataclass(frozen=True, slots=True)
class LoopSample:
    """A moment of the event loop and of the pool of worker threads.

    Attributes:
        at_s: Seconds since the epoch.
        lag_ms: The longest time that the loop took to answer since the sample before; None where it was not measured.
        borrowed: Worker threads in use.
        tokens: How many there may be; 0 where the pool is not known.
        waiting: Calls that wait for a free one.
    """

    at_s: float
    lag_ms: float | None = None
    borrowed: int = 0
    tokens: int = 0
    waiting: int = 0


def read_block(value: JsonValue) -> LoopBlock:
    """A block from the recorder's dict.

    Raises:
        RecordError: Something is missing or of the wrong type.
    """
    record = JsonRecord(value)
    members = record.members
    request, place = members.get("request"), members.get("place")
    return LoopBlock(
        number=record.whole("number"),
        at_s=record.number("at"),
        ms=record.number("ms"),
        request=None if request is None else _read_request(JsonRecord(request, "/request")),
        place=None if place is None else _read_place(JsonRecord(place, "/place")),
        held=record.flag("held", default=False),
        gil=record.flag("gil", default=False),
        lasts=record.flag("lasts", default=False),
        share=record.number("share", 1.0),
        stack=tuple(_read_place(item) for item in record.records("stack")),
        waited=tuple(_read_request(item) for item in record.records("waited")),
    )


def read_sample(value: JsonValue) -> LoopSample:
    """A sample from the recorder's dict.

    Raises:
        RecordError: Something is missing or of the wrong type.
    """
    record = JsonRecord(value)
    return LoopSample(
        at_s=record.number("at"),
        lag_ms=None if record.members.get("ms") is None else record.number("ms"),
        borrowed=record.whole("borrowed", 0),
        tokens=record.whole("tokens", 0),
        waiting=record.whole("waiting", 0),
    )


def _read_request(record: JsonRecord) -> LoopRequest:
    return LoopRequest(
        record.text("id", ""),
        record.text("method", ""),
        record.text("path", ""),
        arrived=record.flag("arrived", default=False),
    )


def _read_place(record: JsonRecord) -> CodePlace:
    return CodePlace(
        record.text("file"), record.whole("line", 0), name=record.text("name", ""), text=record.text("text", "")
    )
