"""The document of an app, also where FastAPI refuses to make it."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, Union

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.testclient import TestClient

from app.adapters.tracing.payload.agent import document
from app.adapters.tracing.payload.agent.document import document_facts


class Siamese(BaseModel):
    kind: Literal["cat"]
    breed: Literal["siamese"]


class Persian(BaseModel):
    kind: Literal["cat"]
    breed: Literal["persian"]


class Dog(BaseModel):
    kind: Literal["dog"]


Cat = Annotated[Union[Siamese, Persian], Field(discriminator="breed")]  # noqa: UP007 - as people write it
Pet = Annotated[Union[Cat, Dog], Field(discriminator="kind")]  # noqa: UP007 - as people write it


class Owner(BaseModel):
    pet: Pet


def _app() -> FastAPI:
    app = FastAPI(title="t")

    @app.post("/owners")
    async def owners(owner: Owner) -> None: ...

    return app


def test_it_is_what_the_server_would_answer() -> None:
    app = FastAPI()
    facts = document_facts(CORSMiddleware(app))
    assert json.loads(facts["document"]) == TestClient(app).get("/openapi.json").json()
    assert facts["document_error"] is None


def test_asking_leaves_no_trace_in_the_app() -> None:
    app = FastAPI()
    document_facts(app)
    app.get("/later")(lambda: None)
    assert "/later" in TestClient(app).get("/openapi.json").json()["paths"]
    kept = app.openapi_schema
    assert kept is not None
    document_facts(app)
    assert app.openapi_schema is kept


def test_a_nested_discriminator_is_told_and_the_document_still_made() -> None:
    facts = document_facts(_app())
    assert facts["document_error"]["type"] == "ValidationError"
    assert "/owners" in json.loads(facts["document"])["paths"]
    with pytest.raises(Exception, match="validation error"):
        TestClient(_app()).get("/openapi.json")


def test_a_document_that_nothing_can_make_is_told() -> None:
    class Broken(FastAPI):
        def openapi(self) -> dict[str, Any]:
            raise LookupError("no schema")

    facts = document_facts(Broken())
    assert facts["document"] is None
    assert (facts["document_error"]["type"], facts["document_error"]["message"]) == ("LookupError", "no schema")


def test_what_has_no_document_and_what_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert document_facts(Starlette()) == {"document": None, "document_error": None}
    monkeypatch.setattr(document, "SIZE_LIMIT", 10)
    assert document_facts(FastAPI()) == {"document": None, "document_error": None}
