"""Small FastAPI apps, one per chapter of what an API does with a request; all of them ordinary.

No `from __future__ import annotations` here: FastAPI reads the annotations of models and endpoints.
"""

import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, UploadFile
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer
from pydantic import AnyUrl, BaseModel, ConfigDict, Field

queries = FastAPI(title="Queries")
paths = FastAPI(title="Paths")
several_bodies = FastAPI(title="Several bodies")
nested = FastAPI(title="Nested models")
types = FastAPI(title="Data types")
places = FastAPI(title="Headers and cookies")
forms = FastAPI(title="Forms and files")
models = FastAPI(title="Parameters from models")
unions = FastAPI(title="Unions and aliases")
guarded = FastAPI(title="Dependencies and security")


class Color(enum.StrEnum):
    RED = "red"
    GREEN = "green"


# Queries


@queries.get("/items")
async def list_items(
    q: Annotated[str | None, Query(min_length=3, max_length=8, pattern="^[a-z]+$")] = None,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(gt=0, le=100)] = 10,
    short: bool = False,
    color: Color = Color.RED,
) -> dict[str, int]:
    return {"skip": skip, "limit": limit, "q": len(q or ""), "short": short, "color": len(color)}


@queries.get("/tags")
async def list_tags(
    tag: Annotated[list[int], Query(min_length=1, max_length=3)],
    ratio: Annotated[float, Query(alias="page-ratio", lt=1)] = 0.5,
) -> float:
    return sum(tag) * ratio


# Paths


@paths.get("/items/{item_id}/size/{size}")
async def read_item(
    item_id: Annotated[int, Path(ge=1, le=1000)], size: Annotated[float, Path(gt=0, lt=10.5)]
) -> dict[str, float]:
    return {"item_id": item_id, "size": size}


@paths.get("/colors/{color}/{code}")
async def read_color(color: Color, code: uuid.UUID) -> str:
    return f"{color} {code}"


@paths.get("/files/{file_path:path}")
async def read_file(file_path: str) -> str:
    return file_path


# Several bodies


class Item(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=20)]
    description: Annotated[str | None, Field(max_length=300)] = None
    price: Annotated[Decimal, Field(gt=0)]
    tax: float | None = None


class User(BaseModel):
    username: str
    full_name: str | None = None


@several_bodies.put("/items/{item_id}")
async def update_item(
    item_id: int, item: Item, user: User, importance: Annotated[int, Body(gt=0)], q: str | None = None
) -> str:
    return f"{item_id} {item.name} {user.username} {importance} {q}"


@several_bodies.post("/wrapped")
async def add_wrapped(item: Annotated[Item, Body(embed=True)]) -> str:
    return item.name


@several_bodies.post("/whole")
async def add_whole(item: Item) -> str:
    return item.name


# Nested models


class Image(BaseModel):
    url: AnyUrl
    name: Annotated[str, Field(pattern=r"^[a-z]{2,8}$")]


class Part(BaseModel):
    quantity: Annotated[int, Field(ge=1, multiple_of=2)]
    images: Annotated[list[Image], Field(min_length=1)]
    extra: dict[str, int] = {}


class Offer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    parts: list[Part]
    labels: set[str] = set()
    corner: tuple[int, str] = (1, "a")
    best: Part | None = None


@nested.post("/offers")
async def add_offer(offer: Offer) -> int:
    return len(offer.parts)


@nested.post("/images")
async def add_images(images: list[Image]) -> int:
    return len(images)


@nested.post("/weights")
async def add_weights(weights: dict[int, float]) -> int:
    return len(weights)


# Data types


class Visit(BaseModel):
    id: uuid.UUID
    start: dt.datetime
    day: dt.date
    at: dt.time
    every: dt.timedelta
    mail: Annotated[str | None, Field(pattern=r"^[a-z]+@[a-z]+$")] = None
    paid: bool
    ratio: Annotated[float, Field(ge=0, le=1)] = 0.5
    color: Color = Color.GREEN
    kind: Literal["short", "long"]
    note: bytes = b""


@types.put("/visits/{visit_id}")
async def put_visit(visit_id: uuid.UUID, visit: Visit, until: dt.datetime | None = None) -> str:
    return f"{visit_id} {visit.day} {until}"


# Headers and cookies


@places.get("/headers")
async def read_headers(
    x_token: Annotated[list[int], Header()],
    strange_header: Annotated[str | None, Header(convert_underscores=False, max_length=5)] = None,
    visits: Annotated[int, Cookie(ge=0)] = 0,
    theme: Annotated[Color | None, Cookie()] = None,
) -> int:
    return sum(x_token) + visits + len(strange_header or "") + len(theme or "")


# Forms and files


class Login(BaseModel):
    username: Annotated[str, Field(min_length=3)]
    age: Annotated[int, Field(ge=18)]


@forms.post("/login")
async def log_in(login: Annotated[Login, Form()]) -> str:
    return login.username


@forms.post("/upload")
async def upload(
    cover: UploadFile,
    pages: Annotated[list[UploadFile], File()],
    token: Annotated[str, Form(min_length=2)],
    copies: Annotated[int, Form(ge=1)] = 1,
) -> int:
    return len(pages) + copies + len(token) + (cover.size or 0)


@forms.post("/plain")
async def plain(name: Annotated[str, Form()], numbers: Annotated[list[int], Form()]) -> int:
    return len(name) + sum(numbers)


# Parameters from models


class Filters(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(gt=0, le=100)] = 100
    order_by: Literal["created", "updated"] = "created"
    tags: list[int] = []


class Common(BaseModel):
    x_rate: Annotated[int, Field(ge=1)]
    if_modified_since: str | None = None


class Crumbs(BaseModel):
    session: Annotated[str, Field(min_length=4)]
    tracker: int | None = None


@models.get("/filtered")
async def filtered(filters: Annotated[Filters, Query()]) -> int:
    return filters.limit


@models.get("/common")
async def common(headers: Annotated[Common, Header()], crumbs: Annotated[Crumbs, Cookie()]) -> int:
    return headers.x_rate + (crumbs.tracker or 0)


# Unions and aliases


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(ge=1, le=9)]


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str]


class Car(BaseModel):
    wheels: Annotated[int, Field(ge=3)]


class Boat(BaseModel):
    length: Annotated[float, Field(gt=1)]
    sails: list[int]


class Owner(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    vehicle: Car | Boat | None = None
    number: Annotated[int, Field(alias="ownerNumber", ge=10)]
    code: int | str = 1


@unions.post("/owners")
async def add_owner(owner: Owner) -> int:
    return owner.number


@unions.post("/pets")
async def add_pets(pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]]) -> int:
    return len(pets)


# Dependencies and security

_bearer = OAuth2PasswordBearer(tokenUrl="token")
_key = APIKeyHeader(name="x-key")


async def paging(skip: Annotated[int, Query(ge=0)] = 0, size: Annotated[int, Query(le=50)] = 10) -> int:
    return skip + size


@guarded.get("/pages")
async def pages(page: Annotated[int, Depends(paging)], again: Annotated[int, Depends(paging)]) -> int:
    return page + again


@guarded.get("/me")
async def me(token: Annotated[str, Depends(_bearer)], size: Annotated[int, Query(le=50)] = 10) -> str:
    return token * size


@guarded.get("/keyed")
async def keyed(key: Annotated[str, Depends(_key)]) -> str:
    return key
