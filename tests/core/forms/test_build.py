from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.build import Form
from app.core.forms.edits import SetBodyText, SetMediaType, SetValue
from app.core.forms.model import Field, FieldKind, FormState, Presence
from app.core.forms.state import apply, apply_all, get
from app.core.operations.read import read_api
from app.core.spec.document import Document
from tests.support.error_cases import ErrorCase, case_parameters
from tests.support.form_documents import bookstore_document
from tests.support.forms import body_form, field, form_of, parameter_form

BODY = FieldPath(Location.BODY)
DOCUMENT = Document(bookstore_document(), version="3.1.0")
API = read_api(DOCUMENT)


def path(text: str) -> FieldPath:
    return FieldPath.parse(text)


def bookstore(key: str) -> Form:
    operation = API.operation(key)
    assert operation is not None
    return Form(DOCUMENT, operation)


def with_body(form: Form, body: Any) -> FormState:
    return apply(form.default_state(), SetValue(BODY, body))


def paths_of(fields: tuple[Field, ...]) -> list[str]:
    return [str(each.path) for each in fields]


# Sections


def test_a_form_has_its_locations_in_order() -> None:
    form = bookstore("POST /everything")
    sections = form.sections(form.default_state())
    assert paths_of(sections) == ["path", "query", "header", "cookie", "body"]
    assert [section.kind for section in sections] == [FieldKind.OBJECT] * 5
    assert [section.label for section in sections] == ["path", "query", "header", "cookie", "body"]


def test_without_a_body_there_is_no_body_section_until_it_has_a_value() -> None:
    form = bookstore("GET /books")
    state = form.default_state()
    assert state.media_type is None
    assert paths_of(form.sections(state)) == ["path", "query", "header", "cookie"]
    body = form.sections(with_body(form, {"a": 1}))[-1]
    assert (body.path, body.declared, body.kind) == (BODY, False, FieldKind.ANY)


# Fields of the Bookstore


def test_the_fields_of_a_book() -> None:
    form = bookstore("POST /books")
    state = form.default_state()
    title, author, year, genre = form.children(field(form, state, "body"), state)
    assert [title.label, author.label, year.label, genre.label] == ["title", "author", "year", "genre"]
    assert (title.kind, title.required, title.presences) == (FieldKind.STRING, True, (Presence.VALUE,))
    assert (title.hint, title.type_chip, title.description) == ("1 … 200 characters", "string", "As on the cover.")
    assert (author.hint, author.examples) == ("≥ 2 characters", ("Robert C. Martin",))
    assert (year.kind, year.hint) == (FieldKind.INTEGER, "1000 … 2100")
    assert (genre.kind, genre.nullable, genre.required) == (FieldKind.STRING, True, False)
    assert genre.presences == (Presence.OMIT, Presence.NULL, Presence.VALUE)
    assert title.schema is not None
    assert title.schema.pointer == "/components/schemas/BookIn/properties/title"


def test_parameters_are_the_children_of_their_location() -> None:
    form = bookstore("GET /books")
    state = apply(form.default_state(), SetValue(path("query/page"), "2"))
    genre, limit, page = form.children(field(form, state, "query"), state)
    assert (genre.kind, genre.nullable, genre.presences) == (FieldKind.STRING, True, (Presence.OMIT, Presence.VALUE))
    assert genre.description == "Upper and lower case do not matter."
    assert (limit.default, limit.hint) == (10, "1 … 100")
    assert (page.label, page.declared, page.schema, page.kind) == ("page", False, None, FieldKind.STRING)


def test_a_path_parameter_is_always_there() -> None:
    form = bookstore("PATCH /books/{book_id}")
    state = form.default_state()
    assert state.roots[Location.PATH] == {"book_id": 1}
    assert field(form, state, "path/book_id").presences == (Presence.VALUE,)


