from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from app.core.operations import compare as module
from app.core.operations.compare import Edition, compare
from app.core.operations.differences import ChangeKind, Comparison
from app.core.operations.read import read_api
from app.core.spec.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], object]

BOOK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "maxLength": 200},
        "genre": {"type": "string", "enum": ["novel", "poem"]},
        "author": {"$ref": "#/components/schemas/Author"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "price": {"oneOf": [{"type": "number"}, {"type": "string"}]},
    },
}
AUTHOR = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "books": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
    },
}


def an_api() -> dict[str, Any]:
    return copy.deepcopy(
        {
            "openapi": "3.1.0",
            "info": {"title": "Books", "version": "1"},
            "paths": {
                "/books": {
                    "parameters": [{"name": "trace", "in": "header", "schema": {"type": "string"}}],
                    "get": {
                        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                        "responses": {"200": _json({"type": "array", "items": {"$ref": "#/components/schemas/Book"}})},
                    },
                    "post": {
                        "requestBody": {**_json({"$ref": "#/components/schemas/Book"}), "required": True},
                        "responses": {"201": {"description": "made"}},
                    },
                },
                "/health": {"get": {"responses": {}}},
            },
            "components": {"schemas": {"Book": BOOK, "Author": AUTHOR, "Unused": {"type": "string"}}},
        }
    )


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def edition(raw: dict[str, Any]) -> Edition:
    document = Document(raw, version=raw["openapi"])
    return Edition(document, read_api(document))


def changed(change: Change, before: dict[str, Any] | None = None) -> Comparison:
    old = before or an_api()
    new = copy.deepcopy(old)
    change(new)
    return compare(edition(old), edition(new))


def told(comparison: Comparison, key: str) -> list[str]:
    """What is said of one operation; what breaks ends with an exclamation mark."""
    [change] = [change for change in comparison.operations if change.key == key]
    assert change.breaks == any(detail.breaks for detail in change.details)
    return [f"{detail.text}{'!' if detail.breaks else ''}" for detail in change.details]


def get_books(raw: dict[str, Any]) -> Any:
    return raw["paths"]["/books"]["get"]


def post_books(raw: dict[str, Any]) -> Any:
    return raw["paths"]["/books"]["post"]


def book(raw: dict[str, Any]) -> Any:
    return raw["components"]["schemas"]["Book"]


def test_equal_documents_do_not_differ() -> None:
    comparison = compare(edition(an_api()), edition(an_api()))
    assert comparison == Comparison()
    assert not comparison


def test_words_that_only_describe_are_no_difference() -> None:
    def change(raw: dict[str, Any]) -> None:
        get_books(raw)["summary"] = "List books"
        book(raw)["description"] = "A book"
        raw["components"]["schemas"]["Unused"] = {"type": "integer"}

    assert not changed(change)


def test_operations_come_and_go() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["paths"]["/new"] = {"get": {"responses": {}}}
        del raw["paths"]["/health"]

    comparison = changed(change)
    assert [(one.key, one.kind, one.breaks) for one in comparison.operations] == [
        ("GET /new", ChangeKind.ADDED, False),
        ("GET /health", ChangeKind.REMOVED, True),
    ]
    assert [comparison.count(kind) for kind in ChangeKind] == [1, 1, 0]


def test_title_version_and_servers_are_told_of_the_whole() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["info"] = {"title": "Library"}
        raw["servers"] = [{"url": "https://a.example"}, {"url": "/b"}]

    assert changed(change).notes == (
        "The title is “Library” now; it was “Books”.",
        "The version is left out now; it was 1.",
        "The servers are https://a.example, /b now; they were left out.",
    )


def test_parameters_come_go_and_change() -> None:
    def change(raw: dict[str, Any]) -> None:
        limit = get_books(raw)["parameters"][0]
        limit["required"] = limit["deprecated"] = True
        limit["schema"] = {"type": "number", "maximum": 100}
        get_books(raw)["parameters"] += [
            {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "format": "uuid"}},
            {"name": "any", "in": "cookie"},
        ]
        del raw["paths"]["/books"]["parameters"]

    assert told(changed(change), "GET /books") == [
        "query parameter `limit` is required now!",
        "query parameter `limit` is deprecated now",
        "query parameter `limit` is number now; it was integer!",
        "query parameter `limit`: maximum is 100 now; it was not set!",
        "query parameter `q` is new (string (uuid), required)!",
        "cookie `any` is new (anything, optional)",
        "header `trace` is gone!",
    ]


