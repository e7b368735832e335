from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.spec.document import Document
from app.core.spec.lint import lint
from app.core.spec.lint_schemas import schemas_of
from app.core.spec.load import load_document
from app.core.spec.problems import Problem, Severity
from tests.support.error_cases import case_parameters
from tests.support.form_documents import bookstore_document
from tests.support.forms import document

if TYPE_CHECKING:
    from tests.support.error_cases import ErrorCase

OK = {"responses": {"200": {"description": "OK"}}}


def problems_of(made: Document) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.message) for problem in lint(made)]


def only_problem(made: Document) -> Problem:
    (problem,) = lint(made)
    return problem


def test_a_sound_document_has_no_problem() -> None:
    assert lint(Document(bookstore_document(), version="3.1.0")) == ()


@pytest.mark.parametrize("case", case_parameters())
def test_documents_that_fastapi_makes_have_no_problem(case: ErrorCase) -> None:
    assert lint(case.document) == ()


def test_a_document_without_title_paths_or_anything_is_told() -> None:
    assert problems_of(Document({}, version="3.1.0")) == [
        ("/info", "`info` should have a `title`"),
        ("/info", "`info` should have a `version`"),
        ("/paths", "`paths` should be an object"),
    ]
    info = {"title": "x", "version": "1"}
    assert problems_of(Document({"info": info, "paths": []}, version="3.1.0")) == [
        ("/paths", "`paths` should be an object")
    ]
    assert lint(Document({"info": info, "webhooks": {}}, version="3.1.0")) == ()


@pytest.mark.parametrize(
    ("reference", "words"),
    [("#/nowhere", "leads nowhere"), ("other.yaml#/x", "was not loaded"), ("#/components/schemas/A", "itself")],
)
def test_references_without_an_end_are_told(reference: str, words: str) -> None:
    problem = only_problem(document({}, {"A": {"$ref": reference}}))
    assert problem.pointer == "/components/schemas/A"
    assert problem.severity is Severity.ERROR
    assert words in problem.message


def test_data_of_the_api_is_not_searched_for_references() -> None:
    data = {"$ref": "#/nowhere", "pattern": "("}
    schemas = {
        "A": {"example": data, "default": data, "enum": [data], "const": data, "x-own": data, "examples": [data]},
        "B": {"properties": {"$ref": {"type": "string"}, "example": {"$ref": "#/components/schemas/A"}}},
    }
    assert lint(document({}, schemas)) == ()
    schemas["B"] = {"properties": {"example": {"$ref": "#/nowhere"}}}
    assert only_problem(document({}, schemas)).pointer == "/components/schemas/B/properties/example"


def test_path_parameters_and_templates_have_to_agree() -> None:
    parameter = {"name": "old", "in": "path", "required": True, "schema": {}}
    paths = {"/books/{book_id}/{book_id}": {"parameters": [parameter], "get": OK}}
    pointer = "/paths/~1books~1{book_id}~1{book_id}"
    assert problems_of(document(paths)) == [
        (f"{pointer}/get", "the path has `{book_id}`, but no path parameter of that name is declared"),
        (f"{pointer}/get", "the path has `{book_id}` twice"),
        (f"{pointer}/parameters/0", "the path parameter `old` is declared, but the path has no `{old}`"),
    ]


def test_paths_are_checked() -> None:
    parameter = {"name": "a", "in": "path", "required": True, "schema": {}}
    other = {**parameter, "name": "b"}
    paths: dict[str, Any] = {
        "books": {"get": OK},
        "/x/{a}": {"get": {**OK, "parameters": [parameter]}},
        "/x/{b}": {"get": {**OK, "parameters": [other]}},
        "/broken": 5,
        "/lost": {"$ref": "#/nowhere"},
        "x-own": 5,
    }
    assert problems_of(document(paths)) == [
        ("/paths/~1lost", "the reference '#/nowhere' leads nowhere"),
        ("/paths/books", "a path begins with `/`"),
        ("/paths/~1x~1{b}", "the same path as /x/{a}: only the names of its parameters differ"),
        ("/paths/~1broken", "this path item should be an object"),
    ]


def test_parameters_are_checked() -> None:
    good = {"name": "q", "in": "query", "schema": {}}
    parameters: list[Any] = [
        good,
        {**good},
        {"name": "q"},
        {"name": "p", "in": "query"},
        {"in": "header", "content": {}},
        {"$ref": "#/nowhere"},
    ]
    paths = {
        "/a": {"get": {**OK, "parameters": parameters}},
        "/{id}": {"get": {**OK, "parameters": [{"name": "id", "in": "path", "schema": {}}]}},
    }
    messages = [message for _, message in problems_of(document(paths))]
    assert messages == [
        "the reference '#/nowhere' leads nowhere",
        "the query parameter `q` stands here twice",
        "a parameter needs a `name` and `in`: path, query, header, cookie",
        "a parameter should say which values it takes (`schema`)",
        "a parameter should say which values it takes (`schema`)",
        "a parameter needs a `name` and `in`: path, query, header, cookie",
        "a path parameter has to say `required: true`",
    ]


