from __future__ import annotations

from typing import Any

import pytest

from app.core.diagnosis.contract.model import Subject
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
        ({"type": "object"}, "a,b", ["X-Total needs an object, is text"]),
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
