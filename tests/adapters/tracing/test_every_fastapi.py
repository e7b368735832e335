"""The same app under FastAPIs of several years: what its spans say is what the app wrote down itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.core.routes.read import read_table
from app.core.trace.model import StageName
from app.core.trace.read import read_trace
from app.core.trace.timing import stage_times
from tests.servers.environments import FASTAPIS, Environment, how_to_make, python_of
from tests.support.agent_child import AgentChild, agent
from tests.support.fastapis import PROJECT, interpreter, made
from tests.support.traced_app import span, spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDER = {"item": "tea", "amount": 2, "note": "secret recipe"}
OVERHEAD_MS = 12.0
"""What may lie between the app's own clock and ours: threads are started, loops take turns."""

Written = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module", params=made())
def child(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentChild]:
    folder: Path = tmp_path_factory.mktemp("every") / "project"
    folder.mkdir()
    (folder / "main.py").write_bytes((PROJECT / "main.py").read_bytes())
    environment = {"PYTHONPATH": "", "PYTHONWARNINGS": "ignore"}
    with agent(folder, "main:app", python=interpreter(request.param), environment=environment) as started:
        started.wait_for("routes")
        yield started
        assert started.stop() == 0
        assert started.kinds()[-2:] == ["gone", "hung up"]
        assert "agent-error" not in started.kinds()


def _written(child: AgentChild) -> Written:
    found: Written = {}
    for piece in child.request("GET", "/record").json():
        found.setdefault(piece["name"], []).append(piece)
    return found


def _order(child: AgentChild) -> tuple[dict[str, Any], Written]:
    _written(child)
    trace = child.trace_of("POST", "/orders/7", json=ORDER)
    assert trace["status"] == 201
    return trace, _written(child)


@pytest.mark.parametrize("environment", FASTAPIS, ids=[environment.name for environment in FASTAPIS])
def test_the_environment_is_there(environment: Environment) -> None:
    if not python_of(environment):
        pytest.skip(how_to_make(environment))


def test_every_seam_is_found(child: AgentChild) -> None:
    hello = child.wait_for("hello")
    assert all(hello["caps"].values()), hello
    assert set(hello["versions"]) == {"python", "fastapi", "starlette", "pydantic", "uvicorn"}


def test_routes_shadows_and_document_are_told(child: AgentChild) -> None:
    told = child.wait_for("routes")
    table = read_table({"routes": told["routes"], "shadows": told["shadows"]})
    paths = [route.path for route in table.routes]
    assert paths.index("/orders/{number}") < paths.index("/orders/special")
    assert {"/v1/parts/{part_id:int}", "/inner", "/inner/deep/{name}"} <= set(paths)
    numbers = {route.number: route.path for route in table.routes}
    assert [(numbers[shadow.number], numbers[shadow.winner]) for shadow in table.shadows] == [
        ("/orders/special", "/orders/{number}")
    ]
    assert json.loads(told["document"]) == child.request("GET", "/openapi.json").json()


def test_the_router_does_what_the_simulation_says(child: AgentChild) -> None:
    requests = {"/orders/special": 422, "/v1/parts/7": 200, "/v1/parts/x": 404, "/inner/deep/x": 200, "/teapot/": 307}
    for path, status in requests.items():
        told = child.ask("try", method="GET", target=path)["result"]
        trace = child.trace_of("GET", path)
        assert trace["status"] == status
        assert told["status"] in {None, status}
        assert (told["winner"] is not None) == (trace["route"] not in {"", "/inner"})


def test_the_dependency_tree_is_the_one_that_was_solved(child: AgentChild) -> None:
    trace, _record = _order(child)
    names = {item["number"]: item["name"] for item in trace["spans"]}
    tree = [
        (item["name"], names[item["parent"]], item["attributes"]["parameter"], item["attributes"]["cached"])
        for item in spans(trace, "dependency")
    ]
    assert tree == [
        ("current_user", "create_order", "user", False),
        ("get_session", "current_user", "session", False),
        ("get_db", "get_session", "db", False),
        ("test_settings", "get_session", "chosen", False),
        ("get_db", "current_user", "db", True),
        ("tick", "create_order", "first", False),
        ("tick", "create_order", "second", False),
    ]
    assert span(trace, "dependency", "test_settings")["attributes"]["override_of"] == "settings"
    values = {item["name"]: item["attributes"].get("value") for item in spans(trace, "dependency")}
    assert (values["get_session"], values["current_user"]) == ({"~": "redacted"}, "reader")


