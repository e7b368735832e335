"""What a response model left out and filled in, of real apps.

No `from __future__ import annotations` here: FastAPI reads the annotations of these functions at run time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, computed_field

from app.adapters.tracing.payload.trimming import ITEMS, LARGEST, trimmed
from tests.support.traced_app import TracingClient, seams, span


class Line(BaseModel):
    title: str
    price: float = 1.0


class FullLine(Line):
    cost: float = 0.5


class Shown(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    name: str = Field(serialization_alias="fullName")
    lines: list[Line] = []
    note: str | None = None

    @computed_field
    def size(self) -> int:
        return len(self.lines)


class User(Shown):
    hashed_password: str = "x"


@dataclass
class Plain:
    title: str
    secret: int


class Stored:
    """An object of a database layer."""

    title = "t"
    price = 2.0


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/user", response_model=Shown)
    async def user() -> Any:
        return User(name="n", lines=[FullLine(title="a"), FullLine(title="b")])

    @app.get("/dict", response_model=Shown)
    async def as_dict() -> Any:
        return {"name": "n", "extra": 1, "lines": [{"title": "a", "cost": 3}], 5: "no name"}

    @app.get("/unset", response_model=Shown, response_model_exclude_unset=True)
    async def unset() -> Any:
        return Shown(name="n")

    @app.get("/plain", response_model=Line)
    async def plain() -> Any:
        return Plain("t", 1)

    @app.get("/stored", response_model=Line, response_model_exclude_none=True)
    async def stored() -> Any:
        return {"title": "t", "price": 2.0}

    @app.get("/number", response_model=int)
    async def number() -> Any:
        return 5

    @app.get("/tuple", response_model=list[Line])
    async def pair() -> Any:
        return ({"title": "t", "cost": 1}, {"title": "u", "cost": 1})

    return app


@pytest.fixture(scope="module")
def shaped() -> Iterator[TracingClient]:
    with seams():
        yield TracingClient(make_app())


def found(client: TracingClient, path: str) -> dict[str, Any]:
    attributes = span(client.trace("GET", path), "serialize", "response model")["attributes"]
    return {name: attributes[name] for name in ("removed", "added", "rules") if name in attributes}


def test_members_of_a_subclass_are_left_out_however_deep(shaped: TracingClient) -> None:
    assert found(shaped, "/user") == {"removed": ["lines[].cost", "hashed_password"], "added": ["size"]}


def test_members_of_a_dict(shaped: TracingClient) -> None:
    assert found(shaped, "/dict") == {"removed": ["extra", "lines[].cost"], "added": ["lines[].price", "note", "size"]}


def test_what_a_route_says_about_its_members_is_told(shaped: TracingClient) -> None:
    assert found(shaped, "/unset") == {"removed": ["lines", "note"], "added": ["size"], "rules": ["exclude_unset"]}
    assert found(shaped, "/stored") == {"rules": ["exclude_none"]}


def test_of_a_dataclass_and_of_a_tuple(shaped: TracingClient) -> None:
    assert found(shaped, "/plain") == {"removed": ["secret"], "added": ["price"]}
    assert found(shaped, "/tuple") == {"removed": ["[].cost"], "added": ["[].price"]}


def test_what_has_no_members(shaped: TracingClient) -> None:
    assert found(shaped, "/number") == {}


def test_of_objects_whose_members_are_not_known_nothing_is_said() -> None:
    assert trimmed(Stored(), {"title": "t"}, None) == {}
    assert trimmed([{"a": 1}], {"a": 1}, None) == {}
    assert trimmed({"a": 1}, [1], None) == {}
    assert trimmed({"a": {"b": 1}}, {"a": 5}, None) == {}


def test_a_large_response_is_not_looked_at() -> None:
    small = b'{"a": "' + b"x" * (LARGEST - 9) + b'"}'
    assert trimmed({"b": 1}, small, None) == {"removed": ["b"], "added": ["a"]}
    assert trimmed({"b": 1}, b" " + small, None) == {}


def test_of_a_long_list_the_first_items_are_looked_at() -> None:
    items = [{"kept": 1, "gone": 2}] * ITEMS
    assert trimmed([*items, {"rare": 1}], [{"kept": 1}] * (ITEMS + 1), None) == {"removed": ["[].gone"]}


def test_of_very_many_and_very_deep_members_only_some_are_told() -> None:
    many = trimmed({f"m{number}": 1 for number in range(1000)}, {}, None)
    assert len(many["removed"]) == 60
    deep: Any = {"gone": 1}
    kept: Any = {}
    for _ in range(50):
        deep, kept = {"in": deep}, {"in": kept}
    assert trimmed(deep, kept, None) == {}


def test_an_app_that_was_not_asked_to_trace_is_served_as_ever(shaped: TracingClient) -> None:
    assert shaped.send("GET", "/user", headers={}).json() == shaped.send("GET", "/user").json()
