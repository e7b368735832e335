from __future__ import annotations

from typing import Any

import pytest

from app.core.base.errors import DanglingReferenceError, DocumentError, UnloadedReferenceError
from app.core.spec.document import Document, Node

RAW: dict[str, Any] = {
    "a": {"b/c": [1, {"d~": True}]},
    "one": {"$ref": "#/two"},
    "two": {"$ref": "#/a/b~1c/1", "description": "beside"},
    "escaped": {"$ref": "#/a/b~1c/1/d~0"},
    "percent": {"$ref": "#/a/b%7E1c/0"},
    "self": {"$ref": "#/self"},
    "round": {"$ref": "#/trip"},
    "trip": {"$ref": "#/round"},
    "nowhere": {"$ref": "#/not/here"},
    "outside": {"$ref": "other.json#/x"},
    "number": {"$ref": 5},
}
DOCUMENT = Document(RAW, version="3.1.0", source="api.json")


def test_nodes_know_where_they_stand() -> None:
    node = DOCUMENT.root.child("a", "b/c", 1, "d~")
    assert node.pointer == "/a/b~1c/1/d~0"
    assert node.value is True
    assert DOCUMENT.at(node.pointer) == node
    assert DOCUMENT.root.child("a").get("b/c") == Node("/a/b~1c", RAW["a"]["b/c"])


@pytest.mark.parametrize("token", ["missing", 0])
def test_a_node_that_is_not_there_is_none(token: str | int) -> None:
    assert DOCUMENT.root.get(token) is None
    assert DOCUMENT.at("/a/b~1c").get(9) is None
    assert DOCUMENT.at("/a/b~1c").get("x") is None
    assert DOCUMENT.at("/a/b~1c/0").get("x") is None


def test_the_mapping_of_what_is_no_object_is_empty() -> None:
    assert DOCUMENT.at("/a/b~1c").mapping == {}
    assert DOCUMENT.at("/a").mapping is RAW["a"]


def test_a_pointer_that_leads_nowhere_is_told() -> None:
    for pointer in ("/nothing", "/a/b~1c/x", "/a/b~1c/9", "no-slash"):
        with pytest.raises(DanglingReferenceError) as caught:
            DOCUMENT.at(pointer)
        assert caught.value.where == "api.json"


def test_references_are_followed_one_step_or_to_the_end() -> None:
    one = DOCUMENT.at("/one")
    step = DOCUMENT.follow(one)
    assert step is not None
    assert step.pointer == "/two"
    assert DOCUMENT.resolve(one).pointer == "/a/b~1c/1"
    assert DOCUMENT.resolve(DOCUMENT.at("/escaped")).value is True
    assert DOCUMENT.resolve(DOCUMENT.at("/percent")).value == 1
    for pointer in ("/a", "/number", "/a/b~1c/0"):
        assert DOCUMENT.follow(DOCUMENT.at(pointer)) is None
        assert DOCUMENT.resolve(DOCUMENT.at(pointer)).pointer == pointer


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("self", "back to itself"),
        ("round", "back to itself"),
        ("nowhere", "leads nowhere"),
        ("outside", "was not loaded"),
    ],
)
def test_references_without_an_end_are_told_with_their_place(name: str, words: str) -> None:
    with pytest.raises(DanglingReferenceError, match=words) as caught:
        DOCUMENT.resolve(DOCUMENT.at(f"/{name}"))
    assert caught.value.where in {f"/{name}", "/round", "/trip"}