def test_every_kind_of_field() -> None:
    form = bookstore("POST /everything")
    state = form.default_state()
    kinds = {each.label: each.kind.value for each in form.children(field(form, state, "body"), state)}
    assert kinds == {
        "text": "string",
        "whole": "integer",
        "fraction": "number",
        "yes": "boolean",
        "color": "enum",
        "version": "const",
        "day": "string",
        "at": "string",
        "secret": "string",
        "anything": "any",
        "nothing": "null",
        "tags": "array",
        "either": "union",
        "tree": "object",
        "old": "string",
    }
    assert field(form, state, "body/color").choices == ("red", "green", "blue", 3)
    assert field(form, state, "body/color").nullable
    assert field(form, state, "body/secret").secret
    assert field(form, state, "body/old").deprecated
    assert field(form, state, "body/day").format == "date"
    assert field(form, state, "body/nothing").presences == (Presence.OMIT, Presence.NULL)
    assert field(form, state, "body/anything").presences == (Presence.OMIT, Presence.NULL, Presence.VALUE)


def test_files_of_a_multipart_form() -> None:
    form = bookstore("POST /covers/{book_id}")
    state = form.default_state()
    assert state.roots[Location.BODY] == {}
    assert field(form, state, "body/front").kind is FieldKind.FILE
    assert field(form, state, "body/front").required
    others = field(form, state, "body/others")
    assert (others.kind, others.type_chip) == (FieldKind.ARRAY, "array of file · image/png")
    chosen = FileRef("a.png", "a.png")
    state = apply(state, SetValue(path("body/others/0"), chosen))
    assert field(form, state, "body/others/0").kind is FieldKind.FILE
    assert get(state, path("body/others/0")) is chosen


def test_a_path_template_and_a_nullable_form_field_have_no_null() -> None:
    form = bookstore("POST /covers/{book_id}")
    nullable = {"type": "object", "properties": {"note": {"type": ["string", "null"]}}}
    for media_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = body_form(nullable, media_type=media_type)
        note = field(form, form.default_state(), "body/note")
        assert note.nullable
        assert Presence.NULL not in note.presences
    assert Presence.NULL in field(body_form(nullable), with_body(body_form(nullable), {}), "body/note").presences


# Lazy


TREE = {"type": "object", "properties": {"name": {"type": "string"}, "child": {"$ref": "#/components/schemas/Tree"}}}


def test_what_is_left_out_or_null_has_no_fields_below() -> None:
    form = body_form({"$ref": "#/components/schemas/Tree"}, {"Tree": TREE})
    state = with_body(form, {})
    child = field(form, state, "body/child")
    assert child.kind is FieldKind.OBJECT
    assert form.children(child, state) == ()
    state = with_body(form, {"child": {"child": None}})
    assert paths_of(form.children(field(form, state, "body/child"), state)) == ["body/child/name", "body/child/child"]
    assert form.children(field(form, state, "body/child/child"), state) == ()


# Members and items


def test_undeclared_members_come_behind_the_declared_ones() -> None:
    form = body_form({"type": "object", "properties": {"a": {}, "b": {}}})
    state = with_body(form, {"z": 1, "b": 2, "y": {"deep": [1]}})
    children = form.children(field(form, state, "body"), state)
    assert [(each.label, each.declared) for each in children] == [("a", True), ("b", True), ("z", False), ("y", False)]
    assert field(form, state, "body/z").presences == (Presence.OMIT, Presence.NULL, Presence.VALUE)
    deep = field(form, state, "body/y/deep/0")
    assert (deep.declared, deep.kind, deep.type_chip) == (False, FieldKind.ANY, "")


@pytest.mark.parametrize(
    ("schema", "declared", "kind"),
    [
        ({"type": "object", "additionalProperties": {"type": "integer"}}, True, FieldKind.INTEGER),
        ({"type": "object", "additionalProperties": True}, True, FieldKind.ANY),
        ({"type": "object"}, True, FieldKind.ANY),
        ({}, True, FieldKind.ANY),
        ({"type": "object", "patternProperties": {"^k": {"type": "boolean"}}}, True, FieldKind.BOOLEAN),
        ({"properties": {"a": {}}, "additionalProperties": {"type": "integer"}}, True, FieldKind.INTEGER),
        ({"properties": {"a": {}}, "additionalProperties": False}, False, FieldKind.ANY),
        ({"properties": {"a": {}}}, False, FieldKind.ANY),
        ({"type": "string"}, False, FieldKind.ANY),
    ],
)
def test_members_that_the_schema_does_not_name(schema: Any, declared: bool, kind: FieldKind) -> None:
    form = body_form(schema)
    found = field(form, with_body(form, {"key": 1}), "body/key")
    assert (found.declared, found.kind) == (declared, kind)


