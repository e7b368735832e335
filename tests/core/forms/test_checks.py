from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import FileRef
from app.core.forms import checks, shapes
from app.core.forms.build import Form
from app.core.forms.checks import check
from app.core.forms.edits import ChooseBranch, Omit, SetMediaType, SetValue
from app.core.forms.state import apply_all
from app.core.operations.read import read_api
from app.core.spec.document import Document
from tests.support.error_cases import ErrorCase, case_parameters
from tests.support.form_documents import bookstore_document
from tests.support.forms import body_form, parameter_form

if TYPE_CHECKING:
    from app.core.base.json_types import Value
    from app.core.forms.edits import Edit

BODY = FieldPath(Location.BODY)
DOCUMENT = Document(bookstore_document(), version="3.1.0")
API = read_api(DOCUMENT)


def put(where: str, value: Any) -> SetValue:
    return SetValue(FieldPath.parse(where), value)


def warnings_of(form: Form, *edits: Edit) -> list[tuple[str, str]]:
    state = apply_all(form.default_state(), edits)
    return [(str(found.path), found.message) for found in check(form, state)]


def bookstore(key: str, *edits: Edit) -> list[tuple[str, str]]:
    operation = API.operation(key)
    assert operation is not None
    return warnings_of(Form(DOCUMENT, operation), *edits)


def body(
    schema: Any, value: Any, *edits: Edit, media_type: str = "application/json", **schemas: Any
) -> list[tuple[str, str]]:
    return warnings_of(body_form(schema, schemas, media_type=media_type), SetValue(BODY, value), *edits)


def test_a_new_form_has_no_warning() -> None:
    for operation in API.operations:
        expected = [("body/front", "is required")] if operation.key == "POST /covers/{book_id}" else []
        assert bookstore(operation.key) == expected


def test_the_story_of_the_bookstore() -> None:
    edits = (put("body/title", ""), put("body/author", "M"), put("body/year", 500))
    assert bookstore("POST /books", *edits) == [
        ("body/title", "needs at least 1 character, has 0"),
        ("body/author", "needs at least 2 characters, has 1"),
        ("body/year", "must be at least 1000, is 500"),
    ]


def test_a_missing_member_is_its_own_field() -> None:
    assert bookstore("POST /books", Omit(FieldPath.parse("body/title"))) == [("body/title", "is required")]
    assert bookstore("POST /orders", put("body/lines/0", {})) == [("body/lines/0/book_id", "is required")]
    assert bookstore("POST /books", Omit(BODY)) == [("body", "is required")]


def test_null_where_it_may_not_be() -> None:
    assert bookstore("POST /books", put("body/title", None)) == [("body/title", "may not be null")]
    assert bookstore("POST /books", put("body/genre", None)) == []
    assert bookstore("POST /books", SetValue(BODY, None)) == [("body", "may not be null")]


def test_one_alternative_beside_null_speaks_for_itself() -> None:
    assert bookstore("POST /books", put("body/genre", "x" * 51)) == [
        ("body/genre", "may have at most 50 characters, has 51")
    ]
    assert bookstore("POST /orders", put("body/shipping_address", {"street": "", "city": "Ulm"})) == [
        ("body/shipping_address/street", "needs at least 1 character, has 0")
    ]


def test_a_union_speaks_for_its_chosen_alternative() -> None:
    assert bookstore("POST /orders", put("body/payment", {"kind": "transfer", "number": "1"})) == [
        ("body/payment/iban", "is required")
    ]
    assert bookstore("POST /orders", put("body/payment/number", "1")) == [
        ("body/payment/number", "needs at least 12 characters, has 1")
    ]
    assert bookstore("POST /orders", put("body/payment", {})) == [
        ("body/payment/kind", "is required"),
        ("body/payment/iban", "is required"),
    ]


