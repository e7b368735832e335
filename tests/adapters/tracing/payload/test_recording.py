"""The recorder on a real app: what each seam yields."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from app.adapters.tracing.payload.recording import HERE, SPAN_LIMIT
from app.adapters.tracing.payload.seams import HOOKS
from app.adapters.tracing.payload.values import REDACTED
from tests.support.traced_app import TRACE, TracingClient, current_user, get_db, make_app, seams, span, spans

BOOK = {"title": "Dune", "year": 1965}


def test_every_seam_is_found_in_the_installed_fastapi() -> None:
    with seams() as caps:
        assert set(caps) == set(HOOKS)
        assert all(caps.values())


def test_a_whole_request_is_recorded_and_json_able(client: TracingClient) -> None:
    response = client.send("POST", "/books/7?limit=5", json=BOOK)
    trace = client.traces[0]
    assert json.loads(json.dumps(trace)) == trace
    assert response.status_code == 201
    assert (trace["id"], trace["status"], trace["method"], trace["path"]) == ("t-1", 201, "POST", "/books/7")
    assert trace["route"] == "/books/{shelf}"
    assert trace["endpoint"].endswith("create_book")
    assert trace["path_params"] == {"shelf": "7"}
    assert trace["query"] == [["limit", "5"]]
    assert trace["bytes"] == len(response.content)
    assert trace["dropped"] == 0


def test_spans_form_a_tree_inside_their_parents(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7", json=BOOK)
    by_number = {item["number"]: item for item in trace["spans"]}
    assert trace["spans"][0]["kind"] == "server"
    for item in trace["spans"][1:]:
        parent = by_number[item["parent"]]
        assert item["start_ms"] >= parent["start_ms"]
        assert item["start_ms"] + item["ms"] <= parent["start_ms"] + parent["ms"] + 0.01


def test_the_dependency_tree_with_its_cache_hits(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7", json=BOOK)
    names = [(item["name"], item["attributes"]["cached"]) for item in spans(trace, "dependency")]
    assert names == [
        ("current_user", False),
        ("get_session", False),
        ("get_db", False),
        ("get_db", True),
        ("limits", False),
    ]
    by_number = {item["number"]: item["name"] for item in trace["spans"]}
    parents = [by_number[item["parent"]] for item in spans(trace, "dependency")]
    assert parents == ["create_book", "current_user", "get_session", "current_user", "create_book"]
    user = span(trace, "dependency", "current_user")["attributes"]
    assert (user["parameter"], user["type"], user["value"]) == ("user", "str", "reader")
    assert user["file"].endswith("traced_app.py")
    assert user["line"] == current_user.__code__.co_firstlineno
    assert user["call_ms"] >= 0


def test_dependencies_in_threads_contain_their_thread(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7", json=BOOK)
    limits = span(trace, "dependency", "limits")
    thread = span(trace, "thread", "limits")
    assert thread["parent"] == limits["number"]
    assert thread["attributes"]["thread"]
    assert thread["attributes"]["queue_ms"] >= 0
    assert limits["attributes"]["call_ms"] >= thread["attributes"]["run_ms"]


def test_a_yield_dependency_shows_its_teardown(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7", json=BOOK)
    assert [item["name"] for item in spans(trace, "teardown")] == ["get_session", "get_db"]
    first = span(trace, "dependency", "get_session")
    teardown = span(trace, "teardown", "get_session")
    assert teardown["attributes"]["dependency"] == first["number"]
    enter, leave = (item for item in spans(trace, "thread") if item["name"] == "get_session")
    assert (enter["parent"], leave["parent"]) == (first["number"], teardown["number"])


def test_overrides_are_named(client: TracingClient) -> None:
    async def fake_db() -> dict[str, int]:
        return {"fake": 1}

    client.app.app.dependency_overrides[get_db] = fake_db
    trace = client.trace("POST", "/books/7", json=BOOK)
    assert [item["attributes"]["override_of"] for item in spans(trace, "dependency") if item["name"] == "fake_db"] == [
        "get_db",
        "get_db",
    ]


def test_parameters_before_and_after_coercion(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7?limit=5", json=BOOK, headers={"cookie": "tracking=t"})
    rows = {row["key"]: row for item in spans(trace, "params") for row in item["attributes"]["rows"]}
    assert rows["shelf"] == {"name": "shelf", "key": "shelf", "raw": "7", "value": 7, "type": "int"}
    assert rows["limit"]["raw"] == "5"
    assert rows["x-role"] == {"name": "x_role", "key": "x-role", "value": "reader", "type": "str"}
    assert rows["tracking"]["raw"] == "t"
    assert rows["book"]["value"] == {"~": "Book", "title": "Dune", "year": 1965}
    assert [item["name"] for item in spans(trace, "params")] == ["header", "query", "path", "cookie", "body"]


def test_validation_errors_are_seen_before_they_become_a_422(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/x?limit=900", json={"title": "", "year": "y"})
    assert trace["status"] == 422
    solve = spans(trace, "solve")[0]
    assert [row["loc"] for row in solve["attributes"]["errors"]] == [
        ["query", "limit"],
        ["path", "shelf"],
        ["body", "title"],
        ["body", "year"],
    ]
    assert span(trace, "params", "body")["error"] == "string_too_short at body/title and 1 more"
    assert span(trace, "dependency", "limits")["attributes"]["skipped"] is True
    assert "call_ms" not in span(trace, "dependency", "limits")["attributes"]
    handler = spans(trace, "handler")[0]
    assert handler["name"] == "request_validation_exception_handler"
    assert (handler["attributes"]["handles"], handler["attributes"]["status"]) == ("RequestValidationError", 422)
    assert len(handler["attributes"]["exception"]["errors"]) == 4
    assert not spans(trace, "endpoint")


def test_an_http_exception_in_a_dependency_is_its_own(client: TracingClient) -> None:
    trace = client.trace("GET", "/denied?q=1")
    assert trace["status"] == 403
    deny = span(trace, "dependency", "deny")
    assert deny["error"] == "HTTPException: 403 Invalid API key"
    assert deny["attributes"].get("skipped") is None
    thread = span(trace, "thread", "deny")
    described = thread["attributes"]["exception"]
    assert (described["status"], described["detail"], described["function"]) == (403, "Invalid API key", "deny")
    assert described["file"].endswith("traced_app.py")
    assert deny["attributes"]["exception"] == {"same": thread["number"]}
    assert not spans(trace, "endpoint")


def test_security_results_are_redacted_and_refusals_shown(client: TracingClient) -> None:
    refused = client.trace("GET", "/me")
    assert (refused["status"], refused["route"]) == (401, "/me")
    assert span(refused, "dependency", "OAuth2PasswordBearer")["error"].startswith("HTTPException: 401")
    trace = client.trace("GET", "/me", headers={"Authorization": "Bearer abc"})
    assert span(trace, "dependency", "OAuth2PasswordBearer")["attributes"]["value"] == REDACTED
    assert "abc" not in json.dumps(trace)


@pytest.mark.parametrize(
    ("url", "status", "handler", "where"),
    [("/teapot", 418, "teapot_handler", "event loop"), ("/own", 409, "own_handler", "thread pool")],
)
def test_exception_handlers(client: TracingClient, url: str, status: int, handler: str, where: str) -> None:
    response = client.send("GET", url)
    assert response.status_code == status
    found = spans(client.traces[0], "handler")[0]
    assert (found["name"], found["attributes"]["status"], found["attributes"]["where"]) == (handler, status, where)
    assert spans(client.traces[0], "endpoint")[0]["error"]
    around = next(item for item in client.traces[0]["spans"] if item["number"] == found["parent"])
    if where == "thread pool":
        assert (around["kind"], around["name"]) == ("thread", handler)


def test_an_unhandled_exception_passes_every_layer_and_is_described_once(client: TracingClient) -> None:
    trace = client.trace("GET", "/boom")
    assert trace["status"] == 500
    described = [item for item in trace["spans"] if "message" in item["attributes"].get("exception", {})]
    assert [item["kind"] for item in described] == ["thread"]
    assert described[0]["attributes"]["exception"]["function"] == "boom"
    failed = {item["name"] for item in spans(trace, "middleware") if item["error"]}
    assert {"ServerErrorMiddleware", "gate", "AddHeader"} <= failed
    assert spans(trace, "server")[0]["error"] == "ZeroDivisionError: division by zero"


def test_nothing_of_a_users_text_methods_is_called(client: TracingClient) -> None:
    fine = client.trace("GET", "/nasty")
    assert fine["status"] == 200
    assert span(fine, "dependency", "Checker")["attributes"]["value"] == {"~": "tests.support.traced_app.Nasty"}
    returned = client.trace("GET", "/raw-nasty")
    assert span(returned, "endpoint", "raw_nasty")["attributes"]["value"] == {"~": "tests.support.traced_app.Nasty"}
    exploded = client.trace("GET", "/explodes")
    assert exploded["status"] == 500
    assert span(exploded, "dependency", "explode")["error"] == "NastyError: boom"


def test_secrets_stay_inside(client: TracingClient) -> None:
    trace = client.trace(
        "POST",
        "/login?token=hush-1",
        json={"user": "ada", "password": "hush-2", "pin": "hush-3"},
        headers={"api-key": "hush-4"},
    )
    assert trace["status"] == 200
    assert "hush" not in json.dumps(trace)
    assert trace["query"] == [["token", REDACTED]]
    assert span(trace, "endpoint", "login")["attributes"]["value"] == {"access_token": REDACTED, "user": "ada"}
    refused = client.trace("POST", "/login", json={"user": 1, "password": ["hush-5"]})
    assert refused["status"] == 422
    assert "hush" not in json.dumps(refused)


def test_background_tasks_come_after_the_response() -> None:
    ran: list[str] = []
    with seams():
        client = TracingClient(make_app(ran))
        trace = client.trace("POST", "/books/7", json=BOOK)
    assert ran == ["sync", "async"]
    tasks = spans(trace, "background")
    assert [(item["name"], item["attributes"]["where"]) for item in tasks] == [
        ("list.append", "thread pool"),
        ("note", "event loop"),
    ]
    assert all(item["start_ms"] >= trace["ms"] for item in tasks)


def test_the_body_is_timed_once(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7", json=BOOK)
    assert [item["name"] for item in spans(trace, "body")] == ["read", "parse JSON"]
    assert spans(trace, "body")[0]["attributes"]["bytes"] > 10
    raw = client.trace("POST", "/raw", json=BOOK)
    assert [item["name"] for item in spans(raw, "body")] == ["parse JSON"]
    form = client.trace("POST", "/form", data={"age": "3"})
    assert [item["name"] for item in spans(form, "body")] == ["parse form"]
    broken = client.trace("POST", "/books/7", content="{bad", headers={"content-type": "application/json"})
    assert broken["status"] == 422
    assert span(broken, "body", "parse JSON")["error"].startswith("JSONDecodeError: Expecting property name")


def test_files_are_shown_by_type_only(client: TracingClient) -> None:
    trace = client.trace("POST", "/form", data={"age": "3"}, files={"file": ("a.txt", b"content of the file")})
    row = span(trace, "params", "body")["attributes"]["rows"][1]
    assert row["value"] == {"~": "starlette.datastructures.UploadFile"}
    assert "content of the file" not in json.dumps(trace)


def test_the_response_model(client: TracingClient) -> None:
    trace = client.trace("POST", "/books/7", json=BOOK)
    serialize = span(trace, "serialize", "response model")
    assert serialize["attributes"]["mode"] == "JSON bytes"
    assert [item["name"] for item in spans(trace, "validate")] == ["validate", "dump"]
    lies = client.trace("GET", "/lies")
    assert lies["status"] == 500
    assert span(lies, "validate", "validate")["error"] == "missing at response/year"
    assert span(lies, "serialize", "response model")["error"].startswith("ResponseValidationError")
    plain = client.trace("GET", "/nasty")
    assert span(plain, "serialize", "response model")["attributes"]["mode"] == "Python data"


def test_middlewares_in_order_around_the_router(client: TracingClient) -> None:
    response = client.send("GET", "/books/1")
    assert response.headers["x-outer"] == "1"
    trace = client.traces[0]
    own = [item["name"] for item in spans(trace, "middleware") if not item["attributes"]["builtin"]]
    assert own == ["gate", "AddHeader"]
    chain = [item["number"] for item in [*spans(trace, "middleware"), *spans(trace, "router")]]
    assert [item["parent"] for item in [*spans(trace, "middleware"), *spans(trace, "router")]] == [1, *chain[:-1]]


def test_a_middleware_that_answers_leaves_no_router_span(client: TracingClient) -> None:
    trace = client.trace("GET", "/gated")
    assert trace["status"] == 401
    assert not spans(trace, "router")
    assert spans(client.trace("GET", "/broken-gate"), "middleware")[-1]["error"] == "RuntimeError: gate broke"


@pytest.mark.parametrize(
    ("method", "url", "status", "route", "endpoint"),
    [
        ("GET", "/nowhere", 404, "", ""),
        ("DELETE", "/books/3", 405, "/books/{shelf}", ""),
        ("GET", "/v1/part/3/", 307, "", ""),
        ("GET", "/v1/part/3", 200, "/v1/part/{number:int}", "make_app.<locals>.part"),
        ("GET", "/plain", 200, "/plain", "plain"),
        ("GET", "/star/abc", 200, "/star/{name}", "plain"),
        ("GET", "/star/deep/x", 200, "/star/deep/x", "plain"),
        ("GET", "/star/deep/nope", 404, "", ""),
        ("GET", "/openapi.json", 200, "/openapi.json", "FastAPI.setup.<locals>.openapi"),
    ],
)
def test_the_matched_route(
    client: TracingClient, method: str, url: str, status: int, route: str, endpoint: str
) -> None:
    trace = client.trace(method, url)
    assert (trace["status"], trace["route"], trace["endpoint"].partition(":")[2]) == (status, route, endpoint)


def test_streams_keep_streaming_and_chunks_are_counted(client: TracingClient) -> None:
    response = client.send("GET", "/stream")
    assert response.text == "0;1;2;3;4;"
    assert (client.traces[0]["chunks"], client.traces[0]["bytes"]) == (5, 10)
    sync = client.trace("GET", "/sync-stream")
    assert sync["chunks"] == 3
    assert not [item for item in spans(sync, "thread") if item["name"] == "_next"]


def test_a_generator_endpoint_has_no_seam_and_is_shown_by_its_chunks(client: TracingClient) -> None:
    response = client.send("GET", "/lines")
    assert len(response.text.splitlines()) == 2
    endpoint = span(client.traces[0], "endpoint", "lines")
    assert endpoint["attributes"]["chunks"] == 2
    assert endpoint["attributes"]["first_chunk_ms"] <= endpoint["ms"]
    assert endpoint["attributes"]["streaming"] is True


def test_an_app_called_inside_the_endpoint_is_part_of_it(client: TracingClient) -> None:
    trace = client.trace("GET", "/inner")
    assert trace["status"] == 200
    assert (trace["route"], trace["endpoint"].endswith("inner")) == ("/inner", True)
    outer = span(trace, "endpoint", "inner")
    inner_solve = next(item for item in spans(trace, "solve") if item["name"] == "list_books")
    numbers = {item["number"]: item["parent"] for item in trace["spans"]}
    above = inner_solve["number"]
    while above is not None and above != outer["number"]:
        above = numbers[above]
    assert above == outer["number"]


def test_a_teardown_that_fails(client: TracingClient) -> None:
    trace = client.trace("GET", "/unclean")
    assert span(trace, "teardown", "failing_exit")["error"] == "RuntimeError: cannot close"


def test_spans_are_bounded(client: TracingClient) -> None:
    trace = client.trace("GET", "/many-spans?n=700")
    assert trace["status"] == 200
    assert len(trace["spans"]) == SPAN_LIMIT
    assert trace["dropped"] > 100
    numbers = {item["number"] for item in trace["spans"]}
    assert all(item["parent"] in numbers for item in trace["spans"][1:])


def test_without_the_header_nothing_is_recorded_and_nothing_echoed(client: TracingClient) -> None:
    response = client.send("POST", "/books/7", json=BOOK, headers={})
    assert response.status_code == 201
    assert client.traces == []
    assert "x-routeglass-trace" not in response.headers
    assert HERE.get() is None


def test_the_app_never_sees_the_header_and_the_response_echoes_it() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["headers"])
        await send({"type": "http.response.start", "status": 204, "headers": [(b"a", b"1")]})
        await send({"type": "http.response.body"})

    client = TracingClient(app)
    response = client.send("GET", "/", headers={**TRACE, "other": "1"})
    assert response.headers["x-routeglass-trace"] == "t-1"
    assert response.headers["a"] == "1"
    assert b"other" in dict(seen[0])
    assert b"x-routeglass-trace" not in dict(seen[0])
    assert (client.traces[0]["status"], client.traces[0]["bytes"]) == (204, 0)


@pytest.mark.parametrize("wrong", ["", "a b", "x" * 200, "id\u00e9"])
def test_an_id_that_is_none_is_ignored_but_still_taken_away(client: TracingClient, wrong: str) -> None:
    headers = {"x-routeglass-trace": wrong.encode("latin-1")}
    response = client.send("GET", "/books/1", headers=headers)
    assert response.status_code == 200
    assert client.traces == []
    assert "x-routeglass-trace" not in response.headers


def test_a_sink_that_fails_does_not_fail_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    def sink(record: dict[str, Any]) -> None:
        raise OSError("full")

    with seams():
        client = TracingClient(make_app())
        client.app.sink = sink
        assert client.send("GET", "/books/1").status_code == 200
    assert "a trace was lost: OSError" in capsys.readouterr().err


def test_fifty_requests_at_once_keep_their_own_traces(client: TracingClient) -> None:
    async def one(http: httpx.AsyncClient, number: int) -> int:
        headers = {"x-routeglass-trace": f"n-{number}", "x-role": f"role-{number}"}
        answer = await http.post(f"/books/{number}?limit={number}", json=BOOK, headers=headers)
        return answer.status_code

    async def all_of_them() -> list[int]:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
            return await asyncio.gather(*(one(http, number) for number in range(50)))

    assert asyncio.run(all_of_them()) == [201] * 50
    assert sorted(trace["id"] for trace in client.traces) == sorted(f"n-{number}" for number in range(50))
    for trace in client.traces:
        number = trace["id"][2:]
        assert trace["path"] == f"/books/{number}"
        assert span(trace, "dependency", "current_user")["attributes"]["value"] == f"role-{number}"
        assert span(trace, "dependency", "limits")["attributes"]["value"] == int(number)
        assert len(spans(trace, "dependency")) == 5
        assert len(spans(trace, "endpoint")) == 1
