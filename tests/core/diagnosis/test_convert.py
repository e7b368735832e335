from __future__ import annotations

import math
from typing import Any

import pytest

from app.core.base.json_types import OMIT, FileRef
from app.core.diagnosis.convert import converted, fits, fits_as_text, number_in
from app.core.diagnosis.schemas import Schemas
from app.core.spec.document import Document, Node

INT = {"type": "integer"}
FILE = FileRef("a.txt", "a.txt")


def _read(schema: Any) -> tuple[Schemas, Node]:
    document = Document({"openapi": "3.1.0", "schema": schema}, version="3.1.0")
    return Schemas(document), document.at("/schema")


def _fits(value: Any, schema: Any) -> bool:
    schemas, node = _read(schema)
    return fits(schemas, value, node)


def _converted(value: Any, schema: Any) -> Any:
    schemas, node = _read(schema)
    return converted(schemas, value, node)


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        (1, INT, True),
        (1.0, INT, True),
        (1.5, INT, False),
        (1, {"type": "number"}, True),
        (True, INT, False),
        ("1", INT, False),
        (None, {"type": ["string", "null"]}, True),
        ("red", {"enum": ["red"]}, True),
        ("blue", {"enum": ["red"]}, False),
        (1, {"enum": [True]}, False),
        ({}, {}, True),
        (FILE, {"type": "string"}, True),
        (FILE, INT, False),
    ],
)
def test_knows_what_fits(value: Any, schema: Any, expected: bool) -> None:
    assert _fits(value, schema) is expected


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        ("5", INT, 5),
        (" +1,000 ", INT, 1000),
        ("5.0", INT, 5),
        ("5.5", INT, OMIT),
        ("5.5", {"type": "number"}, 5.5),
        ("abc", INT, OMIT),
        (5, {"type": "string"}, "5"),
        (True, {"type": "string"}, "true"),
        (None, {"type": "string"}, OMIT),
        (["a"], {"type": "string"}, OMIT),
        ("yes", {"type": "boolean"}, True),
        ("OFF", {"type": "boolean"}, False),
        (0, {"type": "boolean"}, False),
        (1.0, {"type": "boolean"}, True),
        (2, {"type": "boolean"}, OMIT),
        ([], {"type": "boolean"}, OMIT),
        (5, {"type": "array", "items": INT}, [5]),
        ("5", {"type": "array", "items": INT}, [5]),
        ("[1, 2]", {"type": "array", "items": INT}, [1, 2]),
        ({}, {"type": "array", "items": INT}, OMIT),
        (5, {"type": "array"}, OMIT),
        ('{"a": 1}', {"type": "object"}, {"a": 1}),
        ("[1]", {"type": "object"}, OMIT),
        ("{", {"type": "object"}, OMIT),
        (5, {"type": "object"}, OMIT),
        ("2", {"type": "integer", "enum": [1, 2]}, 2),
        ("3", {"type": "integer", "enum": [1, 2]}, OMIT),
        (5, INT, OMIT),
        ("x", {}, OMIT),
        (FILE, INT, OMIT),
        (math.nan, INT, OMIT),
    ],
)
def test_makes_a_value_another_type(value: Any, schema: Any, expected: Any) -> None:
    result = _converted(value, schema)
    assert result == expected
    assert type(result) is type(expected)


def test_reads_texts_as_servers_do() -> None:
    schemas, node = _read(INT)
    assert fits_as_text(schemas, "5", node)
    assert not fits_as_text(schemas, "x", node)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        pytest.param(10**400, 10**400, id="huge"),
        ("5", 5),
        (1e3, 1000.0),
        (True, None),
        (math.inf, None),
        ("x", None),
        (None, None),
        ([], None),
        (OMIT, None),
    ],
)
def test_finds_numbers(value: Any, expected: float | None) -> None:
    assert number_in(value) == expected
