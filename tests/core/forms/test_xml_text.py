from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.json_types import FileRef
from app.core.forms.xml_text import xml_text
from app.core.spec.document import Node
from tests.support.forms import document

if TYPE_CHECKING:
    from app.core.base.json_types import Value

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def write(value: Value, schema: Any, schemas: dict[str, Any] | None = None, *, version: str = "3.1.0") -> str:
    """The element alone; nothing may have been bent."""
    text, notes = write_bent(value, schema, schemas, version=version)
    assert notes == ()
    return text


def write_bent(
    value: Value, schema: Any, schemas: dict[str, Any] | None = None, *, version: str = "3.1.0"
) -> tuple[str, tuple[str, ...]]:
    made = document({}, schemas, version=version)
    written = xml_text(made, (Node("/components/schemas/r", schema),), value)
    return written.text.removeprefix('<?xml version="1.0" encoding="UTF-8"?>'), written.notes


def animals(**xml: Any) -> dict[str, Any]:
    """The property of the specification's array examples."""
    items: dict[str, Any] = {"type": "string"}
    if "item" in xml:
        items["xml"] = {"name": xml.pop("item")}
    return {"type": "object", "properties": {"animals": {"type": "array", "items": items, "xml": xml}}}


# OpenAPI 3.1.1, section 4.8.26.2 "XML Object Examples", in its order.


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({}, "<animals>a</animals><animals>b</animals>"),
        ({"xml": {"name": "animal"}}, "<animal>a</animal><animal>b</animal>"),
    ],
)
def test_basic_elements(schema: dict[str, Any], written: str) -> None:
    properties = {"animals": {"type": "array", "items": {"type": "string", **schema}}}
    assert write({"animals": ["a", "b"]}, {"properties": properties}) == f"<r>{written}</r>"


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        (animals(name="aliens", item="animal"), "<animal>v</animal>"),
        (animals(wrapped=True), "<animals><animals>v</animals></animals>"),
        (animals(wrapped=True, name="aliens"), "<aliens><aliens>v</aliens></aliens>"),
        (animals(wrapped=True, item="animal"), "<animals><animal>v</animal></animals>"),
        (animals(wrapped=True, name="aliens", item="animal"), "<aliens><animal>v</animal></aliens>"),
    ],
)
def test_arrays(schema: dict[str, Any], written: str) -> None:
    assert write({"animals": ["v"]}, schema) == f"<r>{written}</r>"


def test_attributes_prefixes_and_namespaces() -> None:
    person = {
        "properties": {
            "id": {"type": "integer", "xml": {"attribute": True}},
            "name": {"type": "string", "xml": {"namespace": "https://example.com/schema/sample", "prefix": "sample"}},
        }
    }
    assert write({"id": 123, "name": "example"}, {"$ref": "#/components/schemas/Person"}, {"Person": person}) == (
        '<r xmlns:sample="https://example.com/schema/sample" id="123"><sample:name>example</sample:name></r>'
    )


# The root


def test_the_root_has_the_name_of_its_component() -> None:
    made = document({}, {"Book": {"type": "object"}, "Named": {"xml": {"name": "b"}}})

    def root(schema: Any) -> str:
        return xml_text(made, (Node("/paths/schema", schema),), {}).text.partition("?>")[2]

    assert root({"$ref": "#/components/schemas/Book"}) == "<Book/>"
    assert root({"$ref": "#/components/schemas/Named"}) == "<b/>"
    assert root({"$ref": "#/components/schemas/Lost"}) == "<root/>"
    assert root({"type": "object"}) == "<root/>"
    assert xml_text(made, (), {}).notes == ("The document does not name the root element; it is called root.",)


def test_a_root_that_is_a_list() -> None:
    books = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}
    assert write([{}, {"t": 1}], books, {"Book": {"type": "object"}}) == "<r><Book/><Book><t>1</t></Book></r>"
    assert write([1, "x"], {"type": "array"}) == "<r><item>1</item><item>x</item></r>"


@pytest.mark.parametrize(
    ("value", "written"),
    [(5, "<r>5</r>"), (True, "<r>true</r>"), (2**70, f"<r>{2**70}</r>"), ("", "<r></r>"), ({}, "<r/>")],
)
def test_single_values(value: Value, written: str) -> None:
    assert write(value, {}) == written


def test_null_is_nil() -> None:
    assert write(None, {}) == f'<r xmlns:xsi="{XSI}" xsi:nil="true"/>'
    assert write({"a": None, "b": 1}, {}) == f'<r xmlns:xsi="{XSI}"><a xsi:nil="true"/><b>1</b></r>'
    schema = {"properties": {"a": {"xml": {"attribute": True}}, "t": {"xml": {"nodeType": "text"}}}}
    written, notes = write_bent({"a": None, "t": None}, schema)
    assert (written, notes) == ("<r/>", ("An attribute cannot be null; a is left out.",))


