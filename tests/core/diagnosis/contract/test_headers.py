from __future__ import annotations

from typing import Any

import pytest

from app.core.diagnosis.contract.model import Subject
from app.core.spec.document import Document
from tests.support.contracts import a_document, a_response, held

INT = {"type": "integer", "minimum": 1}


def _held(header: Any, *came: tuple[str, str], name: str = "X-Total") -> list[str]:
    document = a_document({"200": {"description": "", "headers": {name: header}}})
    contract = held(document, a_response(b"", media_type=None, headers=came))
    assert all(violation.subject is Subject.HEADER for violation in contract.violations)
    return [f"{violation.header} {violation.words}" for violation in contract.violations]


@pytest.mark.parametrize(
    ("schema", "text", "words"),
    [
        (INT, "3", []),
        (INT, "0", ["X-Total must be at least 1, is 0"]),
        (INT, "many", ["X-Total needs an integer, is text"]),
        ({"type": "number"}, " 1.5 ", []),
        ({"type": "boolean"}, "true", []),
        ({"type": "boolean"}, "yes", ["X-Total needs true or false, is text"]),
        ({"type": "string", "maxLength": 2}, "123", ["X-Total may have at most 2 characters, has 3"]),
        ({"type": "array", "items": INT}, "1, 2,0", ["X-Total must be at least 1, is 0"]),
        ({"type": "array"}, "", []),
        ({"type": "array"}, "a,b", []),
        ({}, "anything", []),
        ({"type": "object"}, "a,b", []),
        ({"type": "object"}, "a,b,c", ["X-Total needs an object, is text"]),
        ({"type": ["integer", "null"]}, "", []),
    ],
)
def test_holds_a_header_against_its_schema(schema: Any, text: str, words: list[str]) -> None:
    found = _held({"schema": schema}, ("x-total", text))
    assert [told.replace("an object", "an object") for told in found] == words


def test_names_a_required_header_that_did_not_come() -> None:
    assert _held({"required": True, "schema": INT}) == ["X-Total is required and did not come"]
    assert _held({"schema": INT}) == []
    assert _held({"required": True}, ("X-TOTAL", "x")) == []


def test_reads_a_repeated_header_as_one() -> None:
    assert _held({"schema": {"type": "array", "items": INT}}, ("X-Total", "1"), ("x-total", "x")) == [
        "X-Total needs an integer, is text"
    ]


def test_ignores_a_documented_content_type() -> None:
    assert _held({"required": True, "schema": INT}, name="Content-Type") == []


def test_tells_where_the_promise_stands_and_what_came() -> None:
    document = a_document({"200": {"description": "", "headers": {"X/Y": {"required": True, "schema": INT}}}})
    [missing] = held(document, a_response(b"", media_type=None)).violations
    assert missing.promise == "/paths/~1things/get/responses/200/headers/X~1Y"
    [wrong] = held(document, a_response(b"", media_type=None, headers=(("X/Y", "0"),))).violations
    assert (wrong.value, wrong.tokens) == ("0", ())
    assert wrong.promise == "/paths/~1things/get/responses/200/headers/X~1Y/schema/minimum"


def test_notes_headers_that_the_document_does_not_name() -> None:
    document = a_document({"200": {"description": "", "headers": {"X-Known": {"schema": {}}}}})
    came = (("Date", "x"), ("x-known", "1"), ("X-Other", "1"), ("X-Other", "2"), ("Access-Control-Max-Age", "1"))
    contract = held(document, a_response(b"", media_type=None, headers=came))
    assert contract.notes == ("The document does not name these headers: X-Other.",)
    many = tuple((f"X-{index}", "1") for index in range(30))
    [note] = held(document, a_response(b"", media_type=None, headers=many)).notes
    assert note.endswith("X-19, ….")


OBJECT = {"type": "object", "required": ["id"], "properties": {"id": INT, "tags": {"type": "array", "items": INT}}}


@pytest.mark.parametrize(
    ("header", "text", "words"),
    [
        ({"schema": OBJECT}, "id,3, name,x", []),
        ({"schema": OBJECT}, "id,x", ["X-Total needs an integer, is text"]),
        ({"schema": OBJECT, "explode": True}, "id=3,name=a=b", []),
        ({"schema": OBJECT, "explode": True}, "id=0", ["X-Total must be at least 1, is 0"]),
        ({"schema": OBJECT, "explode": True}, "id", ["X-Total needs an object, is text"]),
        ({"content": {"application/json": {"schema": OBJECT}}}, '{"id": 3}', []),
        ({"content": {"application/json": {"schema": OBJECT}}}, '{"id": 0}', ["X-Total must be at least 1, is 0"]),
        ({"content": {"text/plain": {"schema": {"type": "string"}}}}, "{", []),
    ],
)
def test_reads_a_header_in_the_way_it_is_written(header: Any, text: str, words: list[str]) -> None:
    assert _held(header, ("X-Total", text)) == words


def test_names_a_header_that_is_not_the_json_it_should_be() -> None:
    [words] = _held({"content": {"application/json": {"schema": OBJECT}}}, ("X-Total", '{"id":'))
    assert words.startswith("X-Total is not JSON: line 1")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "array", "maxItems": 2, "items": {"type": "string", "pattern": "^[ab]="}}, []),
        ({"type": "array", "maxItems": 1}, ["Set-Cookie may have at most 1 item, has 2"]),
        ({"type": "string", "pattern": "^[ab]="}, []),
        ({"type": "string", "pattern": "^a="}, ["Set-Cookie does not match ^a="]),
    ],
)
def test_each_cookie_is_a_value_of_its_own(schema: Any, words: list[str]) -> None:
    cookies = (("Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"), ("set-cookie", "b=2"))
    assert _held({"schema": schema}, *cookies, name="Set-Cookie") == words


def test_reads_lists_as_openapi_2_separates_them() -> None:
    header = {"type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"}
    raw = {
        "swagger": "2.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": {"responses": {"200": {"description": "", "headers": {"X": header}}}}}},
    }
    document = Document(raw, version="2.0")
    assert held(document, a_response(b"", media_type=None, headers=(("X", "1|2"),))).is_kept
    assert not held(document, a_response(b"", media_type=None, headers=(("X", "1,2"),))).is_kept


def test_a_header_that_is_a_reference_is_read_where_it_leads() -> None:
    raw = a_document({"200": {"description": "", "headers": {"X": {"$ref": "#/components/headers/X"}}}}).raw
    raw["components"]["headers"] = {"X": {"explode": True, "schema": OBJECT}}
    document = Document(raw, version="3.1.0")
    assert held(document, a_response(b"", media_type=None, headers=(("X", "id=1"),))).is_kept