def test_a_parameter_may_be_written_in_another_way() -> None:
    def change(raw: dict[str, Any]) -> None:
        limit = get_books(raw)["parameters"][0]
        limit["explode"] = False
        raw["paths"]["/books"]["parameters"][0] |= {"content": {"application/json": {}}}

    assert told(changed(change), "GET /books") == [
        "header `trace` is written as application/json now; it was simple!",
        "header `trace` is anything now; it was string!",
        "query parameter `limit` is written as form now; it was form, exploded!",
    ]


def test_properties_of_bodies_and_answers_are_followed_through_references() -> None:
    def change(raw: dict[str, Any]) -> None:
        properties = book(raw)["properties"]
        properties["year"] = {"type": ["integer", "null"]}
        properties["isbn"] = {}
        del properties["tags"]
        book(raw)["required"] = ["isbn", "genre"]
        raw["components"]["schemas"]["Author"]["properties"]["name"] = {"type": "integer"}

    comparison = changed(change)
    assert told(comparison, "POST /books") == [
        "body: `title` is optional now",
        "body: `genre` is required now!",
        "body: `author.name` is integer now; it was string!",
        "body: `year` is new (integer or null, optional)",
        "body: `isbn` is new (anything, required)!",
        "body: `tags` is gone!",
    ]
    answers = told(comparison, "GET /books")
    assert "response 200: `[].title` is optional now!" in answers
    assert "response 200: `[].isbn` is new (anything, required)" in answers


def test_rules_and_allowed_values_are_told() -> None:
    def change(raw: dict[str, Any]) -> None:
        properties = book(raw)["properties"]
        properties["title"] = {"type": "string", "pattern": "x" * 100, "deprecated": True}
        properties["genre"]["enum"] = ["novel", "essay"]
        properties["price"]["oneOf"][1] = {"type": "string", "const": "free"}

    assert told(changed(change), "POST /books") == [
        "body: `title`: maxLength is not set now; it was 200!",
        f"body: `title`: pattern is {'x' * 59}… now; it was not set!",
        "body: `title` is deprecated now",
        "body: `genre` may also be essay now",
        "body: `genre` can no longer be poem!",
        "body: `price` (alternative 2): const is free now; it was not set!",
    ]


def test_enums_come_and_go_and_alternatives_are_counted() -> None:
    def change(raw: dict[str, Any]) -> None:
        properties = book(raw)["properties"]
        del properties["genre"]["enum"]
        properties["title"]["enum"] = ["a", 1]
        properties["price"]["oneOf"].pop()

    assert told(changed(change), "POST /books") == [
        "body: `title` must be one of a, 1 now!",
        "body: `genre` may have any value now",
        "body: `price` has 1 alternatives; it had 2!",
    ]


def test_bodies_and_media_types_come_and_go() -> None:
    def add(raw: dict[str, Any]) -> None:
        get_books(raw)["requestBody"] = {"content": {"text/plain": {}, "text/csv": {}}}
        post_books(raw)["requestBody"] = {"content": {"text/plain": {}}}
        raw["paths"]["/health"]["get"]["requestBody"] = {"content": {}, "required": True}

    comparison = changed(add)
    assert told(comparison, "GET /books") == ["a body is new (text/plain, text/csv, optional)"]
    assert told(comparison, "GET /health") == ["a body is new (of any kind, required)!"]
    assert told(comparison, "POST /books") == [
        "the body is optional now",
        "body: text/plain is new",
        "body: application/json is gone!",
    ]
    assert told(changed(lambda raw: post_books(raw).pop("requestBody")), "POST /books") == ["the body is gone!"]


def test_answers_security_and_deprecation_are_told() -> None:
    def change(raw: dict[str, Any]) -> None:
        post_books(raw)["responses"] = {"404": {"description": ""}}
        post_books(raw)["security"] = [{"Key": [], "Token": []}, {}]
        post_books(raw)["deprecated"] = True

    assert told(changed(change), "POST /books") == [
        "the operation is deprecated now",
        "response 404 is new",
        "response 201 is no longer documented",
        "it needs Key with Token or nothing now; it needed no credentials!",
    ]

    def lift(raw: dict[str, Any]) -> None:
        post_books(raw)["deprecated"] = False

    before = an_api()
    post_books(before)["deprecated"] = True
    assert told(changed(lift, before), "POST /books") == ["the operation is no longer deprecated now"]


