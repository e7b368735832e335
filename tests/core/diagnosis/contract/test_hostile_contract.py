"""Documents and responses that are broken or hostile: the contract is always checked to an end, and soon."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.diagnosis.contract.model import MAX_VIOLATIONS
from tests.support.contracts import a_document, a_response, held, promising

_NAMES = st.sampled_from(["a", "b", "id", "x/y~z", "", "\ud800", "0"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | _NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)
_KEYWORDS = (
    "type properties required items prefixItems anyOf oneOf allOf not enum const additionalProperties propertyNames "
    "patternProperties minLength maximum multipleOf format pattern nullable readOnly writeOnly minItems uniqueItems"
)
_REFS = st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in ("A", "B", "Nowhere")])
_SCHEMAS = st.recursive(
    _REFS | st.sampled_from([{"type": "integer"}, {"type": "string"}, True, False, {}]) | _VALUES,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(_KEYWORDS.split()), inner | st.lists(inner, max_size=3), max_size=4),
        st.builds(lambda members: {"properties": members}, st.dictionaries(_NAMES, inner, max_size=3)),
        st.builds(lambda several: {"anyOf": several}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    schema=_SCHEMAS,
    named=st.fixed_dictionaries({"A": _SCHEMAS, "B": _SCHEMAS}),
    body=_VALUES,
    header=_SCHEMAS,
    text=st.text(max_size=5),
    version=st.sampled_from(["3.0.3", "3.1.0"]),
)
def test_always_comes_to_an_end(schema: Any, named: Any, body: Any, header: Any, text: str, version: str) -> None:
    document = a_document(promising(schema, headers={"X-A": {"schema": header}}), named, version)
    contract = held(document, a_response(json.dumps(body).encode(), headers=(("x-a", text),)))
    assert len(contract.violations) <= MAX_VIOLATIONS
    for violation in contract.violations:
        assert violation.words
        assert violation.promise.startswith("/")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(responses=_VALUES, status=st.integers(0, 999), body=st.binary(max_size=30))
def test_reads_any_promise(responses: Any, status: int, body: bytes) -> None:
    assert held(a_document(responses), a_response(body, status)).headline


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"$ref": "#/components/schemas/A"}},
        {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}},
        {"A": {"properties": {"a": {"$ref": "#/components/schemas/A"}}, "required": ["b"]}},
        {"A": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "integer"}]}},
    ],
)
def test_follows_schemas_in_circles_only_so_far(schemas: Any) -> None:
    deep: Any = {}
    for _level in range(150):
        deep = {"a": deep}
    contract = held(a_document(promising({"$ref": "#/components/schemas/A"}), schemas), a_response(deep))
    assert len(contract.violations) <= MAX_VIOLATIONS


def test_gives_up_on_a_pattern_that_takes_for_ever() -> None:
    schema = {"type": "string", "pattern": "^(a+)+$"}
    assert not held(a_document(promising(schema)), a_response("a" * 40 + "!")).is_kept
