"""The OpenAPI document is meant to be read by students: nothing in it is unnamed, unexplained or untrue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from fastapi.routing import iter_route_contexts

from embedded_api.factory import create_app
from embedded_api.main import app as ready_made
from tests.support.bookstore import API_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

DOCUMENT: dict[str, Any] = create_app().openapi()
OPERATIONS: list[tuple[str, str, dict[str, Any]]] = [
    (path, method, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]
SHORT = {"seconds": 0, "interval": 0.01}  # Instead of examples that would keep the tests waiting.


def each_operation(*, but: frozenset[str] = frozenset(), method: str = "") -> pytest.MarkDecorator:
    chosen = [row for row in OPERATIONS if row[2]["operationId"] not in but and (not method or row[1] == method)]
    return pytest.mark.parametrize(
        ("path", "method", "operation"), chosen, ids=[row[2]["operationId"] for row in chosen]
    )


def schemas(node: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            yield from schemas(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from schemas(value, f"{pointer}/{index}")


def validator(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator(
        schema | {"components": DOCUMENT["components"]}, offline=True, validate_formats=True
    )


def example_of(schema: dict[str, Any]) -> Any:
    """What a form shows at first: the example, the default, or the same of each member."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] | schema
    for source in ("examples", "default", "const", "enum"):
        if source in schema:
            return schema[source][0] if source in {"examples", "enum"} else schema[source]
    if "oneOf" in schema:
        return example_of(schema["oneOf"][0])
    if "anyOf" in schema:
        return None
    if schema.get("type") == "array":
        return [example_of(schema["items"])]
    if schema.get("type") == "object":
        return {name: example_of(member) for name, member in schema.get("properties", {}).items()}
    return {"string": "text", "integer": 1, "number": 1, "boolean": False}[schema["type"]]


@each_operation()
def test_every_operation_explains_itself(path: str, method: str, operation: dict[str, Any]) -> None:
    assert len(operation["tags"]) == 1
    assert operation["summary"][0].isupper()
    assert not operation["summary"].endswith(".")
    assert operation["description"].strip().endswith((".", "?"))
    for status, response in operation["responses"].items():
        assert response["description"] != "Successful Response", (method, path, status)
    for parameter in operation.get("parameters", ()):
        assert parameter["description"], parameter["name"]


def test_operation_ids_are_unique_and_short() -> None:
    identities = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(identities) == len(set(identities))
    assert all(identity.isidentifier() for identity in identities)


def test_every_tag_is_described_and_used() -> None:
    used = {tag for _, _, operation in OPERATIONS for tag in operation["tags"]}
    assert {tag["name"] for tag in DOCUMENT["tags"]} == used
    assert all(tag["description"] for tag in DOCUMENT["tags"])


def test_the_document_hides_reset_and_cannot_show_the_chat() -> None:
    routes = {route.path for route in iter_route_contexts(create_app().routes)}
    hidden = routes - set(DOCUMENT["paths"])
    assert hidden == {"/reset", "/chat", "/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}


def test_all_that_a_form_can_meet_is_in_the_document() -> None:
    text = json.dumps(DOCUMENT)
    places = {parameter["in"] for _, _, operation in OPERATIONS for parameter in operation.get("parameters", ())}
    assert places == {"path", "query", "header", "cookie"}
    media_types = {
        media_type
        for _, _, operation in OPERATIONS
        for media_type in operation.get("requestBody", {}).get("content", ())
    }
    assert media_types == {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"}
    for word in ('"const"', '"enum"', '"discriminator"', '"additionalProperties"', '"propertyNames"', '"null"'):
        assert word in text
    for form in ("uuid", "date", "date-time", "email", "uri", "password"):
        assert f'"format": "{form}"' in text
    kinds = {scheme["type"] for scheme in DOCUMENT["components"]["securitySchemes"].values()}
    assert kinds == {"apiKey", "http", "oauth2"}


def test_every_example_obeys_its_own_schema() -> None:
    seen = 0
    for pointer, schema in schemas(DOCUMENT["components"]["schemas"]):
        if pointer.endswith("/properties"):
            continue
        for example in schema.get("examples", ()):
            assert validator(schema).is_valid(example), (pointer, example)
            seen += 1
    assert seen > 50


# A document cannot hold an example of a picture; test_covers uploads one.
@each_operation(but=frozenset({"upload_covers"}))
def test_the_examples_make_a_request_that_works(
    client: httpx2.Client, path: str, method: str, operation: dict[str, Any], expected_logs: Any
) -> None:
    expected_logs.allow("Unhandled exception|Exception in ASGI application", required=False)
    values = {
        (parameter["in"], parameter["name"]): SHORT.get(parameter["name"], example_of(parameter["schema"]))
        for parameter in operation.get("parameters", ())
    }
    in_path = {name: value for (place, name), value in values.items() if place == "path"}
    in_query = {name: value for (place, name), value in values.items() if place == "query" and value is not None}
    headers = {name: value for (place, name), value in values.items() if place == "header"}
    content = operation.get("requestBody", {}).get("content", {})
    body = {media_type: example_of(entry["schema"]) for media_type, entry in content.items()}
    response = client.request(
        method,
        path.format(**in_path),
        params=in_query,
        headers=API_KEY | headers,
        json=body.get("application/json"),
        data=body.get("application/x-www-form-urlencoded"),
    )
    assert str(response.status_code) in operation["responses"], response.text
    assert response.status_code != 422, response.text
    needs_sign_in = {"read_me": 401, "list_my_orders": 401, "read_order": 401, "read_cover": 404, "explode": 500}
    if operation["operationId"] in needs_sign_in:
        assert response.status_code == needs_sign_in[operation["operationId"]]
    else:
        assert response.is_success


# What can be read again and again, and ends at once with JSON.
@each_operation(method="get", but=frozenset({"explode", "stream_ticks"}))
def test_answers_keep_their_promises(client: httpx2.Client, path: str, method: str, operation: dict[str, Any]) -> None:
    values = {p["name"]: example_of(p["schema"]) for p in operation.get("parameters", ()) if p["in"] == "path"}
    response = client.request(method, path.format(**values), params=SHORT, headers=API_KEY)
    promised = operation["responses"][str(response.status_code)]["content"]["application/json"]["schema"]
    validator(promised).validate(response.json())


def test_the_ready_made_app_has_the_same_document() -> None:
    assert ready_made.openapi() == DOCUMENT