def test_an_unknown_tag_is_told_with_those_that_are_known() -> None:
    assert bookstore("POST /orders", put("body/payment", {"kind": "cash"})) == [
        ("body/payment/kind", "must be card, transfer or voucher")
    ]
    assert bookstore("POST /orders", put("body/payment", [])) == [("body/payment", "needs an object, is an array")]


def test_a_choice_by_hand_decides_which_rules_are_told() -> None:
    schema = {
        "properties": {"a": {"anyOf": [{"type": "integer", "minimum": 5}, {"type": "boolean"}, {"type": "null"}]}}
    }
    choose = ChooseBranch(BODY.child("a"), 1)
    assert body(schema, {"a": "x"}) == [("body/a", "needs an integer, is text")]
    assert body(schema, {"a": "x"}, choose) == [("body/a", "needs true or false, is text")]
    assert body(schema, {"a": 3}) == [("body/a", "must be at least 5, is 3")]
    assert body(schema, {"a": None}) == []


def test_nested_unions_speak_for_their_chosen_alternative() -> None:
    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    def cat(color: str, member: str) -> dict[str, Any]:
        properties = {"kind": {"const": "cat"}, "color": {"const": color}, member: {"type": "integer"}}
        return {"type": "object", "properties": properties, "required": ["kind", "color", member]}

    schemas = {
        "Black": cat("black", "b"),
        "White": cat("white", "w"),
        "Cat": {"oneOf": [ref("Black"), ref("White")], "discriminator": {"propertyName": "color"}},
        "Dog": {"type": "object", "properties": {"kind": {"const": "dog"}}, "required": ["kind"]},
    }
    mapping = {"cat": "Cat", "dog": "Dog"}
    pet = {"oneOf": [ref("Dog"), ref("Cat")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    value: Value = {"kind": "cat", "color": "white", "w": "x"}
    assert warnings_of(body_form(pet, schemas), SetValue(BODY, value)) == [("body/w", "needs an integer, is text")]


def test_two_unions_at_one_place_speak_for_theirs() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "allOf": [
            {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"oneOf": [{"required": ["c"]}, {"required": ["d"]}, False]},
        ],
    }
    assert body(schema, {}) == [("body/a", "is required"), ("body/c", "is required")]


def test_a_union_of_choices_is_one_list_of_choices() -> None:
    schema = {"oneOf": [{"const": "a"}, {"const": "b"}, {"enum": ["c", "d"]}]}
    assert body({"properties": {"x": schema}}, {"x": "z"}) == [("body/x", "must be a, b, c or d")]


def test_a_value_that_fits_two_alternatives_of_one_of() -> None:
    schema = {"properties": {"x": {"oneOf": [{"type": "integer"}, {"minimum": 1}]}}}
    assert body(schema, {"x": 5}) == [("body/x", "fits more than one alternative, and may fit only one")]


def test_a_union_that_the_form_does_not_show_tells_its_shortest_complaint() -> None:
    narrowed = {"properties": {"x": {"type": "string", "anyOf": [{"type": "integer"}, {"minLength": 5}]}}}
    assert body(narrowed, {"x": "a"}) == [("body/x", "needs at least 5 characters, has 1")]
    hidden = {
        "oneOf": [{"type": "object", "properties": {"x": {}, "y": {}}}, {"type": "array"}],
        "if": True,
        "then": {"anyOf": [{"required": ["x", "y"]}, {"required": ["y"]}, {"required": ["x", "z"]}]},
    }
    assert body(hidden, {}) == [("body/y", "is required")]


def test_unknown_members_are_told_on_their_rows() -> None:
    closed = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
    assert body(closed, {"z": 1, "y/": 2}) == [
        ("body/z", "is not a known member"),
        ("body/y~1", "is not a known member"),
    ]
    other = {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}
    assert body(other, {"a": 1, "z": 1}) == [("body/z", "is not a known member")]


def test_names_are_checked() -> None:
    schema = {"type": "object", "propertyNames": {"maxLength": 2}}
    assert body(schema, {"long": 1}) == [("body/long", "its name may have at most 2 characters, has 4")]


def test_arrays_are_checked() -> None:
    schema = {"type": "array", "prefixItems": [{"type": "string"}], "items": False, "uniqueItems": True}
    assert body(schema, [1, 2]) == [("body/0", "needs text, is an integer"), ("body/1", "nothing is allowed here")]
    assert body({"type": "array", "uniqueItems": True}, [1, 1]) == [("body", "holds the same item twice")]
    assert body({"type": "array", "contains": {"type": "string"}}, [1]) == [
        ("body", "holds no item of the kind that has to be among them")
    ]


def test_formats_are_checked() -> None:
    schema = {
        "properties": {"a": {"type": "string", "format": "date"}, "b": {"type": "string", "format": "unheard-of"}}
    }
    assert body(schema, {"a": "tomorrow", "b": "x"}) == [("body/a", "is not a date such as 2024-01-31")]


# Parameters and forms: text on the wire


def test_parameters_are_checked_as_the_server_reads_them() -> None:
    assert bookstore("GET /books", put("query/limit", 500)) == [("query/limit", "must be at most 100, is 500")]
    assert bookstore("GET /books", put("query/limit", "500")) == [("query/limit", "must be at most 100, is 500")]
    assert bookstore("GET /books", put("query/limit", "50")) == []
    assert bookstore("GET /books", put("query/limit", "x")) == [("query/limit", "needs an integer, is text")]
    assert bookstore("GET /books", put("query/genre", 5)) == []
    assert bookstore("GET /books", put("query/unknown", 5)) == []
    assert bookstore("POST /everything", put("query/tag", ["1", "x", 3])) == [
        ("query/tag/1", "needs an integer, is text")
    ]
    assert bookstore("PATCH /books/{book_id}", Omit(FieldPath.parse("path/book_id"))) == [
        ("path/book_id", "is required")
    ]
    assert bookstore("POST /everything", Omit(FieldPath.parse("cookie/session"))) == [("cookie/session", "is required")]


def test_objects_in_parameters_and_unions_of_scalars() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "on": {"type": "boolean"}}}
    either = {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}
    form = parameter_form(
        {"name": "f", "in": "query", "schema": schema}, {"name": "e", "in": "query", "schema": either}
    )
    assert warnings_of(form, put("query/f", {"n": "5", "on": "true"}), put("query/e", "5")) == []
    assert warnings_of(form, put("query/f/n", "x")) == [("query/f/n", "needs an integer, is text")]
    choice = {"name": "c", "in": "query", "schema": {"enum": [1, 2]}}
    assert warnings_of(parameter_form(choice), put("query/c", "2")) == []
    assert warnings_of(parameter_form(choice), put("query/c", "3")) == [("query/c", "must be 1 or 2")]