def test_an_operation_id_is_used_once() -> None:
    paths = {
        "/a": {"get": {**OK, "operationId": "x"}, "post": {**OK, "operationId": "x"}},
        "/b": {"get": {**OK, "operationId": "y"}},
    }
    problem = only_problem(document(paths))
    assert problem.pointer == "/paths/~1a/post/operationId"
    assert problem.message == "operationId `x` is used twice, first at /paths/~1a/get"


def test_responses_are_checked() -> None:
    paths = {
        "/a": {
            "get": {},
            "put": {"responses": {}},
            "post": {"responses": {"20x": {}, "4XX": {}, "default": {}, "x-own": 1}},
        }
    }
    assert problems_of(document(paths, version="3.0.0")) == [
        ("/paths/~1a/get", "no response is described"),
        ("/paths/~1a/put", "no response is described"),
        ("/paths/~1a/post/responses/20x", "`20x` is neither a status code, nor a range such as `4XX`, nor `default`"),
    ]


def test_security_names_have_to_be_described() -> None:
    paths = {
        "/a": {
            "get": {**OK, "security": [{}, {"Gone": []}, {"Key": []}, {"https://e.org/k": []}]},
            "put": {**OK, "security": "broken"},
        }
    }
    made = document(paths, components={"securitySchemes": {"Key": {}}}, security=[{"Lost": []}, 5])
    words = "is described nowhere"
    assert problems_of(made) == [
        ("/security/0", f"the security scheme `Lost` {words}"),
        ("/paths/~1a/get/security/1", f"the security scheme `Gone` {words}"),
        ("/paths/~1a/put/security", "`security` should be a list"),
    ]


def test_schemas_are_checked_wherever_they_stand() -> None:
    schema = {"type": "integr", "properties": {"a": {"minLength": "1", "required": True, "enum": []}}}
    paths = {"/a": {"get": {**OK, "parameters": [{"name": "q", "in": "query", "schema": schema}]}}}
    assert problems_of(document(paths, {"S": {"items": {"pattern": "(a"}}, "T": {"pattern": r"\)[)(]a)"}})) == [
        (
            "/paths/~1a/get/parameters/0/schema/type",
            "`type` should be the name of a JSON type, or a list of such names",
        ),
        ("/paths/~1a/get/parameters/0/schema/properties/a/minLength", "`minLength` should be a whole number from 0 on"),
        ("/paths/~1a/get/parameters/0/schema/properties/a/required", "`required` should be a list of names"),
        ("/paths/~1a/get/parameters/0/schema/properties/a/enum", "an empty `enum` allows no value at all"),
        ("/components/schemas/S/items/pattern", "the brackets of `pattern` do not match"),
        ("/components/schemas/T/pattern", "the brackets of `pattern` do not match"),
    ]
    sound = {"pattern": r"^\((?:a|[()])+\)$", "exclusiveMinimum": True}
    assert lint(document({}, {"S": sound}, version="3.0.0")) == ()


def test_all_schemas_are_listed() -> None:
    paths = {"/a": {"get": {"parameters": [{"schema": {"items": {"type": "string"}}}], "responses": {}}}}
    made = document(paths, {"S": {"properties": {"a": {}}}})
    assert [node.pointer for node in schemas_of(made)] == [
        "/paths/~1a/get/parameters/0/schema",
        "/paths/~1a/get/parameters/0/schema/items",
        "/components/schemas/S",
        "/components/schemas/S/properties/a",
    ]


def test_responses_may_be_left_out_since_3_1() -> None:
    assert problems_of(document({"/a": {"get": {}}})) == []


def test_references_in_place_of_operations_are_followed() -> None:
    paths = {"/a": {"get": {"$ref": "#/components/x/get"}, "put": {"$ref": "#/gone"}, "post": 5}}
    made = document(paths, components={"x": {"get": {"security": [{"Lost": []}]}}})
    assert problems_of(made) == [
        ("/paths/~1a/put", "the reference '#/gone' leads nowhere"),
        ("/components/x/get/security/0", "the security scheme `Lost` is described nowhere"),
        ("/paths/~1a/post", "this operation should be an object"),
    ]


