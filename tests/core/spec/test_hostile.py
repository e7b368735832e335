"""Documents that somebody broke, on purpose or not: a clear error or the sound rest, never anything else."""

from __future__ import annotations

import copy
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.base.errors import DanglingReferenceError, DocumentError, RouteglassError
from app.core.operations.listing import list_operations
from app.core.operations.read import read_api, read_listed_api
from app.core.spec.bundle import bundle
from app.core.spec.document import MAX_STEPS, Document
from app.core.spec.lint import lint
from app.core.spec.lint_schemas import schemas_of
from app.core.spec.load import load_document
from app.core.spec.problems import place
from app.core.spec.references import outside_references
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.operations.model import Api

    Place = tuple[str, tuple[Any, ...]]

INFO = {"title": "T", "version": "1"}
SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": INFO,
    "host": "example.org",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "parameters": {"Page": {"name": "page", "in": "query", "type": "integer"}},
    "securityDefinitions": {"O": {"type": "oauth2", "flow": "password", "tokenUrl": "t", "scopes": {"a": "b"}}},
    "security": [{"O": ["a"]}],
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string"}],
            "get": {
                "parameters": [{"$ref": "#/parameters/Page"}],
                "responses": {
                    "200": {"description": "", "schema": {"$ref": "#/definitions/Pet"}, "examples": {"a/b": 1}}
                },
            },
            "post": {
                "parameters": [
                    {"name": "f", "in": "formData", "type": "file"},
                    {"name": "x", "in": "formData", "type": "array"},
                ],
                "responses": {"default": {"headers": {"H": {"type": "string"}}}},
            },
            "put": {"parameters": [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}]},
        }
    },
    "definitions": {"Pet": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}}},
}

NEWEST: dict[str, Any] = {
    "openapi": "3.2.0",
    "$self": "https://example.org/api.json",
    "info": INFO,
    "servers": [{"url": "https://{h}/", "variables": {"h": {"default": "a", "enum": ["a", "b"]}}}],
    "tags": [{"name": "a", "parent": "b"}],
    "paths": {
        "/a": {
            "servers": [{"url": "/x"}],
            "query": {"requestBody": {"content": {"application/jsonl": {"itemSchema": {"$ref": "#n"}}}}},
            "additionalOperations": {"COPY": {"$ref": "#/components/pathItems/P/get"}},
        },
        "/b": {"$ref": "#/components/pathItems/P"},
    },
    "components": {
        "schemas": {
            "N": {"$id": "n.json", "$anchor": "n", "$dynamicAnchor": "d", "items": {"$dynamicRef": "#d"}},
            "L": {"allOf": [{"$ref": "#/components/schemas/L"}, {"$ref": "other.json"}]},
        },
        "pathItems": {
            "P": {
                "get": {
                    "parameters": [
                        {"name": "q", "in": "querystring", "content": {"a/b": {"examples": {"e": {"dataValue": 1}}}}},
                        {"name": "c", "in": "cookie", "style": "cookie", "schema": {"$ref": "n.json"}},
                    ],
                    "security": [{"D": []}],
                    "responses": {"2XX": {"content": {"a/b": {"$ref": "#/components/mediaTypes/M"}}}},
                }
            }
        },
        "mediaTypes": {"M": {"prefixEncoding": [{}], "itemEncoding": {}, "schema": True}},
        "securitySchemes": {"D": {"type": "oauth2", "flows": {"deviceAuthorization": {"scopes": {}}}}},
    },
}

DOCUMENTS = {"3.1.0": bookstore_document(), "3.0.3": bookstore_document(), "2.0": SWAGGER, "3.2.0": NEWEST}


