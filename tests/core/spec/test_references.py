from __future__ import annotations

import pytest

from app.core.spec.references import base_at, identities, outside_references, reference_of, split_pointer


def test_pointers_tell_their_resource() -> None:
    assert split_pointer("") == ("", "")
    assert split_pointer("/a#b") == ("", "/a#b")
    assert split_pointer("file:///b.json#/a#b") == ("file:///b.json", "/a#b")
    assert split_pointer("b.json#") == ("b.json", "")


def test_outside_references_are_told_once_and_absolute() -> None:
    raw = {
        "paths": {
            "/a": {"$ref": "paths/a.yaml"},
            "/b": {"$ref": "./paths/a.yaml#/x"},
            "/c": {"$ref": "https://e.org/c.json"},
            "/d": {"$ref": "#/paths/~1a"},
            "/e": {"$ref": 5},
        },
        "x-own": {"$ref": "extension.json"},
        "example": {"$ref": "data.json"},
    }
    assert outside_references(raw, "/api/openapi.yaml") == ("file:///api/paths/a.yaml", "https://e.org/c.json")
    assert outside_references("text", "a.json") == ()


def test_mappings_of_discriminators_refer_too() -> None:
    mapping = {"a": "cat.json", "b": "dir/cat.json", "c": "Dog", "d": "#/components/schemas/Dog", "e": 5}
    raw = {"discriminator": {"propertyName": "kind", "mapping": mapping}}
    assert outside_references(raw, "") == ("dir/cat.json",)
    assert outside_references({"discriminator": {"mapping": 5}}, "") == ()
    assert outside_references({"discriminator": "kind"}, "") == ()


def test_own_names_change_what_references_are_relative_to() -> None:
    raw = {
        "$self": "https://e.org/v1/openapi.json",
        "components": {
            "schemas": {
                "A": {"$id": "schemas/a.json", "items": {"$ref": "b.json"}, "not": {"$ref": "#/x"}},
                "B": {"$ref": "c.json"},
                "C": {"$ref": "schemas/a.json#/items"},
                "D": {"properties": {"$id": {"type": "string"}}},
            }
        },
    }
    assert outside_references(raw, "/apis/x.json") == ("https://e.org/v1/schemas/b.json", "https://e.org/v1/c.json")
    own = "https://e.org/v1/openapi.json"
    assert base_at(raw, "file:///apis/x.json", "") == own
    assert base_at(raw, "file:///apis/x.json", "/components/schemas/A/items") == "https://e.org/v1/schemas/a.json"
    assert base_at(raw, "file:///apis/x.json", "/components/schemas/B") == own
    assert base_at(raw, "file:///apis/x.json", "/components/nothing/here") == own
    assert base_at([{"$id": "z"}], "", "/0") == "z"
    assert base_at([1], "u", "/0/a") == "u"


def test_identities_are_identifiers_and_anchors() -> None:
    raw = {
        "$defs": {"A": {"$id": "a.json", "$anchor": "top", "items": {"$dynamicAnchor": "node"}}, "B": {"$anchor": 5}},
        "not": {"$anchor": "free"},
    }
    assert list(identities(raw, "dir/root.json")) == [
        ("dir/root.json", "", ""),
        ("dir/a.json", "", "/$defs/A"),
        ("dir/a.json", "top", "/$defs/A"),
        ("dir/a.json", "node", "/$defs/A/items"),
        ("dir/root.json", "free", "/not"),
    ]


@pytest.mark.parametrize(
    ("value", "reference"),
    [
        ({"$ref": "a"}, "a"),
        ({"$dynamicRef": "#b"}, "#b"),
        ({"$ref": {}, "$dynamicRef": "c"}, "c"),
        ({}, None),
        ([], None),
    ],
)
def test_what_refers_is_told(value: object, reference: str | None) -> None:
    assert reference_of(value) == reference
