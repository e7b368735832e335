"""One sentence for each span, for somebody who has never seen the inside of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.statuses import status_line
from app.core.exchange.words import fine_duration_words
from app.core.trace.facts import errors_of, flag_of, is_own_layer, location_of, origin_of, rows_of, text_of
from app.core.trace.model import TraceOrigin
from app.core.trace.otlp.sentences import telemetry_sentence
from app.core.trace.wording import joined_names, plain_end, short_endpoint, status_text, times_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.json_types import JsonValue
    from app.core.trace.model import Span, Trace
    from app.core.trace.span_tree import SpanTree

_AFTERWARDS: Final = "The client has its answer already and does not learn of it."


def sentence_of(span: Span, tree: SpanTree) -> str:
    """What a span did and why it is there; names stand between backticks."""
    if tree.trace.origin is TraceOrigin.TELEMETRY:
        return telemetry_sentence(span)
    tell = _SENTENCES.get(span.kind)
    return tell(span, tree) if tell is not None else _unknown(span)


def route_sentence(trace: Trace) -> str:
    """What finding the route was."""
    name = short_endpoint(trace.endpoint)
    leads = f", which leads to `{name}`" if name else ""
    return (
        f"The router went through its routes from the top until one matched `{trace.method} {trace.path}`: "
        f"`{trace.route or trace.path}`{leads}."
    )


def is_frameworks(span: Span) -> bool:
    """Whether FastAPI or Starlette brought this function along."""
    file = text_of(span, "file").replace("\\", "/")
    return "/fastapi/" in file or "/starlette/" in file


def what_it_did(span: Span, trace: Trace) -> str:
    """An HTTPException is an answer given on purpose, any other exception is not."""
    error = origin_of(span, trace)
    if "status" not in error:
        return f"raised {plain_end(span.error)}"
    said = error.get("detail")
    line = status_text(error["status"])
    words = f": {plain_end(said)}" if isinstance(said, str) and said and not line.endswith(said) else ""
    return f"refused the request with {line}{words}"


def _unknown(span: Span) -> str:
    kinds = {
        "client": "asked somebody else and waited for the answer",
        "producer": "handed a message over",
        "consumer": "worked on a message",
        "server": "was asked by another part of the system",
    }
    did = kinds.get(span.kind, "ran")
    ended = f" It failed: {plain_end(span.error)}." if span.error else ""
    return f"`{span.name or span.kind}` {did}; it took {fine_duration_words(span.duration_ms)}.{ended}"


def _server(span: Span, tree: SpanTree) -> str:
    if span.parent is not None:
        return _unknown(span)
    trace = tree.trace
    took = fine_duration_words(span.duration_ms)
    answered = f" It answered {status_line(trace.status)}." if trace.status is not None else " It sent no response."
    return f"All that the server did for `{span.name}`: {took}, from its first sight of the request on.{answered}"


def _middleware(span: Span, tree: SpanTree) -> str:
    inside = tree.children(span.number)
    who = f"`{span.name}` is a layer that FastAPI puts around every app"
    if not is_own_layer(span):
        who = f"`{span.name}` is a middleware: it stands around everything inside it"
    if not inside:
        did = what_it_did(span, tree.trace) if span.error else "answered by itself"
        return f"{who}. It {did}, so nothing inside it was called."
    way_in = inside[0].start_ms - span.start_ms
    way_out = span.start_ms + span.duration_ms - max(child.start_ms + child.duration_ms for child in inside)
    passed = f" {plain_end(span.error)} went through it." if span.error else ""
    return f"{who}. It worked {times_words(way_in)} on the way in and {times_words(way_out)} on the way out.{passed}"


def _router(span: Span, tree: SpanTree) -> str:
    trace = tree.trace
    if not tree.children(span.number) and not trace.endpoint:
        return f"The router looked for a route for `{trace.method} {trace.path}` and found none that takes it."
    return f"{route_sentence(trace)} All that is inside here is done for that route."


def _body(span: Span, _tree: SpanTree) -> str:
    what = {
        "read": "waited for the body and read it",
        "parse JSON": "read the body as JSON",
        "parse form": "read the body as a form",
    }
    failed = f" That failed: {plain_end(span.error)}." if span.error else ""
    return f"The server {what.get(span.name, 'read the body')}, before it looks at any single value.{failed}"


def _solve(span: Span, tree: SpanTree) -> str:
    below = tuple(tree.below(span.number))
    dependencies = sum(other.kind == "dependency" and "call_ms" in other.attributes for other in below)
    values = sum(len(rows_of(other)) for other in below)
    did = f"ran {_count(dependencies, 'dependency', 'dependencies')} and checked {_count(values, 'value', 'values')}"
    errors = errors_of(span)
    if errors:
        fit = "does not fit" if len(errors) == 1 else "do not fit"
        stopped = f" {_count(len(errors), 'value', 'values')} {fit}, so `{span.name}` was not called."
    else:
        stopped = f" {plain_end(span.error)} ended it." if span.error else ""
    return f"FastAPI gathered all that `{span.name}` asks for: it {did}.{stopped}"


def _dependency(span: Span, tree: SpanTree) -> str:
    name = f"`{span.name}`"
    instead = text_of(span, "override_of")
    told = f" It stands in for `{instead}` (`dependency_overrides`)." if instead else ""
    if flag_of(span, "cached"):
        return f"{name} was not run again: its result was there already from elsewhere in this request.{told}"
    if flag_of(span, "skipped"):
        why = "what it depends on failed" if span.error else "values for it do not fit"
        return f"{name} was not called, because {why}.{told}"
    given = text_of(span, "parameter")
    for_whom = f" It gives `{given}`." if given and not span.error else ""
    did = what_it_did(span, tree.trace) if span.error else "ran before the endpoint"
    return f"{name} is a dependency; it {did}, {_where(span, tree)}.{for_whom}{told}"


def _params(span: Span, _tree: SpanTree) -> str:
    rows = rows_of(span)
    where = {"body": "the body", "path": "the path", "query": "the query", "header": "the headers", "cookie": "cookies"}
    taken = f"FastAPI took {_count(len(rows), 'value', 'values')} from {where.get(span.name, 'the request')}"
    errors = errors_of(span)
    them = "it" if len(rows) == 1 else "them"
    if errors:
        names = [location_of(error) for error in errors]
        return f"{taken} and checked {them}: {joined_names(names)} {'does' if len(names) == 1 else 'do'} not fit."
    missing = [str(row.get("key")) for row in rows if "raw" not in row] if span.name != "body" else []
    default = f" {joined_names(missing)} {_was(missing)} not sent, so the default is used." if missing else ""
    types = "the type" if len(rows) == 1 else "the types"
    return f"{taken}, checked {them} and made {them} {types} that the code asks for.{default}"


def _endpoint(span: Span, tree: SpanTree) -> str:
    name = f"`{span.name}`"
    if flag_of(span, "streaming"):
        return f"{name} is the function that answers: it ran while the response was being sent, piece by piece."
    if span.error:
        return f"{name} is the function that should answer; it {what_it_did(span, tree.trace)}."
    kind = text_of(span, "type").rpartition(".")[2]
    returned = f" It returned `{kind}`." if kind else ""
    return f"{name} is the function that answers this request; it ran {_where(span, tree)}.{returned}"


def _serialize(span: Span, _tree: SpanTree) -> str:
    if span.error:
        return "What the endpoint returned does not fit its response model, which is a mistake of the server."
    if span.name != "response model":
        return "What the endpoint returned was turned into JSON as it is, without a response model."
    left = _strings(span.attributes.get("removed"))
    added = _strings(span.attributes.get("added"))
    rules = [f"response_model_{rule}" for rule in _strings(span.attributes.get("rules"))]
    wished = f" ({joined_names(rules)})" if rules else ""
    out = f" It left out {joined_names(left)}{wished}." if left else ""
    more = f" It filled in {joined_names(added)}." if added else ""
    return f"FastAPI held what the endpoint returned against the response model and wrote it as JSON.{out}{more}"


def _validate(span: Span, _tree: SpanTree) -> str:
    if span.error:
        return f"What the endpoint returned does not fit: {plain_end(span.error)}."
    if span.name == "dump":
        return "What passed the check was written down, member by member."
    return "What the endpoint returned was checked against the response model."


def _thread(span: Span, _tree: SpanTree) -> str:
    waited, ran = span.attributes.get("queue_ms"), span.attributes.get("run_ms")
    if not isinstance(waited, int | float) or not isinstance(ran, int | float):
        return f"`{span.name}` was to run in a worker thread, but none became free in time."
    waits, runs = fine_duration_words(float(waited)), fine_duration_words(float(ran))
    return (
        f"`{span.name}` ran in a worker thread, beside the event loop: it waited {waits} for a free one and ran {runs}."
    )


def _handler(span: Span, _tree: SpanTree) -> str:
    whose = "FastAPI's own handler" if is_frameworks(span) else "The app's handler"
    handled = text_of(span, "handled").partition(":")[0] or "an exception"
    status = span.attributes.get("status")
    made = f" into the answer {status_line(status)}" if isinstance(status, int) else " into an answer"
    return f"{whose} `{span.name}` turned `{handled}`{made}."


def _teardown(span: Span, _tree: SpanTree) -> str:
    saw = text_of(span, "saw")
    seen = f" It saw `{saw}`." if saw else ""
    failed = f" It failed: {plain_end(span.error)}." if span.error else ""
    why = "because the request no longer needs it"
    return f"The code after `yield` in the dependency `{span.name}` ran, {why}.{seen}{failed}"


def _background(span: Span, tree: SpanTree) -> str:
    if span.error:
        return f"`{span.name}` ran after the response was sent, and failed: {plain_end(span.error)}. {_AFTERWARDS}"
    return f"`{span.name}` ran after the response was sent, {_where(span, tree)}; the client did not wait for it."


def _where(span: Span, tree: SpanTree) -> str:
    thread = next((child for child in tree.children(span.number) if child.kind == "thread"), None)
    if text_of(span, "where") == "thread pool" or (thread is not None and span.kind == "dependency"):
        return "in a worker thread, because it is no `async def`"
    return "on the event loop"


def _strings(value: JsonValue) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number or 'no'} {many}"


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


_SENTENCES: Final[dict[str, Callable[[Span, SpanTree], str]]] = {
    "server": _server,
    "middleware": _middleware,
    "router": _router,
    "body": _body,
    "solve": _solve,
    "dependency": _dependency,
    "params": _params,
    "endpoint": _endpoint,
    "serialize": _serialize,
    "validate": _validate,
    "thread": _thread,
    "handler": _handler,
    "teardown": _teardown,
    "background": _background,
}
