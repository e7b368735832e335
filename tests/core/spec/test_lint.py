from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.spec.document import Document
from app.core.spec.lint import lint, schemas_of
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
        ("/paths/~1broken", "a path item should be an object"),
        ("/paths/~1lost", "a path item should be an object"),
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
        "a parameter needs a `name` and `in`: path, query, header or cookie",
        "a parameter should have a `schema` or `content`",
        "a parameter should have a `schema` or `content`",
        "a parameter needs a `name` and `in`: path, query, header or cookie",
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
    assert problems_of(document(paths)) == [
        ("/paths/~1a/get", "no response is described"),
        ("/paths/~1a/put", "no response is described"),
        ("/paths/~1a/post/responses/20x", "`20x` is neither a status code, nor a range such as `4XX`, nor `default`"),
    ]


def test_security_names_have_to_be_described() -> None:
    paths = {"/a": {"get": {**OK, "security": [{}, {"Gone": []}, {"Key": []}]}, "put": {**OK, "security": "broken"}}}
    made = document(paths, components={"securitySchemes": {"Key": {}}}, security=[{"Lost": []}, 5])
    words = "is not described in `components/securitySchemes`"
    assert problems_of(made) == [
        ("/paths/~1a/get/security/1", f"the security scheme `Gone` {words}"),
        ("/security/0", f"the security scheme `Lost` {words}"),
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
