from __future__ import annotations

from typing import Any

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.forms.build import Form
from app.core.operations.model import Api, Example, Operation, Parameter
from app.core.operations.read import read_api
from app.core.spec import v2
from app.core.spec.document import Document, Node

PETS = "/paths/~1pets"


def swagger(path_item: dict[str, Any], **members: Any) -> Document:
    raw = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/pets": path_item}, **members}
    return Document(raw, version="2.0", source="swagger.json")


def api_of(operation: dict[str, Any], **members: Any) -> Api:
    return read_api(swagger({"post": operation}, **members))


def operation_of(operation: dict[str, Any], **members: Any) -> Operation:
    (found,) = api_of(operation, **members).operations
    return found


def parameter_of(**raw: Any) -> Parameter:
    (found,) = operation_of({"parameters": [{"name": "p", "in": "query", **raw}]}).parameters
    return found


def test_operations_are_those_of_2_0() -> None:
    item = Node("/p", {"get": {}, "trace": {}, "post": {}, "query": {}})
    assert [method for method, _ in v2.operations(item)] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("separator", "style", "explode"),
    [
        (None, "form", False),
        ("csv", "form", False),
        ("ssv", "spaceDelimited", False),
        ("tsv", "tabDelimited", False),
        ("pipes", "pipeDelimited", False),
        ("multi", "form", True),
        ("nonsense", "form", False),
        (["csv"], "form", False),
    ],
)
def test_separators_are_styles(separator: object, style: str, *, explode: bool) -> None:
    given = {} if separator is None else {"collectionFormat": separator}
    found = parameter_of(type="array", items={"type": "integer"}, **given)
    assert (found.style, found.explode) == (style, explode)


def test_separators_in_paths_and_headers_are_commas() -> None:
    found = parameter_of(**{"in": "header"}, type="array", items={"type": "string"}, collectionFormat="pipes")
    assert (found.style, found.explode) == ("simple", False)


def test_a_parameter_is_its_own_schema() -> None:
    raw = {"type": "array", "items": {"type": "string"}, "required": True, "description": "Words.", "x-example": ["a"]}
    found = parameter_of(**raw, style="deepObject")
    assert found.required
    assert (found.description, found.style) == ("Words.", "form")
    assert found.examples == (Example(value=["a"]),)
    assert found.schema is not None
    assert found.schema.pointer == f"{PETS}/post/parameters/0"
    assert found.schema.child("items").pointer == f"{PETS}/post/parameters/0/items"
    assert v2.plain_schema(found.schema.mapping) == {
        "type": "array",
        "items": {"type": "string"},
        "description": "Words.",
        "x-example": ["a"],
        "style": "deepObject",
    }


def test_a_body_comes_in_what_is_consumed() -> None:
    parameters = [
        {"name": "b", "in": "body", "required": True, "description": "D", "schema": {"$ref": "#/definitions/P"}}
    ]
    found = operation_of({"parameters": parameters}, consumes=["application/xml", "application/json", 5])
    assert found.parameters == ()
    assert found.body is not None
    assert (found.body.required, found.body.description) == (True, "D")
    assert [content.media_type for content in found.body.contents] == ["application/xml", "application/json"]
    schema = found.body.contents[0].schema
    assert schema == Node(f"{PETS}/post/parameters/0/schema", {"$ref": "#/definitions/P"})


@pytest.mark.parametrize(
    ("own", "everywhere", "expected"),
    [
        (None, None, ["application/json"]),
        (["text/plain"], ["application/xml"], ["text/plain"]),
        ([], ["application/xml"], ["application/json"]),
        ("broken", ["application/xml"], ["application/json"]),
    ],
)
def test_an_operations_own_media_types_replace_the_documents(own: Any, everywhere: Any, expected: list[str]) -> None:
    operation: dict[str, Any] = {"parameters": [{"name": "b", "in": "body", "schema": {}}]}
    operation |= {} if own is None else {"consumes": own}
    found = operation_of(operation, **({} if everywhere is None else {"consumes": everywhere}))
    assert found.body is not None
    assert [content.media_type for content in found.body.contents] == expected


