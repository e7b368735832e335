"""Answers of the shape of a framework, yet broken, huge or hostile: a diagnosis always comes, and soon."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.diagnosis.model import TargetKind
from app.core.diagnosis.reports import MAX_REPORTS
from tests.support.diagnoses import an_api, an_object
from tests.support.reported import ORDER, PARAMETERS, answered, sent_order

SECONDS = 30.0
"""Far above what any of these takes here, far below what a person would call hanging."""

_WORDS = (
    "errors detail message messages source pointer parameter header location msg param path type nestedErrors fields "
    "defaultMessage field objectName timestamp status error json query title traceId statusCode property constraints "
    "children extra key status_code violations invalid-params name reason base non_field_errors _schema instancePath "
    "lines unitPrice customer email page X-Key orderId 0 1"
)
_NAMES = st.sampled_from(_WORDS.split()) | st.text(max_size=4)
_TEXTS = _NAMES | st.sampled_from(
    [
        "lines[0].unitPrice",
        "#/lines/0/quantity",
        "/data/attributes/title",
        "$.lines[0]",
        "property zz should not exist",
        "'title' is a required property - 'customer'",
        "line 1 column 2 (char 1)",
        "each value in tags must be",
        "field",
        "alternative",
        "unknown_fields",
        "body.lines[0]",
        "body",
        "\ud800",
        "[" * 50,
    ]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)
_MEDIA_TYPES = st.sampled_from(["application/json", "application/problem+json", "application/vnd.api+json", ""])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(body=_VALUES, status=st.sampled_from([400, 409, 422, 500]), media_type=_MEDIA_TYPES, sent=_VALUES)
def test_reads_any_answer(body: Any, status: int, media_type: str, sent: Any) -> None:
    diagnosis = answered(body, status, media_type, sent_order(sent if not isinstance(sent, str) else "{"))
    for finding in diagnosis.findings:
        assert (finding.field is None) == (finding.target.kind is TargetKind.UNMAPPED)


def _deep(inner: Any, wrap: str, levels: int = 2_000) -> Any:
    for _level in range(levels):
        inner = [inner] if wrap == "[]" else {wrap: inner}
    return inner


_MANY = range(20_000)
_HUGE: dict[str, Any] = {
    "jsonapi": {"errors": [{"source": {"pointer": f"/x{index}/y"}, "detail": "d"} for index in _MANY]},
    "jsonapi without places": {"errors": [{"source": {}, "detail": "d"} for _index in _MANY]},
    "huma": {"errors": [{"location": f"body.x{index}", "message": "m"} for index in _MANY]},
    "problem": {"errors": [{"pointer": "/" + "a/" * 100_000, "detail": "d"}]},
    "express": {"errors": [_deep({"type": "field", "msg": "x", "path": "title"}, "nestedErrors", 0)] * 20_000},
    "express, deep": {
        "errors": [{"type": "alternative", "msg": "x", "nestedErrors": _deep([], "[]")}, {"type": "field", "msg": "y"}]
    },
    "spring": {"errors": [{"field": "a.b.c.d" * 1_000, "defaultMessage": "m" * 1_000_000}]},
    "webargs": {"errors": {"json": {f"x{index}": ["m"] for index in _MANY}}},
    "webargs, deep": {"errors": {"json": _deep(["m"], "title")}},
    "aspnet": {"traceId": "x", "errors": {f"X{index}": ["m"] for index in _MANY}},
    "laravel": {"message": "x", "errors": {f"lines.{index}.unitPrice": ["m"] for index in _MANY}},
    "rails": {"errors": [f"Sentence {index} about the birth year of the title" for index in _MANY]},
    "nestjs": {"statusCode": 400, "message": [f"a{index}.b.c.d must be" for index in _MANY]},
    "litestar": {"status_code": 400, "extra": [{"message": "m", "key": f"a{index}"} for index in _MANY]},
    "listed": {"errors": [{"field": f"a{index}.title", "message": "m"} for index in _MANY]},
    "django": {f"x{index}": ["m"] for index in _MANY},
    "django, deep": {"title": _deep(["m"], "customer")},
    "plain": {"detail": "'title' " * 100_000},
    "plain, deep": _deep("'title'", "a"),
}


@pytest.mark.parametrize("name", _HUGE)
def test_reads_huge_answers_soon(name: str) -> None:
    started = time.perf_counter()
    diagnosis = answered(_HUGE[name], 400)
    assert time.perf_counter() - started < SECONDS
    assert len(diagnosis.findings) <= MAX_REPORTS


def test_follows_a_document_in_circles_only_so_far() -> None:
    circle = {"$ref": "#/components/schemas/A"}
    named = {"A": {"anyOf": [circle, an_object(a=circle)], "allOf": [circle], "properties": {"b": circle, "c": circle}}}
    api = an_api(circle, *PARAMETERS, schemas=named)
    body: Any = {"errors": {f"b.c.a.zz{index}": ["x"] for index in range(500)}}
    started = time.perf_counter()
    assert len(diagnose_answer(*api, sent_order({}), Answer(422, body=body)).findings) > 0
    assert time.perf_counter() - started < SECONDS


def test_compares_many_names_with_many_names_only_so_far() -> None:
    wide = an_object("", **{f"property_{index}": {"type": "integer"} for index in range(2_000)}, **ORDER["properties"])
    body: Any = {"errors": {f"name{index}": ["x"] for index in range(5_000)}}
    started = time.perf_counter()
    findings = diagnose_answer(*an_api(wide), sent_order({}), Answer(422, body=body)).findings
    assert time.perf_counter() - started < SECONDS
    assert len(findings) == MAX_REPORTS
