"""A FastAPI app with one trap per rule.

No `from __future__ import annotations` here: FastAPI reads the annotations of models and endpoints.
"""

import datetime as dt
from typing import Annotated

from fastapi import (
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
    WebSocket,
)
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field


class Price(BaseModel):
    amount: Annotated[float, Field(gt=0)]


class StrictDay(BaseModel):
    model_config = ConfigDict(strict=True)

    day: dt.date


class StrictHeaders(BaseModel):
    model_config = ConfigDict(extra="forbid")

    x_a: str = ""


class BookNotFoundError(Exception):
    """Handled below."""


def need_key(x_key: Annotated[str, Header()] = "") -> str:
    if x_key != "right":
        raise HTTPException(403, "Wrong key.")
    return x_key


def make_api(*, redirect_slashes: bool = True) -> FastAPI:
    """Everything that can be puzzling at once."""
    app = FastAPI(redirect_slashes=redirect_slashes)

    @app.exception_handler(ZeroDivisionError)
    async def on_division(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": "internal", "correlation_id": "c-77"}, 500)

    @app.exception_handler(BookNotFoundError)
    async def on_missing(request: Request, error: Exception) -> Response:
        return JSONResponse({"detail": "No such book"}, 404)

    _add_routes(app)
    _add_books(app)
    _add_guarded(app)
    _add_bodies(app)
    _add_failures(app)
    return app


def _add_routes(app: FastAPI) -> None:
    @app.get("/shelf/{name}")
    def read_shelf(name: str) -> str:
        return name

    @app.get("/shelf/featured")
    def read_featured() -> str:
        return "featured"

    @app.get("/slashed/")
    def read_slashed() -> str:
        return "slashed"

    @app.post("/slashed/")
    def add_slashed(price: Price) -> float:
        return price.amount


def _add_books(app: FastAPI) -> None:
    @app.get("/books/{book_id:int}")
    def read_book(book_id: int) -> str:
        if book_id == 404:
            raise HTTPException(404)
        if book_id > 100:
            raise BookNotFoundError
        return "book"

    @app.put("/books/{book_id:int}")
    def put_book(book_id: int) -> str:
        return "put"

    @app.websocket("/live")
    async def live(websocket: WebSocket, token: str) -> None:
        await websocket.accept()


def _add_guarded(app: FastAPI) -> None:
    @app.get("/guarded")
    def guarded(key: Annotated[str, Depends(need_key)]) -> str:
        return key

    @app.get("/secured")
    def secured(token: Annotated[object, Security(HTTPBearer())]) -> str:
        raise HTTPException(403, "Not yours")


def _add_bodies(app: FastAPI) -> None:
    @app.post("/prices")
    async def add_price(price: Price) -> float:
        return price.amount

    @app.post("/days")
    def add_day(day: StrictDay) -> str:
        return "day"

    @app.get("/numbers")
    def numbers(q: Annotated[int, Query(gt=0)] = 1, tags: Annotated[list[int], Query()] = []) -> int:  # noqa: B006
        return q

    @app.get("/headers")
    def headers(values: Annotated[StrictHeaders, Header()]) -> str:
        return values.x_a

    @app.post("/files")
    def upload(file: Annotated[UploadFile, File()], note: Annotated[str, Form()] = "") -> str:
        return note

    @app.post("/csv")
    def csv(request: Request, price: Price) -> Response:
        raise HTTPException(415, "JSON only")


def _add_failures(app: FastAPI) -> None:
    @app.get("/divide")
    def divide() -> float:
        return 1 / 0

    @app.get("/wrong-model", response_model=Price)
    def wrong_model() -> dict[str, str]:
        return {"amount": "much"}

    @app.get("/built-inside")
    def built_inside() -> float:
        return Price(amount=-1).amount

    @app.post("/form")
    async def read_form(request: Request) -> int:
        return len(await request.form())
