"""Which alternative a label means; the labels are those that pydantic-core 2.14 really writes."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.diagnosis.labels import best_labels, label_score
from app.core.diagnosis.schemas import Schemas, Union
from app.core.spec.document import Document

INT = {"type": "integer"}
STR = {"type": "string"}
CAT = {"title": "Cat", "type": "object", "properties": {"kind": {"const": "cat"}}}
DOG = {"title": "Dog", "type": "object", "properties": {"kind": {"enum": ["dog", "wolf"]}}}
COLOR = {"title": "Color", "type": "string", "enum": ["red", "blue"]}


def _union(*alternatives: dict[str, Any], keyword: str = "anyOf", **more: Any) -> tuple[Schemas, Union]:
    schemas_by_name = {
        "Cat": CAT,
        "Dog-Input": DOG,
        "Color": COLOR,
        "pets__Bird": {"type": "object"},
        "Box_int_": {"type": "object"},
        "Node": {"type": "object", "properties": {"v": INT}},
    }
    raw = {
        "openapi": "3.1.0",
        "union": {keyword: list(alternatives), **more},
        "components": {"schemas": schemas_by_name},
    }
    document = Document(raw, version="3.1.0")
    schemas = Schemas(document)
    [union] = schemas.unions(document.at("/union"))
    return schemas, union


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _chosen(label: str, *alternatives: dict[str, Any], **more: Any) -> int | None:
    """The index of the alternative that fits best, None where none fits."""
    schemas, union = _union(*alternatives, **more)
    scores = best_labels(label, union, schemas)
    assert all(0 <= score <= 1 for score in scores)
    return scores.index(max(scores)) if max(scores) >= 0.25 else None


STRINGS = [
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "time"},
    {"type": "string", "format": "duration"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "uri"},
    {"type": "string", "format": "ipv4"},
    {"type": "string", "format": "path"},
    {"type": "string", "format": "regex"},
    {"type": "string", "contentMediaType": "application/octet-stream"},
    STR,
]


@pytest.mark.parametrize(
    ("label", "index"),
    [
        ("date", 0),
        ("datetime", 1),
        ("time", 2),
        ("timedelta", 3),
        ("uuid", 4),
        ("url", 5),
        ("function-wrap[wrap_val()]", 5),
        ("lax-or-strict[lax=function-plain[ip_v4_address_validator()],strict=is-instance[IPv4Address]]", 6),
        ("is-instance[IPv4Address]", 6),
        ("function-after[path_validator(), str]", 7),
        ("function-plain[pattern_either_validator()]", 8),
        ("bytes", 9),
        ("constrained-bytes", 9),
        ("str", 10),
        ("constrained-str", 10),
        ("function-after[strip(), function-before[trim(), str]]", 10),
        ("nullable[str]", 10),
        ("default[str]", 10),
        ("chain[str,function-plain[f()]]", 10),
        ("custom-error[date]", 0),
    ],
)
def test_tells_texts_apart(label: str, index: int) -> None:
    assert _chosen(label, *STRINGS) == index


@pytest.mark.parametrize(
    ("label", "index"),
    [
        ("int", 0),
        ("constrained-int", 0),
        ("float", 1),
        ("decimal", 1),
        ("bool", 2),
        ("int-enum[Num]", 3),
        ("literal[1,2]", 3),
        ("any", 4),
        ("words", None),
        ("list[int]", None),
    ],
)
def test_tells_scalars_apart(label: str, index: int | None) -> None:
    alternatives: list[dict[str, Any]] = [
        INT,
        {"type": "number"},
        {"type": "boolean"},
        {"type": "integer", "enum": [1, 2]},
        {"description": "x"},
    ]
    assert _chosen(label, *alternatives) == index


def test_takes_a_decimal_for_a_text_where_no_number_is() -> None:
    assert _chosen("decimal", INT, STR) == 1


@pytest.mark.parametrize(
    ("label", "index"),
    [
        ("list[int]", 0),
        ("list[str]", 1),
        ("deque[str]", 1),
        ("set[int]", 2),
        ("frozenset[int]", 2),
        ("tuple[int, str]", 3),
        ("tuple[str, ...]", 1),
        ("dict[str,int]", 4),
        ("dict[str,any]", 4),
        ("list[Node]", 5),
        ("tuple[int]", None),
        ("Cat", None),
    ],
)
def test_tells_containers_apart(label: str, index: int | None) -> None:
    alternatives: list[dict[str, Any]] = [
        {"type": "array", "items": INT},
        {"type": "array", "items": STR},
        {"type": "array", "items": INT, "uniqueItems": True},
        {"type": "array", "prefixItems": [INT, STR]},
        {"type": "object", "additionalProperties": INT},
        {"type": "array", "items": _ref("Node")},
    ]
    assert _chosen(label, *alternatives) == index


def test_knows_a_container_of_anything() -> None:
    assert _chosen("list[any]", {"type": "array", "items": INT}, {"type": "array"}) == 1
    assert _chosen("dict[str,any]", {"type": "object", "additionalProperties": INT}, {"type": "object"}) == 1


@pytest.mark.parametrize(
    ("label", "index"),
    [
        ("Cat", 0),
        ("Dog", 1),
        ("Bird", 2),
        ("Box[int]", 3),
        ("function-after[check(), Dog]", 1),
        ("definition-ref[Cat]", None),
        ("str-enum[Color]", 4),
        ("enum[Color]", 4),
        ("call[Cat]", 0),
        ("Fish", None),
    ],
)
def test_tells_classes_apart(label: str, index: int | None) -> None:
    alternatives = [_ref("Cat"), _ref("Dog-Input"), _ref("pets__Bird"), _ref("Box_int_"), _ref("Color")]
    assert _chosen(label, *alternatives) == index


def test_knows_a_class_by_its_title() -> None:
    assert (
        _chosen(
            "Box[list[int]]", {"title": "Box[int]", "type": "object"}, {"title": "Box[list[int]]", "type": "object"}
        )
        == 1
    )


def test_rates_literals_by_how_many_values_agree() -> None:
    schemas, union = _union({"enum": ["x", "y"]}, {"enum": ["x", "z"]}, STR)
    assert best_labels("literal['x','y']", union, schemas) == (1.0, 0.7, 0.0)


def test_knows_an_enum_without_a_name_by_its_choices() -> None:
    assert _chosen("str-enum[Shade]", STR, {"enum": ["light", "dark"]}) == 1


def test_knows_json_text_by_what_is_inside() -> None:
    text = {"type": "string", "contentMediaType": "application/json"}
    assert _chosen("json[int]", {**text, "contentSchema": STR}, {**text, "contentSchema": INT}) == 1
    assert _chosen("json[int]", STR, text) == 1
    assert _chosen("json[int]", STR, INT) is None


def test_knows_a_tagged_union_inside_a_union() -> None:
    assert _chosen("tagged-union[Cat,Dog]", INT, {"oneOf": [_ref("Cat"), _ref("Dog-Input")]}) == 1
    assert _chosen("tagged-union[Cat,Dog]", INT, STR) is None


@pytest.mark.parametrize(("tag", "index"), [("cat", 0), ("wolf", 1), ("dog", 1), ("fish", None)])
def test_finds_the_alternative_of_a_discriminator(tag: str, index: int | None) -> None:
    by_property = {"discriminator": {"propertyName": "kind"}}
    assert _chosen(tag, _ref("Cat"), _ref("Dog-Input"), keyword="oneOf", **by_property) == index


def test_follows_the_mapping_of_a_discriminator() -> None:
    mapping = {"miau": "#/components/schemas/Cat", "wau": "Dog-Input"}
    more = {"keyword": "oneOf", "discriminator": {"propertyName": "kind", "mapping": mapping}}
    assert _chosen("miau", _ref("Cat"), _ref("Dog-Input"), **more) == 0
    assert _chosen("wau", _ref("Cat"), _ref("Dog-Input"), **more) == 1


def test_finds_nested_discriminators() -> None:
    nested = {"oneOf": [_ref("Cat"), _ref("Dog-Input")], "discriminator": {"propertyName": "kind"}}
    more = {"keyword": "oneOf", "discriminator": {"propertyName": "kind", "mapping": {"pet": nested}}}
    assert _chosen("pet", _ref("Node"), nested, **more) == 1
    assert _chosen("wolf", _ref("Node"), nested, keyword="oneOf", discriminator={"propertyName": "kind"}) == 1


@pytest.mark.parametrize("discriminator", ["kind", {"propertyName": 5}, {"mapping": "x"}, {}, None])
def test_survives_a_broken_discriminator(discriminator: Any) -> None:
    assert _chosen("cat", _ref("Cat"), _ref("Dog-Input"), keyword="oneOf", discriminator=discriminator) is None


@pytest.mark.parametrize(
    "label", ["list[" * 5000, "nullable[" * 200 + "int" + "]" * 200, "[", "]", "", "function-after[]"]
)
def test_survives_hostile_labels(label: str) -> None:
    schemas, union = _union(INT, STR)
    assert label_score(label, union.alternatives[0], schemas) == 0.0