def test_everything_ran_where_the_app_says(child: AgentChild) -> None:
    trace, record = _order(child)
    loop = record["create_order"][0]["thread"]
    assert loop == "MainThread"
    assert span(trace, "endpoint", "create_order")["attributes"]["where"] == "event loop"
    threads = {item["name"]: item["attributes"]["thread"] for item in spans(trace, "thread")}
    for name in ("test_settings", "get_session", "tick", "send_mail"):
        assert threads[name] in {piece["thread"] for piece in record[name]}, name
        assert threads[name] != loop
    assert not {"current_user", "create_order", "tell_others"} & set(threads)
    trace = child.trace_of("GET", "/orders/5")
    assert span(trace, "endpoint", "read_order")["attributes"]["where"] == "thread pool"
    thread = span(trace, "thread", "read_order")["attributes"]["thread"]
    assert thread == _written(child)["read_order"][0]["thread"] != loop


def _agrees(shown: float, written: float) -> bool:
    return written * 0.98 - 1 <= shown <= written * 1.1 + OVERHEAD_MS


def _disagreements(record_of_trace: dict[str, Any], record: Written) -> list[tuple[str, float, float]]:
    """What our clock and the app's own tell differently: (what, ours, theirs)."""
    took = {name: sum(piece["ms"] for piece in pieces) for name, pieces in record.items()}
    pairs: list[tuple[str, float, float]] = []
    for name in ("get_db", "test_settings", "get_session", "current_user"):
        calls = [item for item in spans(record_of_trace, "dependency") if item["name"] == name]
        pairs += [(name, item["attributes"]["call_ms"], took[name]) for item in calls[:1]]
    pairs.append(("create_order", span(record_of_trace, "endpoint", "create_order")["ms"], took["create_order"]))
    pairs += [
        (name, span(record_of_trace, "background", name)["ms"], took[name]) for name in ("send_mail", "tell_others")
    ]
    for name in ("get_db", "get_session"):
        pairs.append((f"teardown of {name}", span(record_of_trace, "teardown", name)["ms"], took[f"close {name}"]))
    trace = read_trace(record_of_trace)
    times = stage_times(trace)
    solved = sum(took[name] for name in ("get_db", "test_settings", "get_session", "current_user", "tick"))
    closed = sum(took[name] for name in ("close get_db", "close get_session") if _within(record_of_trace, name))
    pairs.append(("dependencies", times[StageName.DEPENDENCIES], solved))
    pairs.append(("endpoint", times[StageName.ENDPOINT], took["create_order"]))
    pairs.append(("the whole", sum(times.values()), solved + took["create_order"] + closed))
    return [pair for pair in pairs if not _agrees(*pair[1:])]


def _within(record_of_trace: dict[str, Any], closing: str) -> bool:
    """Whether a dependency was closed before the answer was sent: that depends on FastAPI's version."""
    teardown = span(record_of_trace, "teardown", closing.partition(" ")[2])
    return bool(teardown["start_ms"] < record_of_trace["ms"])


def test_durations_and_stages_are_those_that_the_app_measured(child: AgentChild) -> None:
    """A busy machine may come between two clocks, but not every time."""
    disagreements: list[tuple[str, float, float]] = []
    for _ in range(5):
        record_of_trace, record = _order(child)
        trace = read_trace(record_of_trace)
        assert sum(stage_times(trace).values()) == pytest.approx(trace.duration_ms, rel=0.1)
        disagreements = _disagreements(record_of_trace, record)
        if not disagreements:
            break
    assert not disagreements


def test_background_tasks_come_after_the_answer(child: AgentChild) -> None:
    trace, _record = _order(child)
    assert [item["name"] for item in spans(trace, "background")] == ["send_mail", "tell_others"]
    assert all(item["start_ms"] >= trace["headers_ms"] for item in spans(trace, "background"))


def test_what_the_response_model_leaves_out(child: AgentChild) -> None:
    trace, _record = _order(child)
    assert child.request("POST", "/orders/7", json=ORDER).json() == {"item": "tea", "amount": 2}
    assert span(trace, "endpoint", "create_order")["attributes"]["value"]["note"] == "secret recipe"
    assert span(trace, "serialize", "response model")["ms"] > 0