def test_parts_that_hold_together_are_compared_as_one_and_circles_end() -> None:
    before = an_api()
    before["components"]["schemas"]["Book"] = {"allOf": [BOOK, {"$ref": "#/components/schemas/Book"}, {"$ref": "#/no"}]}

    def change(raw: dict[str, Any]) -> None:
        raw["components"]["schemas"]["Book"]["allOf"][0]["properties"]["pages"] = {"type": "integer"}

    assert told(changed(change, before), "POST /books") == ["body: `pages` is new (integer, optional)"]


@pytest.mark.parametrize(("depth", "words"), [(9, "is integer now; it was string!"), (100, "differs deeper inside!")])
def test_very_deep_schemas_are_compared_to_a_depth(depth: int, words: str) -> None:
    def nested(depth: int, kind: str) -> dict[str, Any]:
        return {"properties": {"p": nested(depth - 1, kind)}} if depth else {"type": kind}

    def change(raw: dict[str, Any]) -> None:
        post_books(raw)["requestBody"] = _json(nested(depth, "integer"))

    before = an_api()
    post_books(before)["requestBody"] = _json(nested(depth, "string"))
    [told_of_it] = told(changed(change, before), "POST /books")
    assert told_of_it.endswith(words)
    assert not changed(lambda _: None, before)


def test_very_deep_words_are_no_difference() -> None:
    def nested(depth: int, words: str) -> dict[str, Any]:
        return {"properties": {"p": nested(depth - 1, words)}} if depth else {"type": "integer"}

    def change(raw: dict[str, Any]) -> None:
        post_books(raw)["requestBody"] = {**_json(nested(100, "")), "description": "other"}

    before = an_api()
    post_books(before)["requestBody"] = _json(nested(100, ""))
    assert not changed(change, before)


def test_many_differences_of_one_operation_are_cut() -> None:
    def change(raw: dict[str, Any]) -> None:
        get_books(raw)["parameters"] = [{"name": str(number), "in": "query"} for number in range(60)]

    words = told(changed(change), "GET /books")
    assert len(words) == 51
    assert words[-1] == "and 11 more differences!"


