"""A small FastAPI app with one endpoint per kind of mistake, to be mended against the real framework.

No `from __future__ import annotations` here: FastAPI reads the annotations of models and endpoints.
"""

import datetime as dt
import enum
import uuid
from typing import Annotated, Literal

from fastapi import Body, FastAPI, Form, Header, Query
from pydantic import BaseModel, ConfigDict, Field


class Color(enum.StrEnum):
    RED = "red"
    GREEN = "green"


class Book(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    author: Annotated[str, Field(min_length=2)]
    year: Annotated[int, Field(ge=1000, le=2100)]


class Item(BaseModel):
    name: Annotated[str, Field(alias="item_name")]
    unit_price: Annotated[float, Field(alias="unitPrice", gt=0)] = 1.0


class StrictItem(Item):
    model_config = ConfigDict(extra="forbid")


class Card(BaseModel):
    kind: Literal["card"]
    number: Annotated[str, Field(pattern=r"^\d{4}$")]


class Transfer(BaseModel):
    kind: Literal["transfer"]
    iban: Annotated[str, Field(min_length=5, max_length=8)]


class Line(BaseModel):
    quantity: Annotated[int, Field(ge=1, multiple_of=2)]
    color: Color = Color.RED


class Order(BaseModel):
    lines: Annotated[list[Line], Field(min_length=1)]
    payment: Annotated[Card | Transfer, Field(discriminator="kind")]
    when: dt.date
    id: uuid.UUID
    notes: dict[str, int] = {}


class Page(BaseModel):
    limit: Annotated[int, Field(le=100)]
    page_size: Annotated[int, Field(alias="pageSize")]


app = FastAPI()


@app.post("/books")
async def add_book(book: Book) -> str:
    return book.title


@app.post("/items")
async def add_item(item: Item) -> str:
    return item.name


@app.post("/strict-items")
async def add_strict_item(item: StrictItem) -> str:
    return item.name


@app.post("/orders")
async def add_order(order: Order) -> str:
    return order.payment.kind


@app.post("/wrapped")
async def add_wrapped(book: Annotated[Book, Body(embed=True)]) -> str:
    return book.title


@app.post("/several")
async def add_several(book: Book, item: Item, importance: Annotated[int, Body(gt=0)]) -> int:
    return importance


@app.get("/search")
async def search(page: Annotated[Page, Query()]) -> int:
    return page.limit


@app.get("/header")
async def read_header(x_rate_limit: Annotated[int, Header()], tags: Annotated[list[int], Query()]) -> int:
    return x_rate_limit + len(tags)


@app.post("/form")
async def fill_in(age: Annotated[int, Form()], color: Annotated[Color, Form()]) -> int:
    return age


@app.post("/union")
async def either(thing: Line | Book) -> str:
    return type(thing).__name__


@app.post("/map")
async def count(numbers: dict[Color, Annotated[int, Field(ge=0)]]) -> int:
    return len(numbers)
