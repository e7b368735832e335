from __future__ import annotations

from typing import Any

from app.core.base.field_path import Location
from app.core.operations.model import Example, Operation, Tag
from app.core.operations.read import read_api
from app.core.spec import v3_2
from app.core.spec.document import Document, Node
from tests.support.forms import document


def read(operation: dict[str, Any], **members: Any) -> tuple[Operation, Document]:
    made = document({"/a": {"post": operation}}, version="3.2.0", **members)
    (found,) = read_api(made).operations
    return found, made


def test_more_methods_are_operations() -> None:
    item = Node("/p", {"get": {}, "query": {}, "additionalOperations": {"COPY": {}, "x-Odd": {}}})
    assert [(method, node.pointer) for method, node in v3_2.operations(item)] == [
        ("GET", "/p/get"),
        ("QUERY", "/p/query"),
        ("COPY", "/p/additionalOperations/COPY"),
        ("x-Odd", "/p/additionalOperations/x-Odd"),
    ]
    assert v3_2.operations(Node("/p", {"additionalOperations": []})) == ()
    api = read_api(document({"/a": {"additionalOperations": {"x-Odd": {}}}}, version="3.2.0"))
    assert api.operation("X-ODD /a") is api.operations[0]


def test_a_parameter_may_be_the_whole_query() -> None:
    content = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
    found, _ = read({"parameters": [{"name": "q", "in": "querystring", "content": content}]})
    (parameter,) = found.parameters
    assert (parameter.location, parameter.style) == (Location.QUERY, "querystring")
    assert parameter.media_type == "application/x-www-form-urlencoded"


def test_cookies_have_a_style_of_their_own() -> None:
    found, _ = read({"parameters": [{"name": "c", "in": "cookie", "style": "cookie", "schema": {}}]})
    assert (found.parameters[0].style, found.parameters[0].explode) == ("cookie", True)


def test_streams_are_lists_of_what_their_items_are() -> None:
    content = {
        "application/jsonl": {"itemSchema": {"$ref": "#/components/schemas/Event"}},
        "text/event-stream": {"itemSchema": {}, "schema": {"type": "array"}},
        "a/b": {"itemSchema": 5},
    }
    found, made = read({"requestBody": {"content": content}}, components={"schemas": {"Event": {"type": "string"}}})
    assert found.body is not None
    lines, events, broken = (entry.schema for entry in found.body.contents)
    assert lines is not None
    assert lines.mapping["type"] == "array"
    assert made.resolve(lines.child("items")) == Node("/components/schemas/Event", {"type": "string"})
    assert events is not None
    assert events.value == {"type": "array"}
    assert broken is None


def test_encodings_by_position_are_read() -> None:
    encodings = {"prefixEncoding": [{"contentType": "a/b"}, 5, {}], "itemEncoding": {"contentType": "c/d"}}
    found, _ = read({"requestBody": {"content": {"multipart/mixed": encodings, "text/plain": {"prefixEncoding": 5}}}})
    assert found.body is not None
    mixed, plain = found.body.contents
    assert mixed.prefix_encoding == ({"contentType": "a/b"}, {}, {})
    assert mixed.item_encoding == {"contentType": "c/d"}
    assert (plain.prefix_encoding, plain.item_encoding) == ((), None)


def test_examples_have_data_and_texts() -> None:
    examples = {
        "data": {"dataValue": [1], "serializedValue": "[2]"},
        "text": {"serializedValue": "[2]"},
        "broken": {"serializedValue": "[2"},
        "odd": {"serializedValue": 5},
    }
    content = {"application/json": {"examples": examples}, "text/plain": {"examples": {"t": {"serializedValue": "[2"}}}}
    found, _ = read({"requestBody": {"content": content}})
    assert found.body is not None
    assert found.body.contents[0].examples == (Example("data", value=[1]), Example("text", value=[2]))
    assert found.body.contents[1].examples == (Example("t", value="[2"),)


def test_media_types_can_be_shared() -> None:
    found, _ = read(
        {"requestBody": {"content": {"application/json": {"$ref": "#/components/mediaTypes/M"}}}},
        components={"mediaTypes": {"M": {"schema": {"type": "string"}}}},
    )
    assert found.body is not None
    assert found.body.contents[0].schema == Node("/components/mediaTypes/M/schema", {"type": "string"})


def test_tags_tell_about_themselves() -> None:
    tags = [
        {"name": "a", "summary": "A", "description": "All.", "kind": "nav"},
        {"name": "b", "parent": "a", "summary": 5},
        {"name": 5},
        "broken",
    ]
    assert read_api(document({}, version="3.2.0", tags=tags)).tags == (
        Tag("a", "A", "All.", "", "nav"),
        Tag("b", parent="a"),
    )
    assert read_api(document({}, tags={})).tags == ()
