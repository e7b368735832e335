"""A small FastAPI app with one endpoint for each shape of error location; its answers are FastAPI's own."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Body, Cookie, FastAPI, File, Form, Header, Query, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core.base.json_types import FileRef
from app.core.exchange.model import Response, ResponseBody
from app.core.requests.model import BytesBody, MultipartBody, PreparedRequest

if TYPE_CHECKING:
    import httpx2


class Book(BaseModel):
    """A body with rules."""

    title: str = Field(min_length=1)
    year: int = Field(ge=1000)


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(ge=1)


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str]


class Owner(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


class Shelf(BaseModel):
    counts: dict[Annotated[str, Field(min_length=3)], int]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Order(BaseModel):
    total: int
    limit: int

    @model_validator(mode="after")
    def is_affordable(self) -> "Order":
        if self.total > self.limit:
            message = "the total is over the limit"
            raise ValueError(message)
        return self


async def in_path(number: int) -> int:
    return number


async def in_query(limit: Annotated[int, Query(le=100)]) -> int:
    return limit


async def in_header(x_count: Annotated[int, Header()]) -> int:
    return x_count


async def in_cookie(visits: Annotated[int, Cookie()]) -> int:
    return visits


async def in_body(book: Book) -> Book:
    return book


async def in_form(age: Annotated[int, Form()], name: Annotated[str, Form()] = "") -> int:
    return age + len(name)


async def in_file(cover: Annotated[UploadFile, File()], caption: Annotated[str, Form()] = "") -> int:
    return (cover.size or 0) + len(caption)


async def in_union(owner: Owner) -> Owner:
    return owner


async def in_key(shelf: Shelf) -> Shelf:
    return shelf


async def unknown(strict: Strict) -> Strict:
    return strict


async def whole(order: Order) -> Order:
    return order


async def unmapped(book: Annotated[dict[str, Any], Body()]) -> None:
    message = "the warehouse is closed"
    raise RequestValidationError(
        [{"type": "closed", "loc": ("warehouse", "door"), "msg": message, "input": sorted(book)}]
    )


ENDPOINTS = (
    ("GET", "/path/{number}", in_path),
    ("GET", "/query", in_query),
    ("GET", "/header", in_header),
    ("GET", "/cookie", in_cookie),
    ("POST", "/body", in_body),
    ("POST", "/form", in_form),
    ("POST", "/file", in_file),
    ("POST", "/union", in_union),
    ("POST", "/key", in_key),
    ("POST", "/unknown", unknown),
    ("POST", "/whole", whole),
    ("POST", "/unmapped", unmapped),
)


def make_shape_app() -> FastAPI:
    """The app; each path is called after the shape it shows."""
    app = FastAPI()
    for method, path, endpoint in ENDPOINTS:
        app.add_api_route(path, endpoint, methods=[method])
    return app


class ShapeServer:
    """Sends prepared requests to the app in this process."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def __call__(self, request: PreparedRequest) -> Response:
        """The app's answer to a request, as it would come over the wire."""
        headers = [(name, value) for name, value in request.headers if name.lower() != "content-type"]
        content, files = None, None
        if isinstance(request.body, BytesBody):
            content = request.body.data
            headers = list(request.headers)
        elif isinstance(request.body, MultipartBody):
            files = [(part.name or "", _part(part.content)) for part in request.body.parts]
        answer: httpx2.Response = self._client.request(
            request.method, request.url, headers=headers, content=content, files=files
        )
        body = ResponseBody(len(answer.content), answer.content, wire_size=len(answer.content))
        return Response(answer.status_code, "", "HTTP/1.1", tuple(answer.headers.items()), body)


def _part(content: str | FileRef) -> tuple[str | None, bytes]:
    if isinstance(content, FileRef):
        with open(content.path, "rb") as file:  # noqa: PTH123 - a path as a person chose it
            return content.filename, file.read()
    return None, content.encode()
