"""What is told of tags, security schemes, media types, parameters together, and of schemas that hold no schemas."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spec.document import Document
from app.core.spec.lint import lint
from tests.support.forms import document

OK = {"responses": {"200": {"description": "OK"}}}


def told(made: Document) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.message) for problem in lint(made)]


def operation(*parameters: Any, **members: Any) -> dict[str, Any]:
    return {"/a": {"post": {**OK, "parameters": list(parameters), **members}}}


def schemes(version: str = "3.1.0", **named: Any) -> Document:
    return document({}, version=version, components={"securitySchemes": named})


@pytest.mark.parametrize(
    ("version", "words"),
    [(1.0, "`version` should be text: put it between quotes"), (True, "`version` should be text")],
)
def test_a_version_that_yaml_reads_as_a_number_is_told_as_such(version: Any, words: str) -> None:
    made = Document({"openapi": "3.1.0", "info": {"title": "T", "version": version}, "paths": {}}, version="3.1.0")
    assert told(made) == [("/info/version", words)]


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ({}, "a security scheme needs a `type`: apiKey, http, oauth2, openIdConnect, mutualTLS"),
        ({"type": "odd"}, "a security scheme needs a `type`: apiKey, http, oauth2, openIdConnect, mutualTLS"),
        ({"type": "apiKey", "in": "header"}, "a security scheme of type `apiKey` needs `name`"),
        ({"type": "http", "scheme": 5}, "a security scheme of type `http` needs `scheme`"),
        ({"type": "oauth2", "flows": "x"}, "a security scheme of type `oauth2` needs `flows`"),
        ({"type": "openIdConnect"}, "a security scheme of type `openIdConnect` needs `openIdConnectUrl`"),
    ],
)
def test_what_a_security_scheme_lacks_is_told(scheme: dict[str, Any], words: str) -> None:
    assert told(schemes(K=scheme)) == [("/components/securitySchemes/K", words)]


def test_an_api_key_has_three_places() -> None:
    made = schemes(K={"type": "apiKey", "name": "k", "in": "body"})
    words = "an API key is sent in query, header, cookie, not in `body`"
    assert told(made) == [("/components/securitySchemes/K/in", words)]


def test_the_flows_of_oauth2_are_checked() -> None:
    flows = {
        "password": {"tokenUrl": "/t"},
        "device": {},
        "implicit": 5,
        "authorizationCode": {"authorizationUrl": "", "tokenUrl": 5},
        "x-own": 5,
    }
    place = "/components/securitySchemes/K/flows"
    assert told(schemes(K={"type": "oauth2", "flows": flows}, M={"type": "mutualTLS"}, N=5)) == [
        (
            f"{place}/device",
            "`device` is no flow of OAuth 2: implicit, password, clientCredentials, authorizationCode, "
            "deviceAuthorization are",
        ),
        (f"{place}/implicit", "this flow should be an object"),
        (f"{place}/authorizationCode", "the flow `authorizationCode` needs `authorizationUrl`"),
        (f"{place}/authorizationCode", "the flow `authorizationCode` needs `tokenUrl`"),
        ("/components/securitySchemes/N", "this security scheme should be an object"),
    ]


def swagger(**members: Any) -> Document:
    raw = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, **members}
    return Document(raw, version="2.0")


def test_security_of_openapi_2_has_its_flow_in_itself() -> None:
    made = swagger(securityDefinitions={"B": {"type": "basic"}, "O": {"type": "oauth2", "flow": "accessCode"}})
    assert told(made) == [
        ("/securityDefinitions/O", "the flow `authorizationCode` needs `authorizationUrl`"),
        ("/securityDefinitions/O", "the flow `authorizationCode` needs `tokenUrl`"),
    ]


def test_openapi_2_has_one_body_or_a_form() -> None:
    body = {"name": "b", "in": "body", "schema": {}}
    field = {"name": "f", "in": "formData", "type": "string"}
    paths = operation(body, {**body, "name": "c"}, field)
    assert told(swagger(paths=paths)) == [
        ("/paths/~1a/post/parameters", "an operation has one body: two parameters are one here"),
        ("/paths/~1a/post/parameters", "a body and form fields exclude each other: what is sent is either"),
    ]
    shared = {"/a": {"post": OK, "parameters": [body, field]}}
    [(pointer, _)] = told(swagger(paths=shared))
    assert pointer == "/paths/~1a/post"


def test_separators_of_openapi_2_are_known() -> None:
    odd = {"name": "q", "in": "query", "type": "array", "items": {}, "collectionFormat": "odd"}
    words = "`odd` does not exist: csv, ssv, tsv, pipes, multi do"
    assert told(swagger(paths=operation(odd))) == [("/paths/~1a/post/parameters/0/collectionFormat", words)]


def test_a_whole_query_string_stands_alone() -> None:
    whole = {"name": "w", "in": "querystring", "content": {"application/json": {}}}
    words = "a parameter that is the whole query string has to be the only one of the query"
    for other in ({**whole, "name": "v"}, {"name": "q", "in": "query", "schema": {}}):
        made = document(operation(whole, other), version="3.2.0")
        assert told(made) == [("/paths/~1a/post/parameters", words)]
    assert told(document(operation(whole), version="3.2.0")) == []


def test_tags_are_a_forest() -> None:
    tags = [
        {"name": "a", "parent": "b"},
        {"name": "b", "parent": "a"},
        {"name": "a"},
        {"name": "c", "parent": "gone"},
        {"name": "d", "parent": "a"},
        {"name": "e", "parent": 5},
        {"name": 5},
        "f",
    ]
    assert told(document({}, tags=tags, version="3.2.0")) == [
        ("/tags/2", "the tag `a` stands here twice"),
        ("/tags/0/parent", "the tag `a` stands above itself"),
        ("/tags/1/parent", "the tag `b` stands above itself"),
        ("/tags/3/parent", "the tag `gone` is described nowhere"),
    ]


def test_contents_are_media_types() -> None:
    content = {
        "json": {},
        "a/b": 5,
        "c/d": {"schema": 5},
        "g/h": {"schema": None},
        "x-own": {},
        "e/f": {"schema": True},
    }
    body = "/paths/~1a/post/requestBody/content"
    answer = "/paths/~1a/post/responses/200/content"
    made = operation(requestBody={"content": content}, responses={"200": {"description": "", "content": {"json": {}}}})
    assert told(document(made)) == [
        (f"{body}/json", "`json` is no media type: one is written as in `application/json`"),
        (f"{body}/a~1b", "this media type should be an object"),
        (f"{body}/c~1d/schema", "this schema should be an object"),
        (f"{answer}/json", "`json` is no media type: one is written as in `application/json`"),
    ]


def test_a_parameter_has_a_schema_or_one_content() -> None:
    both = {"name": "q", "in": "query", "schema": {}, "content": {"a/b": {}, "c/d": {}}}
    place = "/paths/~1a/post/parameters"
    assert told(document(operation(both, {"name": "r", "in": "query", "content": 5}))) == [
        (f"{place}/0", "of `schema` and `content` a parameter has one: `content` counts"),
        (f"{place}/0/content", "the `content` of a parameter has exactly one media type"),
        (f"{place}/1/content", "`content` should be an object"),
    ]


def test_what_should_hold_schemas_is_told_where_it_does_not() -> None:
    schema = {
        "properties": [],
        "allOf": {},
        "items": "x",
        "not": [],
        "anyOf": [5, {}],
        "patternProperties": {"a/b": "x", "c": True, "$ref": "#/components/schemas/C", "d": None},
        "oneOf": None,
        "prefixItems": [],
    }
    here = "/components/schemas/A"
    assert told(document({}, {"A": schema, "B": 5, "D": None, "C": {"items": [{}]}})) == [
        ("/components/schemas/B", "this schema should be an object"),
        (f"{here}/properties", "`properties` should be schemas by name"),
        (f"{here}/allOf", "`allOf` should be a list of schemas"),
        (f"{here}/items", "`items` should be a schema"),
        (f"{here}/not", "`not` should be a schema"),
        (f"{here}/anyOf/0", "this schema should be an object"),
        (f"{here}/patternProperties/a~1b", "this schema should be an object"),
        (
            f"{here}/patternProperties/$ref",
            "members cannot be referred to as a whole: `$ref` is read as the name of one here",
        ),
    ]


def test_schemas_that_are_a_part_of_themselves_are_told_once() -> None:
    def part(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    schemas = {
        "A": {"allOf": [part("B"), part("C"), {"allOf": [part("Lost")]}]},
        "B": {"allOf": [{"allOf": [part("A")]}]},
        "C": {"allOf": [{"properties": {"c": part("C")}}]},
        "D": {"allOf": [part("A")]},
        "Lost": {"$ref": "#/nowhere"},
    }
    words = "this `allOf` leads back to itself: what is in the circle counts once"
    circles = [pointer for pointer, message in told(document({}, schemas)) if message == words]
    assert circles == ["/components/schemas/A/allOf"]


def test_a_long_way_over_parts_is_gone_once() -> None:
    count = 3_000
    schemas = {f"S{index}": {"allOf": [{"$ref": f"#/components/schemas/S{index + 1}"}]} for index in range(count)}
    assert told(document({}, {**schemas, f"S{count}": {}})) == []


def test_components_are_maps() -> None:
    made = document({}, components={"responses": [], "schemas": "x"})
    assert told(made) == [
        ("/components/schemas", "`schemas` should be an object"),
        ("/components/responses", "`responses` should be an object"),
    ]
