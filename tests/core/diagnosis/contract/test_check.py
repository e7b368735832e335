from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.diagnosis.contract.check import check_contract
from app.core.diagnosis.contract.model import MAX_VIOLATIONS, Contract, Subject
from app.core.exchange.body import read_body
from app.core.spec.document import Document
from tests.support.contracts import a_document, a_response, held, promising, told
from tests.support.error_cases import read_operation

OBJECT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def _subjects(contract: Contract) -> list[str]:
    return [violation.subject.value for violation in contract.violations]


def test_keeps_its_promise() -> None:
    contract = held(a_document(promising(OBJECT)), a_response({"id": 1, "more": True}))
    assert (contract.is_kept, contract.status, contract.notes) == (True, "200", ())
    assert contract.headline == "The response keeps what the document promises."


@pytest.mark.parametrize(
    ("names", "status", "held_against"),
    [
        (["200", "2XX", "default"], 200, "200"),
        (["2XX", "default"], 201, "2XX"),
        (["4xx", "default"], 404, "4xx"),
        (["200", "default"], 500, "default"),
    ],
)
def test_finds_the_narrowest_promise(names: list[str], status: int, held_against: str) -> None:
    document = a_document({name: {"description": ""} for name in names})
    assert held(document, a_response(b"", status, None)).status == held_against


def test_names_a_status_that_is_not_documented() -> None:
    [violation] = held(a_document(promising(OBJECT) | {"422": {"description": ""}}), a_response({}, 418)).violations
    assert violation.subject is Subject.STATUS
    assert violation.words == "is not documented; the document names 200, 422"
    assert (violation.value, violation.promise) == (418, "/paths/~1things/get/responses")


def test_says_that_nothing_is_promised() -> None:
    contract = held(a_document({}), a_response({}))
    assert contract.headline == "The document promises nothing."
    assert contract.notes == ("The document says nothing about the responses of this operation.",)


@pytest.mark.parametrize(
    ("promised", "came", "is_kept"),
    [
        ("application/json", "application/json; charset=utf-8", True),
        ("application/json; charset=utf-8", "application/json", True),
        ("application/*", "application/json", True),
        ("*/*", "application/json", True),
        ("*/*", None, True),
        ("application/*+json", "application/vnd.x+json", True),
        ("application/*+json", "application/json", False),
        ("application/json", "APPLICATION/JSON", True),
        ("application/json", "text/html", False),
        ("text/*", "application/json", False),
        ("application/json", None, False),
    ],
)
def test_names_a_media_type_that_is_not_documented(promised: str, came: str | None, is_kept: bool) -> None:
    contract = held(a_document(promising(OBJECT, promised)), a_response({"id": 1}, media_type=came))
    assert _subjects(contract) == ([] if is_kept else ["media type"])
    if not is_kept:
        assert contract.violations[0].value == (came or "no Content-Type")
        assert contract.violations[0].promise == "/paths/~1things/get/responses/200/content"


@pytest.mark.parametrize("promised", ["*/*", "application/json"])
def test_reads_json_under_a_range(promised: str) -> None:
    contract = held(a_document(promising(OBJECT, promised)), a_response({"id": "x"}))
    assert [told(violation) for violation in contract.violations] == ["/id needs an integer, is text"]
    assert contract.headline == "The response breaks 1 promise of the document."


TWO = {
    "200": {
        "description": "",
        "content": {
            "application/json; v=1": {"schema": OBJECT},
            "application/json; v=2": {"schema": {"type": "string"}},
            "text/plain": {},
        },
    }
}


@pytest.mark.parametrize(
    ("media_type", "body", "is_kept"),
    [
        ("application/json;v=1", {"id": 1}, True),
        ("application/json; charset=utf-8; v=2", "text", True),
        ("application/json; v=2", {"id": 1}, False),
        ("application/json; v=3", {"id": 1}, True),
    ],
)
def test_parameters_of_media_types_tell_promises_apart(media_type: str, body: Any, is_kept: bool) -> None:
    assert held(a_document(TWO), a_response(body, media_type=media_type)).is_kept is is_kept


@pytest.mark.parametrize(
    "schema", [{"type": "string"}, {"type": ["string", "null"]}, {"type": "string", "format": "binary"}]
)
def test_text_that_happens_to_be_json_is_text(schema: Any) -> None:
    assert held(a_document(promising(schema, "text/plain")), a_response({"id": 1}, media_type="text/plain")).is_kept


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_file_may_be_json(version: str) -> None:
    schema = {"type": "string", "format": "binary"}
    assert held(a_document(promising(schema), version=version), a_response({"id": 1})).is_kept
    raw = {
        "swagger": "2.0",
        "info": {"title": "Things", "version": "1"},
        "produces": ["application/json"],
        "paths": {"/things": {"get": {"responses": {"200": {"description": "", "schema": {"type": "file"}}}}}},
    }
    assert held(Document(raw, version="2.0"), a_response({"id": 1})).is_kept


@pytest.mark.parametrize(
    ("promised", "schema"),
    [
        ("text/plain", {"type": "string"}),
        ("application/octet-stream", {"type": "string", "format": "binary"}),
        ("application/octet-stream", None),
        ("application/jsonl", OBJECT),
        ("text/event-stream", OBJECT),
    ],
)
@pytest.mark.parametrize("says_what_it_is", [True, False])
def test_some_bodies_may_be_empty(promised: str, schema: Any, says_what_it_is: bool) -> None:
    content = {promised: {} if schema is None else {"schema": schema}}
    response = a_response(b"", media_type=promised if says_what_it_is else None)
    assert held(a_document({"200": {"description": "", "content": content}}), response).is_kept