def pointers(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, member in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield (*here, key)
        yield from pointers(member, (*here, key))


PLACES = [(version, where) for version, raw in DOCUMENTS.items() for where in pointers(raw)]

names = st.sampled_from(
    ["$ref", "$id", "$anchor", "schema", "in", "name", "type", "properties", "content", "items", "a"]
)
texts = st.text(max_size=5) | st.sampled_from(
    ["#/", "#", "#/paths", "x.json#/a", "//[", "%", "query", "body", "array", "{a}"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(names | texts, below, max_size=3),
    max_leaves=8,
)


def use(document: Document) -> Api:
    """What opening and examining a document does with it."""
    api = read_api(document)
    listed = read_listed_api(document, list_operations(document))
    assert [entry.key for entry in listed.entries] == [operation.key for operation in api.operations]
    assert list(listed.operations) == list(api.operations)
    outside_references(document.raw, document.source)
    text = json.dumps(document.raw)
    for problem in place((*api.problems, *lint(document)), {"": text}.get):
        assert problem.message
        assert problem.line == (0 if problem.resource else 1)
    for schema in schemas_of(document):
        bundle(document, (schema,))
    return api


@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_value_anywhere_is_told_and_the_rest_is_read(
    changes: list[tuple[tuple[str, tuple[Any, ...]], Any]],
) -> None:
    version = changes[0][0][0]
    raw = copy.deepcopy(DOCUMENTS[version])
    for (_, where), value in changes:
        holder: Any = raw
        for token in where[:-1]:
            holder = holder.get(token) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder[where[-1]] = value
    use(Document(raw, version=version, source="api.json", resources={"x.json": {"a": raw}}))


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
@settings(max_examples=100, deadline=None)
def test_a_broken_text_is_read_or_refused(version: str, data: st.DataObject) -> None:
    text = json.dumps(DOCUMENTS[version], indent=1)
    start = data.draw(st.integers(0, len(text)))
    broken = text[:start] + data.draw(st.text(max_size=3)) + text[start + data.draw(st.integers(0, 3)) :]
    try:
        document = load_document(broken, "api.json")
    except RouteglassError:
        return
    lint(document)


@pytest.mark.parametrize("shape", ["[", '{"a":', "- ", "{a: ", "? "])
def test_deep_texts_are_refused(shape: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load_document(shape * 200_000, "deep")
    assert "deeper" in caught.value.what or "key" in caught.value.what


def test_bytes_of_any_kind_are_read_or_refused() -> None:
    for data in (
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x00\x00\xfe\xff",
        bytes(range(256)),
        b"\x80" * 100,
        b"{\x00}\x00",
    ):
        with pytest.raises(DocumentError):
            load_document(data, "odd")


def chain(count: int) -> dict[str, Any]:
    schemas = {f"S{index}": {"$ref": f"#/components/schemas/S{index + 1}"} for index in range(count)}
    return {"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}


def test_long_chains_of_references_end() -> None:
    document = Document(chain(3000) | {"info": INFO}, version="3.1.0", source="a.json")
    problems = lint(document)
    too_long = [problem for problem in problems if "over more than" in problem.message]
    assert len(too_long) == 3000 - MAX_STEPS - 1
    (dangling,) = set(problems) - set(too_long)
    assert (dangling.pointer, "leads nowhere" in dangling.message) == ("/components/schemas/S2999", True)
    for index in (0, 3000 - MAX_STEPS - 2):
        with pytest.raises(DanglingReferenceError, match="over more than"):
            document.resolve(document.at(f"/components/schemas/S{index}"))
    with pytest.raises(DanglingReferenceError, match="leads nowhere"):
        document.resolve(document.at(f"/components/schemas/S{3000 - MAX_STEPS}"))


def test_schemas_that_contain_themselves_end() -> None:
    a: dict[str, Any] = {
        "allOf": [{"$ref": "#/components/schemas/B"}],
        "properties": {"a": {"$ref": "#/components/schemas/A"}},
    }
    schemas = {"A": a, "B": {"allOf": [{"$ref": "#/components/schemas/A"}]}, "C": {"$ref": "#/components/schemas/C"}}
    raw = {"openapi": "3.1.0", "info": INFO, "paths": {}, "components": {"schemas": schemas}}
    document = Document(raw, version="3.1.0", source="a.json")
    use(document)
    (problem,) = lint(document)
    assert "back to itself" in problem.message


def many(count: int) -> Document:
    operation = {
        "parameters": [{"$ref": "#/components/parameters/P"}],
        "responses": {"200": {"description": "", "content": {"a/b": {"schema": {"$ref": "#/components/schemas/S"}}}}},
    }
    raw = {
        "openapi": "3.0.0",
        "info": INFO,
        "paths": {f"/p{index}": {"get": operation} for index in range(count)},
        "components": {
            "parameters": {"P": {"name": "p", "in": "query", "schema": {}}},
            "schemas": {"S": {"type": "nonsense"}},
        },
    }
    return Document(raw, version="3.0.0", source="many.json")


@pytest.mark.parametrize(("work", "few"), [(list_operations, 5_000), (lint, 1_000)])
def test_very_many_operations_take_as_long_as_they_are_many(work: Callable[[Document], Any], few: int) -> None:
    def took(count: int) -> float:
        document = many(count)
        start = time.process_time()
        assert work(document)
        return time.process_time() - start

    unit = min(took(few) for _ in range(3))
    # Twenty times as many: what grows with the square would take four hundred times as long.
    assert took(20 * few) < 100 * unit


def test_very_many_problems_are_placed_in_one_go() -> None:
    paths = {f"/p{index}": 5 for index in range(20_000)}
    document = Document({"info": INFO, "paths": paths}, version="3.1.0", source="a.json")
    text = json.dumps(document.raw)
    problems = place(lint(document), {"": text}.get)
    assert len(problems) == len(paths)
    for problem, path in zip(problems, paths, strict=True):
        assert text.startswith(f'"{path}"', problem.column - 1)
