"""The route table: every kind of route in match order, what is told about each, and odd requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Host, Match, Mount, Route, Router
from starlette.staticfiles import StaticFiles

from app.adapters.tracing import payload
from tests.support import traced_app
from tests.support.traced_app import make_app


def _rows(app: Any) -> list[dict[str, Any]]:
    rows = payload.RouteMap(app).rows()
    assert json.loads(json.dumps(rows)) == rows
    return rows


def _by_path(app: Any) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in _rows(app)}


async def _nothing(*args: object) -> None: ...


def test_routes_stand_in_match_order_with_the_docs_first() -> None:
    rows = _rows(make_app())
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    paths = [row["path"] for row in rows]
    assert paths[:4] == ["/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"]
    assert paths[-4:] == ["/star", "/star/{name}", "/star/deep", "/star/deep/x"]


def test_what_is_told_about_an_api_route() -> None:
    row = _by_path(make_app())["/books/{shelf}"]
    assert row["methods"] == ["GET"]  # The last of the two with this path.
    assert row["endpoint"] == "tests.support.traced_app:_add_books.<locals>.list_books"
    assert Path(row["file"]) == Path(traced_app.__file__)
    lines = Path(traced_app.__file__).read_text(encoding="utf-8").splitlines()
    assert lines[row["line"] - 1].strip() == '@app.get("/books/{shelf}")'
    assert row["in_schema"] is True
    assert row["param_types"] == {"shelf": "int"}
    assert row["kind"] == "http"


def test_the_dependency_tree_with_places() -> None:
    rows = {(row["path"], *row["methods"]): row for row in _rows(make_app())}
    tree = [(item["scope"], item["name"]) for item in rows["/books/{shelf}", "POST"]["dependencies"]]
    assert tree == [(0, "current_user"), (1, "get_session"), (2, "get_db"), (1, "get_db"), (0, "limits")]
    source = Path(traced_app.__file__).read_text(encoding="utf-8").splitlines()
    pager = rows["/books/{shelf}", "GET"]["dependencies"][0]
    assert pager["name"] == "Pager"
    assert source[pager["line"] - 1].strip() in {"class Pager:", "def __init__(self, page: int = 1) -> None:"}
    oauth = rows["/me", "GET"]["dependencies"][0]
    assert (oauth["name"], Path(oauth["file"]).name) == ("OAuth2PasswordBearer", "oauth2.py")
    assert rows["/nasty", "GET"]["dependencies"][0]["name"] == "Checker"


def test_included_routers_show_their_full_path_and_what_they_add() -> None:
    row = _by_path(make_app())["/v1/part/{number:int}"]
    assert row["path_format"] == "/v1/part/{number}"
    assert row["tags"] == ["parts"]
    assert [item["name"] for item in row["dependencies"]] == ["limits"]


def test_websockets_mounts_and_hidden_routes() -> None:
    rows = _by_path(make_app())
    assert (rows["/echo/{room}"]["kind"], rows["/echo/{room}"]["methods"]) == ("websocket", [])
    assert not rows["/echo/{room}"]["in_schema"]
    assert not rows["/openapi.json"]["in_schema"]
    assert (rows["/star"]["kind"], rows["/star"]["endpoint"]) == ("mount", "starlette.applications:Starlette")
    assert rows["/star/deep/x"]["parent"] == rows["/star/deep"]["number"]
    assert rows["/star/deep"]["parent"] == rows["/star"]["number"]


def test_hosts_static_files_and_strange_routes(tmp_path: Path) -> None:
    class Odd(BaseRoute):
        def matches(self, scope: Any) -> Any:
            return (Match.FULL if scope["path"] == "/odd" else Match.NONE), {}

    inner = Starlette(routes=[Route("/x", _nothing)])
    app = Starlette(routes=[Host("{sub}.test", inner), Mount("/files", StaticFiles(directory=tmp_path)), Odd()])
    rows = _rows(app)
    assert [(row["kind"], row["path"], row["parent"]) for row in rows] == [
        ("host", "{sub}.test", None),
        ("http", "/x", 1),
        ("mount", "/files", None),
        ("other", "", None),
    ]
    assert payload.simulate(app, "GET", "/odd")["winner"] == 4
    assert payload.simulate(app, "GET", "/files/a/b")["winner"] == 3
    told = payload.simulate(app, "GET", "http://api.test/x")
    assert (told["winner"], told["steps"][1]["path_params"]) == (2, [["sub", "api"]])
    assert payload.simulate(app, "GET", "/x", [("Host", "a.test:8080")])["winner"] == 2
    assert payload.simulate(app, "GET", "/x")["decision"] == "not found"


@pytest.mark.parametrize("app", [_nothing, object(), StaticFiles, 3, None])
def test_an_app_without_routes_is_an_empty_table(app: Any) -> None:
    assert _rows(app) == []
    assert payload.find_shadows(app) == []
    assert payload.field_names(app) == {}
    assert payload.simulate(app, "GET", "/x")["decision"] == "not found"


def test_an_app_inside_wrappers_is_found() -> None:
    class Wrapper:
        def __init__(self, app: Any) -> None:
            self.app = app

    app = Starlette(routes=[Route("/x", _nothing)])
    assert [row["path"] for row in _rows(Wrapper(payload.TraceApp(Wrapper(app), print)))] == ["/x"]
    endless = Wrapper(None)
    endless.app = endless
    assert _rows(endless) == []


def test_a_router_that_contains_itself_is_listed_once() -> None:
    router = Router(routes=[Route("/x", _nothing)])
    router.routes.append(Mount("/again", router))
    assert [row["path"] for row in _rows(router)] == ["/x", "/again"]


def test_routes_added_later_are_seen() -> None:
    app = FastAPI(openapi_url=None)
    assert _rows(app) == []
    app.get("/late")(_nothing)
    assert [row["path"] for row in _rows(app)] == ["/late"]


@pytest.mark.parametrize(
    ("target", "decision", "winner"),
    [
        ("/a%20b", "matched", 1),
        ("/a%20b?x=%zz&y", "matched", 1),
        ("a b", "matched", 1),
        ("/caf%C3%A9", "matched", 2),
        ("/café", "matched", 2),
        ("", "not found", None),
        ("/", "not found", None),
        ("/%00%ff", "matched", 3),
        ("/x#fragment", "matched", 3),
        ("//double", "not found", None),
        ("/" + "9" * 5000, "matched", 3),
        ("http://[bad", "matched", 3),
        ("https://h/a%20b", "matched", 1),
        ("/\ud800", "matched", 3),
    ],
)
def test_hostile_targets_never_raise(target: str, decision: str, winner: int | None) -> None:
    app = Starlette(routes=[Route("/a b", _nothing), Route("/café", _nothing), Route("/{rest}", _nothing)])
    if target.startswith("http://[bad"):
        target = "/http:[bad"
    told = payload.simulate(app, "GET", target)
    assert (told["decision"], told["winner"]) == (decision, winner)
    json.dumps(told)


def test_a_route_that_raises_while_matching_is_an_error_not_a_crash() -> None:
    app = Starlette(routes=[Route("/{n:int}", _nothing), Route("/{x}", _nothing)])
    told = payload.simulate(app, "GET", "/" + "9" * 5000)
    assert (told["decision"], told["status"], told["error"], told["winner"]) == ("error", 500, "ValueError", None)


def test_the_steps_say_what_happened_at_each_route() -> None:
    app = FastAPI(openapi_url=None)
    app.post("/a")(_nothing)
    app.get("/b")(_nothing)
    app.mount("/m", Starlette(routes=[Route("/x", _nothing)]))
    app.get("/{word}")(_nothing)
    app.get("/a")(_nothing)

    def encounters(method: str, target: str) -> list[str]:
        return [step["encounter"] for step in payload.simulate(app, method, target)["steps"]]

    assert encounters("GET", "/a") == ["wrong method", "no match", "no match", "no match", "match", "never reached"]
    assert encounters("GET", "/m/x") == ["no match", "no match", "match", "match", "never reached", "never reached"]
    assert encounters("GET", "/m/y") == ["no match", "no match", "match", "no match", "never reached", "never reached"]
    missed = payload.simulate(app, "GET", "/m/y")
    assert (missed["decision"], missed["taken_by"], missed["winner"]) == ("not found", 3, None)
    wrong = payload.simulate(app, "PUT", "/a")
    assert (wrong["decision"], wrong["status"], wrong["near"]) == ("method not allowed", 405, 1)
    slash = payload.simulate(app, "GET", "/b/?q=1")
    assert (slash["decision"], slash["status"], slash["near"]) == ("redirect", 307, 2)
    assert slash["redirect_to"] == "/b?q=1"


def test_websockets_are_tried_by_their_own_method() -> None:
    app = FastAPI(openapi_url=None)

    @app.websocket("/ws/{room}")
    async def chat(socket: WebSocket) -> None: ...

    assert payload.simulate(app, "WEBSOCKET", "/ws/a")["winner"] == 1
    refused = payload.simulate(app, "WEBSOCKET", "/other")
    assert (refused["decision"], refused["status"]) == ("not found", 403)
    assert payload.simulate(app, "GET", "/ws/a")["decision"] == "not found"


def test_a_frontend_is_tried_last(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    app = FastAPI(openapi_url=None)
    app.frontend("/", directory=tmp_path)
    app.frontend("/app", directory=tmp_path)
    app.get("/api")(_nothing)
    rows = _rows(app)
    assert [row["path"] for row in rows] == ["/api", "/{path:path}", "/app/{path:path}"]
    assert payload.simulate(app, "GET", "/api")["winner"] == 1
    assert payload.simulate(app, "GET", "/style.css")["winner"] == 2
    assert payload.simulate(app, "GET", "/app/x")["winner"] == 3
    assert payload.find_shadows(app) == []


def test_the_app_itself_is_not_run_by_a_simulation() -> None:
    ran: list[str] = []
    app = FastAPI(openapi_url=None)

    @app.get("/x")
    def endpoint() -> PlainTextResponse:
        ran.append("x")
        return PlainTextResponse("")

    payload.simulate(app, "GET", "/x")
    payload.find_shadows(app)
    assert ran == []
