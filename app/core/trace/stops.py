"""Where a traced request stopped, why, and who answered instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from app.core.exchange.model import Failure
from app.core.trace.facts import exception_of, location_of, origin_of, place_text, text_of
from app.core.trace.model import Stage, StageName, StageState
from app.core.trace.span_sentences import is_frameworks, what_it_did
from app.core.trace.wording import joined_names, plain_end, short_endpoint, status_text

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome
    from app.core.trace.facts import TraceFacts
    from app.core.trace.model import Span

_CORS: Final = "CORSMiddleware"
_NOT_ALLOWED: Final = 405
_TOO_LARGE: Final = 413
_UNROUTED: Final = {
    "HEAD": " A route of FastAPI that answers GET does not answer HEAD by itself.",
    "OPTIONS": " Browsers ask with OPTIONS; a CORS middleware answers them, where an app has one.",
}


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


class Stops:
    """Finds the stage at which a request stopped.

    Args:
        findings: As in `journey`.
    """

    def __init__(self, facts: TraceFacts, outcome: Outcome, routing: Routing | None, findings: tuple[str, ...]) -> None:
        self._facts = facts
        self._trace = facts.trace
        self._outcome = outcome
        self._routing = routing
        self._findings = findings

    def find(self) -> Stage | None:
        """The stage, told; None where the request went through."""
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
        detail = span_place(last) if last is not None else ""
        if self._facts.raised:
            sentence = f"{name} raised {plain_end(self._facts.raised)}, so the router never saw the request."
        elif last is not None and last.name == _CORS and self._trace.method == "OPTIONS":
            says = "yes" if self._trace.status in range(200, 300) else "no"
            sentence = (
                f"`{_CORS}` answered a browser's question before a request from another site (CORS preflight): {says}. "
                "The router is not asked for that."
            )
        else:
            status = self._trace.status
            did = f"answered {status_text(status)} by itself" if status is not None else "sent no answer"
            sentence = f"{name} {did}; the router never saw the request."
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
        known = _UNROUTED.get(self._trace.method, "") if self._trace.status == _NOT_ALLOWED else ""
        return Stage(StageName.ROUTE, StageState.STOPPED, f"{sentence}{known}", detail=self._trace.route)

    def _unreadable(self, span: Span) -> Stage:
        what = {"parse JSON": "is not valid JSON", "parse form": "cannot be read as a form"}.get(span.name)
        if span.error.startswith("UnicodeDecodeError"):
            what = "is not text in UTF-8"
        if exception_of(span).get("status") == _TOO_LARGE:
            what = "is larger than the server takes"
        sentence = (
            f"The body {what or 'could not be read'}, so nothing after it was tried. FastAPI reads the body first."
        )
        return Stage(StageName.VALIDATION, StageState.STOPPED, sentence, detail=span.error)

    def _stopped_in_dependency(self, span: Span) -> Stage:
        error = origin_of(span, self._trace)
        sentence = f"The dependency `{span.name}` {what_it_did(span, self._trace)}. The endpoint was never called."
        place = place_text(error.get("file"), error.get("line")) or span_place(span)
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
        place = place_text(error.get("file"), error.get("line")) or span_place(span)
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
        sentence = f"{what}. {self.answered_instead()}"
        return Stage(StageName.RESPONSE, StageState.STOPPED, sentence, detail=span.error)

    def _stopped_in_plain_endpoint(self, span: Span) -> Stage:
        """A Starlette endpoint has no span of its own: what it raises is first seen by its thread or the router."""
        name = short_endpoint(self._trace.endpoint)
        who = f"The endpoint `{name}`" if name else "The endpoint"
        sentence = f"{who} {what_it_did(span, self._trace)}."
        error = origin_of(span, self._trace)
        place = place_text(error.get("file"), error.get("line"))
        return Stage(StageName.ENDPOINT, StageState.STOPPED, sentence, detail=_joined(span.error, place))

    def answered_instead(self) -> str:
        """Who made the response that came back although the endpoint's own never did."""
        handler, status = self._facts.handler, self._trace.status
        if handler is not None:
            handled = text_of(handler, "handled").partition(":")[0] or "exception"
            whose = "FastAPI's own handler" if is_frameworks(handler) else "The handler"
            return f"{whose} `{handler.name}` turned the {handled} into the answer {status_text(status)}."
        if status is None:
            return "The server sent no response."
        if self._facts.raised:
            return f"No handler took the exception, so the server answered {status_text(status)}."
        last = self._facts.last_middleware
        if not self._facts.reached_router and last is not None:
            return f"The middleware `{last.name}` made the answer {status_text(status)}."
        who = "The router itself answered" if not self._facts.reached_route else "The answer was"
        return f"{who} {status_text(status)}."


def span_place(span: Span) -> str:
    """Where what ran is written, `file:line`; empty where that is not known."""
    return place_text(span.attributes.get("file"), span.attributes.get("line"))


def _joined(error: str, place: str) -> str:
    return f"{error}\n{place}" if place else error
