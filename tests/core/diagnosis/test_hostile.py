"""Servers and documents that are broken, huge or hostile: a diagnosis always comes, and soon."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.base.json_types import OMIT, JsonValue
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.diagnosis.model import Diagnosis, TargetKind
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json
from tests.support.error_cases import JSON

INT = {"type": "integer"}
STR = {"type": "string"}
SECONDS = 30.0
"""Far above what any of these takes here, far below what a person would call hanging."""

_NAMES = st.sampled_from(
    ["a", "b", "item_name", "name", "Cat", "int", "list[int]", "[key]", "__key__", "__root__", "body", "0", "", "x/y~z"]
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _NAMES
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3), max_leaves=8
)
_ELEMENTS = _NAMES | st.integers(-2, 3) | _VALUES
_LOCS = st.builds(
    lambda head, rest: [head, *rest],
    st.sampled_from(["body", "query", "header", "path", 5]),
    st.lists(_ELEMENTS, max_size=6),
)
_KINDS = st.sampled_from(
    [
        "missing",
        "extra_forbidden",
        "json_invalid",
        "int_parsing",
        "int_type",
        "model_attributes_type",
        "list_type",
        "enum",
        "literal_error",
        "greater_than",
        "multiple_of",
        "string_too_short",
        "too_short",
        "too_long",
        "union_tag_invalid",
        "union_tag_not_found",
        "decimal_max_places",
        "timezone_aware",
        "value_error.missing",
        "own",
    ]
)
_ITEMS = st.fixed_dictionaries(
    {"loc": _LOCS | _VALUES},
    optional={
        "type": _KINDS | _VALUES,
        "msg": _VALUES,
        "input": _VALUES,
        "ctx": st.dictionaries(
            st.sampled_from(
                [
                    "ge",
                    "le",
                    "gt",
                    "lt",
                    "multiple_of",
                    "min_length",
                    "max_length",
                    "tag",
                    "expected",
                    "expected_tags",
                    "discriminator",
                    "decimal_places",
                ]
            ),
            _VALUES,
        )
        | _VALUES,
    },
)
_KEYWORDS = (
    "type properties required items prefixItems anyOf oneOf allOf enum const additionalProperties patternProperties "
    "propertyNames contentSchema discriminator format minLength maximum multipleOf default examples title uniqueItems "
    "minItems"
)
_REFS = st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in ("A", "B", "C", "Nowhere")])
_SCHEMAS = st.recursive(
    _REFS
    | st.sampled_from([INT, STR, {"type": "array"}, {"type": "object"}, {}, True, {"enum": [1, "a", None]}])
    | _VALUES,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(_KEYWORDS.split()), inner | st.lists(inner, max_size=3), max_size=5),
        st.builds(
            lambda members: {"type": "object", "properties": members}, st.dictionaries(_NAMES, inner, max_size=4)
        ),
        st.builds(lambda several: {"anyOf": several}, st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    body=_SCHEMAS,
    named=st.fixed_dictionaries(dict.fromkeys("ABC", _SCHEMAS)),
    sent=_VALUES,
    items=st.lists(_ITEMS, min_size=1, max_size=5),
    media_type=st.sampled_from([JSON, "multipart/form-data"]),
    names=st.dictionaries(_NAMES, st.dictionaries(_NAMES, _NAMES, max_size=3), max_size=2),
)
def test_always_comes_to_an_end(body: Any, named: Any, sent: Any, items: Any, media_type: str, names: Any) -> None:
    api = an_api(
        body,
        a_parameter("query", "a", named["A"]),
        a_parameter("header", "item_name"),
        schemas=named,
        media_type=media_type,
    )
    request = Sent(
        query=(("a", "1"), ("zz", "2")), headers=(("Name", "x"),), media_type=media_type, text="{", body=sent
    )
    diagnosis = diagnose_answer(*api, request, Answer(422, body={"detail": items}), names)
    count = sum(_count(finding) for finding in diagnosis.findings)
    assert count == len(items)
    for finding in diagnosis.findings:
        assert (finding.field is None) == (finding.target.kind is TargetKind.UNMAPPED)


def _count(finding: Any) -> int:
    return int(finding.count) + sum(_count(other) for other in finding.other_branches)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(status=st.integers(0, 999), body=_VALUES | st.just(OMIT), text=st.text(max_size=50))
def test_reads_any_body(status: int, body: Any, text: str) -> None:
    diagnosis = diagnose_answer(*an_api(INT), Sent(), Answer(status, body=body, text=text))
    assert diagnosis.headline.startswith(str(status))


def _timed(api: Any, sent: Sent, *errors: dict[str, Any]) -> Diagnosis:
    started = time.perf_counter()
    diagnosis = diagnosed(api, sent, *errors)
    assert time.perf_counter() - started < SECONDS
    return diagnosis


def test_places_ten_thousand_items() -> None:
    api = an_api({"type": "array", "items": an_object("quantity", quantity=INT, price={"type": "number"})})
    body: Any = [{"quantity": "x", "prise": 1}] * 10_000
    errors = [an_error("body", index, "quantity", kind="int_parsing", input="x") for index in range(10_000)]
    diagnosis = _timed(api, sent_json(body), *errors)
    assert len(diagnosis.findings) == 10_000
    assert str(diagnosis.findings[-1].field) == "body/9999/quantity"


def test_places_thousands_of_names_that_the_schema_does_not_know() -> None:
    api = an_api({"type": "object", "properties": {f"property_{index}": INT for index in range(500)}, "required": []})
    body = {f"key-{index}": index for index in range(2_000)}
    errors = [an_error("body", name, kind="int_parsing") for name in body]
    assert len(_timed(api, sent_json(body), *errors).findings) == 2_000


def test_pairs_thousands_of_missing_names_only_so_far() -> None:
    properties: dict[str, Any] = {f"wanted_{index}": INT for index in range(3_000)}
    api = an_api({"type": "object", "properties": properties, "required": list(properties)})
    body = {f"sent-{index}": index for index in range(3_000)}
    errors = [an_error("body", name, kind="missing", input=None) for name in properties]
    assert len(_timed(api, sent_json(body), *errors).findings) == 3_000


def test_places_thousands_of_entries_of_a_map() -> None:
    api = an_api({"type": "object", "additionalProperties": INT})
    body = {f"key-{index}": "x" for index in range(3_000)}
    errors = [an_error("body", name, kind="int_parsing") for name in reversed(body)]
    found = _timed(api, sent_json(body), *errors).findings
    assert [str(finding.field) for finding in found[:2]] == ["body/key-0", "body/key-1"]


def test_places_thousands_of_labels_of_a_wide_union() -> None:
    alternatives = [an_object(f"p{index}", **{f"p{index}": INT}) for index in range(200)]
    api = an_api({"type": "array", "items": {"anyOf": alternatives}})
    errors = [an_error("body", index, f"Tag{index}", "p7", kind="missing") for index in range(2_000)]
    assert len(_timed(api, sent_json([{}] * 2_000), *errors).findings) == 2_000


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_reads_a_location_without_end(depth: int) -> None:
    api = an_api(
        {"$ref": "#/components/schemas/Tree"}, schemas={"Tree": an_object(child={"$ref": "#/components/schemas/Tree"})}
    )
    [finding] = _timed(api, sent_json({}), an_error("body", *["child"] * depth, kind="missing")).findings
    assert finding.field is not None
    assert len(finding.location) == 64


CYCLES: dict[str, dict[str, Any]] = {
    "itself": {"A": {"$ref": "#/components/schemas/A"}},
    "all of itself": {"A": {"allOf": [{"$ref": "#/components/schemas/A"}], "properties": {"a": INT}}},
    "a union of itself": {"A": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/A"}]}},
    "two unions of each other": {
        "A": {"anyOf": [{"$ref": "#/components/schemas/B"}, INT, {"$ref": "#/components/schemas/A"}]},
        "B": {"oneOf": [{"$ref": "#/components/schemas/A"}, STR, {"$ref": "#/components/schemas/B"}]},
    },
    "its own text": {"A": {"type": "string", "contentSchema": {"$ref": "#/components/schemas/A"}}},
    "its own items": {
        "A": {"items": {"$ref": "#/components/schemas/A"}, "prefixItems": [{"$ref": "#/components/schemas/A"}]}
    },
    "its own entries": {"A": {"additionalProperties": {"$ref": "#/components/schemas/A"}}},
    "nowhere": {"A": {"$ref": "#/components/schemas/Missing"}},
    "elsewhere": {"A": {"$ref": "https://example.com/schema.json"}},
}


@pytest.mark.parametrize("name", CYCLES)
@pytest.mark.parametrize("loc", [("x", "y", "z"), (0, 1, 2), ("Tag", 0, "int", "Tag2", "b", 5, "c", "d"), ()])
@pytest.mark.parametrize("value", ['"\\"x\\""', {"x": {"y": 1}}, [[["x"]]], None])
def test_follows_schemas_in_circles_only_so_far(name: str, loc: tuple[Any, ...], value: Any) -> None:
    api = an_api({"$ref": "#/components/schemas/A"}, schemas=CYCLES[name])
    errors = [an_error("body", *loc, kind=kind) for kind in ("int_parsing", "missing", "extra_forbidden")]
    assert sum(finding.count for finding in _timed(api, sent_json(value), *errors).findings) == 3


def test_gives_the_first_reading_when_the_budget_is_spent() -> None:
    union = {"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}, INT]}
    named = {"A": an_object(x=union, y=union), "B": an_object(x=union, y=union)}
    errors = [an_error("body", *["x", "y"] * 20, index, kind="missing") for index in range(500)]
    diagnosis = _timed(an_api(union, schemas=named), sent_json({}), *errors)
    assert all(finding.field is not None for finding in diagnosis.findings)


@pytest.mark.parametrize(
    "detail",
    [
        [{"loc": [["body"]]}],
        [{"loc": [{}]}],
        [{"loc": [None, None]}],
        [{"loc": ["body", 1.5, True, None, [], {}]}],
        [{"loc": ["body", 10**100]}],
        [{"loc": ["body", "x" * 1_000_000]}],
        [{"loc": ["query", "x" * 1_000_000]}],
        [{"loc": ["query", 5]}],
        [{"loc": ["body", -1], "type": "json_invalid"}],
        [{"loc": ["body", 10**15], "type": "json_invalid"}],
    ],
)
def test_takes_any_location(detail: JsonValue) -> None:
    api = an_api(an_object(a=INT), a_parameter("query", "q"))
    diagnosis = diagnose_answer(*api, sent_json({"a": 1}), Answer(422, body={"detail": detail}))
    assert len(diagnosis.findings) == 1
