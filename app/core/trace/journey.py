"""An exchange and its trace → the six stages that a person sees, each in words a student understands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.exchange.model import Exchange, Failure
from app.core.exchange.words import duration_words
from app.core.trace.client_side import client_journey
from app.core.trace.facts import (
    TraceFacts,
    flag_of,
    rows_of,
    text_of,
)
from app.core.trace.model import WEBSOCKET, Journey, Stage, StageName, StageState, TraceOrigin
from app.core.trace.otlp.journey import telemetry_journey
from app.core.trace.stops import Routing, Stops, span_place
from app.core.trace.timing import stage_times
from app.core.trace.wording import joined, joined_names, plain_end, short_endpoint, status_text

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome
    from app.core.trace.model import Span, Trace

_ORDER = tuple(StageName)


def journey(
    done: Exchange | Outcome,
    trace: Trace | None = None,
    routing: Routing | None = None,
    findings: tuple[str, ...] | None = None,
) -> Journey:
    """The way of one request.

    Args:
        done: The exchange, or only its response or failure.
        trace: What the server recorded; without it the stages inside the server are unknown, and said to be.
        routing: The router's decision about this request, where the server's routes are known.
        findings: The fields that the diagnosis pins the server's errors on, so that both name and count the same;
            None or empty where there is no diagnosis.
    """
    outcome = done.outcome if isinstance(done, Exchange) else done
    if trace is None:
        return client_journey(done, None if routing is None else _route_told(routing, outcome))
    if trace.origin is TraceOrigin.TELEMETRY:
        return telemetry_journey(done, trace, None if routing is None else _route_told(routing, outcome))
    return _Builder(TraceFacts(trace), outcome, routing, findings or ()).build()


def _route_told(routing: Routing, outcome: Outcome) -> Stage | None:
    """The router's decision as a stage; None where the answer shows that the router was not even asked."""
    if routing.decision == "matched":
        return Stage(StageName.ROUTE, StageState.PASSED, routing.sentence)
    if not isinstance(outcome, Failure) and outcome.status != routing.status:
        return None
    return Stage(StageName.ROUTE, StageState.STOPPED, routing.sentence)


