from __future__ import annotations

import math
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.forms.patterns import MAX_LENGTH
from app.core.forms.samples import _FORMATS, sample_number, sample_text


@pytest.mark.parametrize("name", sorted(_FORMATS))
def test_every_format_has_valid_samples_that_differ(name: str) -> None:
    texts = [sample_text({"format": name}, "", variant) for variant in range(28)]
    assert len(set(texts)) == 28
    for text in texts:
        schema = {"type": "string", "format": name}
        assert jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(text), text


def test_the_name_is_the_text_where_nothing_else_is_said() -> None:
    assert sample_text({}, "title") == "title"
    assert sample_text({}, "title", 1) == "title2"
    assert sample_text({}, "") == "string"
    assert sample_text({"format": "unheard-of"}, "title") == "title"
    assert sample_text({"format": "email"}, "mail") == "ada@example.com"
    assert sample_text({"format": "email"}, "mail", 30) == "mail31"


@given(st.integers(0, 60), st.integers(0, 60), st.text("ab c", max_size=8), st.integers(0, 200))
def test_lengths_are_kept(least: int, most: int, name: str, variant: int) -> None:
    text = sample_text({"minLength": least, "maxLength": most}, name, variant)
    assert (text is None) is (least > most)
    assert text is None or least <= len(text) <= most


def test_a_length_out_of_reach_gives_nothing() -> None:
    assert sample_text({"minLength": MAX_LENGTH + 1}, "a") is None
    assert len(sample_text({"minLength": 5000}, "a") or "") == 5000


def test_a_pattern_wins_over_format_and_name() -> None:
    assert sample_text({"pattern": "^x$", "format": "date"}, "title") == "x"
    assert sample_text({"pattern": "["}, "title") is None
    assert sample_text({"format": "uuid", "maxLength": 5}, "title") == "title"


@pytest.mark.parametrize(
    ("keywords", "whole", "fraction"),
    [
        ({}, 1, 1),
        ({"minimum": 1000, "maximum": 2100}, 1000, 1000),
        ({"minimum": 0}, 1, 1),
        ({"maximum": 0}, 0, 0),
        ({"maximum": -5}, -5, -5),
        ({"exclusiveMinimum": 0}, 1, 1),
        ({"exclusiveMinimum": 1}, 2, 2),
        ({"exclusiveMaximum": 1}, 0, 0),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, None, 0.5),
        ({"minimum": 1.5, "maximum": 1.7}, None, 1.5),
        ({"multipleOf": 7, "maximum": 20}, 7, 7),
        ({"multipleOf": 0.01, "minimum": 0.005, "maximum": 0.5}, None, 0.01),
        ({"multipleOf": 2.5}, 5, 2.5),
        ({"minimum": 5, "maximum": 4}, None, None),
        ({"minimum": 10**400}, 10**400, 10**400),
        ({"multipleOf": 1e-320}, None, None),
        ({"minimum": math.inf, "maximum": "x", "multipleOf": True}, 1, 1),
        ({"minimum": -10, "maximum": -3, "multipleOf": 4}, -8, -8),
    ],
)
def test_numbers_keep_their_limits(keywords: dict[str, Any], whole: int | None, fraction: float | None) -> None:
    assert sample_number(keywords, whole=True) == whole
    assert sample_number(keywords, whole=False) == fraction
    assert isinstance(sample_number(keywords, whole=True), int | None)


def test_a_limit_that_is_a_large_float_is_met_exactly() -> None:
    found = sample_number({"minimum": 1e300}, whole=True)
    assert found is not None
    assert found >= 1e300


def test_numbers_differ_by_variant() -> None:
    assert [sample_number({"minimum": 3, "maximum": 5}, whole=True, variant=variant) for variant in range(4)] == [
        3,
        4,
        5,
        None,
    ]


LIMITS = st.integers(-50, 50) | st.floats(-50, 50, allow_nan=False).map(lambda number: round(number, 2))


@given(
    st.dictionaries(st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), LIMITS),
    st.booleans(),
)
def test_numbers_that_are_made_are_valid(keywords: dict[str, Any], whole: bool) -> None:
    found = sample_number(keywords, whole=whole)
    if found is not None:
        assert jsonschema_rs.is_valid({"type": "integer" if whole else "number", **keywords}, found)
    elif not whole:
        low = max((keywords[key] for key in ("minimum", "exclusiveMinimum") if key in keywords), default=-math.inf)
        high = min((keywords[key] for key in ("maximum", "exclusiveMaximum") if key in keywords), default=math.inf)
        assert low >= high
