"""An app that writes down itself what it does, for FastAPI 0.100 to the newest and Pydantic 1 and 2, on Python 3.8 up.

`GET /record` gives what was written since the last time: each piece of work by name, with its thread and its duration.
"""
# ruff: noqa: UP006, UP035, UP045, B008 - what old Pythons and old FastAPIs understand

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import Any, AsyncIterator, Dict, Iterator, List, Optional

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field

LONG = 0.06
"""Seconds of a piece of work, long beside everything that happens between two of them."""

RECORD: List[Dict[str, Any]] = []


@contextmanager
def noting(name: str) -> Iterator[None]:
    """Writes a piece of work down."""
    began = time.perf_counter()
    try:
        yield
    finally:
        took = (time.perf_counter() - began) * 1000
        RECORD.append({"name": name, "thread": threading.current_thread().name, "ms": took})


class Order(BaseModel):
    """What is ordered."""

    item: str = Field(min_length=2)
    amount: int = Field(ge=1)
    note: Optional[str] = None


class Kept(BaseModel):
    """What of it is told."""

    item: str
    amount: int


class TeapotError(Exception):
    """Handled on the event loop."""


class ConflictError(Exception):
    """Handled in a thread."""


class Stamp:
    """A middleware in plain ASGI."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes on."""
        await self.app(scope, receive, send)


app = FastAPI(title="Every FastAPI")
app.add_middleware(Stamp)


@app.middleware("http")
async def gate(request: Request, call_next: Any) -> Any:
    """Closes some paths."""
    if request.url.path == "/closed":
        return PlainTextResponse("closed", status_code=403)
    return await call_next(request)


@app.exception_handler(TeapotError)
async def on_teapot(request: Request, error: TeapotError) -> JSONResponse:
    """Answers 418."""
    return JSONResponse({"teapot": str(error)}, status_code=418)


@app.exception_handler(ConflictError)
def on_conflict(request: Request, error: ConflictError) -> JSONResponse:
    """Answers 409."""
    with noting("on_conflict"):
        return JSONResponse({"conflict": True}, status_code=409)


# Dependencies


def settings() -> str:
    """Is replaced."""
    raise AssertionError("the override is used")


def test_settings() -> str:
    """Replaces `settings`."""
    with noting("test_settings"):
        time.sleep(LONG)
        return "for tests"


app.dependency_overrides[settings] = test_settings


async def get_db() -> AsyncIterator[str]:
    """On the event loop, with something to close."""
    with noting("get_db"):
        await asyncio.sleep(LONG)
    try:
        yield "db"
    finally:
        with noting("close get_db"):
            await asyncio.sleep(LONG)


def get_session(db: str = Depends(get_db), chosen: str = Depends(settings)) -> Iterator[str]:
    """In a thread, with something to close."""
    with noting("get_session"):
        time.sleep(LONG)
    try:
        yield "session"
    finally:
        with noting("close get_session"):
            time.sleep(LONG)


async def current_user(session: str = Depends(get_session), db: str = Depends(get_db), role: str = "reader") -> str:
    """On the event loop; knows `get_db` already."""
    with noting("current_user"):
        await asyncio.sleep(LONG)
    return role


def tick() -> int:
    """Asked anew each time."""
    with noting("tick"):
        return len(RECORD)


def refuse(code: int = 0) -> None:
    """Refuses everybody who gives a code."""
    if code:
        raise HTTPException(403, "not with that code")


api_key = APIKeyHeader(name="X-API-Key")


# Endpoints


@app.get("/record")
async def record() -> List[Dict[str, Any]]:
    """What was done since the last time."""
    said, RECORD[:] = list(RECORD), []
    return said


def send_mail(to: str) -> None:
    """A task in a thread."""
    with noting("send_mail"):
        time.sleep(LONG)


async def tell_others() -> None:
    """A task on the event loop."""
    with noting("tell_others"):
        await asyncio.sleep(LONG)


@app.post("/orders/{shop}", response_model=Kept, status_code=201)
async def create_order(
    shop: int,
    order: Order,
    tasks: BackgroundTasks,
    user: str = Depends(current_user),
    first: int = Depends(tick, use_cache=False),
    second: int = Depends(tick, use_cache=False),
) -> Any:
    """Everything at once."""
    tasks.add_task(send_mail, user)
    tasks.add_task(tell_others)
    with noting("create_order"):
        await asyncio.sleep(LONG)
    return order


@app.get("/orders/{number}")
def read_order(number: int) -> Dict[str, int]:
    """In a thread."""
    with noting("read_order"):
        time.sleep(LONG)
    return {"number": number}


@app.get("/orders/special")
async def special() -> str:
    """Nobody ever gets here."""
    return "special"


@app.get("/teapot")
async def teapot() -> None:
    """Handled on the event loop."""
    raise TeapotError("short and stout")


@app.get("/conflict")
def conflict() -> None:
    """Handled in a thread."""
    raise ConflictError


@app.get("/boom")
def boom() -> None:
    """Handled by nobody."""
    raise ZeroDivisionError("division by zero")


@app.get("/refused", dependencies=[Depends(refuse)])
async def refused() -> str:
    """Behind a dependency that refuses."""
    return "in"


@app.get("/guarded")
async def guarded(key: str = Depends(api_key)) -> str:
    """Behind a secret."""
    return "in"


@app.get("/lies", response_model=Kept)
async def lies() -> Dict[str, str]:
    """Answers something else than it promises."""
    return {"item": "x"}


@app.post("/upload")
async def upload(title: str = Form(...), file: UploadFile = File(...)) -> Dict[str, Any]:
    """A form."""
    return {"title": title, "size": len(await file.read())}


@app.get("/lines")
async def lines() -> StreamingResponse:
    """Comes in pieces."""

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(3):
            yield b"%d\n" % number

    return StreamingResponse(pieces())


router = APIRouter(prefix="/parts", dependencies=[Depends(tick)])


@router.get("/{part_id:int}")
async def part(part_id: int) -> int:
    """In an included router."""
    return part_id


app.include_router(router, prefix="/v1")

inner = FastAPI()


@inner.get("/deep/{name}")
async def deep(name: str) -> str:
    """In a mounted app."""
    return name


app.mount("/inner", inner)