def test_a_parameter_without_schema_takes_anything() -> None:
    assert warnings_of(parameter_form({"name": "a", "in": "query"}), put("query/a", 5)) == []


def test_a_parameter_with_json_content_is_not_read_as_text() -> None:
    content = {"application/json": {"schema": {"type": "integer"}}}
    form = parameter_form({"name": "a", "in": "query", "content": content})
    assert warnings_of(form, put("query/a", "5")) == [("query/a", "needs an integer, is text")]


@pytest.mark.parametrize(
    ("name", "value", "warnings"),
    [
        ("header/X-B", "one\r\ntwo", [("header/X-B", "contains a line break; HTTP cannot carry it")]),
        ("header/X-B", "\x00", [("header/X-B", "contains a NUL character; HTTP cannot carry it")]),
        ("header/X-B", "fine", []),
        ("header/X-L", ["a", "b\n"], [("header/X-L", "contains a line break; HTTP cannot carry it")]),
        ("header/X-L", ["a", "b"], []),
        ("header/X-O", {"a": "\n", "b": 1}, [("header/X-O", "contains a line break; HTTP cannot carry it")]),
        ("header/X-J", "a\nb", []),
        ("header/X-Mine", "a\n", [("header/X-Mine", "contains a line break; HTTP cannot carry it")]),
        ("query/q", "a\n", []),
    ],
)
def test_headers_that_http_cannot_carry(name: str, value: Value, warnings: list[tuple[str, str]]) -> None:
    form = parameter_form(
        {"name": "X-B", "in": "header", "schema": {"type": "string"}},
        {"name": "X-L", "in": "header", "schema": {"type": "array"}},
        {"name": "X-O", "in": "header", "schema": {"type": "object"}},
        {"name": "X-J", "in": "header", "content": {"application/json": {"schema": {"type": "string"}}}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
    )
    assert warnings_of(form, put(name, value)) == warnings


@pytest.mark.parametrize(("lines", "is_missing"), [({"x-b": ""}, False), ({"X-B (2)": ""}, False), ({"X-C": ""}, True)])
def test_a_needed_header_is_there_however_it_is_spelled(lines: dict[str, Value], *, is_missing: bool) -> None:
    form = parameter_form({"name": "X-B", "in": "header", "required": True, "schema": {"type": "string"}})
    wanted = [("header/X-B", "is required")] if is_missing else []
    assert warnings_of(form, SetValue(FieldPath(Location.HEADER), lines)) == wanted


def test_the_name_of_a_further_line_is_the_headers() -> None:
    form = parameter_form()
    assert warnings_of(form, put("header/X-B", "1"), put("header/X-B (2)", "2")) == []
    assert warnings_of(form, put("header/X B (2)", "2")) != []


def test_form_bodies_are_checked_as_the_server_reads_them() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "t": {"type": "string"}}}
    for media_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        assert body(schema, {"n": "5", "t": 5}, media_type=media_type) == []
    assert body(schema, {"n": "5"}) == [("body/n", "needs an integer, is text")]