@pytest.mark.parametrize("promised", ["application/xml", "text/csv", "odd"])
def test_others_may_not(promised: str) -> None:
    [violation] = held(a_document(promising(OBJECT, promised)), a_response(b"", media_type=promised)).violations
    assert violation.keyword == "missing"


def test_names_an_empty_body_that_should_not_be() -> None:
    [violation] = held(a_document(promising(OBJECT)), a_response(b"")).violations
    assert violation.words == "is empty; the document promises application/json"


@pytest.mark.parametrize(("status", "method"), [(204, "get"), (304, "get"), (200, "head")])
def test_expects_no_body_where_http_has_none(status: int, method: str) -> None:
    document = a_document({str(status): promising(OBJECT)["200"]}, method=method)
    assert held(document, a_response(b"", status), method).is_kept


def test_says_nothing_against_a_body_that_is_not_described() -> None:
    contract = held(a_document({"200": {"description": ""}}), a_response({"a": 1}))
    assert contract.is_kept
    assert contract.notes == ("The document says nothing about the body of a 200 response.",)
    assert held(a_document({"200": {"description": ""}}), a_response(b"", media_type=None)).notes == ()
    named = {"200": {"description": "", "content": {"application/json": {}}}}
    assert held(a_document(named), a_response({"a": 1})) == Contract("200")


def test_names_a_body_that_is_not_json() -> None:
    [violation] = held(a_document(promising(OBJECT)), a_response(b'{"id": ')).violations
    assert violation.words.startswith("is not JSON: line 1, column")
    assert violation.promise.endswith("/content/application~1json")


def test_names_bytes_that_say_they_are_json() -> None:
    [violation] = held(a_document(promising(OBJECT)), a_response(b"\1\2\3\4\5\6")).violations
    assert violation.words == "is not JSON"


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_leaves_other_media_types_alone(media_type: str) -> None:
    document = a_document(promising({"type": "string", "maxLength": 1}, media_type))
    assert held(document, a_response(b"long", media_type=media_type)).is_kept


def test_says_that_a_body_in_a_file_was_not_checked() -> None:
    response = a_response({"id": 1})
    part = replace(response, body=replace(response.body, file="body.json"))
    document = a_document(promising(OBJECT))
    operation = read_operation(document, "/paths/~1things/get")
    contract = check_contract(document, operation, part, read_body(part))
    assert contract.is_kept
    assert "Only the beginning" in contract.notes[0]


def test_tells_only_so_many() -> None:
    schema: Any = {"type": "array", "items": {"type": "integer"}}
    contract = held(a_document(promising(schema)), a_response(["x"] * 1_000))
    assert (len(contract.violations), contract.more) == (MAX_VIOLATIONS, True)
    assert contract.headline == "The response breaks 100 or more promises of the document."


def test_holds_a_response_of_openapi_2_0_against_its_document() -> None:
    ok = {"description": "", "schema": OBJECT, "headers": {"X-Total": {"type": "integer"}}}
    raw = {
        "swagger": "2.0",
        "info": {"title": "Things", "version": "1"},
        "produces": ["application/json"],
        "paths": {"/things": {"get": {"responses": {"200": ok}}}},
    }
    document = Document(raw, version="2.0")
    contract = held(document, a_response({"id": "x"}, headers=(("X-Total", "many"),)))
    assert [(violation.place, violation.words) for violation in contract.violations] == [
        ("header X-Total", "needs an integer, is text"),
        ("body/id", "needs an integer, is text"),
    ]
    [violation] = held(document, a_response(b"x", media_type="text/html")).violations
    assert violation.promise == "/paths/~1things/get/responses/200"


LINES = "application/jsonl"


@pytest.mark.parametrize("schema", [{"type": "array", "items": OBJECT}, {"items": OBJECT}, OBJECT])
def test_holds_each_of_json_lines_against_its_schema(schema: Any) -> None:
    document = a_document(promising(schema, LINES))
    assert held(document, a_response(b'{"id": 1}\n\n{"id": 2}\n', media_type=LINES)).is_kept
    assert held(document, a_response(b'{"id": 1}', media_type=LINES)).is_kept
    contract = held(document, a_response(b'{"id": 1}\n{"id": "x"}\n', media_type=LINES))
    assert [told(violation) for violation in contract.violations] == ["/1/id needs an integer, is text"]


def test_names_the_line_that_is_not_json() -> None:
    [violation] = held(
        a_document(promising(OBJECT, LINES)), a_response(b'{"id": 1}\n{"id": \n', media_type=LINES)
    ).violations
    assert violation.words.startswith("is not JSON in line 2, column ")
    assert violation.keyword == "syntax"


def test_says_that_json_lines_in_a_file_were_not_checked() -> None:
    response = a_response(b'{"id": "x"}\n', media_type=LINES)
    part = replace(response, body=replace(response.body, file="body.jsonl"))
    document = a_document(promising(OBJECT, LINES))
    contract = check_contract(document, read_operation(document, "/paths/~1things/get"), part, read_body(part))
    assert contract.is_kept
    assert "Only the beginning" in contract.notes[0]


def test_says_that_a_structure_outside_json_was_not_checked() -> None:
    document = a_document(promising(OBJECT, "application/xml"))
    contract = held(document, a_response(b"<thing/>", media_type="application/xml"))
    assert contract.notes == ("The body is application/xml, which is not held against its schema.",)
    anything = a_document(promising({}, "application/xml"))
    assert held(anything, a_response(b"<thing/>", media_type="application/xml")).notes == ()