def test_a_member_that_is_required_but_not_described_is_shown_with_its_value() -> None:
    form = body_form({"properties": {"a": {}}, "required": ["z"]})
    assert field(form, with_body(form, {}), "body/z").required
    assert field(form, with_body(form, {"z": 1}), "body/z").required


def test_items_have_the_schema_of_their_place() -> None:
    form = body_form({"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}})
    state = with_body(form, [1, "a"])
    first, second = form.children(field(form, state, "body"), state)
    assert (first.kind, first.label, first.presences) == (FieldKind.INTEGER, "0", (Presence.VALUE,))
    assert (second.kind, second.declared) == (FieldKind.STRING, True)
    closed = body_form({"type": "array", "prefixItems": [{}], "items": False})
    assert not field(closed, with_body(closed, [1, 2]), "body/1").declared
    other = body_form({"type": "object", "properties": {"0": {}}})
    assert not field(other, with_body(other, [1]), "body/0").declared


def test_a_schema_that_allows_nothing_is_a_field_that_says_so() -> None:
    form = body_form({"properties": {"gone": False}})
    found = field(form, with_body(form, {}), "body/gone")
    assert (found.type_chip, found.hint, found.kind) == ("nothing", "nothing is allowed here", FieldKind.ANY)


def test_what_cannot_be_read_is_a_field_that_says_so() -> None:
    form = body_form({"properties": {"lost": {"$ref": "#/nowhere"}}})
    found = field(form, with_body(form, {}), "body/lost")
    assert (found.kind, found.hint) == (FieldKind.ANY, "the reference '#/nowhere' leads nowhere")


def test_what_only_responses_carry_is_not_demanded() -> None:
    form = body_form(
        {"properties": {"id": {"type": "integer", "readOnly": True}, "pin": {"writeOnly": True}}, "required": ["id"]}
    )
    state = form.default_state()
    assert state.roots[Location.BODY] == {}
    found = field(form, state, "body/id")
    assert (found.read_only, found.required, found.presences) == (True, False, (Presence.OMIT, Presence.VALUE))
    assert field(form, state, "body/pin").write_only


# Parameters


def test_header_names_match_in_any_case() -> None:
    form = parameter_form({"name": "X-Token", "in": "header", "schema": {"type": "string"}})
    state = apply(form.default_state(), SetValue(path("header/x-other"), "1"))
    assert field(form, state, "header/x-token").path == path("header/X-Token")
    assert field(form, state, "header/x-token").secret
    assert paths_of(form.children(field(form, state, "header"), state)) == ["header/X-Token", "header/x-other"]
    assert form.field_at(path("query/x-token"), state) is None


def test_what_a_parameter_says_wins_over_its_schema() -> None:
    schema = {"type": "integer", "description": "schema", "examples": [1]}
    raw = {
        "name": "a",
        "in": "query",
        "required": True,
        "schema": schema,
        "description": "own",
        "example": 7,
        "deprecated": True,
    }
    form = parameter_form(raw, {"name": "b", "in": "query", "schema": schema}, {"name": "c", "in": "query"})
    state = form.default_state()
    a, b, c = form.children(field(form, state, "query"), state)
    assert (a.description, a.examples, a.deprecated, a.required) == ("own", (7,), True, True)
    assert (b.description, b.examples, b.deprecated) == ("schema", (1,), False)
    assert (c.kind, c.declared) == (FieldKind.STRING, True)
    assert state.roots[Location.QUERY] == {"a": 7}


def test_a_parameter_with_json_content_is_json() -> None:
    content = {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}}}
    form = parameter_form({"name": "filter", "in": "query", "required": True, "content": content})
    state = form.default_state()
    assert state.roots[Location.QUERY] == {"filter": {}}
    assert Presence.NULL in field(form, state, "query/filter/a").presences


def test_an_array_of_values_in_a_parameter() -> None:
    form = bookstore("POST /everything")
    state = apply(form.default_state(), SetValue(path("query/tag"), [1, 2]))
    assert [each.kind for each in form.children(field(form, state, "query/tag"), state)] == [FieldKind.INTEGER] * 2


