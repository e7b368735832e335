from __future__ import annotations

from typing import Any

import pytest

from app.core.base.field_path import Location
from app.core.operations.model import Api, Example, Operation, Parameter, SecurityNeed
from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.spec.problems import Severity
from tests.support.error_cases import ErrorCase, case_parameters
from tests.support.form_documents import bookstore_document
from tests.support.forms import document


def only(api: Api) -> Operation:
    (operation,) = api.operations
    return operation


def read(operation: dict[str, Any], **members: Any) -> Operation:
    return only(read_api(document({"/a": {"get": operation}}, **members)))


def parameter(raw: dict[str, Any]) -> Parameter:
    (found,) = read({"parameters": [raw]}).parameters
    return found


def test_the_bookstore_is_read() -> None:
    api = read_api(Document(bookstore_document(), version="3.1.0"))
    assert (api.title, api.version, api.problems) == ("Bookstore", "1.0.0", ())
    assert [operation.key for operation in api.operations][:3] == ["GET /health", "GET /books", "POST /books"]
    books = api.operation("POST /books")
    assert books is not None
    assert books.pointer == "/paths/~1books/post"
    assert books.body is not None
    assert books.body.required
    assert books.body.contents[0].media_type == "application/json"
    assert books.body.contents[0].schema is not None
    assert books.body.contents[0].schema.value == {"$ref": "#/components/schemas/BookIn"}
    assert api.schemes["APIKeyHeader"].parameter == "X-API-Key"
    assert api.schemes["APIKeyHeader"].location is Location.HEADER
    assert api.schemes["OAuth2PasswordBearer"].flows["password"]["tokenUrl"] == "token"


@pytest.mark.parametrize("case", case_parameters())
def test_documents_that_fastapi_makes_are_read_whole(case: ErrorCase) -> None:
    api = read_api(case.document)
    assert api.problems == ()
    assert case.operation in api.operations


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [("path", "simple", False), ("header", "simple", False), ("query", "form", True), ("cookie", "form", True)],
)
def test_styles_have_the_defaults_of_openapi(location: str, style: str, *, explode: bool) -> None:
    found = parameter({"name": "p", "in": location, "schema": {}})
    assert (found.style, found.explode, found.required) == (style, explode, location == "path")


def test_what_a_parameter_says_is_read() -> None:
    raw = {
        "name": "p",
        "in": "query",
        "required": True,
        "deprecated": True,
        "description": "Words.",
        "style": "deepObject",
        "explode": True,
        "allowReserved": True,
        "schema": {"type": "object"},
        "example": {"a": 1},
    }
    found = parameter(raw)
    assert found.required
    assert found.deprecated
    assert found.allow_reserved
    assert (found.description, found.style, found.explode) == ("Words.", "deepObject", True)
    assert found.examples == (Example(value={"a": 1}),)
    assert found.schema is not None
    assert found.schema.pointer == "/paths/~1a/get/parameters/0/schema"
    assert not parameter({**raw, "style": "pipeDelimited", "explode": "yes"}).explode


def test_examples_are_resolved_and_win_over_example() -> None:
    examples = {
        "a": {"value": 1, "summary": "S", "description": "D"},
        "b": {"$ref": "#/components/examples/B"},
        "c": {"externalValue": "x"},
        "d": 5,
    }
    raw = {"name": "p", "in": "query", "schema": {}, "example": 9, "examples": examples}
    made = document({"/a": {"get": {"parameters": [raw]}}})
    made.raw["components"]["examples"] = {"B": {"value": None}}
    assert only(read_api(made)).parameters[0].examples == (Example("a", "S", "D", 1), Example("b", value=None))


def test_a_parameter_may_have_content_instead_of_a_schema() -> None:
    content = {"application/json": {"schema": {"type": "object"}, "example": {}}}
    found = parameter({"name": "p", "in": "query", "content": content})
    assert found.media_type == "application/json"
    assert found.schema is not None
    assert found.schema.value == {"type": "object"}
    assert found.examples == (Example(value={}),)
    assert parameter({"name": "p", "in": "query"}).schema is None