def test_files_are_there_and_not_looked_into() -> None:
    file = FileRef("a", "a")
    assert bookstore("POST /covers/{book_id}", put("body/front", file), put("body/others", [file])) == []
    schema = {"properties": {"f": {"type": "string", "format": "binary", "minLength": 5}}}
    assert body(schema, {"f": file}, media_type="multipart/form-data") == []


def test_a_body_of_another_kind_is_checked_as_its_schema_says() -> None:
    assert bookstore("POST /notes", SetMediaType("text/plain"), SetValue(BODY, "words")) == []


# What the validator cannot take in


def test_numbers_that_are_none_are_told() -> None:
    words = "is no JSON number; many servers refuse it"
    assert body({"properties": {"a": {"type": "number", "minimum": 5}}}, {"a": math.nan, "b": [math.inf]}) == [
        ("body/a", words),
        ("body/b/0", words),
    ]


def test_lone_surrogates_and_huge_integers_are_taken_in() -> None:
    schema = {"properties": {"a": {"maxLength": 1}, "b": {"maximum": 10}}}
    assert body(schema, {"a": "\ud800\ud800", "b": 10**400, "\udfff": 1})[0] == (
        "body/a",
        "may have at most 1 character, has 2",
    )
    assert body(schema, {"b": 2**70}) == [("body/b", f"must be at most 10, is {2**70}")]


def test_broken_schemas_are_checked_as_far_as_they_can_be_read() -> None:
    broken = {
        "type": "object",
        "properties": {
            "a": {"pattern": "["},
            "b": {"minLength": "1"},
            "c": {"$ref": "#/nowhere"},
            "d": {"type": "integer"},
        },
        "patternProperties": {"(": {"type": "string"}},
    }
    assert body(broken, {"a": "x", "b": "", "c": 1, "d": "x"}) == [("body/d", "needs an integer, is text")]


def test_a_schema_that_cannot_be_compiled_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    form = body_form({"type": "integer"})
    monkeypatch.setattr("app.core.forms.checks.bundle", lambda *_: {"type": "integr"})
    ((where, words),) = warnings_of(form)
    assert where == "body"
    assert words.startswith("cannot be checked: ")


