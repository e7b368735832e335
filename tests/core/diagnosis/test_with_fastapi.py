"""The whole round against the real framework: send, read the 422, click the first fix of each finding, send again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.forms.model import FormState
from app.core.forms.state import apply_all
from app.core.operations.read import read_api
from app.core.requests.model import BytesBody
from app.core.requests.prepare import prepare
from app.core.spec.document import Document
from tests.support.error_cases import JSON
from tests.support.mending_api import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 5
FORM = "application/x-www-form-urlencoded"


DOCUMENT = Document(app.openapi(), version="3.1.0")
API = read_api(DOCUMENT)
GOOD_ORDER: dict[str, Any] = {
    "lines": [{"quantity": 2}],
    "payment": {"kind": "card", "number": "1234"},
    "when": "2024-01-31",
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


class Round:
    """Sends forms and mends them."""

    def __init__(self, client: TestClient, operation: str) -> None:
        found = API.operation(operation)
        assert found is not None
        self._operation = found
        self._client = client
        self.reasons: list[str] = []

    def mended(self, state: FormState) -> tuple[int, FormState]:
        """The status of the last answer and the form that got it, after at most so many rounds of first fixes."""
        status = 0
        for _round in range(ROUNDS):
            status, edits = self._sent(state)
            if status != 422 or not edits:
                return status, state
            state = apply_all(state, edits)
        return status, state

    def _sent(self, state: FormState) -> tuple[int, list[Any]]:
        request = prepare(API, self._operation, state, "http://testserver", {}, trace_id="0" * 32).request
        content = request.body.data if isinstance(request.body, BytesBody) else None
        response = self._client.request(request.method, request.target, headers=list(request.headers), content=content)
        body = response.json()
        answer = Answer(response.status_code, tuple(response.headers.items()), body, response.text)
        diagnosis = diagnose_answer(DOCUMENT, self._operation, request.sent, answer)
        if response.status_code == 422:
            listed = sum(
                finding.count + sum(other.count for other in finding.other_branches) for finding in diagnosis.findings
            )
            assert listed == len(body["detail"])
            assert all(finding.field is not None for finding in diagnosis.findings)
        self.reasons += [finding.why.rule for finding in diagnosis.findings if finding.why is not None]
        return response.status_code, [
            edit for finding in diagnosis.findings if finding.fixes for edit in finding.fixes[0].edits
        ]


def _state(body: Any = OMIT, media_type: str | None = JSON, **roots: Any) -> FormState:
    return FormState(
        {Location.BODY: body, **{Location(name): value for name, value in roots.items()}}, media_type=media_type
    )


def _text(text: str) -> FormState:
    return FormState({Location.BODY: OMIT}, media_type=JSON, body_text=text)


@pytest.mark.parametrize(
    ("operation", "state", "reasons"),
    [
        ("POST /books", _state({"title": "", "author": "M", "year": 500}), []),
        ("POST /books", _state({"titel": "x", "Author": "Ada", "year": "2008"}), ["D5", "D5"]),
        ("POST /books", _state({}), []),
        ("POST /books", _state(None), []),
        ("POST /books", _state(OMIT), []),
        ("POST /books", _state([{"title": "x", "author": "Ada", "year": 2008}]), []),
        ("POST /books", _state({"book": {"title": "x", "author": "Ada", "year": 2008}}), ["D4"] * 3),
        ("POST /books", _text('{"title": "x", author: "Ada", "year": 2008,}'), ["D2"]),
        ("POST /books", _state({"title": "x", "author": "Ada", "year": 2008}, "text/plain"), ["D1"]),
        ("POST /items", _state({"name": "Clean Code"}), ["D5"]),
        ("POST /items", _state({"itemName": "Clean Code", "unitPrice": 0}), ["D5"]),
        ("POST /strict-items", _state({"name": "Clean Code", "unit_price": 2}), ["D5"]),
        ("POST /wrapped", _state({"title": "x", "author": "Ada", "year": 2008}), ["D3"]),
        (
            "POST /several",
            _state({"title": "x", "author": "Ada", "year": 2008, "item_name": "y", "importance": 0}),
            ["D3", "D3"],
        ),
        ("POST /orders", _state({}), []),
        (
            "POST /orders",
            _state({**GOOD_ORDER, "lines": [{"quantity": 3}, {"quantity": "0", "color": "gren"}]}),
            ["D9"],
        ),
        ("POST /orders", _state({**GOOD_ORDER, "lines": []}), []),
        ("POST /orders", _state({**GOOD_ORDER, "payment": {"kind": "transfr", "iban": "DE1"}}), ["D8"]),
        ("POST /orders", _state({**GOOD_ORDER, "payment": {"iban": "DE123456789"}}), []),
        ("POST /orders", _state({**GOOD_ORDER, "payment": {"kind": "card", "number": "12"}}), []),
        ("POST /orders", _state({**GOOD_ORDER, "when": "yesterday", "id": 5, "notes": {"a": "b"}}), []),
        ("GET /search", _state(query={"limit": "1000", "page_size": "5"}, media_type=None), ["D6"]),
        ("GET /search", _state(media_type=None), []),
        ("GET /header", _state(header={"x-rate": "5"}, query={"tags": ["1", "x"]}, media_type=None), ["D6"]),
        ("GET /header", _state(query={"x_rate_limit": "5", "tags": "1"}, media_type=None), ["D7"]),
        ("POST /form", _state({"age": "x", "color": "grean"}, FORM), ["D9"]),
        ("POST /form", _state({"age": 5, "color": "red"}), ["D1", "D1"]),
        ("POST /union", _state({"quantity": 3}), []),
        ("POST /union", _state({"title": "x", "author": "A"}), []),
        ("POST /map", _state({"pink": -1, "green": "x"}), []),
    ],
)
def test_first_fixes_lead_to_success(client: TestClient, operation: str, state: FormState, reasons: list[str]) -> None:
    round_ = Round(client, operation)
    status, mended = round_.mended(state)
    assert status == 200, (status, mended)
    assert round_.reasons[: len(reasons)] == reasons


def test_keeps_what_was_sent_while_it_mends_names(client: TestClient) -> None:
    _status, mended = Round(client, "POST /items").mended(_state({"name": "Clean Code", "unit_price": 3}))
    assert mended.roots[Location.BODY] == {"item_name": "Clean Code", "unit_price": 3}


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        # D1: the right type. D2: valid JSON. D3, D4: the right wrapping.
        ("POST /books", _state({"title": "", "author": "Ada", "year": 2008})),
        ("POST /books", _state({"title": "x", "author": "Ada"})),
        ("POST /books", _text('{"title": "x", "author": "Ada", "year": "soon"}')),
        ("POST /wrapped", _state({"book": {"title": "x", "author": "A", "year": 2008}})),
        ("POST /wrapped", _state({})),
        ("POST /several", _state({"book": {}, "item": {"item_name": "y"}, "importance": 0})),
        # D5, D6: what is unknown is neither nearly a known name nor a value that fits what is missing.
        ("POST /items", _state({"colour": ["red"]})),
        ("POST /strict-items", _state({"item_name": "x", "publisher": "y"})),
        ("GET /search", _state(query={"limit": "5", "color": "red"}, media_type=None)),
        # D7: the same value in another place, under a name of its own.
        ("GET /header", _state(header={"x-trace": "abc"}, query={"tags": "1"}, media_type=None)),
        # D8, D9: far from every choice.
        ("POST /orders", _state({**GOOD_ORDER, "payment": {"kind": "gold", "iban": "DE123"}})),
        ("POST /orders", _state({**GOOD_ORDER, "lines": [{"quantity": 2, "color": "violet"}]})),
    ],
)
def test_where_no_reason_is_known_none_is_made_up(client: TestClient, operation: str, state: FormState) -> None:
    round_ = Round(client, operation)
    status, _edits = round_._sent(state)
    assert status == 422
    assert round_.reasons == []