def test_values_before_and_after_coercion(child: AgentChild) -> None:
    trace, _record = _order(child)
    row = span(trace, "params", "path")["attributes"]["rows"][0]
    assert (row["name"], row["raw"], row["value"], row["type"]) == ("shop", "7", 7, "int")
    body = span(trace, "params", "body")["attributes"]["rows"][0]
    assert (body["name"], body["value"]["item"]) == ("order", "tea")


def test_a_failing_validation_is_where_it_fails(child: AgentChild) -> None:
    _written(child)
    trace = child.trace_of("POST", "/orders/x", json={"item": "", "amount": 0})
    assert trace["status"] == 422
    errors = {
        ".".join(map(str, error["loc"]))
        for item in spans(trace, "params")
        for error in item["attributes"].get("errors", ())
    }
    assert errors == {"path.shop", "body.item", "body.amount"}
    assert not spans(trace, "endpoint")
    assert set(_written(child)) >= {"get_db", "get_session", "current_user", "close get_db", "close get_session"}
    assert span(trace, "handler", "request_validation_exception_handler")["attributes"]["status"] == 422


@pytest.mark.parametrize(
    ("path", "status", "handler", "where"),
    [
        ("/teapot", 418, "on_teapot", "event loop"),
        ("/conflict", 409, "on_conflict", "thread pool"),
        ("/refused?code=1", 403, "http_exception_handler", "event loop"),
    ],
)
def test_handlers_turn_exceptions_into_answers(
    child: AgentChild, path: str, status: int, handler: str, where: str
) -> None:
    trace = child.trace_of("GET", path)
    assert trace["status"] == status
    shown = span(trace, "handler", handler)["attributes"]
    assert (shown["status"], shown["where"]) == (status, where)


def test_the_dependency_that_refused_is_named(child: AgentChild) -> None:
    trace = child.trace_of("GET", "/refused?code=1")
    assert span(trace, "dependency", "refuse")["error"] == "HTTPException: 403 not with that code"
    assert not spans(trace, "endpoint")
    trace = child.trace_of("GET", "/guarded", headers={"X-API-Key": "hush"})
    assert trace["status"] == 200
    assert "hush" not in json.dumps(trace)


def test_an_exception_that_nobody_handles_names_its_line(child: AgentChild) -> None:
    trace = child.trace_of("GET", "/boom")
    assert trace["status"] == 500
    described = [
        item["attributes"]["exception"]
        for item in trace["spans"]
        if "function" in item["attributes"].get("exception", {})
    ]
    assert [(item["type"], item["function"]) for item in described] == [("ZeroDivisionError", "boom")]
    source = (PROJECT / "main.py").read_text().splitlines()
    assert "ZeroDivisionError" in source[described[0]["line"] - 1]


def test_an_answer_that_breaks_its_promise_is_a_server_error(child: AgentChild) -> None:
    trace = child.trace_of("GET", "/lies")
    assert trace["status"] == 500
    failing = [item for item in spans(trace, "validate") if item["error"]]
    assert len(failing) == 1
    assert failing[0]["attributes"]["errors"][0]["loc"][-1] == "amount"


def test_forms_streams_and_middlewares(child: AgentChild) -> None:
    trace = child.trace_of("POST", "/upload", data={"title": "t"}, files={"file": ("x.txt", b"12345")})
    assert trace["status"] == 200
    assert {row["name"] for row in span(trace, "params", "body")["attributes"]["rows"]} == {"title", "file"}
    assert span(trace, "body", "parse form")
    assert child.trace_of("GET", "/lines")["chunks"] == 3
    closed = child.trace_of("GET", "/closed")
    assert (closed["status"], closed["route"], spans(closed, "router")) == (403, "", [])
    own = [item["name"] for item in spans(closed, "middleware") if not item["attributes"]["builtin"]]
    assert own == ["gate"]
    passed = child.trace_of("GET", "/orders/1")
    own = [item["name"] for item in spans(passed, "middleware") if not item["attributes"]["builtin"]]
    assert own == ["gate", "Stamp"]


def test_no_seam_failed_on_the_way(child: AgentChild) -> None:
    faults = [event["trace"]["faults"] for event in child.events if event["ev"] == "req"]
    assert set(faults) == {0}