def test_a_version_should_be_text() -> None:
    made = load_document("openapi: 3.1\ninfo: {title: T, version: '1'}\npaths: {}\n", "a.yaml")
    assert problems_of(made) == [("/openapi", "`openapi` should be text: put the version between quotes")]


def test_what_is_wrong_with_the_text_is_told_too() -> None:
    made = load_document("openapi: '3.1.0'\ninfo: {title: T, version: '1', title: T}\npaths: {}\n", "a.yaml")
    assert [(problem.pointer, problem.line) for problem in lint(made)] == [("/info/title", 2)]


@pytest.mark.parametrize(
    ("location", "style", "known"),
    [
        ("query", "simple", "form, spaceDelimited, pipeDelimited, deepObject"),
        ("path", "spaceDelimited", "simple, label, matrix"),
        ("header", "form", "simple"),
        ("cookie", "deepObject", "form, cookie"),
    ],
)
def test_styles_have_to_exist(location: str, style: object, known: str) -> None:
    parameter = {"name": "a", "in": location, "required": True, "schema": {}, "style": style}
    paths = {"/{a}" if location == "path" else "/": {"get": {**OK, "parameters": [parameter]}}}
    (problem,) = lint(document(paths))
    assert problem.pointer.endswith("/get/parameters/0/style")
    assert problem.message == f"the style `{style}` does not exist for a {location} parameter: {known} do"


SWAGGER: dict[str, Any] = {"swagger": "2.0", "info": {"title": "T", "version": "1"}}


def swagger(parameter: Any, **members: Any) -> Document:
    get = {"parameters": [parameter], "responses": {"200": {"headers": {"H": {"type": "numbre"}}}}}
    return Document({**SWAGGER, "paths": {"/{a}": {"get": get}}, **members}, version="2.0", source="a.json")


def test_parameters_and_headers_of_2_0_are_schemas() -> None:
    parameter = {"name": "a", "in": "path", "required": True, "type": "array", "items": {"type": "strnig"}}
    made = swagger(
        {**parameter, "collectionFormat": "tsv"},
        definitions={"D": {"properties": {"p": {"type": "object", "required": True}}}},
        securityDefinitions={"K": {"type": "apiKey", "name": "k", "in": "header"}},
    )
    words = "`type` should be the name of a JSON type, or a list of such names"
    assert problems_of(made) == [
        ("/paths/~1{a}/get/parameters/0/collectionFormat", "`tsv` cannot be sent in a path parameter, commas are"),
        ("/paths/~1{a}/get/parameters/0/items/type", words),
        ("/paths/~1{a}/get/responses/200/headers/H/type", words),
        ("/definitions/D/properties/p/required", "`required` should be a list of names"),
    ]


def test_other_resources_are_looked_at() -> None:
    made = Document(
        {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "components": {"schemas": {"A": {"$ref": "b.json"}, "B": {"$ref": "b.json"}}},
        },
        version="3.1.0",
        source="a.json",
        resources={"b.json": {"type": "x", "items": {"$ref": "c.json"}, "not": {"$ref": "#/gone"}}},
    )
    assert problems_of(made) == [
        ("b.json#/items", "the reference 'c.json' leads to c.json, which was not loaded"),
        ("b.json#/not", "the reference '#/gone' leads nowhere"),
        ("b.json#/type", "`type` should be the name of a JSON type, or a list of such names"),
    ]


def test_members_of_another_kind_are_told() -> None:
    bodies: dict[str, Any] = {"B": {"content": [], "required": "yes"}}
    operation = {
        "tags": "a",
        "summary": 5,
        "deprecated": "no",
        "parameters": [{"name": "a", "in": "query", "schema": {}, "explode": 1, "style": 2, "description": None}],
        "requestBody": {"$ref": "#/components/requestBodies/B"},
        "responses": {"200": {"headers": "x"}, "default": 5},
    }
    paths: dict[str, Any] = {"/a": {"parameters": {}, "get": operation}}
    made = document(paths, components={"requestBodies": bodies}, servers={}, security=None)
    assert problems_of(made) == [
        ("/servers", "`servers` should be a list"),
        ("/paths/~1a/parameters", "`parameters` should be a list"),
        ("/paths/~1a/get/tags", "`tags` should be a list"),
        ("/paths/~1a/get/summary", "`summary` should be text"),
        ("/paths/~1a/get/deprecated", "`deprecated` should be true or false"),
        ("/paths/~1a/get/parameters/0/style", "`style` should be text"),
        ("/paths/~1a/get/parameters/0/explode", "`explode` should be true or false"),
        ("/components/requestBodies/B/content", "`content` should be an object"),
        ("/components/requestBodies/B/required", "`required` should be true or false"),
        ("/paths/~1a/get/responses/200/headers", "`headers` should be an object"),
    ]
