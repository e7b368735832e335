"""An exchange and its trace → the six stages that a person sees, each in words a student understands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from app.core.exchange.model import Exchange, Failure
from app.core.exchange.words import duration_words
from app.core.trace.client_side import client_journey
from app.core.trace.facts import (
    TraceFacts,
    flag_of,
    location_of,
    origin_of,
    place_text,
    rows_of,
    text_of,
)
from app.core.trace.model import Journey, Stage, StageName, StageState, TraceOrigin
from app.core.trace.otlp.journey import telemetry_journey
from app.core.trace.span_sentences import what_it_did
from app.core.trace.timing import stage_times
from app.core.trace.wording import joined, joined_names, plain_end, short_endpoint, status_text

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome
    from app.core.trace.model import Span, Trace

_ORDER = tuple(StageName)


class Routing(Protocol):
    """What the router decides about a request, for example an `app.core.routes.model.MatchResult`."""

    @property
    def decision(self) -> str:
        """`matched`, `method not allowed`, `redirect`, `not found` or `error`."""
        ...

    @property
    def sentence(self) -> str:
        """The decision in plain words."""
        ...

    @property
    def status(self) -> int | None:
        """The router's own answer, None where a route answers."""
        ...


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
        self._outcome = outcome
        self._routing = routing
        self._findings = findings

    def build(self) -> Journey:
        stop = self._stop()
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

    # Where it stopped

    def _stop(self) -> Stage | None:
        facts = self._facts
        if not facts.reached_router:
            return self._stopped_in_middleware()
        if not facts.reached_route:
            return self._stopped_in_router()
        if facts.unreadable_body is not None:
            return self._unreadable(facts.unreadable_body)
        if facts.failed_dependency is not None:
            return self._stopped_in_dependency(facts.failed_dependency)
        if facts.invalid:
            return self._invalid()
        if facts.endpoint is not None and facts.endpoint.error:
            return self._stopped_in_endpoint(facts.endpoint)
        return self._stopped_in_response()

    def _stopped_in_middleware(self) -> Stage:
        last = self._facts.last_middleware
        name = f"The middleware `{last.name}`" if last is not None else "Something in front of the app"
        detail = _span_place(last) if last is not None else ""
        if self._facts.raised:
            sentence = f"{name} raised {plain_end(self._facts.raised)}, so the router never saw the request."
        else:
            sentence = f"{name} answered by itself; the router never saw the request."
        return Stage(StageName.REQUEST, StageState.STOPPED, sentence, detail=detail)

    def _stopped_in_router(self) -> Stage:
        routing = self._routing
        if routing is not None and routing.decision != "matched":
            sentence = routing.sentence
        else:
            target = f"`{self._trace.method} {self._trace.path}`"
            sentence = {
                404: f"No route matches {target}.",
                405: f"The path of {target} exists, but not for this method.",
                307: f"{target} differs from a route only by its last slash: the client is sent there.",
            }.get(self._trace.status or 0, f"No route took {target}.")
        return Stage(StageName.ROUTE, StageState.STOPPED, sentence, detail=self._trace.route)

    def _unreadable(self, span: Span) -> Stage:
        what = {"parse JSON": "is not valid JSON", "parse form": "cannot be read as a form"}.get(span.name)
        sentence = (
            f"The body {what or 'could not be read'}, so nothing after it was tried. FastAPI reads the body first."
        )
        return Stage(StageName.VALIDATION, StageState.STOPPED, sentence, detail=span.error)

    def _stopped_in_dependency(self, span: Span) -> Stage:
        error = origin_of(span, self._trace)
        sentence = f"The dependency `{span.name}` {what_it_did(span, self._trace)}. The endpoint was never called."
        place = place_text(error.get("file"), error.get("line")) or _span_place(span)
        return Stage(StageName.DEPENDENCIES, StageState.STOPPED, sentence, detail=_joined(span.error, place))

    def _invalid(self) -> Stage:
        errors = self._facts.invalid
        places = list(dict.fromkeys(self._findings or map(location_of, errors)))
        count = "1 value does not fit" if len(places) == 1 else f"{len(places)} values do not fit"
        sentence = f"{count}: {joined_names(places)}. FastAPI refused the request before the endpoint ran."
        detail = "\n".join(f"{location_of(error)}: {error.get('msg', '')}" for error in errors)
        return Stage(StageName.VALIDATION, StageState.STOPPED, sentence, detail=detail)

    def _stopped_in_endpoint(self, span: Span) -> Stage:
        error = origin_of(span, self._trace)
        place = place_text(error.get("file"), error.get("line")) or _span_place(span)
        sentence = f"The endpoint `{span.name}` {what_it_did(span, self._trace)}."
        return Stage(StageName.ENDPOINT, StageState.STOPPED, sentence, detail=_joined(span.error, place))

    def _stopped_in_response(self) -> Stage | None:
        if isinstance(self._outcome, Failure):
            status = self._trace.status
            did = "sent nothing" if status is None else f"answered {status_text(status)}"
            sentence = f"The server {did}, and the client did not wait for all of it: {self._outcome.message}"
            return Stage(StageName.RESPONSE, StageState.STOPPED, sentence, detail=self._outcome.detail)
        span = self._facts.failed_response
        if span is None:
            return None
        if self._facts.endpoint is None:
            return self._stopped_in_plain_endpoint(span)
        if span.kind == "serialize":
            what = "What the endpoint returned does not fit its response model, which is a mistake of the server"
        elif span.kind == "teardown":
            what = f"Cleaning up the dependency `{span.name}` raised {plain_end(span.error)}"
        else:
            what = f"Making the response raised {plain_end(span.error)}"
        sentence = f"{what}. {self._answered_instead()}"
        return Stage(StageName.RESPONSE, StageState.STOPPED, sentence, detail=span.error)

    def _stopped_in_plain_endpoint(self, span: Span) -> Stage:
        """A Starlette endpoint has no span of its own: what it raises is first seen by its thread or the router."""
        name = short_endpoint(self._trace.endpoint)
        who = f"The endpoint `{name}`" if name else "The endpoint"
        sentence = f"{who} raised {plain_end(span.error)}."
        error = origin_of(span, self._trace)
        place = place_text(error.get("file"), error.get("line"))
        return Stage(StageName.ENDPOINT, StageState.STOPPED, sentence, detail=_joined(span.error, place))

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
            return Stage(StageName.DEPENDENCIES, StageState.SKIPPED, "This endpoint has no dependencies.")
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
            return Stage(
                StageName.VALIDATION, StageState.SKIPPED, "This endpoint takes no values, so none were checked."
            )
        names = list(dict.fromkeys(f"{place}/{row.get('key')}" if place != "body" else "body" for place, row in rows))
        fits = "fits" if len(names) == 1 else "fit"
        return Stage(StageName.VALIDATION, StageState.PASSED, f"{joined_names(names)} {fits}.", detail="\n".join(names))

    def _endpoint(self) -> Stage:
        span = self._facts.endpoint
        if span is None:
            name = short_endpoint(self._trace.endpoint)
            sentence = f"`{name}` ran." if name else "The endpoint ran."
            return Stage(StageName.ENDPOINT, StageState.PASSED, sentence, detail=self._trace.endpoint)
        if flag_of(span, "streaming"):
            chunks = span.attributes.get("chunks", 0)
            sentence = f"`{span.name}` wrote the response piece by piece: {chunks} {_plural('chunk', chunks)}."
        else:
            where = text_of(span, "where")
            on = {"thread pool": " in a worker thread", "event loop": " on the event loop"}.get(where, "")
            returned = text_of(span, "type").rpartition(".")[2]
            sentence = f"`{span.name}` ran{on}" + (f" and returned `{returned}`." if returned else ".")
        return Stage(StageName.ENDPOINT, StageState.PASSED, sentence, detail=_span_place(span))

    def _response(self) -> Stage:
        status = self._trace.status
        if status is None:
            return Stage(StageName.RESPONSE, StageState.UNKNOWN, "The server recorded no response.")
        checked = any(span.kind == "serialize" and span.name == "response model" for span in self._trace.spans)
        how = " after checking it against the response model" if checked else ""
        sentence = f"The server answered {status_text(status)} with {_bytes(self._trace.size)}{how}."
        if self._facts.background:
            names = [span.name for span in self._facts.background]
            sentence += f" {joined_names(names)} ran in the background afterwards."
        failed = "; ".join(f"{span.name}: {span.error}" for span in self._facts.background if span.error)
        return Stage(StageName.RESPONSE, StageState.PASSED, sentence, detail=failed)

    # What was not reached

    def _unreached(self, name: StageName, stop: StageName) -> Stage:
        if name is StageName.RESPONSE:
            return Stage(name, StageState.NOT_REACHED, self._answered_instead())
        sentence = f"Not reached: the request stopped at {stop.value}."
        return Stage(name, StageState.NOT_REACHED, sentence)

    def _answered_instead(self) -> str:
        """Who made the response that came back although the endpoint's own never did."""
        handler, status = self._facts.handler, self._trace.status
        if handler is not None:
            handled = text_of(handler, "handled").partition(":")[0] or "exception"
            return f"The handler `{handler.name}` turned the {handled} into the answer {status_text(status)}."
        if status is None:
            return "The server sent no response."
        if self._facts.raised:
            return f"No handler took the exception, so the server answered {status_text(status)}."
        return f"The answer was {status_text(status)}."

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
            return f"Went through to the end: {status_text(self._trace.status)} in {took}."
        return f"Stopped at {stop.name.value}: {stop.sentence}"


def _with_times(stages: list[Stage], times: dict[StageName, float]) -> tuple[Stage, ...]:
    """Gives each stage its time; that of stages that were passed over counts to the one before, so none is lost."""
    sums = dict(times)
    live = {StageState.PASSED, StageState.STOPPED, StageState.UNKNOWN}
    for before, stage in reversed(list(enumerate(stages[1:]))):
        if stage.state not in live:
            sums[stages[before].name] += sums.pop(stage.name)
    return tuple(
        replace(stage, duration_ms=round(sums[stage.name], 4)) if stage.state in live else stage for stage in stages
    )


def _dependency_detail(span: Span) -> str:
    if flag_of(span, "skipped"):
        return "not called"
    if flag_of(span, "cached"):
        return "from the cache"
    call = span.attributes.get("call_ms")
    return f"{call} ms" if isinstance(call, int | float) else "ran"


def _span_place(span: Span) -> str:
    return place_text(span.attributes.get("file"), span.attributes.get("line"))


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _plural(word: str, count: object) -> str:
    return word if count == 1 else word + "s"


def _bytes(size: int) -> str:
    return "no body" if not size else f"{size:,} {_plural('byte', size)}"


def _joined(error: str, place: str) -> str:
    return f"{error}\n{place}" if place else error
