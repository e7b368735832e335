from __future__ import annotations

from app.core.base.field_path import FieldPath
from app.features.request_form.path_tree import PathTree


def _path(text: str) -> FieldPath:
    return FieldPath.parse(text)


def test_things_are_found_on_their_path_and_counted_above_it() -> None:
    tree = PathTree((_path(text), text) for text in ("body/lines/0/quantity", "body/lines/1", "body", "query/limit"))

    assert tree.at(_path("body/lines/1")) == ("body/lines/1",)
    assert tree.at(_path("body/lines")) == ()
    assert tree.count(_path("body")) == 3
    assert tree.count(_path("body/lines")) == 2
    assert tree.count(_path("path")) == 0
    assert tree.tokens(_path("body/lines")) == ("0", "1")
    assert tree.tokens(_path("cookie")) == ()


def test_what_has_a_row_of_its_own_is_left_out_below() -> None:
    tree = PathTree((_path(text), text) for text in ("body/a/x", "body/b", "body"))

    assert tree.below(_path("body")) == ("body/a/x", "body/b")
    assert tree.below(_path("body"), {"a"}) == ("body/b",)
    assert tree.below(_path("header")) == ()
    assert tree.below(_path("body/a/x/deeper")) == ()


def test_several_things_share_a_path_in_their_order() -> None:
    tree = PathTree([(_path("body/a"), 1), (_path("body/a"), 2)])

    assert tree.at(_path("body/a")) == (1, 2)
    assert tree
    assert not PathTree()
