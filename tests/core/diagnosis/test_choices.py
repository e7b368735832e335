from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.choices import allowed, quoted, ranked, tags
from app.core.diagnosis.items import ErrorItem
from app.core.diagnosis.schemas import Schemas
from app.core.spec.document import Document

ITEM = ErrorItem(("body",), "union_tag_invalid", ctx={"expected": "'a' or 'b'", "expected_tags": "'cat', 'dog'"})


def _schemas(schema: dict[str, Any]) -> tuple[Schemas, Document]:
    document = Document({"openapi": "3.1.0", "schema": schema}, version="3.1.0")
    return Schemas(document), document


def _tags(schema: dict[str, Any]) -> tuple[Any, ...]:
    schemas, document = _schemas(schema)
    [union] = schemas.unions(document.at("/schema"))
    return tags(schemas, union, ITEM)


def test_reads_quoted_words() -> None:
    assert quoted("'cat', \"dog\" or 'it\\'s'") == ["cat", "dog", "it\\'s"]
    assert quoted(5) == []


def test_believes_the_schema_before_the_server() -> None:
    schemas, document = _schemas({"enum": [1, 2]})
    assert allowed(schemas, document.at("/schema"), ITEM) == (1, 2)
    assert allowed(schemas, None, ITEM) == ("a", "b")


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("gren", "green"),
        (5, 4),
        pytest.param(10**400, "red", id="huge"),
        ("5", 4),
        ("zzz", "red"),
        (True, "red"),
        (OMIT, "red"),
        ([], "red"),
    ],
)
def test_ranks_choices_by_likeness(value: Any, first: Any) -> None:
    assert ranked(value, ("red", "green", 4, 100))[0][1] == first


def test_reads_tags_with_their_types() -> None:
    def one(tag: Any) -> dict[str, Any]:
        return {"type": "object", "properties": {"kind": {"const": tag}}}

    assert _tags({"oneOf": [one(1), one("b")], "discriminator": {"propertyName": "kind"}}) == (1, "b")
    mapping = {"2": "#/x", "1": "#/y", "z": "#/z"}
    assert _tags({"oneOf": [one(1), one(2)], "discriminator": {"propertyName": "kind", "mapping": mapping}}) == (
        2,
        1,
        "z",
    )
    assert _tags({"oneOf": [one(1), one(2)]}) == ("cat", "dog")
    assert _tags({"oneOf": [{"type": "object"}, {"type": "array"}], "discriminator": {"propertyName": "kind"}}) == (
        "cat",
        "dog",
    )
