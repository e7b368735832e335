from __future__ import annotations

from typing import Any

import pytest

from app.core.base.errors import DanglingReferenceError, DocumentError
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
        ("outside", "out of this document"),
    ],
)
def test_references_without_an_end_are_told_with_their_place(name: str, words: str) -> None:
    with pytest.raises(DanglingReferenceError, match=words) as caught:
        DOCUMENT.resolve(DOCUMENT.at(f"/{name}"))
    assert caught.value.where in {f"/{name}", "/round", "/trip"}


def test_a_version_that_is_not_read_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"3\.2\.0"):
        Document({}, version="3.2.0")
