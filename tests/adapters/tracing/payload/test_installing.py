"""Installing, taking away, and what the seams cost when nobody asks for a trace."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from typing import Any

import anyio.to_thread
import fastapi.dependencies.utils
import fastapi.routing
import pytest
import starlette.background
import starlette.middleware
import starlette.requests

from app.adapters.tracing import payload
from app.adapters.tracing.payload.recording import HERE
from tests.support.traced_app import TracingClient, make_app, replace_everywhere, seams, spans

_TARGETS: list[tuple[Any, str]] = [
    (starlette.middleware.Middleware, "__iter__"),
    (fastapi.routing, "solve_dependencies"),
    (fastapi.dependencies.utils, "solve_dependencies"),
    (fastapi.dependencies.utils, "request_params_to_args"),
    (fastapi.dependencies.utils, "request_body_to_args"),
    (fastapi.dependencies.utils, "_solve_generator"),
    (fastapi.routing, "run_endpoint_function"),
    (fastapi.routing, "serialize_response"),
    (starlette.requests.Request, "body"),
    (starlette.requests.Request, "json"),
    (starlette.requests.Request, "_get_form"),
    (anyio.to_thread, "run_sync"),
    (starlette.background.BackgroundTask, "__call__"),
]


def _members() -> list[Any]:
    return [vars(owner)[name] for owner, name in _TARGETS]


def test_uninstall_puts_every_original_back() -> None:
    originals = _members()
    with seams():
        assert all(now is not before for now, before in zip(_members(), originals, strict=True))
    assert all(now is before for now, before in zip(_members(), originals, strict=True))
    payload.uninstall()
    assert _members() == originals


def test_installing_twice_wraps_once() -> None:
    originals = _members()
    with seams() as caps:
        wrapped = _members()
        assert payload.install() == caps
        assert _members() == wrapped
    assert _members() == originals


def test_somebody_elses_wrapper_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with seams():
        ours = fastapi.routing.run_endpoint_function

        async def theirs(**kwargs: Any) -> Any:
            return await ours(**kwargs)

        monkeypatch.setattr(fastapi.routing, "run_endpoint_function", theirs)
    assert fastapi.routing.run_endpoint_function is theirs
    client = TracingClient(make_app())
    assert client.send("GET", "/books/1").status_code == 200
    monkeypatch.undo()
    fastapi.routing.run_endpoint_function = ours.__wrapped__  # type: ignore[attr-defined]


def test_a_missing_seam_costs_only_its_own_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(fastapi.routing, "serialize_response")
    with seams() as caps:
        assert caps.pop("response") is False
        assert all(caps.values())
        monkeypatch.undo()
        trace = TracingClient(make_app()).trace("GET", "/books/1")
    assert spans(trace, "endpoint")
    assert not spans(trace, "serialize")


def test_a_hook_that_fails_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    original = vars(fastapi.routing)["solve_dependencies"]
    monkeypatch.delattr(fastapi.dependencies.utils, "solve_dependencies")
    with seams() as caps:
        assert caps["dependencies"] is False
        assert vars(fastapi.routing)["solve_dependencies"] is original


def test_an_app_built_with_seams_works_without_them() -> None:
    with seams():
        client = TracingClient(make_app())
        assert client.send("GET", "/books/1").status_code == 200
    assert client.send("GET", "/books/1").status_code == 200
    assert client.send("GET", "/teapot").status_code == 418
    assert len(client.traces) == 3
    assert {item["kind"] for item in client.traces[1]["spans"]} >= {"server", "middleware", "router"}
    assert not spans(client.traces[1], "endpoint")


def test_an_app_whose_stack_was_built_before_still_shows_its_inside() -> None:
    client = TracingClient(make_app())
    client.send("GET", "/books/1", headers={})
    with seams():
        trace = client.trace("GET", "/books/1")
    assert spans(trace, "endpoint")
    assert not spans(trace, "middleware")
    assert trace["route"] == "/books/{shelf}"


def test_without_a_trace_each_seam_asks_once_and_makes_no_span(monkeypatch: pytest.MonkeyPatch) -> None:
    """The carrier is a `ContextVar` whose `get` cannot be replaced, so a counting stand-in takes its place."""
    with seams():
        client = TracingClient(make_app())
        client.send("GET", "/books/1", headers={})
        asked: list[int] = []

        class Counting:
            def get(self) -> None:
                asked.append(1)

        def forbidden(*args: object) -> None:
            raise AssertionError("a span was opened without a trace")

        replace_everywhere(monkeypatch, "HERE", Counting())
        replace_everywhere(monkeypatch, "Within", forbidden)
        replace_everywhere(monkeypatch, "place_of", forbidden)
        response = client.send("GET", "/books/1", headers={})
        assert response.status_code == 200
    # 7 middlewares and router, 2 solves, 8 parameter reads, 2 threads, endpoint and response.
    assert 15 <= len(asked) <= 30


def test_the_stack_can_still_be_walked() -> None:
    with seams():
        app = make_app()
        TracingClient(app).send("GET", "/books/1", headers={})
    names: list[str] = []
    layer: Any = app.middleware_stack
    while layer is not None and len(names) < 50:
        names.append(type(layer).__name__)
        layer = getattr(layer, "app", None)
    assert names[:2] == ["Probe", "ServerErrorMiddleware"]
    assert "AddHeader" in names
    assert app.middleware_stack.debug is False  # type: ignore[union-attr]


def test_probes_of_other_shapes_of_middleware() -> None:
    """A function as factory, keyword `app`, a class without routes inside, and lifespan messages."""
    seen: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    def factory(app: Any, label: str) -> Any:
        async def run(scope: Any, receive: Any, send: Any) -> None:
            seen.append(label)
            await app(scope, receive, send)

        return run

    with seams():
        first, args, kwargs = starlette.middleware.Middleware(factory, label="one")
        built = first(*args, app=inner, **kwargs)
        assert first.__name__ == "factory"
        with pytest.raises(AttributeError):
            _ = built.nothing_of_that_name
        asyncio.run(built({"type": "lifespan"}, None, None))
    assert seen == ["one", "lifespan"]


def test_context_is_clean_after_a_request() -> None:
    context = contextvars.copy_context()
    with seams():
        client = TracingClient(make_app())
        context.run(client.trace, "GET", "/boom")
        context.run(client.trace, "GET", "/denied?q=1")
    assert context.get(HERE) is None


@pytest.mark.parametrize(
    "broken",
    ["_rows", "error_rows", "_cache_key", "note_errors", "_user_frame", "_render", "_find_place", "_http_facts"],
)
def test_a_recorder_that_fails_never_fails_the_request(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*args: object) -> None:
        raise LookupError(broken)

    with seams():
        client = TracingClient(make_app())
        expected = [_status(client, *request) for request in _REQUESTS]
        replace_everywhere(monkeypatch, broken, fail)
        assert [_status(client, *request) for request in _REQUESTS] == expected
    assert all(trace["status"] == 200 or trace["spans"] for trace in client.traces)
    assert len(client.traces) == 2 * len(_REQUESTS)


_REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/books/7", {"json": {"title": "Dune", "year": 1965}}),
    ("POST", "/books/x", {"json": {"title": ""}}),
    ("GET", "/denied?q=1", {}),
    ("GET", "/teapot", {}),
    ("GET", "/own", {}),
    ("GET", "/boom", {}),
    ("GET", "/lies", {}),
    ("GET", "/lines", {}),
    ("GET", "/unclean", {}),
    ("GET", "/nowhere", {}),
]


def _status(client: TracingClient, method: str, url: str, options: dict[str, Any]) -> int:
    return client.send(method, url, **options).status_code


def test_versions_are_told() -> None:
    told = payload.versions()
    assert told["fastapi"] == fastapi.__version__
    assert told["python"] == ".".join(map(str, sys.version_info[:3]))
