from __future__ import annotations

from app.core.diagnosis.loc_tree import LocTree


def test_keeps_the_order_in_which_elements_appear() -> None:
    tree = LocTree.of([("body", "u", "int"), ("body", "a"), ("body", "u", "str"), ("body", "u", "int", 0)])
    assert list(tree.at(("body", "u")).children) == ["int", "str"]
    assert list(tree.at(("body",)).children) == ["u", "a"]
    assert tree.at(()) is tree