def test_parameters_of_the_path_are_shared_and_can_be_overridden() -> None:
    item = {
        "parameters": [
            {"name": "a", "in": "query", "schema": {"type": "string"}},
            {"name": "X-B", "in": "header", "schema": {"type": "string"}},
        ],
        "get": {
            "parameters": [
                {"$ref": "#/components/parameters/B"},
                {"name": "a", "in": "cookie", "schema": {}},
            ]
        },
        "post": {},
    }
    made = document({"/a": item})
    made.raw["components"]["parameters"] = {"B": {"name": "x-b", "in": "header", "schema": {"type": "integer"}}}
    get, post = read_api(made).operations
    assert [(found.name, found.location.value) for found in get.parameters] == [
        ("a", "query"),
        ("x-b", "header"),
        ("a", "cookie"),
    ]
    assert get.parameters[1].pointer == "/components/parameters/B"
    assert [found.name for found in post.parameters] == ["a", "X-B"]


def test_headers_that_openapi_describes_elsewhere_are_ignored() -> None:
    names = ["Accept", "content-type", "Authorization", "X-Own"]
    raw = [{"name": name, "in": "header", "schema": {}} for name in names]
    assert [found.name for found in read({"parameters": raw}).parameters] == ["X-Own"]


def test_bodies_and_responses_are_read() -> None:
    encoding = {"file": {"contentType": "image/png"}, "broken": 5}
    operation = {
        "requestBody": {"$ref": "#/components/requestBodies/B"},
        "responses": {
            "200": {
                "description": "Fine.",
                "content": {"application/json": {"schema": {}}, "broken": 5},
                "headers": {
                    "Location": {"schema": {"type": "string"}},
                    "X-C": {"content": {"text/plain": {"schema": {"type": "integer"}}}},
                    "X-None": {},
                    "X-Broken": 5,
                    "X-Must": {"required": True, "schema": True},
                },
            },
            "4XX": {"$ref": "#/components/responses/Bad"},
            "default": 5,
        },
    }
    made = document({"/a": {"post": operation}})
    made.raw["components"] |= {
        "requestBodies": {
            "B": {"description": "Words.", "content": {"multipart/form-data": {"schema": {}, "encoding": encoding}}}
        },
        "responses": {"Bad": {"description": "Bad."}},
    }
    api = read_api(made)
    found = only(api)
    assert found.body is not None
    assert (found.body.required, found.body.description) == (False, "Words.")
    assert found.body.contents[0].encoding == {"file": {"contentType": "image/png"}}
    assert [(response.status, response.description) for response in found.responses] == [
        ("200", "Fine."),
        ("4XX", "Bad."),
    ]
    assert [content.media_type for content in found.responses[0].contents] == ["application/json"]
    schemas = {name: node.value if node else None for name, node in found.responses[0].headers.items()}
    assert schemas == {
        "Location": {"type": "string"},
        "X-C": {"type": "integer"},
        "X-None": None,
        "X-Broken": None,
        "X-Must": True,
    }
    assert found.responses[0].required_headers == {"X-Must"}
    assert sorted(problem.message for problem in api.problems) == [
        "this header should be an object",
        "this media type should be an object",
        "this response should be an object",
    ]


def test_an_operations_security_overrides_the_documents() -> None:
    everywhere: dict[str, Any] = {"security": [{"Key": []}]}
    assert read({}, **everywhere).security == (SecurityNeed((("Key", ()),)),)
    assert read({"security": []}, **everywhere).security == ()
    own = read({"security": [{}, {"A": ["read", 5], "B": None}, "broken"]}, **everywhere).security
    assert own == (SecurityNeed(()), SecurityNeed((("A", ("read",)), ("B", ()))))
    assert read({"security": "broken"}, **everywhere).security == ()
    assert read({}).security == ()


def test_security_schemes_are_read() -> None:
    made = document({})
    made.raw["components"]["securitySchemes"] = {
        "Bearer": {"type": "http", "scheme": "Bearer", "description": "Words."},
        "Flow": {"type": "oauth2", "flows": {"password": {"tokenUrl": "t"}, "broken": 5}},
        "Own": {"type": "http", "scheme": "SharedKey"},
        "NoFlow": {"type": "oauth2", "flows": 5},
        "Reference": {"$ref": "#/components/securitySchemes/Bearer"},
        "Broken": 5,
    }
    api = read_api(made)
    assert api.schemes["Bearer"].scheme == "bearer"
    assert api.schemes["Own"].scheme == "SharedKey"
    assert api.schemes["Bearer"].description == "Words."
    assert api.schemes["Flow"].flows == {"password": {"tokenUrl": "t"}}
    assert api.schemes["NoFlow"].flows == {}
    assert (api.schemes["Reference"].key, api.schemes["Reference"].kind) == ("Reference", "http")
    assert "Broken" not in api.schemes
    assert len(api.problems) == 1


