"""Which routes are shadowed, by which, and with what URL that shows it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.convertors import CONVERTOR_TYPES, Convertor
from starlette.routing import Host, Match, Mount, Route

from app.adapters.tracing import payload
from tests.support.traced_app import make_app


async def _nothing(*args: object) -> None: ...


def test_a_route_class_that_decides_otherwise_is_always_asked() -> None:
    class Everywhere(Route):
        def matches(self, scope: Any) -> Any:
            return Match.FULL, {"endpoint": self.endpoint, "path_params": {}}

    app = Starlette(routes=[Everywhere("/only/here", _nothing), Route("/a", _nothing)])
    assert _shadows(app) == [("/a", "GET", "/only/here", "/a", True)]


def _shadows(app: Any) -> list[tuple[str, str, str, str, bool]]:
    rows = {row["number"]: row["path"] for row in payload.RouteMap(app).rows()}
    return [
        (rows[item["number"]], item["method"], rows[item["winner"]], item["witness"], item["always"])
        for item in payload.find_shadows(app)
    ]


def _app_with(*routes: tuple[str, str]) -> FastAPI:
    app = FastAPI(openapi_url=None)
    for method, path in routes:
        app.router.routes.append(Route(path, _nothing, methods=[method]))
    return app


def test_the_classic_shadow() -> None:
    app = _app_with(("GET", "/shelf/{name}"), ("GET", "/shelf/featured"))
    assert _shadows(app) == [("/shelf/featured", "GET", "/shelf/{name}", "/shelf/featured", True)]


def test_the_right_order_casts_no_shadow() -> None:
    assert _shadows(_app_with(("GET", "/shelf/featured"), ("GET", "/shelf/{name}"))) == []


def test_a_convertor_lets_the_word_through_but_an_annotation_does_not() -> None:
    assert _shadows(_app_with(("GET", "/b/{id:int}"), ("GET", "/b/new"))) == []
    app = FastAPI(openapi_url=None)

    @app.get("/b/{id}")
    async def by_id(id: int) -> None: ...  # noqa: A002 - the name in the path

    app.get("/b/new")(_nothing)
    assert _shadows(app) == [("/b/new", "GET", "/b/{id}", "/b/new", True)]


def test_methods_are_looked_at_one_by_one() -> None:
    app = FastAPI(openapi_url=None)
    app.api_route("/x", methods=["GET"])(_nothing)
    app.api_route("/x", methods=["GET", "POST"])(_nothing)
    assert _shadows(app) == [("/x", "GET", "/x", "/x", True)]


def test_a_partial_shadow_has_a_witness() -> None:
    app = _app_with(("GET", "/n/{n:int}"), ("GET", "/n/{x}"))
    assert _shadows(app) == [("/n/{x}", "GET", "/n/{n:int}", "/n/7", False)]


def test_what_a_narrow_route_behind_a_wide_one_loses() -> None:
    wide = ("GET", "/{rest:path}")
    for narrow in ("/a", "/a/{n:int}", "/a/{f:float}", "/a/{u:uuid}", "/a/{p:path}", "/{x}.json"):
        assert [item[4] for item in _shadows(_app_with(wide, ("GET", narrow)))] == [True], narrow


def test_numbers_and_paths_overlap_only_in_part() -> None:
    assert [item[4] for item in _shadows(_app_with(("GET", "/{n:int}"), ("GET", "/{f:float}")))] == [False]
    assert [item[4] for item in _shadows(_app_with(("GET", "/{f:float}"), ("GET", "/{n:int}")))] == [True]
    assert [item[4] for item in _shadows(_app_with(("GET", "/{a}/{b}"), ("GET", "/{p:path}")))] == [False]


def test_mounts_shadow_and_are_shadowed() -> None:
    inner = Starlette(routes=[Route("/x", _nothing)])
    before = Starlette(routes=[Mount("/m", inner), Route("/m/x", _nothing), Route("/m/z", _nothing)])
    assert _shadows(before) == [("/m/x", "GET", "/m/x", "/m/x", True), ("/m/z", "GET", "/m", "/m/z", True)]
    after = Starlette(routes=[Route("/{p:path}", _nothing), Mount("/m", inner)])
    assert _shadows(after) == [
        ("/m", "", "/{p:path}", "/m/y", True),
        ("/m/x", "GET", "/{p:path}", "/m/x", True),
    ]


def test_a_mount_with_a_parameter_and_hosts() -> None:
    inner = Starlette(routes=[Route("/{a}", _nothing), Route("/b", _nothing)])
    app = Starlette(routes=[Mount("/t/{tenant}", inner), Host("{sub}.test", Starlette(routes=[Route("/h", _nothing)]))])
    assert _shadows(app) == [("/t/{tenant}/b", "GET", "/t/{tenant}/{a}", "/t/x/b", True)]


def test_websockets_shadow_each_other_and_no_http_route() -> None:
    app = FastAPI(openapi_url=None)
    app.add_api_websocket_route("/ws/{room}", _nothing)
    app.add_api_websocket_route("/ws/lobby", _nothing)
    app.get("/ws/lobby")(_nothing)
    assert _shadows(app) == [("/ws/lobby", "", "/ws/{room}", "/ws/lobby", True)]


def test_convertors_of_the_users_own() -> None:
    class Year(Convertor[int]):
        regex = "[0-9]{4}"

        def convert(self, value: str) -> int:
            return int(value)

        def to_string(self, value: int) -> str:
            return str(value)

    class Odd(Year):
        regex = "aAa"

    class Impossible(Year):
        regex = "zzzzzzzz"

    CONVERTOR_TYPES.update(year=Year(), odd=Odd(), impossible=Impossible())
    try:
        app = _app_with(("GET", "/{x:odd}"), ("GET", "/{i:impossible}"), ("GET", "/{x}"), ("GET", "/{y:year}"))
        assert _shadows(app) == [("/{y:year}", "GET", "/{x}", "/2024", True)]
    finally:
        for name in ("year", "odd", "impossible"):
            del CONVERTOR_TYPES[name]


def test_words_that_routes_spell_out_are_not_used_as_samples() -> None:
    assert _shadows(_app_with(("GET", "/x"), ("GET", "/y"), ("GET", "/{name}"))) == []


def test_a_root_path_is_tried_with_and_without() -> None:
    app = FastAPI(openapi_url=None)
    app.root_path = "/api"  # As an argument it is deprecated.
    app.mount("/m", Starlette(routes=[Route("/x", _nothing)]))
    app.get("/{word}")(_nothing)
    assert _shadows(app) == []


def test_many_parameters_stay_cheap() -> None:
    app = _app_with(("GET", "/{a}/{b}/{c}/{d}/{e}/{f}"), ("GET", "/{g}/{h}/{i}/{j}/{k}/last"))
    assert _shadows(app)[0][4] is True


def test_the_apps_own_shadows() -> None:
    assert payload.describe_app(make_app())["shadows"] == []
