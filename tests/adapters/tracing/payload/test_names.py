"""Which names differ between Python and the wire."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query
from pydantic import AliasChoices, AliasPath, BaseModel, Field

from app.adapters.tracing.payload import field_names
from tests.support.traced_app import make_app


class Same(BaseModel):
    plain: str


class Loop(BaseModel):
    next_one: "Loop | None" = Field(None, alias="nextOne")
    others: dict[str, list["Loop"]] = {}


class Choices(BaseModel):
    first: str = Field(validation_alias=AliasChoices("eins", "uno"))
    path: str = Field(validation_alias=AliasPath("a", 0))
    same: Same


def test_models_and_their_parts_are_found() -> None:
    names = field_names(make_app())
    assert names["Item"] == {"name": "item_name"}
    assert names["Part"] == {"weight": "weightKg"}
    assert "Book" not in names


def test_parameters_stand_under_their_operation() -> None:
    def paging(page_size: Annotated[int, Query(alias="pageSize")] = 1) -> int:
        return page_size

    app = FastAPI()

    @app.get("/list/{kind:int}")
    def listing(kind: int, size: Annotated[int, Depends(paging)], x_role: Annotated[str, Header()] = "") -> Choices: ...  # type: ignore[empty-body]

    assert field_names(app) == {
        "GET /list/{kind}": {"x_role": "x-role", "page_size": "pageSize"},
        "Choices": {"first": "eins"},
    }


def test_recursive_models_end() -> None:
    app = FastAPI()

    @app.post("/loop")
    def loop(data: list[Loop] | None, more: dict[str, Loop | int]) -> None: ...

    assert field_names(app) == {"Loop": {"next_one": "nextOne"}}


def test_models_of_one_name_are_told_apart() -> None:
    def make(alias: str) -> Any:
        class Twin(BaseModel):
            value: int = Field(alias=alias)  # type: ignore[literal-required]

        return Twin

    app = FastAPI()
    first, second = make("eins"), make("zwei")
    second.__module__ = "other.place"

    @app.post("/one")
    def one(data: first) -> None: ...  # type: ignore[valid-type]

    @app.post("/two")
    def two(data: second) -> None: ...  # type: ignore[valid-type]

    names = field_names(app)
    assert sorted(names.values(), key=str) == [{"value": "eins"}, {"value": "zwei"}]
    assert all(key.endswith("Twin") and "__" in key for key in names)
