"""An app that does everything the recorder records, and a client that asks for traces.

No `from __future__ import annotations` here: FastAPI reads the annotations of these functions at run time.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import anyio.to_thread
import httpx
import pytest
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Cookie,
    Depends,
    FastAPI,
    Form,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    UploadFile,
    WebSocket,
)
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from app.adapters.tracing import payload

TRACE = {"x-routeglass-trace": "t-1"}


class Book(BaseModel):
    title: str = Field(min_length=1)
    year: int = Field(ge=1000)


class Item(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    name: str = Field(alias="item_name")
    parts: list["Part"] = []


class Part(BaseModel):
    weight: float = Field(validation_alias="weightKg")


class Login(BaseModel):
    user: str
    password: SecretStr
    pin: str = ""


class Nasty:
    """Fails whoever asks it for text, and any attribute that is not its own."""

    def __repr__(self) -> str:
        raise AssertionError("repr was called")

    __str__ = __repr__

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was read")


class NastyError(Exception):
    def __str__(self) -> str:
        raise AssertionError("str was called")

    __repr__ = __str__


class TeapotError(Exception):
    """Handled by the app."""


class OwnError(Exception):
    """Handled synchronously."""


async def get_db() -> AsyncIterator[dict[str, int]]:
    yield {"open": 1}


def get_session(db: Annotated[dict[str, int], Depends(get_db)]) -> Iterator[str]:
    try:
        yield f"session of {len(db)}"
    finally:
        db.clear()


async def current_user(
    session: Annotated[str, Depends(get_session)],
    db: Annotated[dict[str, int], Depends(get_db)],
    x_role: Annotated[str, Header()] = "reader",
) -> str:
    return x_role


def limits(limit: int = Query(10, le=100)) -> int:
    return limit


def deny(q: int = 0) -> None:
    if q:
        raise HTTPException(403, "Invalid API key")


def explode() -> None:
    raise NastyError("boom", 3)


class Pager:
    """A class as a dependency."""

    def __init__(self, page: int = 1) -> None:
        self.page = page


class Checker:
    """An object as a dependency."""

    async def __call__(self) -> Nasty:
        return Nasty()


async def failing_exit() -> AsyncIterator[None]:
    yield
    raise RuntimeError("cannot close")


oauth = OAuth2PasswordBearer(tokenUrl="token")
checker = Checker()


async def teapot_handler(request: Request, error: Exception) -> Response:
    return JSONResponse({"teapot": True}, status_code=418)


def own_handler(request: Request, error: Exception) -> Response:
    return PlainTextResponse("own", status_code=409)


class AddHeader:
    """A pure ASGI middleware."""

    def __init__(self, app: Any, name: str = "x-added") -> None:
        self.app = app
        self.name = name.encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_more(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (self.name, b"1")]
            await send(message)

        await self.app(scope, receive, send_more)


async def gate(request: Request, call_next: Any) -> Response:
    if request.url.path == "/gated":
        return PlainTextResponse("closed", status_code=401)
    if request.url.path == "/broken-gate":
        raise RuntimeError("gate broke")
    response: Response = await call_next(request)
    return response


def _add_books(app: FastAPI, ran: list[str]) -> None:
    @app.post("/books/{shelf}", status_code=201)
    async def create_book(
        shelf: int,
        book: Book,
        tasks: BackgroundTasks,
        user: Annotated[str, Depends(current_user)],
        limit: Annotated[int, Depends(limits)],
        tracking: Annotated[str, Cookie()] = "",
    ) -> Book:
        async def note() -> None:
            ran.append("async")

        tasks.add_task(ran.append, "sync")
        tasks.add_task(note)
        return book

    @app.get("/books/{shelf}")
    def list_books(shelf: int, pager: Annotated[Pager, Depends()]) -> dict[str, int]:
        return {"shelf": shelf, "page": pager.page}

    @app.post("/login")
    async def login(data: Login, api_key: Annotated[str, Header()] = "none") -> dict[str, str]:
        return {"access_token": "abc", "user": data.user}

    @app.post("/items")
    async def create_item(item: Item) -> Item:
        return item


def _add_refusals(app: FastAPI) -> None:
    @app.get("/denied", dependencies=[Depends(deny)])
    async def denied() -> str:
        return "in"

    @app.get("/me")
    async def me(token: Annotated[str, Depends(oauth)]) -> str:
        return "me"

    @app.get("/explodes", dependencies=[Depends(explode)])
    async def explodes() -> None: ...


def _add_failures(app: FastAPI) -> None:
    @app.get("/teapot")
    async def teapot() -> None:
        raise TeapotError("short and stout")

    @app.get("/own")
    def own() -> None:
        raise OwnError

    @app.get("/boom")
    def boom() -> None:
        raise ZeroDivisionError("division by zero")

    @app.get("/missing")
    async def missing() -> None:
        raise HTTPException(404, {"what": "gone"})

    @app.get("/lies", response_model=Book)
    async def lies() -> dict[str, str]:
        return {"title": "x"}


def _add_oddities(app: FastAPI) -> None:
    @app.get("/unclean", dependencies=[Depends(failing_exit)])
    async def unclean() -> str:
        return "done"

    @app.get("/raw-nasty", response_model=None)
    async def raw_nasty() -> Any:
        return Nasty()

    @app.get("/nasty", response_class=PlainTextResponse)
    async def nasty(thing: Annotated[Nasty, Depends(checker)]) -> str:
        return "fine"


def _add_streams(app: FastAPI) -> None:
    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            for number in range(5):
                yield f"{number};".encode()

        return StreamingResponse(parts())

    @app.get("/sync-stream")
    def sync_stream() -> StreamingResponse:
        return StreamingResponse(iter([b"a", b"b", b"c"]))

    @app.get("/lines")
    async def lines() -> AsyncIterator[Book]:
        for year in (1999, 2000):
            yield Book(title="x", year=year)


def _add_sockets(app: FastAPI) -> None:
    @app.websocket("/echo/{room}")
    async def echo(socket: WebSocket, room: str, user: Annotated[str, Depends(current_user)]) -> None:
        await socket.accept()
        while (text := await socket.receive_text()) != "bye":
            await socket.send_text(f"{room}:{text}")
        await socket.close(1000, "over")


def _add_forms(app: FastAPI) -> None:
    @app.post("/form")
    async def form(age: Annotated[int, Form()], file: UploadFile | None = None) -> int:
        return age

    @app.post("/raw")
    async def raw(request: Request) -> int:
        data = await request.json()
        again = await request.body()
        return len(data) + len(again)

    @app.get("/many-spans")
    async def many_spans(n: int = 700) -> int:
        for _ in range(n):
            await anyio.to_thread.run_sync(int)
        return n

    @app.get("/inner")
    async def inner(request: Request) -> Any:
        transport = httpx.ASGITransport(request.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://inner") as client:
            return (await client.get("/books/5")).json()


async def plain(request: Request) -> Response:
    return PlainTextResponse("plain")


def make_app(ran: list[str] | None = None) -> FastAPI:
    """A fresh app; build it after `payload.install()`."""
    app = FastAPI()
    app.add_middleware(AddHeader, name="x-outer")
    app.middleware("http")(gate)
    app.add_exception_handler(TeapotError, teapot_handler)
    app.add_exception_handler(OwnError, own_handler)
    _add_books(app, [] if ran is None else ran)
    for add in (_add_refusals, _add_failures, _add_oddities, _add_streams, _add_sockets, _add_forms):
        add(app)
    router = APIRouter(prefix="/part", dependencies=[Depends(limits)], tags=["parts"])

    @router.get("/{number:int}")
    async def part(number: int) -> int:
        return number

    app.include_router(router, prefix="/v1")
    app.router.routes.append(Route("/plain", plain))
    app.mount("/star", Starlette(routes=[Route("/{name}", plain), Mount("/deep", routes=[Route("/x", plain)])]))
    return app


class TracingClient:
    """Sends requests to an app behind a `TraceApp` and keeps the traces it hears of."""

    def __init__(self, app: Any) -> None:
        self.traces: list[dict[str, Any]] = []
        self.app = payload.TraceApp(app, self.traces.append)

    def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One request with the trace header, unless `headers` say otherwise."""
        options.setdefault("headers", TRACE)
        return asyncio.run(self._send(method, url, options))

    async def _send(self, method: str, url: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, **options)

    def trace(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """The trace of one request."""
        options["headers"] = {**TRACE, **options.get("headers", {})}
        self.send(method, url, **options)
        return self.traces[-1]


def spans(trace: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The spans of one kind, in order."""
    return [span for span in trace["spans"] if span["kind"] == kind]


def span(trace: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    """The one span of that kind and name."""
    found = [item for item in spans(trace, kind) if item["name"] == name]
    assert len(found) == 1, [(item["kind"], item["name"]) for item in trace["spans"]]
    return found[0]


@contextlib.contextmanager
def seams() -> Iterator[dict[str, bool]]:
    """The recorder at its seams for as long as the block lasts."""
    try:
        yield payload.install()
    finally:
        payload.uninstall()


def replace_everywhere(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """Replaces what the recorder calls `name` in each of its modules that knows it."""
    modules = [module for key, module in sys.modules.items() if key.startswith(payload.__name__ + ".")]
    knowing = [module for module in modules if name in vars(module)]
    assert knowing, name
    for module in knowing:
        monkeypatch.setattr(module, name, value)
