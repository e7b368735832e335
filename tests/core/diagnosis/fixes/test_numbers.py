from __future__ import annotations

import math
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.diagnosis.fixes.numbers import nearest_number
from tests.support.diagnoses import an_api, an_error, diagnosed, sent_json


@pytest.mark.parametrize(
    ("value", "keywords", "whole", "nearest"),
    [
        (500, {"minimum": 1000, "maximum": 2100}, True, 1000),
        (3000, {"minimum": 1000, "maximum": 2100}, True, 2100),
        (500, {"minimum": 1000.0}, True, 1000),
        (0, {"exclusiveMinimum": 0}, True, 1),
        (0, {"exclusiveMinimum": 0}, False, 1),
        (0, {"exclusiveMinimum": 0, "maximum": 1}, False, 0.5),
        (9, {"exclusiveMaximum": 5}, True, 4),
        (9, {"exclusiveMaximum": 5}, False, 4),
        (5, {"exclusiveMaximum": 5, "minimum": 4.9}, False, 4.95),
        (7, {"multipleOf": 5}, True, 5),
        (1, {"multipleOf": 5, "minimum": 1}, True, 5),
        (11, {"multipleOf": 5, "maximum": 12}, True, 10),
        (11, {"multipleOf": 5, "exclusiveMaximum": 10}, True, 5),
        (0, {"multipleOf": 5, "exclusiveMinimum": 0}, True, 5),
        (0.25, {"multipleOf": 0.1}, False, 0.2),
        (1, {"multipleOf": 1.5}, True, 0),
        (4, {"multipleOf": 1.5, "minimum": 1}, True, 3),
        (1.5, {}, True, 2),
        (1.5, {}, False, 1.5),
        (1, {"minimum": 5, "maximum": 4}, False, None),
        (1, {"minimum": 4.2, "maximum": 4.8}, True, None),
        (1, {"exclusiveMinimum": 4, "maximum": 4}, False, None),
        (1, {"minimum": 5, "exclusiveMinimum": 3}, False, 5),
        (9, {"maximum": 5, "exclusiveMaximum": 8}, False, 5),
        (1, {"minimum": "5"}, False, 5),
        (1, {"minimum": "x", "maximum": True}, False, 1),
        (1, {"minimum": math.inf}, False, 1),
        pytest.param(1, {"minimum": 10**400}, False, 10**400, id="huge"),
        pytest.param(1.5, {"minimum": 10**400, "multipleOf": 0.3}, False, None, id="huge-fraction"),
        (1, {"multipleOf": 0}, False, 1),
        (0.1, {"minimum": 1e308, "multipleOf": 0.3}, False, None),
    ],
)
def test_finds_the_nearest_number_that_is_allowed(
    value: Any, keywords: dict[str, Any], whole: bool, nearest: Any
) -> None:
    found = nearest_number(value, keywords, whole=whole)
    if nearest is None and found is not None:
        # Beyond what floats can tell apart a number may be found or not, but never a wrong one.
        assert jsonschema_rs.is_valid({"minimum": keywords.get("minimum", 0)}, found)
    else:
        assert found == nearest
        assert not whole or isinstance(found, int) or found is None


_LIMITS = st.one_of(st.integers(-50, 50), st.integers(-500, 500).map(lambda tenths: tenths / 10))


@given(
    value=_LIMITS,
    keywords=st.fixed_dictionaries(
        {},
        optional={
            "minimum": _LIMITS,
            "exclusiveMinimum": _LIMITS,
            "maximum": _LIMITS,
            "exclusiveMaximum": _LIMITS,
            "multipleOf": st.sampled_from([1, 2, 3, 5, 7, 10, 0.5, 0.25]),
        },
    ),
    whole=st.booleans(),
)
def test_gives_only_numbers_that_keep_every_rule(value: float, keywords: dict[str, Any], whole: bool) -> None:
    found = nearest_number(value, keywords, whole=whole)
    schema = {**keywords, "type": "integer" if whole else "number"}
    if found is not None:
        assert jsonschema_rs.is_valid(schema, found), (schema, found)
    else:
        validator = jsonschema_rs.validator_for(schema)
        assert not any(validator.is_valid(quarter / 4) for quarter in range(-300, 300))


def _labels(schema: dict[str, Any], sent: Any, **error: Any) -> list[str]:
    api = an_api({"type": "object", "properties": {"a": schema}})
    [finding] = diagnosed(api, sent_json({"a": sent}), an_error("body", "a", **error)).findings
    return [fix.label for fix in finding.fixes]


@pytest.mark.parametrize(
    ("schema", "sent", "error", "labels"),
    [
        ({"type": "integer", "minimum": 1000}, 500, {"kind": "greater_than_equal", "ctx": {"ge": 1000}}, ["Fix: 1000"]),
        ({"type": "integer"}, "500", {"kind": "greater_than_equal", "ctx": {"ge": 1000}}, ["Fix: 1000"]),
        ({"type": "number"}, 5, {"kind": "less_than", "ctx": {"lt": "2.5"}}, ["Fix: 1.5"]),
        ({"type": "integer"}, 7, {"kind": "multiple_of", "ctx": {"multiple_of": 4}}, ["Fix: 8"]),
        (
            {"type": "string"},
            "2020-01-01",
            {"kind": "less_than_equal", "ctx": {"le": "2019-12-31"}},
            ["Fix: 2019-12-31"],
        ),
        ({"type": "string"}, "2020-01-01", {"kind": "less_than", "ctx": {"lt": "2019-12-31"}}, []),
        ({"type": "integer"}, 5, {"kind": "greater_than"}, []),
        ({"type": "integer"}, None, {"kind": "greater_than", "ctx": {"gt": 5}}, []),
        ({"type": "integer"}, 1.6, {"kind": "int_from_float"}, ["Fix: 2"]),
        ({"type": "integer", "minimum": 2, "maximum": 1}, 1.6, {"kind": "int_from_float"}, []),
        ({"type": "integer"}, "x", {"kind": "int_from_float"}, []),
        ({"type": "number"}, 1.234, {"kind": "decimal_max_places", "ctx": {"decimal_places": 2}}, ["Fix: 1.23"]),
        ({"type": "number"}, 1.234, {"kind": "decimal_max_places"}, []),
        ({"type": "number"}, 1234, {"kind": "decimal_max_places", "ctx": {"decimal_places": -(10**9)}}, []),
    ],
)
def test_offers_the_nearest_number(schema: dict[str, Any], sent: Any, error: dict[str, Any], labels: list[str]) -> None:
    assert _labels(schema, sent, **error) == labels