# Unions


def test_a_union_shows_its_chosen_alternative() -> None:
    form = bookstore("POST /orders")
    state = form.default_state()
    payment = field(form, state, "body/payment")
    assert payment.kind is FieldKind.UNION
    assert [(branch.label, branch.tag) for branch in payment.branches] == [
        ("card", "card"),
        ("transfer", "transfer"),
        ("voucher", "voucher"),
    ]
    assert (payment.branch, payment.discriminator) == (0, "kind")
    assert paths_of(form.children(payment, state)) == ["body/payment/kind", "body/payment/number", "body/payment/cvc"]
    state = apply(state, SetValue(path("body/payment"), {"kind": "voucher"}))
    assert field(form, state, "body/payment").branch == 2
    chosen = form.chosen(field(form, state, "body/payment"), state)
    assert (chosen.kind, chosen.path, chosen.label) == (FieldKind.OBJECT, path("body/payment"), "payment")


def test_raw_text_makes_the_branch_follow_the_value() -> None:
    form = bookstore("POST /orders")
    state = form.default_state()
    state = apply_all(state, form.choose_branch(field(form, state, "body/payment"), 1, state))
    assert field(form, state, "body/payment").branch == 1
    state = apply(state, SetBodyText('{"payment": {"kind": "voucher", "code": "1234"}}'))
    assert field(form, state, "body/payment").branch == 2
    assert field(form, state, "body/payment/code").declared


def test_the_chosen_alternative_of_a_single_value_has_its_editor() -> None:
    form = bookstore("POST /everything")
    state = with_body(form, {"either": "text"})
    either = field(form, state, "body/either")
    chosen = form.chosen(either, state)
    assert (chosen.kind, chosen.presences) == (FieldKind.STRING, either.presences)
    assert form.chosen(field(form, state, "body/text"), state) == field(form, state, "body/text")
    assert form.children(either, state) == ()


