from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.broken import broken_rule
from app.core.diagnosis.schemas import Schemas
from tests.support.diagnoses import an_api


def _broken(schema: dict[str, Any], value: Any, words: str = "", *, as_text: bool = False) -> str:
    document, operation = an_api(schema)
    assert operation.body is not None
    node = operation.body.contents[0].schema
    assert node is not None
    return broken_rule(Schemas(document), node, value, words, as_text=as_text)


@pytest.mark.parametrize(
    ("schema", "value", "rule"),
    [
        ({"type": "integer"}, OMIT, "missing"),
        ({"type": "integer"}, "x", "int_parsing"),
        ({"type": "number"}, "x", "float_parsing"),
        ({"type": "boolean"}, "x", "bool_parsing"),
        ({"type": "integer"}, [], "int_type"),
        ({"type": "object"}, "x", "dict_type"),
        ({"type": "array"}, None, "list_type"),
        ({"type": "string"}, 5, "string_type"),
        ({"type": "null"}, 5, ""),
        ({"enum": ["a", "b"]}, "c", "enum"),
        ({"type": "integer", "minimum": 1}, 0, "greater_than_equal"),
        ({"type": "integer", "exclusiveMinimum": 1}, 1, "greater_than"),
        ({"type": "number", "maximum": 1}, 1.5, "less_than_equal"),
        ({"type": "number", "exclusiveMaximum": 1}, 1, "less_than"),
        ({"type": "integer", "multipleOf": 5}, 7, "multiple_of"),
        ({"type": "integer", "multipleOf": 5}, 10, ""),
        ({"type": "integer", "multipleOf": 0}, 10, ""),
        ({"type": "number", "multipleOf": 0.1}, 0.3, ""),
        ({"type": "number", "multipleOf": 1}, float("inf"), ""),
        ({"type": "number", "multipleOf": 0.5}, 10**400, ""),
        ({"type": "integer", "minimum": True}, 0, ""),
        ({"type": "string", "minLength": 2}, "a", "string_too_short"),
        ({"type": "string", "maxLength": 2}, "abc", "string_too_long"),
        ({"type": "string", "pattern": "^a"}, "b", "string_pattern_mismatch"),
        ({"type": "string", "format": "email"}, "b", "string_pattern_mismatch"),
        ({"type": "string"}, "b", ""),
        ({"type": "array", "minItems": 1}, [], "too_short"),
        ({"type": "array", "maxItems": 1}, [1, 2], "too_long"),
        ({"type": "object", "minProperties": 1}, {}, "too_short"),
        ({"type": "boolean"}, True, ""),
        ({}, None, ""),
    ],
)
def test_names_the_rule(schema: dict[str, Any], value: Any, rule: str) -> None:
    assert _broken(schema, value) == rule


def test_reads_text_as_its_type() -> None:
    schema = {"type": "integer", "minimum": 1}
    assert _broken(schema, "0", as_text=True) == "greater_than_equal"
    assert _broken(schema, "5", as_text=True) == ""
    assert _broken(schema, "x", as_text=True) == "int_parsing"


@pytest.mark.parametrize("words", ["has already been taken", "A user with this email exists.", "must be unique"])
def test_blames_no_pattern_where_the_value_is_taken(words: str) -> None:
    assert _broken({"type": "string", "format": "email"}, "a@example.com", words) == ""