def field(name: str, kind: str = "string", **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "formData", "type": kind, **members}


def test_form_fields_are_one_body() -> None:
    document = swagger(
        {
            "parameters": [{"$ref": "#/parameters/Token"}],
            "post": {
                "consumes": ["application/x-www-form-urlencoded"],
                "parameters": [
                    field("a", required=True, description="First."),
                    field("b", "array", items={"type": "integer"}, collectionFormat="pipes"),
                ],
            },
        },
        parameters={"Token": field("token")},
    )
    (operation,) = read_api(document).operations
    assert operation.body is not None
    (content,) = operation.body.contents
    assert content.media_type == "application/x-www-form-urlencoded"
    assert content.encoding == {"b": {"style": "pipeDelimited", "explode": False}}
    assert operation.body.required
    form = Form(document, operation)
    state = form.default_state()
    fields = {str(each.path): each for each in form.walk(state)}
    assert {"body/token", "body/a", "body/b"} <= fields.keys()
    assert fields["body/a"].description == "First."
    assert content.schema is not None
    assert content.schema.mapping["required"] == ["a"]
    properties = content.schema.child("properties")
    assert [document.resolve(properties.child(name)).pointer for name in ("token", "a")] == [
        "/parameters/Token",
        f"{PETS}/post/parameters/0",
    ]


def test_fields_of_other_resources_are_read_too() -> None:
    document = Document(
        {"swagger": "2.0", "paths": {"/pets": {"post": {"parameters": [{"$ref": "p.json#/F"}]}}}},
        version="2.0",
        source="a.json",
        resources={"p.json": {"F": field("f", "integer", required=True)}},
    )
    (operation,) = read_api(document).operations
    form = Form(document, operation)
    assert form.field_at(FieldPath(Location.BODY, ("f",)), form.default_state()) is not None


@pytest.mark.parametrize(
    ("fields", "consumes", "expected"),
    [
        ([field("f", "file"), field("a")], None, ["multipart/form-data"]),
        ([field("f", "file")], ["application/x-www-form-urlencoded"], ["multipart/form-data"]),
        ([field("a")], None, ["application/x-www-form-urlencoded"]),
        ([field("a")], ["multipart/form-data", "application/json"], ["multipart/form-data"]),
        ([field("a")], ["application/json"], ["application/x-www-form-urlencoded"]),
    ],
)
def test_files_go_as_multipart(fields: list[Any], consumes: Any, expected: list[str]) -> None:
    found = operation_of({"parameters": fields}, **({} if consumes is None else {"consumes": consumes}))
    assert found.body is not None
    assert not found.body.required
    assert [content.media_type for content in found.body.contents] == expected


def test_responses_have_what_is_produced_with_its_examples() -> None:
    responses = {
        "200": {
            "description": "Fine.",
            "schema": {"type": "array", "items": {}},
            "examples": {"application/json": [1]},
            "headers": {"X-Rate": {"type": "integer", "description": "Left."}, "X-None": {}},
        },
        "204": {"description": "Nothing."},
        "404": {"$ref": "#/responses/Lost"},
    }
    found = operation_of(
        {"responses": responses, "produces": ["application/json", "text/csv"]},
        responses={"Lost": {"description": "Lost.", "schema": {"type": "file"}, "examples": 5}},
    )
    fine, nothing, lost = found.responses
    assert [(content.media_type, content.examples) for content in fine.contents] == [
        ("application/json", (Example(value=[1]),)),
        ("text/csv", ()),
    ]
    assert fine.contents[0].schema is not None
    assert fine.contents[0].schema.child("items").pointer == f"{PETS}/post/responses/200/schema/items"
    assert fine.headers["X-Rate"] is not None
    assert fine.headers["X-Rate"].mapping["type"] == "integer"
    assert fine.headers["X-None"] is None
    assert nothing.contents == ()
    assert lost.description == "Lost."


