"""A 422 is always a 422, whatever the request holds, and reads as FastAPI writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient

from embedded_api.errors import install_error_handlers
from embedded_api.validation_errors import printable, redacted
from tests.support.bookstore import locations

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from embedded_api.models.books import BookContent

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b'{"title": "T", "author": "Au", "year": NaN}', JSON, ["body", "year"]),
        (b'{"title": "T", "author": "Au", "year": -Infinity}', JSON, ["body", "year"]),
        (b'{"title": "\\ud800", "author": "Au", "year": 2000}', JSON, ["body", "title"]),
        (b'{"title": "T", "author": "Au", "year": 1e999}', JSON, ["body", "year"]),
        (b'{"title": "T", "author": "Au", "year": ' + b"9" * 4000 + b"}", JSON, ["body", "year"]),
        (b"\xff\xfe", {"Content-Type": "text/plain"}, ["body"]),
        (b'{"title": "T"', JSON, ["body", 13]),
        (b"null", JSON, ["body"]),
        (b"[]", JSON, ["body"]),
        (b"", JSON, ["body"]),
        (b'{"title": "T", "author": "Au", "year": 2000}', {}, ["body"]),
    ],
)
def test_hostile_bodies_stay_422(
    client: httpx2.Client, body: bytes, headers: dict[str, str], expected: list[str | int]
) -> None:
    assert locations(client.post("/books", content=body, headers=headers))[0] == expected


def test_bytes_that_are_no_json_text_are_400(client: httpx2.Client) -> None:
    response = client.post("/books", content=b'{"title": "\xff"}', headers=JSON)
    assert response.status_code == 400


def test_nesting_without_end_is_refused(client: httpx2.Client) -> None:
    response = client.post("/books", content=b"[" * 100_000, headers=JSON)
    assert response.status_code in {400, 422}


@pytest.fixture
def ordinary() -> Iterator[tuple[TestClient, TestClient]]:
    """The same endpoint with FastAPI's own handler and with the Bookstore's."""

    def make(install: Any) -> FastAPI:
        app = FastAPI()
        install(app)

        @app.middleware("http")
        async def correlate(request: Any, call_next: Any) -> Any:
            request.state.correlation_id = "test"
            return await call_next(request)

        @app.post("/{number}")
        async def endpoint(number: int, book: BookContent, flag: bool, words: list[float]) -> None:
            """Takes all kinds of values."""

        return app

    with TestClient(make(lambda _app: None)) as theirs, TestClient(make(install_error_handlers)) as ours:
        yield theirs, ours


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"book": {"title": "", "author": 1, "year": 1e300}, "words": ["a", 1, None, {}]},
        {"book": {"title": {"deep": [1.5, True, None, "é𝄞"]}}, "words": "no"},
    ],
)
def test_ordinary_errors_read_exactly_as_fastapi_writes_them(
    ordinary: tuple[TestClient, TestClient], body: Any
) -> None:
    theirs, ours = (client.post("/x?flag=perhaps", json=body) for client in ordinary)
    assert theirs.status_code == ours.status_code == 422
    assert theirs.content == ours.content


def test_printable_keeps_what_json_can_hold() -> None:
    errors = [{"loc": ("body", "a"), "input": {"x": [1, 2.5, None, True, "text"]}, "ctx": {"error": ValueError("no")}}]
    assert printable(errors) == jsonable_encoder(errors)


def test_redacted_hides_secrets_wherever_they_stand() -> None:
    errors: list[dict[str, Any]] = [
        {"loc": ["body", "password"], "input": "hunter2"},
        {"loc": ["body", "payment", "card", "cvv"], "input": "98765"},
        {"loc": ["header", "x-api-key"], "input": "hunter2"},
        {"loc": ["body"], "input": {"user": {"password": "hunter2", "list": [{"access_token": "hunter2"}]}, "year": 1}},
        {"loc": ["query", "limit"], "input": "ten"},
        {"loc": [], "input": None},
    ]
    hidden = redacted(errors)
    assert "hunter2" not in str(hidden)
    assert "98765" not in str(hidden)
    assert hidden[3]["input"] == {"user": {"password": "***", "list": [{"access_token": "***"}]}, "year": 1}
    assert hidden[4] == {"loc": ["query", "limit"], "input": "ten"}
    assert errors[0]["input"] == "hunter2", "the answer keeps what was sent"


def test_a_plain_exception_of_validation_is_handled() -> None:
    assert printable(RequestValidationError([]).errors()) == []
