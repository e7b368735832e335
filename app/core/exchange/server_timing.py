"""The `Server-Timing` header: what a server tells of its own work (W3C Server Timing, section 3)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

METRIC_LIMIT: Final = 200
"""Metrics that are read of one response."""

_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ServerMetric:
    """One thing that the server tells.

    Attributes:
        name: A token, for example `db`.
        duration_ms: How long it took; None where that is not told. When it began is never told.
        description: In the server's words; may be empty.
    """

    name: str
    duration_ms: float | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class ServerTimings:
    """All of a response.

    Attributes:
        problem: What cannot be read, one sentence; empty where all can.
    """

    metrics: tuple[ServerMetric, ...] = ()
    problem: str = ""


def read_server_timing(headers: Iterable[tuple[str, str]]) -> ServerTimings:
    """The metrics of a response's headers, in order; broken parts are skipped and told."""
    metrics: list[ServerMetric] = []
    problem = ""
    for name, text in headers:
        if name.lower() != "server-timing":
            continue
        for part in _split(text, ","):
            if len(metrics) >= METRIC_LIMIT:
                return ServerTimings(tuple(metrics), f"Only the first {METRIC_LIMIT} metrics were read.")
            metric, fault = _read_metric(part)
            metrics += [metric] if metric is not None else []
            problem = problem or fault
    return ServerTimings(tuple(metrics), problem)


def _split(text: str, mark: str) -> Iterator[str]:
    """The parts between marks that stand outside of quotes; empty ones are left out (RFC 9110 section 5.6.1)."""
    begin = at = 0
    is_quoting = True
    while at < len(text):
        quoted = _QUOTED.match(text, at) if is_quoting else None
        if quoted:
            at = quoted.end()
            continue
        # After a quote without an end no later one can have an end either.
        is_quoting = is_quoting and text[at] != '"'
        if text[at] == mark:
            yield from _part(text[begin:at])
            begin = at + 1
        at += 1
    yield from _part(text[begin:])


def _part(text: str) -> Iterator[str]:
    stripped = text.strip(" \t")
    if stripped:
        yield stripped


def _read_metric(text: str) -> tuple[ServerMetric | None, str]:
    first, *rest = [*_split(text, ";")] or [text]
    name = _TOKEN.match(first)
    if name is None:
        return None, f"`{text[:80]}` has no name."
    fault = "" if name.end() == len(first) else f"`{first[:80]}` is no name; it is read as `{name[0]}`."
    given: dict[str, str] = {}
    for part in rest:
        key, value = _read_parameter(part)
        # The first one counts, whatever its case.
        given.setdefault(key.lower(), value)
    written = given.get("dur")
    duration = _read_number(written) if written is not None else None
    if written is not None and duration is None:
        fault = fault or f"`{name[0]}` has the duration `{written[:40]}`, which is no number."
    return ServerMetric(name[0], duration, given.get("desc", "")), fault


def _read_parameter(text: str) -> tuple[str, str]:
    """Name and value; what follows a value is ignored, as the specification says."""
    key, equals, rest = text.partition("=")
    rest = rest.strip(" \t") if equals else ""
    quoted = _QUOTED.match(rest)
    if quoted:
        return key.strip(" \t"), _ESCAPED.sub(r"\1", quoted[1])
    token = _TOKEN.match(rest)
    return key.strip(" \t"), token[0] if token else ""


def _read_number(text: str) -> float | None:
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = float(text)
    return number if math.isfinite(number) and number >= 0 else None
