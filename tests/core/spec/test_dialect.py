from __future__ import annotations

from typing import Any

import pytest

from app.core.base.errors import DocumentError
from app.core.spec import v2, v3_0, v3_1, v3_2
from app.core.spec.dialect import Dialect, dialect_for
from app.core.spec.document import Node

DIALECTS: tuple[Dialect, ...] = (v3_0, v3_1, v3_2)


def test_each_version_has_its_dialect() -> None:
    for version, dialect in (("2.0", v2), ("3.0.3", v3_0), ("3.1.1", v3_1), ("3.2.0", v3_2), ("3.2", v3_2)):
        assert dialect_for(version) is dialect
        assert dialect.name == f"OpenAPI {version[:3]}"
    for version in ("1.2", "3", "3.3.0", "3.10.0", "3.1x", ""):
        with pytest.raises(DocumentError):
            dialect_for(version)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_operations_come_in_the_documents_order(dialect: Dialect) -> None:
    item = Node("/paths/~1", {"post": {}, "summary": "x", "x-get": {}, "get": {}, "parameters": [], "delte": {}})
    assert [(method, node.pointer) for method, node in dialect.operations(item)] == [
        ("POST", "/paths/~1/post"),
        ("GET", "/paths/~1/get"),
    ]
    assert dialect.operations(Node("", [])) == ()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_parameters_and_bodies_are_found(dialect: Dialect) -> None:
    operation = Node("/o", {"parameters": [{"name": "a"}, {"$ref": "#/x"}], "requestBody": {"content": {}}})
    assert [node.pointer for node in dialect.parameters(operation)] == ["/o/parameters/0", "/o/parameters/1"]
    body = dialect.request_body(operation, ())
    assert body is not None
    assert body.pointer == "/o/requestBody"
    assert dialect.parameters(Node("", {})) == ()
    assert dialect.parameters(Node("", {"parameters": {}})) == ()
    assert dialect.request_body(Node("", {}), ()) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_servers_have_their_variables_filled_in(dialect: Dialect) -> None:
    servers: list[Any] = [
        {"url": "https://{host}:{port}/v1", "variables": {"host": {"default": "a.example"}, "port": {"default": 8080}}},
        {"url": "/api/{unknown}", "variables": {}},
        {"url": "plain"},
        {"description": "no URL"},
        "broken",
    ]
    root = Node("", {"servers": servers})
    assert dialect.servers(root) == ("https://a.example:8080/v1", "/api/{unknown}", "plain")
    assert dialect.servers(Node("", {})) == ()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_value_of_a_servers_variable_is_offered_its_default_first(dialect: Dialect) -> None:
    def offered(url: str, **variables: Any) -> tuple[str, ...]:
        return dialect.servers(Node("", {"servers": [{"url": url, "variables": variables}]}))

    version = {"default": "v2", "enum": ["v1", "v2"]}
    assert offered("/{version}", version=version) == ("/v2", "/v1")
    assert offered("/{version}/{version}", version=version) == ("/v2/v2", "/v1/v1")
    two = offered("/{version}/{stage}", version=version, stage={"default": "", "enum": ["a"]})
    assert two == ("/v2/a", "/v1/a")
    assert offered("{endpoint}", endpoint={"default": ""}) == ()
    assert offered("/{version}", version="broken") == ("/{version}",)
    many = {"default": "0", "enum": [str(number) for number in range(30)]}
    assert len(offered("/{a}/{b}", a=many, b=many)) == 50


@pytest.mark.parametrize("dialect", DIALECTS)
def test_security_schemes_are_found(dialect: Dialect) -> None:
    root = Node("", {"components": {"securitySchemes": {"Key": {"type": "apiKey"}}}})
    assert [(key, node.pointer) for key, node in dialect.security_schemes(root).items()] == [
        ("Key", "/components/securitySchemes/Key")
    ]
    assert dialect.security_schemes(Node("", {})) == {}
    assert dialect.security_schemes(Node("", {"components": {}})) == {}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_contents_and_schemas_are_found(dialect: Dialect) -> None:
    holder = Node("/r", {"content": {"text/plain": {"schema": {"type": "string"}}, "b/c": {}}})
    (first, second) = dialect.contents(holder, Node("", {}), Node("", {}))
    assert [(name, node.pointer) for name, node in (first, second)] == [
        ("text/plain", "/r/content/text~1plain"),
        ("b/c", "/r/content/b~1c"),
    ]
    assert dialect.schema_of(first[1]) == Node("/r/content/text~1plain/schema", {"type": "string"})
    assert dialect.schema_of(second[1]) is None
    assert dialect.contents(Node("", {}), Node("", {}), Node("", {})) == ()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_parameters_and_schemes_say_what_they_mean(dialect: Dialect) -> None:
    raw = {"name": "a", "in": "query", "style": "form"}
    assert dialect.plain_parameter(raw) is raw
    assert dialect.plain_scheme(raw) is raw
    assert dialect.locations[:4] == ("path", "query", "header", "cookie")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_example_becomes_a_list_of_one(dialect: Dialect) -> None:
    assert dialect.plain_schema({"type": "string", "example": "a"}) == {"type": "string", "examples": ["a"]}
    assert dialect.plain_schema({"example": "a", "examples": ["b"]}) == {"examples": ["b"]}
    assert dialect.plain_schema({"example": "a", "examples": {"broken": 1}}) == {"examples": ["a"]}


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ({"type": "string"}, {"type": "string"}),
        ({"$ref": "#/x", "description": "ignored"}, {"$ref": "#/x"}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"nullable": True, "enum": [None, 1]}, {"nullable": True, "enum": [None, 1]}),
        ({"nullable": True, "allOf": []}, {"nullable": True, "allOf": []}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"maximum": 5, "exclusiveMaximum": True, "minimum": 2}, {"exclusiveMaximum": 5, "minimum": 2}),
    ],
)
def test_3_0_is_rewritten(raw: dict[str, Any], plain: dict[str, Any]) -> None:
    before = dict(raw)
    assert v3_0.plain_schema(raw) == plain
    assert raw == before


def test_3_1_is_left_alone() -> None:
    raw = {"$ref": "#/x", "description": "counts", "exclusiveMinimum": 1}
    assert v3_1.plain_schema(raw) is raw
    assert v3_1.plain_schema({"type": "string", "nullable": True}) == {"type": "string"}


@pytest.mark.parametrize("dialect", [v2, *DIALECTS])
def test_types_by_the_names_of_other_languages_are_read_as_meant(dialect: Dialect) -> None:
    assert dialect.plain_schema({"type": "int", "minimum": 1}) == {"type": "integer", "minimum": 1}
    assert dialect.plain_schema({"type": "bool", "example": True}) == {"type": "boolean", "examples": [True]}
    assert dialect.plain_schema({"type": "integr"}) == {"type": "integr"}