class _Builder:
    """Makes the stages of a traced request: first where it stopped, then a sentence for each."""

    def __init__(self, facts: TraceFacts, outcome: Outcome, routing: Routing | None, findings: tuple[str, ...]) -> None:
        self._facts = facts
        self._trace = facts.trace
        self._routing = routing
        self._stops = Stops(facts, outcome, routing, findings)

    def build(self) -> Journey:
        stop = self._stops.find()
        passed = {
            StageName.REQUEST: self._request,
            StageName.ROUTE: self._route,
            StageName.DEPENDENCIES: self._dependencies,
            StageName.VALIDATION: self._validation,
            StageName.ENDPOINT: self._endpoint,
            StageName.RESPONSE: self._response,
        }
        end = _ORDER.index(stop.name) if stop is not None else len(_ORDER)
        stages = [passed[name]() for name in _ORDER[:end]]
        if stop is not None:
            stages += [stop, *(self._unreached(name, stop.name) for name in _ORDER[end + 1 :])]
        stages = self._without_bypassed(stages)
        timed = _with_times(stages, stage_times(self._trace))
        return Journey(timed, stop.name if stop is not None else None, known=True, summary=self._summary(stop))

    # What passed

    def _request(self) -> Stage:
        names = [f"`{span.name}`" for span in self._facts.middlewares]
        through = f" and passed it through {joined(names)}" if names else ""
        sentence = f"The server received `{self._trace.method} {self._trace.path}`{through}."
        return Stage(StageName.REQUEST, StageState.PASSED, sentence, detail=", ".join(names).replace("`", ""))

    def _route(self) -> Stage:
        routing = self._routing
        if routing is not None and routing.decision == "matched":
            sentence = routing.sentence
        else:
            name = short_endpoint(self._trace.endpoint)
            leads = f", which leads to `{name}`" if name else ""
            sentence = f"The route `{self._trace.route or self._trace.path}` matched{leads}."
        return Stage(StageName.ROUTE, StageState.PASSED, sentence, detail=self._trace.endpoint)

    def _dependencies(self) -> Stage:
        spans = self._facts.dependencies
        if not spans:
            words = "This endpoint has no dependencies."
            if self._facts.is_plain:
                words = f"{self._plain_name()} takes the request as it is: FastAPI solves no dependencies for it."
            return Stage(StageName.DEPENDENCIES, StageState.SKIPPED, words)
        skipped = list(dict.fromkeys(span.name for span in spans if flag_of(span, "skipped")))
        ran = list(dict.fromkeys(span.name for span in spans if "call_ms" in span.attributes))
        cached = sum(flag_of(span, "cached") for span in spans)
        parts = [f"{joined_names(ran)} ran before the endpoint."] if ran else []
        if cached:
            parts.append(f"{cached} of {len(spans)} uses took a result that was there already.")
        if skipped:
            parts.append(f"{joined_names(skipped)} {_was(skipped)} not called, because the values for it are wrong.")
        state = StageState.PASSED if ran else StageState.NOT_REACHED
        lines = (f"{span.name}: {_dependency_detail(span)}" for span in spans)
        return Stage(StageName.DEPENDENCIES, state, " ".join(parts), detail="\n".join(lines))

    def _validation(self) -> Stage:
        rows = [(span.name, row) for span in self._facts.params for row in rows_of(span)]
        if not rows:
            words = "This endpoint takes no values, so none were checked."
            if self._facts.is_plain:
                words = f"{self._plain_name()} takes the request as it is: FastAPI checks no values for it."
            return Stage(StageName.VALIDATION, StageState.SKIPPED, words)
        names = list(dict.fromkeys(f"{place}/{row.get('key')}" if place != "body" else "body" for place, row in rows))
        fits = "fits" if len(names) == 1 else "fit"
        return Stage(StageName.VALIDATION, StageState.PASSED, f"{joined_names(names)} {fits}.", detail="\n".join(names))

    def _plain_name(self) -> str:
        name = short_endpoint(self._trace.endpoint)
        return f"`{name}`" if name else "What answers"

    def _endpoint(self) -> Stage:
        span = self._facts.endpoint
        if span is None:
            name = short_endpoint(self._trace.endpoint)
            sentence = f"`{name}` ran." if name else "The endpoint ran."
            return Stage(StageName.ENDPOINT, StageState.PASSED, sentence, detail=self._trace.endpoint)
        if flag_of(span, "streaming"):
            chunks = span.attributes.get("chunks", 0)
            sentence = f"`{span.name}` wrote the response piece by piece: {chunks} {_plural('piece', chunks)}."
            if self._trace.method == WEBSOCKET:
                sentence = f"`{span.name}` talked over the WebSocket: it sent {chunks} {_plural('message', chunks)}."
        else:
            where = text_of(span, "where")
            on = {"thread pool": " in a worker thread", "event loop": " on the event loop"}.get(where, "")
            returned = text_of(span, "type").rpartition(".")[2]
            sentence = f"`{span.name}` ran{on}" + (f" and returned `{returned}`." if returned else ".")
        return Stage(StageName.ENDPOINT, StageState.PASSED, sentence, detail=span_place(span))

    def _response(self) -> Stage:
        status = self._trace.status
        if status is None:
            return Stage(StageName.RESPONSE, StageState.UNKNOWN, "The server recorded no response.")
        return Stage(
            StageName.RESPONSE, StageState.PASSED, f"{self._answer()}{self._afterwards()}", detail=self._late()
        )

    def _answer(self) -> str:
        trace = self._trace
        if trace.method == WEBSOCKET:
            closed = f" It closed it: {plain_end(trace.closing)}." if trace.closing else ""
            return f"The server accepted the WebSocket and sent {_bytes(trace.size, 'nothing')} over it.{closed}"
        checked = any(span.kind == "serialize" and span.name == "response model" for span in trace.spans)
        how = " after checking it against the response model" if checked else ""
        pieces = f" in {trace.chunks:,} pieces" if trace.chunks > 1 else ""
        return f"The server answered {status_text(trace.status)} with {_bytes(trace.size, 'no body')}{pieces}{how}."

    def _afterwards(self) -> str:
        ran = [span.name for span in self._facts.background if not span.error]
        words = f" {joined_names(ran)} ran in the background afterwards." if ran else ""
        failed = self._facts.failed_afterwards
        if failed:
            names = joined_names([span.name for span in failed])
            words += f" {names} failed after the response was sent; the client does not learn of it."
        return words

    def _late(self) -> str:
        return "; ".join(f"{span.name}: {span.error}" for span in self._facts.failed_afterwards)

    # What was not reached

    def _unreached(self, name: StageName, stop: StageName) -> Stage:
        if name is StageName.RESPONSE:
            return Stage(name, StageState.NOT_REACHED, self._stops.answered_instead())
        sentence = f"Not reached: the request stopped at {stop.value}."
        return Stage(name, StageState.NOT_REACHED, sentence)

    def _without_bypassed(self, stages: list[Stage]) -> list[Stage]:
        """An unreadable body stops validation before dependencies are tried, although they stand before it."""
        if not self._facts.reached_route or self._facts.unreadable_body is None:
            return stages
        bypassed = Stage(
            StageName.DEPENDENCIES, StageState.NOT_REACHED, "Not reached: FastAPI reads the body before dependencies."
        )
        return [bypassed if stage.name is StageName.DEPENDENCIES else stage for stage in stages]

    def _summary(self, stop: Stage | None) -> str:
        if stop is None:
            took = duration_words(self._trace.duration_ms)
            failed = [span.name for span in self._facts.failed_afterwards]
            but = f" But {joined_names(failed)} failed after the response was sent." if failed else ""
            return f"Went through to the end: {status_text(self._trace.status)} in {took}.{but}"
        return f"Stopped at {stop.name.value}: {stop.sentence}"


def _with_times(stages: list[Stage], times: dict[StageName, float]) -> tuple[Stage, ...]:
    """Gives each stage its time; that of stages that were passed over counts to the one before, so none is lost.

    A response is made even where the endpoint's own was not reached, and that takes its time.
    """
    sums = dict(times)
    live = {StageState.PASSED, StageState.STOPPED, StageState.UNKNOWN}
    timed = {stage.name for stage in stages if stage.state in live or stage.name is StageName.RESPONSE}
    for before, stage in reversed(list(enumerate(stages[1:]))):
        if stage.name not in timed:
            sums[stages[before].name] += sums.pop(stage.name)
    return tuple(
        replace(stage, duration_ms=round(sums[stage.name], 4)) if stage.name in timed else stage for stage in stages
    )


def _dependency_detail(span: Span) -> str:
    if flag_of(span, "skipped"):
        return "not called"
    if flag_of(span, "cached"):
        return "from the cache"
    call = span.attributes.get("call_ms")
    return f"{call} ms" if isinstance(call, int | float) else "ran"


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _plural(word: str, count: object) -> str:
    return word if count == 1 else word + "s"


def _bytes(size: int, nothing: str) -> str:
    return nothing if not size else f"{size:,} {_plural('byte', size)}"
