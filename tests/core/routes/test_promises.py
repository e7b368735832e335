"""Operations that another handler answers, on real FastAPI apps: the document is the app's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.adapters.tracing.in_process import RouteInspector
from app.core.operations.read import read_api
from app.core.routes.model import RouteTable
from app.core.routes.promises import broken_promises, promise_words
from app.core.routes.simulate import DocumentRoutes
from app.core.spec.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.core.routes.promises import BrokenPromise


def broken(app: FastAPI) -> Mapping[str, BrokenPromise]:
    api = read_api(Document(app.openapi(), version="3.1.0"))
    return broken_promises(RouteInspector(app).routes(), api.entries)


def make_shelves(*, right: bool = False) -> FastAPI:
    app = FastAPI()

    def read_shelf(name: str) -> str:
        return name

    def read_featured() -> str:
        return "featured"

    if right:
        app.get("/shelf/featured")(read_featured)
    app.get("/shelf/{name}")(read_shelf)
    app.get("/shelf/featured", name="featured shelf")(read_featured)
    return app


def test_a_hidden_operation_is_told_with_the_handler_that_answers() -> None:
    found = broken(make_shelves())
    assert list(found) == ["GET /shelf/featured"]
    words = promise_words(found["GET /shelf/featured"])
    assert words == (
        "The document promises `read_featured` here; `read_shelf` answers, because route 5 `/shelf/{name}` comes first "
        "and takes `/shelf/featured`."
    )


def test_nothing_is_told_where_the_order_is_right() -> None:
    app = FastAPI()

    @app.get("/shelf/featured")
    def read_featured() -> str:
        return "featured"

    @app.get("/shelf/{name}")
    def read_shelf(name: str) -> str:
        return name

    assert broken(app) == {}


def test_of_two_handlers_for_one_path_the_document_has_the_last_and_the_first_answers() -> None:
    app = FastAPI()

    @app.get("/books")
    def first() -> str:
        return "1"

    @app.get("/books")
    def last() -> str:
        return "2"

    assert app.openapi()["paths"]["/books"]["get"]["operationId"].startswith("last")
    (promise,) = broken(app).values()
    assert (promise.promised.name, promise.answering.name) == ("last", "first")


def test_what_the_document_does_not_have_is_no_promise() -> None:
    app = FastAPI()

    @app.get("/books")
    def shown() -> str:
        return "1"

    @app.get("/books", include_in_schema=False)
    def hidden() -> str:
        return "2"

    assert broken(app) == {}


def test_a_mount_that_answers_is_named_too(tmp_path: Path) -> None:
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=tmp_path))

    @app.get("/static/info")
    def info() -> str:
        return "1"

    (promise,) = broken(app).values()
    assert "`StaticFiles` answers, because mount 5 `/static` comes first" in promise_words(promise)


def test_what_a_mounted_app_documents_is_not_mistaken_for_the_outer_apps() -> None:
    inner = make_shelves()
    app = FastAPI()

    @app.get("/other")
    def other() -> str:
        return "1"

    app.mount("/inner", inner)
    table = RouteInspector(app).routes()
    assert table.never_reachable
    api = read_api(Document(inner.openapi(), version="3.1.0"))
    assert broken_promises(table, api.entries) == {}


def test_a_simulation_breaks_no_promise() -> None:
    api = read_api(Document(make_shelves().openapi(), version="3.1.0"))
    simulated = DocumentRoutes(api.entries).table
    assert simulated.never_reachable
    assert broken_promises(simulated, api.entries) == {}
    assert broken_promises(RouteTable(()), api.entries) == {}
