"""What a form can do about each type of error: label, and what the field holds after one click."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import jsonschema_rs
import pytest

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.edits import RenameKey
from app.core.forms.state import apply_all, get
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json, state_of

if TYPE_CHECKING:
    from app.core.diagnosis.model import Finding

A = FieldPath.parse("body/a")
INT = {"type": "integer"}
STR = {"type": "string"}


def _finding(schema: dict[str, Any], sent: Any, kind: str, *deeper: Any, **error: Any) -> tuple[Finding, Sent]:
    api = an_api({"type": "object", "properties": {"a": schema}})
    request = sent_json({} if sent is OMIT else {"a": sent})
    [finding] = diagnosed(api, request, an_error("body", "a", *deeper, kind=kind, **error)).findings
    return finding, request


@pytest.mark.parametrize(
    ("schema", "sent", "kind", "label", "value"),
    [
        # missing
        ({"type": "string", "examples": ["Clean Code"]}, OMIT, "missing", "Add a: Clean Code", "Clean Code"),
        ({"type": "integer", "default": 7}, OMIT, "missing", "Add a: 7", 7),
        (an_object("b", b=INT), OMIT, "missing", 'Add a: {"b":1}', {"b": 1}),
        # texts
        ({**STR, "minLength": 1}, "", "string_too_short", "Fix: needs 1 more character", "a"),
        ({**STR, "minLength": 5}, "abc", "string_too_short", "Fix: needs 2 more characters", "abcxx"),
        ({**STR, "minLength": 3, "examples": ["Ada"]}, "x", "string_too_short", "Fix: needs 2 more characters", "Ada"),
        ({**STR, "minLength": 3, "pattern": "^a+$"}, "a", "string_too_short", "Fix: needs 2 more characters", ANY),
        ({**STR, "maxLength": 2}, "abc", "string_too_long", "Fix: cut to 2 characters", "ab"),
        ({**STR, "maxLength": 1}, "abc", "string_too_long", "Fix: cut to 1 character", "a"),
        ({**STR, "pattern": "^password$"}, "x", "string_pattern_mismatch", "Use password", "password"),
        ({**STR, "format": "uuid"}, "zz", "uuid_parsing", None, "3fa85f64-5717-4562-b3fc-000000000001"),
        ({**STR, "format": "date"}, "zz", "date_from_datetime_parsing", "Use 2024-01-01", "2024-01-01"),
        (
            {**STR, "format": "date"},
            "2020-01-01T01:00:00",
            "date_from_datetime_inexact",
            "Fix: 2020-01-01",
            "2020-01-01",
        ),
        ({**STR, "format": "ipv4"}, "z", "ip_v4_address", "Use 192.0.2.1", "192.0.2.1"),
        (STR, "2020-01-01T09:30:00", "timezone_aware", "Fix: 2020-01-01T09:30:00Z", "2020-01-01T09:30:00Z"),
        (STR, "2020-01-01T09:30:00Z", "timezone_naive", "Fix: 2020-01-01T09:30:00", "2020-01-01T09:30:00"),
        (STR, "2020-01-01T09:30:00+02:00", "timezone_naive", "Fix: 2020-01-01T09:30:00", "2020-01-01T09:30:00"),
        # types
        (INT, "5", "int_type", "Fix: 5", 5),
        (INT, "5", "int_parsing", "Fix: 5", 5),
        (INT, "five", "int_parsing", "Use 1", 1),
        (INT, {}, "int_type", "Use 1", 1),
        (STR, 5, "string_type", 'Use "5"', "5"),
        (STR, True, "string_type", 'Use "true"', "true"),
        ({**STR, "contentSchema": INT}, 5, "string_type", 'Use "5"', "5"),
        # numbers that are none
        ({**INT, "minimum": 1000, "maximum": 2100}, math.nan, "finite_number", "Use 1000", 1000),
        ({**INT, "examples": [1984]}, math.nan, "finite_number", "Use 1984", 1984),
        ({**INT, "minimum": 1000, "maximum": 2100}, math.inf, "finite_number", "Fix: 2100", 2100),
        ({"type": "number", "minimum": -5}, -math.inf, "finite_number", "Fix: -5", -5),
        ({"type": "number", "exclusiveMaximum": 5}, math.inf, "finite_number", "Fix: 4", 4),
        ({"type": "number", "maximum": 5, "examples": [2.5]}, -math.inf, "finite_number", "Use 2.5", 2.5),
        ({"type": "boolean"}, "maybe", "bool_parsing", "Fix: true", True),
        ({"type": "boolean"}, 1, "bool_type", "Fix: true", True),
        ({"type": "array", "items": INT}, 5, "list_type", "Fix: [5]", [5]),
        ({"type": "array", "items": INT}, {}, "list_type", "Use []", []),
        (an_object(b=INT), [{"b": 1}], "model_attributes_type", 'Fix: {"b":1}', {"b": 1}),
        (an_object(b=INT), '{"b": 1}', "dict_type", 'Fix: {"b":1}', {"b": 1}),
        (an_object("b", b=INT), [5], "model_attributes_type", 'Use {"b":1}', {"b": 1}),
        (INT, None, "none_not_allowed", "Use 1", 1),
        (
            {**STR, "contentSchema": {"type": "array", "items": INT, "minItems": 1}},
            "[1,",
            "json_invalid",
            "Use [1]",
            "[1]",
        ),
        # choices
        ({"enum": ["red", "green"]}, "grean", "enum", "Fix: green", "green"),
        ({"enum": [1, 2, 10]}, 9, "literal_error", "Fix: 10", 10),
        # containers
        ({"type": "array", "items": INT, "minItems": 3}, [5], "too_short", "Add 2 items", [5, 1, 1]),
        ({"type": "array", "items": INT, "maxItems": 1}, [5, 6], "too_long", "Fix: keep the first 1 item", [5]),
        ({"type": "array", "items": INT, "maxItems": 2}, [5, 6, 7], "too_long", "Fix: keep the first 2 items", [5, 6]),
        (
            {"type": "object", "additionalProperties": INT, "maxProperties": 1},
            {"x": 1, "y": 2},
            "too_long",
            "Remove y",
            {"x": 1},
        ),
        ({**STR, "minLength": 10}, "hunter2", "too_short", "Fix: needs 3 more characters", "hunter2xxx"),
        ({**STR, "maxLength": 3}, "hunter2", "too_long", "Fix: cut to 3 characters", "hun"),
    ],
)
def test_mends_with_one_click(schema: dict[str, Any], sent: Any, kind: str, label: str | None, value: Any) -> None:
    finding, request = _finding(schema, sent, kind)
    fix = finding.fixes[0]
    assert label in {None, fix.label}
    mended = get(apply_all(state_of(request), fix.edits), A)
    assert mended == value
    assert jsonschema_rs.is_valid(schema, mended)


@pytest.mark.parametrize(
    ("schema", "sent", "kind", "error"),
    [
        (STR, "x", "value_error", {}),
        (STR, "x", "assertion_error", {}),
        (STR, "x", "not_a_prime", {}),
        ({**STR, "minLength": 20_000}, "x", "string_too_short", {}),
        (STR, "x", "string_too_short", {}),
        (STR, 5, "string_too_short", {"ctx": {"min_length": 9}, "input": 5}),
        ({**STR, "minLength": 3, "pattern": "("}, "x", "string_too_short", {}),
        (STR, 5, "string_too_long", {"ctx": {"max_length": 1}}),
        (STR, "x", "string_too_long", {"ctx": {"max_length": True}}),
        (STR, 5, "timezone_aware", {}),
        (STR, "2020", "date_from_datetime_inexact", {}),
        ({**STR, "format": "uuid"}, "3fa85f64-5717-4562-b3fc-2c963f66afa6", "is_instance_of", {}),
        ({"type": "array", "items": False, "minItems": 1}, [], "too_short", {}),
        ({"type": "array", "items": INT, "minItems": 2, "uniqueItems": True}, [1], "too_short", {}),
        ({"type": "array", "items": INT, "minItems": 5000}, [1], "too_short", {}),
        ({"type": "array", "items": {"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, "minItems": 1}, [], "too_short", {}),
        ({"type": "array", "items": INT}, 5, "too_long", {}),
        ({"type": "object", "maxProperties": 1}, {str(key): 1 for key in range(500)}, "too_long", {}),
        ({"enum": []}, "x", "enum", {}),
        (STR, "x", "union_tag_invalid", {}),
    ],
)
def test_offers_nothing_where_only_a_person_can_know(
    schema: dict[str, Any], sent: Any, kind: str, error: dict[str, Any]
) -> None:
    finding, _request = _finding(schema, sent, kind, **error)
    assert finding.fixes == ()


def test_offers_nothing_for_a_place_without_a_schema() -> None:
    finding, _request = _finding({"type": "object"}, {"b": 5}, "int_type", "b")
    assert finding.fixes == ()
    finding, _request = _finding({"type": "object"}, {}, "missing", "b")
    assert finding.fixes == ()


def test_offers_nothing_for_a_value_that_no_schema_allows() -> None:
    finding, _request = _finding({"allOf": [INT, STR]}, OMIT, "missing")
    assert finding.fixes == ()


def test_adds_a_parameter_and_an_item() -> None:
    api = an_api(None, a_parameter("query", "limit", INT))
    [finding] = diagnosed(api, Sent(), an_error("query", "limit", kind="missing")).findings
    assert finding.fixes[0].label == "Add limit: 1"
    finding, request = _finding({"type": "array", "prefixItems": [INT, STR]}, [1], "missing", 1)
    assert finding.fixes[0].label == "Add item 1: 1"
    assert get(apply_all(state_of(request), finding.fixes[0].edits), A) == [1, "1"]


def test_adds_a_whole_body() -> None:
    api = an_api(an_object("b", b=INT))
    [finding] = diagnosed(api, Sent(), an_error("body", kind="missing", input=None)).findings
    assert finding.fixes[0].label == 'Add the body: {"b":1}'
    assert get(apply_all(state_of(Sent()), finding.fixes[0].edits), FieldPath.parse("body")) == {"b": 1}


def test_adds_no_file_out_of_thin_air() -> None:
    api = an_api(an_object("cover", cover={"type": "string", "format": "binary"}), media_type="multipart/form-data")
    sent = Sent(media_type="multipart/form-data; boundary=x", body={})
    [finding] = diagnosed(api, sent, an_error("body", "cover", kind="missing", input=None)).findings
    assert finding.fixes == ()


def test_puts_a_text_in_place_of_a_file() -> None:
    api = an_api(an_object(name=STR), media_type="multipart/form-data")
    sent = Sent(media_type="multipart/form-data; boundary=x", body={"name": FileRef("a.txt", "a.txt")})
    [finding] = diagnosed(api, sent, an_error("body", "name", kind="string_type")).findings
    assert [fix.label for fix in finding.fixes] == []


def test_removes_an_unknown_member_or_gives_it_the_name_it_resembles() -> None:
    api = an_api(an_object(title=STR, year=INT))
    [finding] = diagnosed(
        api, sent_json({"titel": "x", "year": 1}), an_error("body", "titel", kind="extra_forbidden")
    ).findings
    assert [fix.label for fix in finding.fixes] == ["Remove titel", "Rename titel to title"]
    api = an_api(None, a_parameter("query", "page"), a_parameter("query", "size"))
    sent = Sent(query=(("pagee", "1"), ("size", "2")))
    [finding] = diagnosed(api, sent, an_error("query", "pagee", kind="extra_forbidden")).findings
    assert finding.fixes[1].edits == (RenameKey(FieldPath.parse("query/pagee"), "page"),)


def test_removes_nothing_that_was_not_sent() -> None:
    api = an_api(an_object(title=STR))
    [finding] = diagnosed(api, sent_json({}), an_error("body", "zz", kind="extra_forbidden")).findings
    assert finding.fixes == ()
    [finding] = diagnosed(api, sent_json({"title": "x"}), an_error("body", "title", kind="extra_forbidden")).findings
    assert finding.fixes == ()


PETS = {
    "oneOf": [
        an_object("kind", kind={"const": "cat"}, meow=INT),
        an_object("kind", kind={"const": "dog"}, bark=INT, size=INT),
    ],
    "discriminator": {"propertyName": "kind"},
}


def test_chooses_the_tag_of_the_alternative_that_knows_most_members() -> None:
    finding, request = _finding(PETS, {"bark": 1}, "union_tag_not_found")
    assert [fix.label for fix in finding.fixes] == ["Fix: kind dog", "Fix: kind cat"]
    mended = get(apply_all(state_of(request), finding.fixes[0].edits), A)
    assert jsonschema_rs.is_valid(PETS, mended)
    finding, _request = _finding(PETS, 5, "union_tag_not_found")
    assert [fix.label for fix in finding.fixes] == ["Fix: kind cat", "Fix: kind dog"]


def test_writes_a_tag_as_the_type_it_has() -> None:
    pets = {**PETS, "oneOf": [an_object("kind", kind={"const": tag}) for tag in (1, 2)]}
    finding, request = _finding(pets, {"kind": 3}, "union_tag_invalid", ctx={"tag": "3"})
    mended = get(apply_all(state_of(request), finding.fixes[0].edits), A)
    assert mended == {"kind": 2}


def test_renames_a_wrong_key_to_a_free_one() -> None:
    keyed = {"type": "object", "additionalProperties": INT, "propertyNames": {"enum": ["red", "blue"]}}
    finding, request = _finding(keyed, {"pink": 1, "red": 2}, "enum", "pink", "[key]")
    assert [fix.label for fix in finding.fixes] == ["Rename pink to blue"]
    assert get(apply_all(state_of(request), finding.fixes[0].edits), A) == {"blue": 1, "red": 2}
    numbered = {"type": "object", "additionalProperties": INT, "propertyNames": {"enum": [1]}}
    finding, _request = _finding(numbered, {"x": 1}, "int_parsing", "x", "[key]")
    assert finding.fixes == ()


@pytest.mark.parametrize(("text", "label"), [("nan", "Use 40.0"), ("inf", "Fix: 500"), ("-Infinity", "Use 40.0")])
def test_mends_a_number_that_is_none_in_a_parameter(text: str, label: str) -> None:
    amount = {"type": "number", "maximum": 500, "examples": [40.0]}
    api = an_api(None, a_parameter("query", "amount", amount))
    sent = Sent(query=(("amount", text),))
    [finding] = diagnosed(api, sent, an_error("query", "amount", kind="finite_number", input=text)).findings
    assert [fix.label for fix in finding.fixes] == [label]


@pytest.mark.parametrize("odd", ["text", [], 10**400])
def test_what_reads_as_no_number_is_no_infinity(odd: Any) -> None:
    finding, _request = _finding({**INT, "maximum": 9, "examples": [4]}, odd, "finite_number")
    assert [fix.label for fix in finding.fixes] == ["Use 4"]


NOTES = {"type": "object", "additionalProperties": STR, "propertyNames": {"minLength": 1, "maxLength": 30}}


@pytest.mark.parametrize(
    ("schema", "sent", "kind", "ctx", "labels", "mended"),
    [
        (
            NOTES,
            {"": "x"},
            "string_too_short",
            {},
            ["Rename it to name", "Remove the entry without a name"],
            {"name": "x"},
        ),
        (NOTES, {"": "x", "name": 1}, "string_too_short", {}, ["Remove the entry without a name"], {"name": 1}),
        (
            NOTES,
            {"k" * 40: "x"},
            "string_too_long",
            {"max_length": 30},
            [f"Rename {'k' * 40} to {'k' * 30}", f"Remove {'k' * 40}"],
            {"k" * 30: "x"},
        ),
        ({"type": "object", "additionalProperties": STR}, {"": 1}, "x", {}, ["Remove the entry without a name"], {}),
    ],
)
def test_renames_or_removes_an_entry_whose_name_breaks_a_rule(
    schema: dict[str, Any], sent: Any, kind: str, ctx: dict[str, Any], labels: list[str], mended: Any
) -> None:
    finding, request = _finding(schema, sent, kind, next(iter(sent)), "[key]", ctx=ctx)
    assert [fix.label for fix in finding.fixes] == labels
    assert get(apply_all(state_of(request), finding.fixes[0].edits), A) == mended


def test_shortens_long_values_on_buttons() -> None:
    finding, _request = _finding({"type": "string", "examples": ["x" * 500]}, OMIT, "missing")
    assert finding.fixes[0].label == f"Add a: {'x' * 39}…"
    finding, _request = _finding({"type": "string", "examples": [""]}, OMIT, "missing")
    assert finding.fixes[0].label == 'Add a: ""'