def test_an_endless_value_is_not_checked() -> None:
    deep: Any = []
    for _ in range(150):
        deep = [deep]
    assert body({"type": "string"}, deep) == [("body", "needs text, is an array")]
    for _ in range(500):
        deep = [deep]
    assert body({"type": "string"}, deep) == []


def test_warnings_are_not_told_without_end() -> None:
    assert len(body({"type": "array", "items": {"type": "string"}}, [1] * 1000)) == 200


def test_validators_are_compiled_once() -> None:
    form = body_form({"type": "integer"})
    state = form.default_state()
    check(form, state)
    before = dict(form.shapes.validators)
    check(form, state)
    assert len(before) == 1
    assert next(iter(form.shapes.validators.values())) is next(iter(before.values()))


def test_of_many_validators_some_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_VALIDATORS", 2)
    names = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in "abc"]
    form = parameter_form(*names)
    assert warnings_of(form, *(put(f"query/{name}", "x") for name in "abc")) == []
    assert 1 <= len(form.shapes.validators) <= 2


def test_warnings_come_in_the_forms_order() -> None:
    edits = (
        put("body", {"payment": {}, "lines": [{}, {"book_id": 0}], "isbn": 1}),
        put("query/q", 1),
    )
    assert [where for where, _ in bookstore("POST /orders", *edits)] == [
        "body/customer",
        "body/lines/0/book_id",
        "body/lines/1/book_id",
        "body/payment/kind",
        "body/payment/iban",
    ]


@pytest.mark.parametrize("case", case_parameters())
def test_new_forms_of_the_catalogue_break_no_rule(case: ErrorCase) -> None:
    form = Form(case.document, case.operation)
    state = form.default_state()
    files = {found.path for found in check(form, state)}
    kinds = {form.nearest(path, state)[0].kind.value for path in files}
    assert kinds <= {"file", "array"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["customer", "lines", "payment", "kind", "0"]), inner)
    ),
    max_leaves=10,
)


@given(VALUES)
@settings(max_examples=200)
def test_whatever_is_entered_checking_never_fails_and_every_warning_has_a_field_near(value: Any) -> None:
    operation = API.operation("POST /orders")
    assert operation is not None
    form = Form(DOCUMENT, operation)
    state = apply_all(form.default_state(), [SetValue(BODY, value)])
    for warning in check(form, state):
        assert warning.message
        found, _ = form.nearest(warning.path, state)
        assert warning.path.is_within(found.path)


def test_a_union_of_which_one_alternative_is_possible_speaks_for_that() -> None:
    schema = {"type": "object", "anyOf": [{"type": "string"}, {"required": ["a"]}]}
    assert warnings_of(body_form(schema), put("body", {})) == [("body/a", "is required")]


def test_a_union_that_was_not_opened_is_checked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MAX_OPENED", 1)
    inner = {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    form = body_form({"oneOf": [inner, {"type": "string"}]})
    assert warnings_of(form, put("body", {})) == [("body/a", "is required")]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([5], "holds too few items of the kind that has to be among them"),
        ([5, 5, 5, 1], "holds too many items of the kind that has to be among them"),
    ],
)
def test_how_many_items_have_to_be_of_a_kind(value: Value, words: str) -> None:
    assert body({"contains": {"const": 5}, "minContains": 2, "maxContains": 2}, value) == [("body", words)]


def test_an_unknown_tag_is_wrong_where_all_alternatives_take_the_rest() -> None:
    kind = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"meow": "Cat", "woof": "Dog"}},
    }
    assert body(union, {"kind": "meov"}, Cat=kind, Dog=kind) == [("body/kind", "must be meow or woof")]
    several = "fits more than one alternative, and may fit only one"
    assert body(union, {"kind": "meow"}, Cat=kind, Dog=kind) == [("body", several)]