MANY = Document(
    {
        "$self": "https://e.org/openapi.json",
        "own": {"$ref": "https://e.org/openapi.json#/target"},
        "target": {"$anchor": "here", "value": 1},
        "file": {"$ref": "parts/a.json#/x"},
        "whole": {"$ref": "parts/a.json"},
        "anchor": {"$ref": "#here"},
        "dynamic": {"$dynamicRef": "#node"},
        "lost": {"$ref": "#nowhere"},
        "far": {"$ref": "https://far.org/x.json#/y"},
        "far anchor": {"$ref": "https://far.org/x.json#y"},
        "named": {"$ref": "https://e.org/named"},
        "schemas": {"N": {"$id": "named", "items": {"$ref": "#/$defs/d"}, "$defs": {"d": {"$dynamicAnchor": "node"}}}},
        "tree": {"$id": "https://e.org/tree", "items": {"$ref": "#/target"}},
    },
    version="3.1.0",
    source="/apis/openapi.json",
    resources={
        "https://e.org/parts/a.json": {
            "x": {"$ref": "#/y"},
            "y": {"$ref": "../openapi.json#/target"},
            "z": {"$ref": "b"},
        }
    },
)


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("own", "/target"),
        ("file", "/target"),
        ("whole", "https://e.org/parts/a.json#"),
        ("anchor", "/target"),
        ("named", "/schemas/N"),
        ("schemas/N/items", "/schemas/N/$defs/d"),
        ("tree/items", "/target"),
    ],
)
def test_references_lead_to_other_resources_and_by_name(name: str, pointer: str) -> None:
    found = MANY.resolve(MANY.at(f"/{name}"))
    assert found.pointer == pointer
    assert MANY.at(pointer) == found


def test_nodes_know_their_resource() -> None:
    step = MANY.follow(MANY.at("/file"))
    assert step is not None
    assert (step.pointer, step.resource) == ("https://e.org/parts/a.json#/x", "https://e.org/parts/a.json")
    assert step.child("$ref").pointer == "https://e.org/parts/a.json#/x/$ref"
    assert MANY.root.resource == ""


def test_dynamic_references_are_followed_like_plain_ones() -> None:
    document = Document(
        {"a": {"$dynamicRef": "#node"}, "b": {"$dynamicAnchor": "node"}}, version="3.1.0", source="api.json"
    )
    assert document.resolve(document.at("/a")).pointer == "/b"


@pytest.mark.parametrize(
    ("name", "uri"),
    [("far", "https://far.org/x.json"), ("far anchor", "https://far.org/x.json")],
)
def test_what_was_not_loaded_is_told_with_its_uri(name: str, uri: str) -> None:
    with pytest.raises(UnloadedReferenceError, match="was not loaded") as caught:
        MANY.resolve(MANY.at(f"/{name}"))
    assert (caught.value.uri, caught.value.where) == (uri, f"/{name}")


def test_pointers_into_what_was_not_loaded_are_told() -> None:
    with pytest.raises(UnloadedReferenceError) as caught:
        MANY.at("b.json#/x")
    assert caught.value.uri == "b.json"


def test_anchors_that_are_nowhere_are_told() -> None:
    with pytest.raises(DanglingReferenceError, match="leads nowhere") as caught:
        MANY.resolve(MANY.at("/lost"))
    assert not isinstance(caught.value, UnloadedReferenceError)
    with pytest.raises(UnloadedReferenceError):
        MANY.resolve(MANY.at("https://e.org/parts/a.json#/z"))


def test_a_version_that_is_not_read_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"4\.0"):
        Document({}, version="4.0")


def test_dynamic_references_lead_to_the_outermost_anchor_that_was_entered() -> None:
    inner = {"$id": "https://e.org/in", "$dynamicAnchor": "t", "a": {"$dynamicRef": "#t"}, "b": {"$dynamicRef": "#s"}}
    outer = {"$id": "https://e.org/out", "x": {"$dynamicAnchor": "t"}, "$anchor": "s"}
    other = {"$id": "https://e.org/other", "x": {"$anchor": "t"}, "none": {"$ref": "https://e.org/in"}}
    raw = {"openapi": "3.1.0", "in": {**inner, "c": {"$anchor": "s"}}, "out": outer, "other": other}
    document = Document(raw, version="3.1.0")
    inside, outside, beside = (document.at(pointer) for pointer in ("/in", "/out", "/other"))

    def led(pointer: str, *entered: Node) -> str | None:
        target = document.follow_within(document.at(pointer), entered)
        return None if target is None else target.pointer

    assert led("/in/a", outside, inside) == "/out/x"
    assert led("/in/a", inside, outside) == "/in"
    assert led("/in/a", beside, inside) == "/in"
    assert led("/in/a") == "/in"
    assert led("/in/b", outside, inside) == "/in/c"
    assert led("/other/none", outside) == "/in"
    assert led("/in") is None
