"""What a block of the event loop means, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.words import duration_words

if TYPE_CHECKING:
    from app.core.projects.model import CodePlace
    from app.core.trace.loop import LoopBlock

_LINE_LENGTH: Final = 100
_WAITED: Final = {
    ("now", True): "has to wait",
    ("now", False): "have to wait",
    ("then", True): "had to wait",
    ("then", False): "had to wait",
}
_STOOD: Final = {
    ("now", True): "stands still",
    ("now", False): "stand still",
    ("then", True): "stood still",
    ("then", False): "stood still",
}


def block_words(block: LoopBlock) -> str:
    """One sentence: who held the loop, how long, where, and who had to wait; code stands in backticks."""
    where = _where(block.place)
    if block.gil:
        sentence = f"Worker threads kept Python busy for {_time(block)}{where}, so the event loop could not run"
    else:
        verb = "has held" if block.lasts else "held"
        sentence = f"{_who(block)} {verb} the event loop for {_time(block)}{where}"
    waited = waiting_words(block)
    return f"{sentence}; {waited}." if waited else f"{sentence}."


def advice_words(block: LoopBlock) -> str:
    """What to do about it, for a student."""
    if block.gil:
        return (
            "Python runs one thread at a time. Work that computes for long belongs in another process; "
            "threads help only where they wait."
        )
    if block.held:
        return (
            "One call computed without a pause, and no other thread could run meanwhile. Do less in one call, "
            "or move it into another process."
        )
    return (
        "The event loop is one thread that serves all requests. Await what waits, write the endpoint as plain `def` "
        "so that it runs in a worker thread, or move the call there with `await run_in_threadpool(...)`."
    )


def waiting_words(block: LoopBlock) -> str:
    """`3 requests had to wait`; empty where nobody did."""
    arrived = sum(request.arrived for request in block.waited)
    standing = len(block.waited) - arrived
    tense = "now" if block.lasts else "then"
    parts = [f"{_requests(arrived)} {_WAITED[tense, arrived == 1]}"] if arrived else []
    if standing:
        who = f"{standing:,} more" if arrived else _requests(standing)
        parts.append(f"{who} under way {_STOOD[tense, standing == 1]}")
    return " and ".join(parts)


def place_words(place: CodePlace) -> str:
    """`lab.py:45`: the file's own name and the line."""
    name = place.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{place.line}" if place.line else name


def code_words(place: CodePlace) -> str:
    """The line's text without a comment behind it."""
    return place.text.partition("  #")[0].strip()


def _who(block: LoopBlock) -> str:
    if block.request is not None:
        return block.request.words
    if not block.number:
        return "One call that lets nothing else run"
    return "Code outside any request" if block.place is not None else "Something"


def _time(block: LoopBlock) -> str:
    return f"{duration_words(block.ms)} so far" if block.lasts else duration_words(block.ms)


def _where(place: CodePlace | None) -> str:
    if place is None:
        return ""
    text = code_words(place).replace("`", "'")
    short = text if len(text) <= _LINE_LENGTH else f"{text[:_LINE_LENGTH]}…"
    return f" at {place_words(place)} `{short}`" if short else f" at {place_words(place)}"


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count:,} requests"