def test_many_changed_operations_are_told_without_details(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DETAILED", 1)

    def change(raw: dict[str, Any]) -> None:
        book(raw)["properties"]["title"]["type"] = "integer"

    comparison = changed(change)
    assert told(comparison, "GET /books") == ["response 200: `[].title` is integer now; it was string!"]
    assert told(comparison, "POST /books") == ["it differs; too many operations do to say how!"]


# Told once


def changed_once(change: Change, before: dict[str, Any] | None = None) -> Comparison:
    """What is said where nothing shared is told with each of its users."""
    old = before or an_api()
    new = copy.deepcopy(old)
    change(new)
    return compare(edition(old), edition(new), few=0)


def shared_words(comparison: Comparison) -> list[str]:
    return [
        f"{one.name} {one.operations}: {detail.text}{'!' if detail.breaks else ''}"
        for one in comparison.shared
        for detail in one.details
    ]


def test_what_many_use_is_told_once_with_how_many_do() -> None:
    def change(raw: dict[str, Any]) -> None:
        book(raw)["required"] = ["genre"]
        raw["components"]["schemas"]["Author"]["type"] = ["object", "null"]
        get_books(raw)["deprecated"] = True

    comparison = changed_once(change)
    assert shared_words(comparison) == [
        "Book 2: `Book`: `title` is optional now!",
        "Book 2: `Book`: `genre` is required now!",
        "Author 2: `Author` is object or null now; it was object!",
    ]
    assert [one.pointer for one in comparison.shared if one.breaks] == [one.pointer for one in comparison.shared]
    assert [(one.key, one.shared, one.shared_breaks, bool(one.details)) for one in comparison.operations] == [
        ("GET /books", 2, True, True),
        ("POST /books", 2, True, False),
    ]
    assert all(one.breaks for one in comparison.operations)


def test_it_breaks_as_it_is_used() -> None:
    def sent(raw: dict[str, Any]) -> None:
        book(raw)["required"] = []

    before = an_api()
    del before["paths"]["/books"]["get"]
    comparison = changed_once(sent, before)
    assert shared_words(comparison) == ["Book 1: `Book`: `title` is optional now"]
    assert [(one.shared, one.breaks) for one in comparison.operations] == [(1, False)]


def test_shared_answers_parameters_and_bodies_are_told_once() -> None:
    before = an_api()
    before["components"] |= {
        "responses": {"Sorry": _json({"type": "string"})},
        "parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
    }
    for operation in (get_books(before), post_books(before)):
        operation["parameters"] = [{"$ref": "#/components/parameters/Page"}]
        operation["responses"]["4XX"] = {"$ref": "#/components/responses/Sorry"}

    def change(raw: dict[str, Any]) -> None:
        raw["components"]["responses"]["Sorry"] = {**_json({"type": "integer"}), "headers": {"Retry-After": {}}}
        raw["components"]["parameters"]["Page"]["required"] = True

    assert sorted(shared_words(changed_once(change, before))) == [
        "Page 2: query parameter `page` is required now!",
        "Sorry 2: response `Sorry` is integer now; it was string!",
        "Sorry 2: response `Sorry`: header `Retry-After` is new",
    ]


def test_parameters_that_are_a_body_are_told_once() -> None:
    def old_style(kind: str) -> dict[str, Any]:
        operation = {"parameters": [{"$ref": "#/parameters/Thing"}], "responses": {}}
        return {
            "swagger": "2.0",
            "info": {"title": "Old", "version": "1"},
            "paths": {"/a": {"post": operation}, "/b": {"post": operation}},
            "parameters": {"Thing": {"name": "thing", "in": "body", "schema": {"type": kind}}},
        }

    old, new = (Document(old_style(kind), version="2.0") for kind in ("string", "integer"))
    comparison = compare(Edition(old, read_api(old)), Edition(new, read_api(new)), few=0)
    assert shared_words(comparison) == ["Thing 2: body is integer now; it was string!"]


def test_a_lost_parameter_of_a_path_does_no_harm() -> None:
    before = an_api()
    before["paths"]["/books"]["parameters"].append({"$ref": "#/lost"})
    assert told(changed(lambda raw: book(raw).pop("required"), before), "POST /books") == [
        "body: `title` is optional now"
    ]


class Pieces(dict[str, Any]):
    """An object that is read piece by piece, as those of large documents are."""


@pytest.mark.parametrize(("one", "other", "differs"), [(1, 1, False), (1, True, True), (1, 1.0, False)])
def test_objects_of_large_documents_are_compared_as_json(one: Any, other: Any, differs: bool) -> None:
    raws = [an_api(), an_api()]
    for raw, value in zip(raws, (one, other), strict=True):
        raw["components"]["schemas"]["Book"] = Pieces(BOOK | {"const": value})
    old, new = map(edition, raws)
    assert bool(compare(old, new)) is differs


def test_the_rules_of_the_whole_document_hold_for_each_operation() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["security"] = [{"Key": []}]

    assert told(changed(change), "GET /health") == ["it needs Key now; it needed no credentials!"]


def test_what_all_operations_need_is_told_once() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["security"] = [{"Key": []}]
        post_books(raw)["security"] = []

    comparison = changed_once(change)
    assert shared_words(comparison) == ["security 2: it needs Key now; it needed no credentials!"]
    assert {one.key: one.shared for one in comparison.operations} == {"GET /books": 1, "GET /health": 1}


def test_the_media_types_of_the_whole_document_hold_for_each_operation() -> None:
    def old_style(media_type: str) -> Edition:
        response = {"200": {"description": "", "schema": {"type": "string"}}}
        raw = {
            "swagger": "2.0",
            "info": {"title": "Old", "version": "1"},
            "produces": [media_type],
            "paths": {"/a": {"get": {"responses": response}}},
        }
        document = Document(raw, version="2.0")
        return Edition(document, read_api(document))

    assert told(compare(old_style("text/csv"), old_style("text/plain")), "GET /a") == [
        "response 200: text/plain is new",
        "response 200: text/csv is gone!",
    ]


def test_headers_of_answers_are_compared() -> None:
    before = an_api()
    get_books(before)["responses"]["200"]["headers"] = {"A": {"required": True}, "B": {}, "C": {"schema": {}}}

    def change(raw: dict[str, Any]) -> None:
        headers = {"A": {}, "B": {"required": True}, "C": {"schema": {"type": "integer"}}, "D": {}}
        get_books(raw)["responses"]["200"]["headers"] = headers

    assert told(changed(change, before), "GET /books") == [
        "response 200: header `A` is optional now!",
        "response 200: header `B` is required now",
        "response 200: header `C` is integer now; it was anything!",
        "response 200: header `D` is new",
    ]
    [words] = told(changed(lambda raw: get_books(raw)["responses"]["200"]["headers"].pop("A"), before), "GET /books")
    assert words == "response 200: header `A` is gone!"


def test_every_schema_in_a_schema_is_compared() -> None:
    before = an_api()
    inner: dict[str, Any] = {
        keyword: {"type": "string"}
        for keyword in ("additionalProperties", "propertyNames", "contains", "not", "if", "then", "else")
    }
    inner |= {"prefixItems": [{"type": "string"}], "patternProperties": {"^x": {"type": "string"}}}
    inner |= {"dependentSchemas": {"p": {"type": "string"}}, "allOf": [{"type": "string"}, {"$ref": "#/no"}]}
    before["components"]["schemas"]["Book"] = inner

    def change(raw: dict[str, Any]) -> None:
        schema = book(raw)
        for keyword in ("additionalProperties", "propertyNames", "contains", "not", "if", "then", "else"):
            schema[keyword] = {"type": "integer"}
        schema["prefixItems"][0] = schema["patternProperties"]["^x"] = False
        schema["dependentSchemas"]["p"] = schema["allOf"][0] = {"type": "integer"}

    assert told(changed(change, before), "POST /books") == [
        "body: `/^x/` is anything now; it was string!",
        "body: `/^x/` is forbidden now!",
        "body: `(if p)` is integer now; it was string!",
        "body: `{…}` is integer now; it was string!",
        "body: `{names}` is integer now; it was string!",
        "body: `[contained]` is integer now; it was string!",
        "body: `(not)` is integer now; it was string!",
        "body: `(if)` is integer now; it was string!",
        "body: `(then)` is integer now; it was string!",
        "body: `(else)` is integer now; it was string!",
        "body: `[0]` is anything now; it was string!",
        "body: `[0]` is forbidden now!",
        "body is integer now; it was string!",
    ]


def test_dangling_and_circular_references_do_no_harm() -> None:
    before = an_api()
    before["components"]["schemas"]["Author"]["properties"]["lost"] = {"$ref": "#/nowhere"}
    before["components"]["schemas"]["Author"]["properties"]["$ref"] = {"description": "a property of that name"}
    before["components"]["schemas"]["Author"]["required"] = "name"

    def change(raw: dict[str, Any]) -> None:
        raw["components"]["schemas"]["Author"]["properties"]["books"]["maxItems"] = 3

    assert told(changed(change, before), "POST /books") == ["body: `author.books`: maxItems is 3 now; it was not set!"]


def test_what_an_operation_reaches_may_only_appear_in_the_new_document() -> None:
    before, after = an_api(), an_api()
    book(after)["properties"]["author"] = {"$ref": "#/components/schemas/Writer"}
    after["components"]["schemas"]["Writer"] = {"type": "string"}
    comparison = compare(edition(before), edition(after))
    assert "body: `author` is string now; it was object!" in told(comparison, "POST /books")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["novel", "poem", "essay"], "body: `genre` may also be essay now"),
        (["novel"], "body: `genre` can no longer be poem!"),
    ],
)
def test_allowed_values_may_only_come_or_only_go(values: list[str], words: str) -> None:
    def change(raw: dict[str, Any]) -> None:
        book(raw)["properties"]["genre"]["enum"] = values

    assert told(changed(change), "POST /books") == [words]


def test_an_enum_that_stays_is_not_told_where_another_rule_changed() -> None:
    def change(raw: dict[str, Any]) -> None:
        book(raw)["properties"]["genre"]["minLength"] = 2

    assert told(changed(change), "POST /books") == ["body: `genre`: minLength is 2 now; it was not set!"]
