"""The journey as OpenTelemetry's spans tell it: what they say, and that the rest is unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.exchange.statuses import status_line
from app.core.exchange.words import duration_words
from app.core.trace.client_side import client_journey
from app.core.trace.facts import exception_of, place_text, text_of
from app.core.trace.model import Journey, Stage, StageName, StageState
from app.core.trace.wording import plain_end

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.exchange.model import Exchange, Outcome
    from app.core.trace.model import Span, Trace

_NOT_FOUND: Final = 404
_NOT_ALLOWED: Final = 405
_UNPROCESSABLE: Final = 422
_PEERS_SHOWN: Final = 3
_UNTOLD: Final = "Unknown: the server's spans do not tell of it."


def telemetry_journey(done: Exchange | Outcome, trace: Trace, route: Stage | None) -> Journey:
    """The journey of a request whose server sent spans; the way there and back is as the client saw it.

    Args:
        done: The exchange, or only its response or failure.
        trace: Of OpenTelemetry.
        route: The route stage where the server's routes are known otherwise, else None.
    """
    base = {stage.name: stage for stage in client_journey(done, None).stages}
    told = _Told(trace)
    told_route = told.route()
    inside: tuple[Stage, ...] = (
        route or told_route if told_route.state is StageState.UNKNOWN else told_route,
        *told.inside(),
    )
    stopped = next((stage.name for stage in inside if stage.state is StageState.STOPPED), None)
    if stopped is not None:
        place = [stage.name for stage in inside].index(stopped) + 1
        inside = (*inside[:place], *(_unreached(stage, stopped) for stage in inside[place:]))
    request = replace(told.request(), duration_ms=base[StageName.REQUEST].duration_ms)
    response = base[StageName.RESPONSE]
    if response.state is StageState.STOPPED:
        stopped = stopped or StageName.RESPONSE
    stages = (request, *inside, response)
    return Journey(stages, stopped, known=True, summary=_summary(stages, stopped, told))


def _unreached(stage: Stage, stop: StageName) -> Stage:
    return Stage(stage.name, StageState.NOT_REACHED, f"Not reached: the request stopped at {stop.value}.")


def _summary(stages: Iterable[Stage], stopped: StageName | None, told: _Told) -> str:
    stop = next((stage for stage in stages if stage.name is stopped), None)
    if stop is not None:
        return f"Stopped at {stop.name.value}: {stop.sentence}"
    return f"{told.answered()} {told.seen()}".strip()


class _Told:
    """What the spans of a trace say of each stage."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._main = next((span for span in trace.spans if span.kind == "server" and span.start_ms == 0), None)
        self._own = _own_spans(trace, self._main)
        self._endpoint = next((span for span in self._own if span.kind == "endpoint"), None)
        self._solve = next((span for span in self._own if span.kind == "solve"), None)

    @property
    def _who(self) -> str:
        service = text_of(self._main, "service") if self._main is not None else ""
        return f"`{service}`" if service else "The server"

    @property
    def _status(self) -> str:
        status = self._trace.status
        return status_line(status) if status is not None else "without saying a status"

    def request(self) -> Stage:
        target = f"{self._trace.method} {self._trace.path}".strip()
        what = f"`{target}`" if target else "the request"
        services = [f"`{name}`" for name in self._trace.services]
        detail = f"Spans came from {', '.join(services)}." if len(services) > 1 else ""
        return Stage(StageName.REQUEST, StageState.PASSED, f"{self._who} received {what}.", detail=detail)

    def route(self) -> Stage:
        route, status = self._trace.route, self._trace.status
        if route:
            endpoint = self._trace.endpoint
            leads = f", which leads to `{endpoint}`" if endpoint else ""
            return Stage(StageName.ROUTE, StageState.PASSED, f"The route `{route}` matched{leads}.", detail=endpoint)
        guesses = {
            _NOT_FOUND: f"The server names no route; with {self._status} that usually means that none matched.",
            _NOT_ALLOWED: f"The server names no route; {self._status} says that the path has other methods.",
        }
        return Stage(StageName.ROUTE, StageState.UNKNOWN, guesses.get(status or 0, "The server names no route."))

    def inside(self) -> tuple[Stage, Stage, Stage]:
        """Dependencies, validation and endpoint."""
        solved = (self._dependencies(), self._validation())
        return *solved, self._run()

    def _dependencies(self) -> Stage:
        name, solve = StageName.DEPENDENCIES, self._solve
        if solve is None:
            return Stage(name, StageState.UNKNOWN, _UNTOLD)
        if solve.error:
            return Stage(name, StageState.STOPPED, f"Solving them failed: {solve.error}.", solve.duration_ms)
        if self._endpoint is None and self._trace.status != _UNPROCESSABLE:
            sentence = f"One of them ended the request with {self._status}; which one is not told."
            return Stage(name, StageState.STOPPED, sentence, solve.duration_ms)
        sentence = "Dependencies were solved and values checked; how long each took is not told."
        return Stage(name, StageState.PASSED, sentence, solve.duration_ms)

    def _validation(self) -> Stage:
        name = StageName.VALIDATION
        if self._solve is None:
            return Stage(name, StageState.UNKNOWN, _UNTOLD)
        if self._endpoint is None:
            sentence = f"Values were refused with {self._status} before the endpoint ran."
            return Stage(name, StageState.STOPPED, sentence)
        return Stage(name, StageState.PASSED, "The values fit: the endpoint ran.")

    def _run(self) -> Stage:
        name, span = StageName.ENDPOINT, self._endpoint
        if span is not None:
            called = f"`{text_of(span, 'function') or span.name}`"
            if span.error:
                sentence, detail = f"The endpoint {called} raised {plain_end(span.error)}.", _detail(span)
                return Stage(name, StageState.STOPPED, sentence, span.duration_ms, detail)
            return Stage(name, StageState.PASSED, f"{called} ran. {self.seen()}".strip(), span.duration_ms)
        main = self._main
        if main is not None and exception_of(main):
            sentence = f"The code behind the route raised {plain_end(main.error)}."
            return Stage(name, StageState.STOPPED, sentence, main.duration_ms, _detail(main))
        failed = next((span for span in self._own if span.error and span is not main), None)
        seen = self.seen()
        if failed is not None:
            seen = f"{seen} `{failed.name}` failed: {plain_end(failed.error)}.".strip()
        detail = _detail(failed) if failed is not None else ""
        sentence = f"Not told as such. {seen}" if seen else _UNTOLD
        return Stage(name, StageState.UNKNOWN, sentence, detail=detail)

    def answered(self) -> str:
        """What the server says of the whole."""
        return f"{self._who} answered {self._status} in {duration_words(self._trace.duration_ms)}."

    def seen(self) -> str:
        """The work that the spans show, counted; empty where they show none."""
        databases = [span for span in self._own if span.kind == "database"]
        calls = [span for span in self._own if span.kind == "client"]
        parts = []
        if databases:
            took = duration_words(sum(span.duration_ms for span in databases))
            parts.append(f"{_count(len(databases), 'database call')} took {took}")
        if calls:
            peers = list(dict.fromkeys(peer for span in calls if (peer := text_of(span, "peer"))))
            more = ", …" if len(peers) > _PEERS_SHOWN else ""
            to = f" to {', '.join(f'`{peer}`' for peer in peers[:_PEERS_SHOWN])}{more}" if peers else ""
            took = duration_words(sum(span.duration_ms for span in calls))
            parts.append(f"{_count(len(calls), 'call')}{to} took {took}")
        return f"{', '.join(parts)}." if parts else ""


def _own_spans(trace: Trace, main: Span | None) -> list[Span]:
    """The spans of the server that was asked, without those of servers that it asked; all, where none is known."""
    if main is None:
        return list(trace.spans)
    servers: dict[int, int | None] = {}
    for span in trace.spans:
        around = servers.get(span.parent) if span.parent is not None else None
        servers[span.number] = span.number if span.kind == "server" else around
    return [span for span in trace.spans if servers[span.number] == main.number]


def _count(many: int, what: str) -> str:
    return f"1 {what}" if many == 1 else f"{many:,} {what}s"


def _detail(span: Span) -> str:
    """The error's words and the place in the code, as far as they are told."""
    error = exception_of(span)
    place = place_text(error.get("file"), error.get("line"))
    return f"{span.error}\n{place}" if place else span.error