def test_a_nullable_union() -> None:
    form = body_form({"properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}}})
    state = with_body(form, {"a": None})
    found = field(form, state, "body/a")
    assert (found.kind, found.nullable, len(found.branches)) == (FieldKind.UNION, True, 2)
    assert form.chosen(found, state).nullable


# The nearest field


@pytest.mark.parametrize(
    ("where", "nearest", "reason"),
    [
        ("body/payment/number", "body/payment/number", ""),
        ("body/payment/iban", "body/payment", "`iban` belongs to transfer, and card is chosen"),
        ("body/lines/3/quantity", "body/lines", "`lines` has 1 item, and none at index 3"),
        ("body/lines/x", "body/lines", "`lines` is an array and has no `x`"),
        ("body/shipping_address/city", "body/shipping_address", "`shipping_address` is left out"),
        ("body/customer/name/first", "body/customer/name", "`name` holds a single value"),
        ("body/isbn", "body", "neither the schema nor the value of `body` has `isbn`"),
        ("body/payment/isbn", "body/payment", "neither the schema nor the value of `payment` has `isbn`"),
        ("query/zzz", "query", "the operation has no query parameter `zzz`"),
        ("query", "query", ""),
        ("body", "body", ""),
    ],
)
def test_the_nearest_field_and_why_it_is_not_the_field_itself(where: str, nearest: str, reason: str) -> None:
    form = bookstore("POST /orders")
    found, why = form.nearest(path(where), form.default_state())
    assert (str(found.path), why) == (nearest, reason)


@pytest.mark.parametrize(
    ("body", "where", "reason"),
    [
        ({"notes": None}, "body/notes/a", "`notes` is null"),
        ({"lines": []}, "body/lines/0", "`lines` has no items, and none at index 0"),
        ({"lines": [{}, {}]}, "body/lines/2", "`lines` has 2 items, and none at index 2"),
    ],
)
def test_more_reasons(body: Any, where: str, reason: str) -> None:
    form = bookstore("POST /orders")
    assert form.nearest(path(where), with_body(form, body))[1] == reason


def test_an_operation_without_a_body_still_answers() -> None:
    form = bookstore("GET /books")
    found, reason = form.nearest(path("body/title"), form.default_state())
    assert (found.path, reason) == (BODY, "`body` is left out")


# New forms


def test_a_new_form_is_ready_to_send() -> None:
    assert bookstore("POST /books").default_state().roots == {
        Location.PATH: {},
        Location.QUERY: {},
        Location.HEADER: {},
        Location.COOKIE: {},
        Location.BODY: {"title": "title", "author": "Robert C. Martin", "year": 2008},
    }
    assert bookstore("POST /everything").default_state().roots[Location.COOKIE] == {"session": "session"}
    assert bookstore("POST /token").default_state().roots[Location.BODY] == {
        "username": "username",
        "password": "password",
    }


def test_a_body_that_is_not_required_is_left_out() -> None:
    form = form_of({"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}})
    state = form.default_state()
    assert (state.roots[Location.BODY], state.media_type) == (OMIT, "application/json")
    body = form.sections(state)[-1]
    assert body.presences == (Presence.OMIT, Presence.VALUE)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["text/plain", "multipart/form-data", "application/json"], "application/json"),
        (["text/plain", "multipart/form-data"], "multipart/form-data"),
        (["text/csv", "text/plain"], "text/csv"),
        ([], None),
    ],
)
def test_json_is_preferred_then_forms(names: list[str], chosen: str | None) -> None:
    form = form_of({"requestBody": {"required": True, "content": {name: {} for name in names}}})
    assert form.media_type() == chosen
    assert form.default_state().media_type == chosen
    assert bookstore("GET /books").media_type() is None


def test_another_media_type_has_another_form() -> None:
    form = bookstore("POST /notes")
    state = form.default_state("text/plain")
    assert (state.media_type, state.roots[Location.BODY]) == ("text/plain", "string")
    assert field(form, state, "body").kind is FieldKind.STRING
    state = apply(form.default_state(), SetMediaType("text/plain"))
    assert form.children(field(form, state, "body"), state) != ()


def test_examples_of_the_media_type_come_first() -> None:
    def with_example(media_type: str, example: Any) -> Any:
        content = {media_type: {"schema": {"type": "object", "example": {"a": 0}}, "example": example}}
        form = form_of({"requestBody": {"required": True, "content": content, "description": "Words."}})
        state = form.default_state()
        assert field(form, state, "body").description == "Words."
        return state.roots[Location.BODY]

    assert with_example("application/json", {"a": 1}) == {"a": 1}
    assert with_example("application/json", None) == {"a": 0}
    # An XML example is the text that is sent; fields start from the schema, which here has an example of its own.
    assert with_example("application/xml", "<a/>") == {"a": 0}
    assert with_example("application/xml", {"a": 1}) == {"a": 1}
    assert with_example("text/csv", {"a": 1}) == '{\n  "a": 1\n}'
    assert with_example("image/png", "x") is OMIT


def test_a_body_of_lines_or_xml_without_a_structure_is_typed() -> None:
    for media_type in ("application/jsonl", "application/xml"):
        typed = body_form({"type": "string"}, media_type=media_type)
        assert field(typed, typed.default_state(), "body").kind is FieldKind.STRING
    anything = body_form({}, media_type="application/xml")
    assert anything.default_state().roots[Location.BODY] is OMIT
    given = body_form({"type": "string", "example": "<a/>"}, media_type="application/xml")
    assert given.default_state().roots[Location.BODY] == "<a/>"
    lines = body_form({"type": "array", "items": {"type": "integer"}}, media_type="application/jsonl")
    assert field(lines, lines.default_state(), "body").kind is FieldKind.ARRAY


def test_bodies_of_bytes_have_to_be_chosen() -> None:
    form = body_form({"type": "string", "format": "binary"}, media_type="application/octet-stream")
    state = form.default_state()
    assert state.roots[Location.BODY] is OMIT
    assert field(form, state, "body").kind is FieldKind.FILE


def test_a_body_without_schema_takes_any_value() -> None:
    form = form_of({"requestBody": {"required": True, "content": {"application/json": {}}}})
    state = form.default_state()
    assert (state.roots[Location.BODY], field(form, state, "body").kind) == ({}, FieldKind.ANY)


def test_a_form_that_cannot_be_filled_comes_as_far_as_it_can() -> None:
    schema = {"properties": {"a": {"type": "integer"}, "b": False}, "required": ["a", "b"]}
    assert body_form(schema).default_state().roots[Location.BODY] == {"a": 1}
    assert body_form(False).default_state().roots[Location.BODY] is OMIT


def test_forms_of_3_0() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "nullable": True, "example": "x"}},
        "required": ["a"],
    }
    form = body_form(schema, version="3.0.3")
    state = form.default_state()
    assert state.roots[Location.BODY] == {"a": "x"}
    assert field(form, state, "body/a").presences == (Presence.NULL, Presence.VALUE)