# Members


def test_members_that_no_schema_names() -> None:
    schema = {"additionalProperties": {"type": "string"}, "properties": {}}
    assert write({"Color": "blue", "more": ["a", {"b": [1]}]}, schema) == (
        "<r><Color>blue</Color><more>a</more><more><b>1</b></more></r>"
    )


def test_a_list_inside_a_list_keeps_its_items_together() -> None:
    assert write({"rows": [[1, 2], [3]]}, {}) == (
        "<r><rows><rows>1</rows><rows>2</rows></rows><rows><rows>3</rows></rows></r>"
    )


def test_the_first_items_may_have_schemas_of_their_own() -> None:
    prefix = [{"xml": {"name": "first"}}, {"xml": {"name": "second"}}]
    schema = {"properties": {"pair": {"type": "array", "prefixItems": prefix}}}
    assert write({"pair": [1, 2, 3]}, schema) == "<r><first>1</first><second>2</second><pair>3</pair></r>"


def test_references_and_allof_keep_the_names_nearest_to_the_place() -> None:
    schemas = {"Author": {"properties": {"name": {"type": "string"}}, "xml": {"name": "XmlAuthor", "prefix": "p"}}}
    reference = {"$ref": "#/components/schemas/Author"}
    schema = {"properties": {"by": reference, "own": {"allOf": [reference], "xml": {"name": "me", "prefix": ""}}}}
    written, notes = write_bent({"by": {"name": "A"}, "own": {"name": "B"}}, schema, schemas)
    assert written == "<r><p:XmlAuthor><name>A</name></p:XmlAuthor><me><name>B</name></me></r>"
    assert notes == ("The document gives the prefix p no namespace.",)


def test_the_alternative_that_the_value_follows_decides() -> None:
    cat = {"type": "object", "required": ["meow"], "properties": {"meow": {"xml": {"attribute": True}}}}
    dog = {"type": "object", "required": ["bark"], "properties": {"bark": {"xml": {"name": "b"}}}}
    schema = {"properties": {"pet": {"oneOf": [cat, dog]}}}
    assert write({"pet": {"meow": 1}}, schema) == '<r><pet meow="1"/></r>'
    assert write({"pet": {"bark": 1}}, schema) == "<r><pet><b>1</b></pet></r>"


# Node types of OpenAPI 3.2


def test_node_types() -> None:
    schema = {
        "properties": {
            "id": {"xml": {"nodeType": "attribute"}},
            "language": {"xml": {"nodeType": "element", "name": "lang"}},
            "words": {"xml": {"nodeType": "cdata"}},
            "list": {"type": "array", "xml": {"nodeType": "element"}},
            "flat": {"xml": {"nodeType": "none"}},
            "plain": {"type": "array", "xml": {"nodeType": "none", "name": "ignored"}},
        }
    }
    value: Value = {"id": 1, "language": "en", "list": [1], "flat": {"x": 2}, "plain": [3]}
    assert write(value, schema) == ('<r id="1"><lang>en</lang><list><list>1</list></list><x>2</x><plain>3</plain></r>')
    assert write({"words": "a<b"}, schema) == "<r><![CDATA[a<b]]></r>"
    text = {"properties": {"language": {"xml": {"attribute": True}}, "content": {"xml": {"nodeType": "text"}}}}
    assert write({"language": "foo", "content": "a<b"}, text) == '<r language="foo">a&lt;b</r>'


# What cannot be written as it is


def test_a_namespace_without_prefix_and_attributes_with_one() -> None:
    schema = {
        "xml": {"namespace": "urn:x"},
        "properties": {
            "a": {"xml": {"attribute": True, "prefix": "p", "namespace": "urn:p"}},
            "b": {"xml": {"attribute": True, "namespace": "urn:b"}},
        },
    }
    assert write({"a": 1, "b": 2}, schema) == '<r xmlns:p="urn:p" xmlns="urn:x" p:a="1" b="2"/>'


def test_what_is_bent_is_told() -> None:
    schema = {"properties": {"a": {"xml": {"attribute": True}}}, "xml": "broken"}
    value: Value = {"a": [1], "b c": "\0", "f": FileRef("/x/y.png", "y.png")}
    written, notes = write_bent(value, schema)
    assert written == '<r a="[1]"><b_c>\ufffd</b_c><f>y.png</f></r>'
    assert notes == (
        "An attribute holds one text; a is written as JSON.",
        "b c is no name in XML; b_c is written.",
        "XML has no control characters; U+FFFD is written in their place.",
        "XML cannot carry a file; only its name is sent.",
    )


def test_deep_values_are_written() -> None:
    value: Value = 1
    for _ in range(190):
        value = {"a": value}
    assert write(value, {}).count("<a>") == 190
