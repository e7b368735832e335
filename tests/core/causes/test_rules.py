"""What needs no app to be shown: odd answers, traces, and the borders of the rules."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.causes.rules import find_causes
from app.core.diagnosis.diagnose import diagnose
from app.core.diagnosis.model import Diagnosis, Finding, Target, TargetKind
from app.core.exchange.model import Exchange, Failure, Hop, Phase
from app.core.requests.model import Authentication, PreparedRequest, Sent
from app.core.routes.model import Route, RouteKind, RouteTable
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, sent_json
from tests.support.error_cases import JSON
from tests.support.exchanges import answer
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from app.core.causes.model import Cause
    from app.core.operations.model import Operation
    from app.core.spec.document import Document
    from app.core.trace.model import Trace

API = an_api(an_object(a={"type": "integer"}))


def causes(
    status: int,
    body: Any = b"",
    sent: Sent | None = None,
    *,
    api: tuple[Document, Operation] = API,
    trace: Trace | None = None,
    routes: RouteTable | None = None,
    request: dict[str, Any] | None = None,
    **headers: str,
) -> tuple[Cause, ...]:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    prepared = PreparedRequest("POST", "http://h/things", "/things", (), None, sent or Sent(), "0" * 32)
    prepared = replace(prepared, **(request or {}))
    exchange = Exchange("POST /things", prepared, answer(body, status, JSON, *pairs), 0.0, 1.0)
    return find_causes(*api, exchange, diagnose(*api, exchange), trace, routes)


def one(status: int, *args: Any, **more: Any) -> Cause:
    (found,) = causes(status, *args, **more)
    return found


def test_without_a_response_there_is_no_cause() -> None:
    request = PreparedRequest("POST", "http://h/things", "/things", (), None, Sent(), "0" * 32)
    exchange = Exchange("POST /things", request, Failure(Phase.CONNECT, "Nobody answers."), 0.0, 1.0)
    assert find_causes(*API, exchange, None) == ()
    assert find_causes(*API, replace(exchange, outcome=answer()), None) == ()


# Credentials


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"WWW_Authenticate": "Bearer"}, "The API asks for Bearer credentials. The request carried no credentials."),
        ({"WWW_Authenticate": 'Bearer scope="books:write"'}, "It wants the scope books:write."),
        (
            {"www_authenticate": 'Bearer error="invalid_token", error_description="expired"'},
            "It names the reason invalid_token (expired).",
        ),
    ],
)
def test_reads_the_challenge(headers: dict[str, str], words: str) -> None:
    assert words in one(401, {"detail": "Not authenticated"}, **headers).sentence


def test_reads_no_challenge_where_there_is_none() -> None:
    assert causes(401) == ()
    assert causes(401, WWW_Authenticate="") == ()
    assert causes(200, WWW_Authenticate="Bearer") == ()


def test_knows_the_refusal_of_older_fastapi() -> None:
    assert "before 0.122" in one(403, {"detail": "Not authenticated"}).sentence
    assert causes(403, {"detail": "Invalid API key"}) == ()


def test_names_what_was_sent() -> None:
    request = {"authentication": Authentication(("Key", "Login"))}
    assert one(401, request=request).sentence == "What was sent for `Key` and `Login` was not enough."


def test_a_dependency_that_failed_by_mistake_did_not_refuse() -> None:
    error: dict[str, Any] = {
        "exception": {"type": "KeyError", "module": "builtins", "message": "x", "file": "/a/deps.py", "line": 7}
    }
    spans: tuple[tuple[Any, ...], ...] = (
        (0, "server", "POST /things", 0, 9),
        (1, "router", "router", 1, 9),
        (2, "solve", "solve", 2, 8, {}, "KeyError: x"),
        (3, "dependency", "need", 3, 7, error, "KeyError: x"),
    )
    cause = one(500, trace=make_trace(*spans, status=500))
    assert (cause.rule, cause.place) == ("failure", "/a/deps.py:7")
    assert cause.sentence == "The server's code raised `KeyError`: x."


def test_a_dependency_without_a_place_of_its_own_is_named_by_the_span() -> None:
    error: dict[str, Any] = {
        "exception": {"type": "HTTPException", "status": 404, "detail": ""},
        "file": "/a/deps.py",
        "line": 3,
    }
    spans: tuple[tuple[Any, ...], ...] = (
        (0, "server", "POST /things", 0, 9),
        (1, "router", "router", 1, 9),
        (2, "solve", "solve", 2, 8, {"exception": {"same": 4}}, "404"),
        (3, "dependency", "need", 3, 7, error, "404"),
    )
    cause = one(404, {"detail": "Not Found"}, trace=make_trace(*spans, status=404))
    assert (cause.rule, cause.place) == ("dependency", "/a/deps.py:3")
    assert cause.sentence == "The dependency `need` answered 404 Not Found. The endpoint never ran."
    assert cause.advice == ""


def test_who_sent_no_credentials_is_told_to_enter_some_and_who_did_others() -> None:
    error: dict[str, Any] = {"exception": {"type": "HTTPException", "status": 403, "detail": "no"}}
    spans: tuple[tuple[Any, ...], ...] = (
        (0, "server", "POST /things", 0, 9),
        (1, "solve", "solve", 2, 8, {"exception": {"same": 3}}, "403"),
        (2, "dependency", "need", 3, 7, error, "403"),
    )
    trace = make_trace(*spans, status=403)
    assert causes(403, trace=trace)[0].advice == "If it looks at credentials, enter some under Auth."
    request = {"authentication": Authentication(("Key",))}
    assert causes(403, trace=trace, request=request)[0].advice.endswith("enter other ones under Auth.")
    assert causes(403, trace=trace, WWW_Authenticate="Basic")[0].advice == ""


# Sockets

UPGRADE = {"headers": (("Upgrade", "WebSocket"),)}


def test_a_refused_socket_tells_nothing_and_that_is_told() -> None:
    cause = one(403, request=UPGRADE)
    assert cause.rule == "socket"
    assert not cause.certain
    assert causes(403, {"detail": "no"}, request=UPGRADE) == ()
    assert causes(403) == ()
    assert causes(101, request=UPGRADE) == ()


# Routes


def test_of_a_method_that_is_refused_without_a_word_nothing_is_known() -> None:
    assert causes(405) == ()
    cause = one(405, {"detail": "Method Not Allowed"}, Allow="GET, PUT")
    assert cause.sentence == "The path is there, but not for POST: it answers to GET and PUT."
    assert cause.words == ""


def test_a_404_of_another_kind_is_left_alone() -> None:
    assert causes(404, b"<html>", Content_Type="text/html") == ()
    assert causes(404, {"title": "Not Found"}) == ()
    assert causes(404, {"detail": ["x"]}) == ()
    assert one(404, {"detail": "Not Found"}).sentence.startswith("Most likely no route matches `/things`.")


def test_a_middleware_that_answers_404_is_no_missing_route() -> None:
    spans = ((0, "server", "POST /things", 0, 9), (1, "middleware", "Gate", 1, 8))
    trace = make_trace(*spans, status=404, endpoint="", route="")
    assert causes(404, {"detail": "Not Found"}, trace=trace) == ()


def test_what_may_lie_in_a_mount_is_not_said_to_be_nowhere() -> None:
    mount = Route(1, RouteKind.MOUNT, "/things")
    assert not one(404, {"detail": "Not Found"}, routes=RouteTable((mount,))).certain
    assert one(404, {"detail": "Not Found"}, routes=RouteTable(())).certain


def _things(**more: Any) -> Route:
    return Route(2, RouteKind.HTTP, "/things", ("POST",), "things", "m:things", path_format="/things", **more)


def test_the_trace_says_which_of_several_handlers_answered() -> None:
    other = Route(1, RouteKind.HTTP, "/{x}", ("POST",), "other", "m:other", "/m.py", 7, path_format="/{x}")
    table = RouteTable((other, _things()))
    spans = ((0, "server", "POST /things", 0, 9), (1, "router", "router", 1, 9))
    cause = one(200, routes=table, trace=make_trace(*spans, endpoint="m:other"))
    assert (cause.rule, cause.place) == ("other-handler", "/m.py:7")
    assert cause.advice == "Move route 2 `/things` above route 1 `/{x}`."
    assert causes(200, routes=table, trace=make_trace(*spans, endpoint="m:things")) == ()
    assert causes(200, routes=table, trace=make_trace(*spans, endpoint="elsewhere:x")) == ()
    assert causes(200, routes=table) == ()
    assert causes(200, routes=RouteTable((other,))) == ()


def test_of_an_order_that_is_none_nothing_is_guessed() -> None:
    other = Route(1, RouteKind.HTTP, "/{x}", ("POST",), "other", path_format="/{x}")
    table = RouteTable((other, _things()), simulated=True, caution="Alphabetical.")
    assert causes(422, routes=table) == ()
    assert causes(422, routes=replace(table, caution="")) == ()
    assert causes(422, routes=RouteTable((other,), simulated=True)) == ()


# Slashes


def test_a_redirect_elsewhere_is_not_about_slashes() -> None:
    assert causes(307, Location="/other") == ()
    assert causes(307) == ()
    assert causes(307, Location="http://[broken/") == ()
    assert one(307, Location="http://h/things/").rule == "trailing-slash"


def test_an_error_behind_a_redirect_still_tells_of_the_slash() -> None:
    request = PreparedRequest("POST", "http://h/things", "/things", (), None, Sent(), "0" * 32)
    moved = Exchange("k", request, answer(b"", 307, JSON, ("location", "/things/")), 0.0, 1.0)
    last = replace(moved, outcome=answer({"detail": "x"}, 404), hops=(Hop(moved, "307"),))
    (cause, _missing) = find_causes(*API, last, diagnose(*API, last))
    assert cause.advice.startswith("Call `/things/` at once. In FastAPI")


# Failures


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        ({"error": "internal_error", "correlation_id": "abc-1"}, {}, "under the correlation id abc-1."),
        ({"requestId": 17}, {}, "under the correlation id 17."),
        (b"", {"X_Correlation_ID": "abc-2"}, "under the correlation id abc-2."),
        (b"", {"X_Request_Id": "abc-3"}, "under the correlation id abc-3."),
        ({"correlation_id": None}, {}, "not in this response."),
        (b"", {}, "not in this response."),
    ],
)
def test_leads_to_the_servers_log(body: Any, headers: dict[str, str], words: str) -> None:
    assert one(500, body, **headers).sentence.endswith(words)


def test_leads_to_no_log_for_a_gateway() -> None:
    assert causes(502, {"detail": "Upstream failure"}) == ()
    assert one(502, X_Request_Id="7").words == "7"


# Bodies


@pytest.mark.parametrize("value", [math.nan, [1, {"a": math.inf}]])
def test_knows_the_nan_trap(value: Any) -> None:
    assert [cause.rule for cause in causes(500, sent=sent_json({"a": value}))] == ["nan", "failure"]


def test_looks_for_nan_only_so_far() -> None:
    assert len(causes(500, sent=sent_json([0.5] * 200_000))) == 1
    assert len(causes(500, sent=sent_json({"a": 1.5}))) == 1


def test_knows_the_trap_of_bytes() -> None:
    assert "application/octet-stream" in causes(500, sent=Sent(media_type="application/octet-stream"))[0].sentence
    assert len(causes(500, sent=Sent(media_type="multipart/form-data; boundary=x"))) == 1
    assert len(causes(500, sent=Sent(media_type=JSON))) == 1


def test_a_broken_multipart_body_is_told_from_one_without_a_boundary() -> None:
    assert "UTF-8" in one(400, {"detail": "There was an error parsing the body"}).sentence
    assert causes(400, {"detail": "Missing boundary in multipart."}) == ()


def test_says_which_type_the_document_names() -> None:
    cause = one(415, sent=Sent(media_type="text/csv"))
    assert cause.sentence == "You sent `text/csv`; the document names `application/json`."
    assert [fix.label for fix in cause.fixes] == ["Send as application/json"]
    assert "no Content-Type" in one(415).sentence
    assert causes(415, api=an_api()) == ()


# Values


def test_knows_strict_models_by_what_fits_the_document() -> None:
    api = an_api(an_object(d={"type": "string", "format": "date"}, n={"type": "integer"}, s={"type": "string"}))

    def told(sent: Any, *loc: str, kind: str) -> list[str]:
        body = {"detail": [an_error("body", *loc, kind=kind)]}
        return [cause.rule for cause in causes(422, body, sent_json(sent), api=api)]

    assert told({"d": "2020-01-01"}, "d", kind="date_type") == ["strict"]
    assert told({"s": "anything"}, "s", kind="uuid_type") == ["strict"]
    assert told({"d": "tomorrow"}, "d", kind="date_type") == []
    assert told({"d": 5}, "d", kind="date_type") == []
    assert told({}, "d", kind="date_type") == []
    assert told({"n": 5}, "n", kind="int_type") == []
    assert told({"else": "x"}, "else", kind="date_type") == []


def test_a_place_that_the_document_does_not_have_is_passed_over() -> None:
    target = Target("body", TargetKind.FIELD, value_pointer="/d", schema_pointer="/nowhere")
    diagnosis = Diagnosis("fastapi", "", (Finding(target, "date_type", "x", sent="2020-01-01"),))
    request = PreparedRequest("POST", "http://h/things", "/things", (), None, Sent(), "0" * 32)
    exchange = Exchange("POST /things", request, answer(b"", 422), 0.0, 1.0)
    assert find_causes(*API, exchange, diagnosis) == ()


def test_knows_parameters_that_were_sent_twice_and_such_that_are_empty() -> None:
    api = an_api(None, a_parameter("query", "q", {"type": "integer"}), a_parameter("query", "l", {"type": "array"}))
    twice = Sent(query=(("q", "x"), ("q", "y"), ("l", "1"), ("l", "2")))

    def told(sent: Sent, name: str, kind: str) -> list[str]:
        body = {"detail": [an_error("query", name, kind=kind)]}
        return [cause.rule for cause in causes(422, body, sent, api=api)]

    assert told(twice, "q", "int_parsing") == ["repeated"]
    assert told(twice, "l", "int_parsing") == []
    assert told(Sent(query=(("q", ""),)), "q", "int_parsing") == ["empty-text"]
    assert told(Sent(query=(("q", ""),)), "q", "string_too_short") == []
    assert told(Sent(), "q", "missing") == []


def test_knows_a_header_model_that_no_client_can_satisfy() -> None:
    api = an_api(None, a_parameter("header", "x-a"))
    refused = {"detail": [an_error("header", "host", kind="extra_forbidden")]}
    assert "no client" in one(422, refused, api=api).sentence
    other = {"detail": [an_error("header", "x-b", kind="extra_forbidden")]}
    assert causes(422, other, Sent(headers=(("x-b", "1"),)), api=api) == ()


def test_says_nothing_of_success() -> None:
    assert causes(200, {"detail": "Not Found"}) == ()