def test_responses_without_media_types_have_those_of_their_examples_or_any() -> None:
    with_example = {"200": {"description": "", "schema": {}, "examples": {"a/b": 1}}}
    assert [content.media_type for content in operation_of({"responses": with_example}).responses[0].contents] == [
        "a/b"
    ]
    without = {"200": {"description": "", "schema": {}}}
    assert [content.media_type for content in operation_of({"responses": without}).responses[0].contents] == ["*/*"]


@pytest.mark.parametrize(
    ("members", "servers"),
    [
        ({}, ()),
        ({"basePath": "/v1"}, ("/v1",)),
        ({"basePath": 5}, ()),
        ({"host": "a.org"}, ("//a.org",)),
        (
            {"host": "a.org", "basePath": "/v1", "schemes": ["https", "http", "wss"]},
            ("https://a.org/v1", "http://a.org/v1"),
        ),
        ({"host": "a.org:81", "basePath": "v1", "schemes": ["ws"]}, ("//a.org:81/v1",)),
        ({"host": "a.org", "schemes": "https"}, ("//a.org",)),
        ({"host": ""}, ()),
    ],
)
def test_hosts_are_servers(members: dict[str, Any], servers: tuple[str, ...]) -> None:
    assert api_of({}, **members).servers == servers


def test_security_definitions_are_schemes() -> None:
    urls = {"authorizationUrl": "a", "tokenUrl": "t", "scopes": {"s": ""}}
    schemes = api_of(
        {},
        securityDefinitions={
            "Basic": {"type": "basic", "description": "D"},
            "Key": {"type": "apiKey", "name": "k", "in": "header"},
            "Code": {
                "type": "oauth2",
                "flow": "accessCode",
                "authorizationUrl": "a",
                "tokenUrl": "t",
                "scopes": {"s": ""},
            },
            "App": {"type": "oauth2", "flow": "application", "tokenUrl": "t"},
            "Pass": {"type": "oauth2", "flow": "password", "tokenUrl": "t"},
            "Broken": {"type": "oauth2", "flow": 5},
        },
    ).schemes
    assert (schemes["Basic"].kind, schemes["Basic"].scheme, schemes["Basic"].description) == ("http", "basic", "D")
    assert (schemes["Key"].parameter, schemes["Key"].location) == ("k", Location.HEADER)
    assert schemes["Code"].flows == {"authorizationCode": urls}
    assert schemes["App"].flows == {"clientCredentials": {"tokenUrl": "t"}}
    assert schemes["Pass"].flows == {"password": {"tokenUrl": "t"}}
    assert schemes["Broken"].flows == {}
    assert api_of({}).schemes == {}


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ({"$ref": "#/x", "description": "ignored"}, {"$ref": "#/x"}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        ({"x-nullable": True}, {"nullable": True}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
        ({"discriminator": {"odd": 1}}, {"discriminator": {"odd": 1}}),
        ({"required": ["a"]}, {"required": ["a"]}),
        ({"required": False, "name": "a", "in": "query", "collectionFormat": "csv", "allowEmptyValue": True}, {}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
    ],
)
def test_schemas_are_rewritten(raw: dict[str, Any], plain: dict[str, Any]) -> None:
    before = dict(raw)
    assert v2.plain_schema(raw) == plain
    assert raw == before


def test_fields_without_a_name_are_told_and_left_out() -> None:
    api = api_of(
        {"parameters": [{"in": "formData", "type": "string"}, {"name": "p", "in": "cookie", "type": "string"}]}
    )
    assert api.operations[0].body is None
    assert [problem.message for problem in api.problems] == [
        "a parameter needs a `name` and `in`: path, query, header, formData, body"
    ] * 2