# Every form


@pytest.mark.parametrize("case", case_parameters())
def test_every_operation_of_the_catalogue_has_a_form(case: ErrorCase) -> None:
    form = Form(case.document, case.operation)
    state = form.default_state()
    fields = list(form.walk(state))
    assert len({each.path for each in fields}) == len(fields)
    for each in fields:
        assert form.field_at(each.path, state) == each
        assert form.nearest(each.path, state) == (each, "")
        assert each.label
        assert each.type_chip or not each.declared or each.path.parent is None
        assert not each.hint.startswith("the reference")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc01"), inner, max_size=3),
    max_leaves=10,
)
LEAVES = st.sampled_from(
    [
        {},
        True,
        False,
        {"type": "string"},
        {"type": ["integer", "null"]},
        {"enum": ["a", 1, None]},
        {"$ref": "#/components/schemas/It"},
        {"$ref": "#/nowhere"},
    ]
)
NAMES = st.sampled_from("abc01")


def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas that hold others."""
    members = st.dictionaries(NAMES, inner, max_size=3)
    several = st.lists(inner, max_size=3)
    return st.one_of(
        st.builds(lambda found: {"type": "object", "properties": found}, members),
        st.builds(lambda found: {"type": "object", "additionalProperties": found}, inner),
        st.builds(lambda found: {"type": "array", "items": found}, inner),
        st.builds(lambda found: {"prefixItems": found}, several),
        st.builds(lambda word, found: {word: found}, st.sampled_from(["anyOf", "oneOf", "allOf"]), several),
    )


SCHEMAS = st.recursive(LEAVES, around, max_leaves=8)


def leaves(value: Any, where: FieldPath) -> list[FieldPath]:
    if isinstance(value, dict):
        return [where, *(below for key, item in value.items() for below in leaves(item, where.child(key)))]
    if isinstance(value, list):
        return [where, *(below for index, item in enumerate(value) for below in leaves(item, where.child(index)))]
    return [where]


@given(SCHEMAS, VALUES)
@settings(max_examples=300)
def test_any_value_in_any_schema_is_shown_whole_and_comes_back_unchanged(schema: Any, value: Any) -> None:
    form = body_form(schema, {"It": schema})
    state = apply(form.default_state(), SetBodyText(encode_json(value)))
    assert get(state, BODY) == value
    fields = {each.path: each for each in form.walk(state)}
    for each in fields.values():
        assert form.field_at(each.path, state) == each
        assert form.nearest(each.path, state) == (each, "")
        form.chosen(each, state)
        form.presence(each, state)
    for where in leaves(value, BODY):
        assert where in fields
    assert replace(state, body_text=None).roots == state.roots


def test_a_large_form_is_read_as_far_as_it_is_looked_at() -> None:
    members = {f"field{index}": {"$ref": "#/components/schemas/Deep"} for index in range(5000)}
    deep = {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Deep"}}}
    form = body_form({"type": "object", "properties": members}, {"Deep": deep})
    state = form.default_state()
    assert field(form, state, "body/field4999").kind is FieldKind.OBJECT
    assert len(form.shapes._known) < 10
    assert len(form.children(field(form, state, "body"), state)) == 5000


def test_a_text_is_its_own_example_and_lines_begin_with_an_empty_one() -> None:
    def body_of(media_type: str, **content: Any) -> Any:
        made = {media_type: {"schema": {"type": "string", "maxLength": 3}, **content}}
        return form_of({"requestBody": {"required": True, "content": made}}).default_state().roots[Location.BODY]

    assert body_of("text/plain", example="long text") == "long text"
    assert body_of("application/jsonl") == "{}"
    assert body_of("application/jsonl", example='{"a": 1}') == '{"a": 1}'