def test_words_tags_and_servers_are_read() -> None:
    raw = {"operationId": "x", "summary": "S", "description": 5, "tags": ["a", 5], "deprecated": True}
    found = read(raw, servers=[{"url": "/api"}])
    assert (found.operation_id, found.summary, found.description) == ("x", "S", "")
    assert found.tags == ("a",)
    assert found.deprecated
    assert read({"tags": "broken"}).tags == ()
    assert read_api(document({}, servers=[{"url": "/api"}])).servers == ("/api",)


def test_the_headers_of_parts_are_followed() -> None:
    headers = {
        "X-Own": {"schema": {"const": 1}, "required": True},
        "X-There": {"$ref": "#/components/headers/There"},
        "X-Any": {"schema": True},
        "X-Lost": {"$ref": "#/nowhere"},
    }
    content = {"schema": {}, "encoding": {"a": {"headers": headers}, "b": {"headers": 5}}}
    made = document({"/": {"post": {"requestBody": {"content": {"multipart/form-data": content}}}}})
    made.raw["components"]["headers"] = {"There": {"schema": {"$ref": "#/components/schemas/Word"}}}
    made.raw["components"]["schemas"] = {"Word": {"default": "w"}}
    body = read_api(made).operations[0].body
    assert body is not None
    assert body.contents[0].encoding == {
        "a": {
            "headers": {
                "X-Own": {"schema": {"const": 1}, "required": True},
                "X-There": {"schema": {"default": "w"}},
                "X-Any": {"schema": {}},
            }
        },
        "b": {"headers": 5},
    }


def test_an_operations_own_servers_replace_those_of_its_path() -> None:
    item = {"servers": [{"url": "/path"}], "get": {"servers": [{"url": "/own"}]}, "put": {}, "post": {"servers": []}}
    api = read_api(document({"/": item, "/plain": {"get": {}}}, servers=[{"url": "/api"}]))
    assert {found.key: found.servers for found in api.operations} == {
        "GET /": ("/own",),
        "PUT /": ("/path",),
        "POST /": (),
        "GET /plain": (),
    }


def test_broken_parts_do_not_break_the_rest() -> None:
    paths: dict[str, Any] = {
        "/lost": {"$ref": "#/nowhere"},
        "/number": 5,
        "x-own": {"get": {}},
        "/a": {
            "get": 5,
            "put": {"parameters": [{"name": "p"}, {"in": "query"}, {"$ref": "#/gone"}, 7], "requestBody": 5},
            "post": {"responses": {"200": {"$ref": "#/gone"}}},
        },
    }
    api = read_api(document(paths))
    assert [operation.key for operation in api.operations] == ["PUT /a", "POST /a"]
    assert api.operations[0].parameters == ()
    assert api.operations[0].body is None
    assert api.operations[1].responses == ()
    assert {problem.severity for problem in api.problems} == {Severity.ERROR}
    assert [problem.pointer for problem in api.problems] == [
        "/paths/~1lost",
        "/paths/~1number",
        "/paths/~1a/get",
        "/paths/~1a/put/parameters/0",
        "/paths/~1a/put/parameters/1",
        "/paths/~1a/put/parameters/2",
        "/paths/~1a/put/parameters/3",
        "/paths/~1a/put/requestBody",
        "/paths/~1a/post/responses/200",
    ]


def test_a_problem_is_told_once() -> None:
    item = {
        "parameters": [{"$ref": "#/components/parameters/Bad"}],
        "get": {"parameters": [{"$ref": "#/components/parameters/Bad"}]},
    }
    made = document({"/a": item})
    made.raw["components"]["parameters"] = {"Bad": {"name": "x"}}
    assert len(read_api(made).problems) == 1


def test_a_document_without_paths_offers_nothing() -> None:
    assert read_api(Document({"openapi": "3.1.0"}, version="3.1.0")).operations == ()
    api = read_api(Document({"paths": []}, version="3.1.0"))
    assert api.operations == ()
    assert [problem.pointer for problem in api.problems] == ["/paths"]


def test_a_place_in_the_path_that_is_not_declared_is_a_parameter_all_the_same() -> None:
    item = {"get": {"parameters": [{"name": "b", "in": "path", "required": True, "schema": {"type": "integer"}}]}}
    (found,) = read_api(document({"/{a}/{b}/{a}": item})).operations
    assert [(each.name, each.location, each.required, each.style) for each in found.parameters] == [
        ("b", Location.PATH, True, "simple"),
        ("a", Location.PATH, True, "simple"),
    ]
    assert found.parameters[1].schema is None
