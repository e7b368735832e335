"""What a trace says, as answers to the questions that a journey asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.trace.model import StageName
from app.core.trace.timing import stages_of_spans

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.trace.model import Span, Trace


_OWN_LAYERS: Final = frozenset({"ServerErrorMiddleware", "ExceptionMiddleware", "AsyncExitStackMiddleware"})


class TraceFacts:
    """Reads a trace: which spans stand for what, and where an exception began.

    Attributes:
        trace: The trace itself.
        middlewares: Outermost first; those that FastAPI puts around every app are left out.
        dependencies: In the order in which they began.
        endpoint: The endpoint's run, None where it was not reached or leaves no span.
        handler: The exception handler that made the response, the last one where there were several.
        background: Tasks that ran after the response.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._stages = stages_of_spans(trace)
        own = [span for span in trace.spans if self._is_own(span)]
        self.middlewares = [span for span in own if span.kind == "middleware" and not is_own_layer(span)]
        self.dependencies = [span for span in own if span.kind == "dependency"]
        self.params = [span for span in own if span.kind == "params"]
        self.endpoint = next((span for span in own if span.kind == "endpoint"), None)
        self.handler = next((span for span in reversed(own) if span.kind == "handler"), None)
        self.background = [span for span in trace.spans if span.kind == "background"]
        self._solve = next((span for span in own if span.kind == "solve"), None)
        self._own = own

    def _is_own(self, span: Span) -> bool:
        """Not inside the endpoint: an endpoint may itself call an app in process, whose spans are part of its work."""
        outer = self._stages.get(span.parent) if span.parent is not None else None
        return outer is not StageName.ENDPOINT

    @property
    def is_plain(self) -> bool:
        """Whether what answers is no endpoint of FastAPI's: a route of Starlette's, static files, another app."""
        return self._solve is None and self.endpoint is None

    @property
    def failed_afterwards(self) -> list[Span]:
        """Background tasks and cleaning up that failed when the client had its answer."""
        headers = self.trace.duration_ms if self.trace.headers_ms is None else self.trace.headers_ms
        late = (span for span in self._own if span.kind == "teardown" and span.start_ms > headers)
        return [span for span in (*self.background, *late) if span.error]

    @property
    def reached_router(self) -> bool:
        """Whether the request came through all middlewares."""
        return any(span.kind == "router" for span in self.trace.spans) or self.reached_route

    @property
    def reached_route(self) -> bool:
        """Whether a route took the request, path and method."""
        return bool(self.trace.endpoint) or self._solve is not None

    @property
    def last_middleware(self) -> Span | None:
        """The innermost middleware that the request came to."""
        return next((span for span in reversed(self.trace.spans) if span.kind == "middleware"), None)

    @property
    def unreadable_body(self) -> Span | None:
        """The reading of the body that failed before dependencies and validation began."""
        failed = (span for span in self._own if span.kind == "body" and span.error)
        return next(failed, None) if self._solve is None else None

    @property
    def failed_dependency(self) -> Span | None:
        """The dependency whose call raised; those that wait for it are skipped, not failed."""
        raised = (span for span in self.dependencies if span.error and not flag_of(span, "skipped"))
        return next(raised, None) if self._solve is not None and self._solve.error else None

    @property
    def invalid(self) -> list[dict[str, JsonValue]]:
        """The validation errors of the whole request, each with `loc`, `type` and `msg`."""
        return errors_of(self._solve) if self._solve is not None else []

    @property
    def failed_response(self) -> Span | None:
        """What raised between the endpoint's return and the response's first byte, None where nothing did."""
        headers = self.trace.duration_ms if self.trace.headers_ms is None else self.trace.headers_ms
        origins = (span for span in self._own if span.error and "same" not in exception_of(span))
        for span in origins:
            after = self._stages[span.number] in {None, StageName.RESPONSE} and span.kind not in {
                "background",
                "validate",
            }
            if after and span.start_ms <= headers and exception_of(span):
                return span
        return None

    @property
    def raised(self) -> str:
        """The first exception of the request, in words; empty where there was none."""
        return next((span.error for span in self.trace.spans if span.error and exception_of(span)), "")


def is_own_layer(span: Span) -> bool:
    """Whether FastAPI put this middleware around the app by itself; others of Starlette's are wished for."""
    if span.kind != "middleware" or not flag_of(span, "builtin"):
        return False
    return span.name in _OWN_LAYERS or "/fastapi/" in text_of(span, "file").replace("\\", "/")


def exception_of(span: Span) -> dict[str, JsonValue]:
    """The description of the exception that left a span; empty where none did."""
    found = span.attributes.get("exception")
    return found if isinstance(found, dict) else {}


def origin_of(span: Span, trace: Trace) -> dict[str, JsonValue]:
    """The full description of a span's exception, which stands at the span that saw it first."""
    found = exception_of(span)
    same = found.get("same")
    if same is None:
        return found
    return next((exception_of(other) for other in trace.spans if other.number == same), found)


def flag_of(span: Span, name: str) -> bool:
    """Whether an attribute is true."""
    return span.attributes.get(name) is True


def text_of(span: Span, name: str) -> str:
    """An attribute that is a string; empty where it is none."""
    value = span.attributes.get(name)
    return value if isinstance(value, str) else ""


def place_text(file: JsonValue, line: JsonValue) -> str:
    """`file:line`, empty where the file is unknown."""
    if not isinstance(file, str) or not file:
        return ""
    return f"{file}:{line}" if isinstance(line, int) and line else file


def rows_of(span: Span) -> list[dict[str, JsonValue]]:
    """The parameters that a `params` span read."""
    rows = span.attributes.get("rows")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def errors_of(span: Span) -> list[dict[str, JsonValue]]:
    """The validation errors that were found in a span."""
    errors = span.attributes.get("errors")
    return [item for item in errors if isinstance(item, dict)] if isinstance(errors, list) else []


def location_of(error: dict[str, JsonValue]) -> str:
    """`body/lines/0/quantity`; the whole request's place where the server names none."""
    loc = error.get("loc")
    return "/".join(str(part) for part in loc) if isinstance(loc, list) and loc else "the request"
