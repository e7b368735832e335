from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.field_path import FieldPath, Location

paths = st.builds(FieldPath, st.sampled_from(Location), st.lists(st.text()).map(tuple))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("body", FieldPath(Location.BODY)),
        ("body/year", FieldPath(Location.BODY, ("year",))),
        ("body/lines/0/quantity", FieldPath(Location.BODY, ("lines", "0", "quantity"))),
        ("path/book_id", FieldPath(Location.PATH, ("book_id",))),
        ("query/a~1b", FieldPath(Location.QUERY, ("a/b",))),
        ("header/x-token", FieldPath(Location.HEADER, ("x-token",))),
        ("cookie/", FieldPath(Location.COOKIE, ("",))),
    ],
)
def test_a_path_is_read_from_its_text_and_written_as_it(text: str, path: FieldPath) -> None:
    assert FieldPath.parse(text) == path
    assert str(path) == text


@pytest.mark.parametrize("text", ["", "form/title", "Body/title", "/body"])
def test_a_path_begins_with_a_location(text: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Location"):
        FieldPath.parse(text)


def test_children_and_parents_are_one_token_apart() -> None:
    lines = FieldPath(Location.BODY, ("lines",))
    assert lines.child(0) == FieldPath(Location.BODY, ("lines", "0"))
    assert lines.child("a/b").parent == lines
    assert lines.parent == FieldPath(Location.BODY)
    assert FieldPath(Location.BODY).parent is None


def test_within_means_at_or_below_in_the_same_location() -> None:
    lines = FieldPath.parse("body/lines")
    assert lines.is_within(lines)
    assert lines.child(0).is_within(lines)
    assert lines.is_within(FieldPath(Location.BODY))
    assert not lines.is_within(lines.child(0))
    assert not FieldPath.parse("body/linesman").is_within(lines)
    assert not FieldPath.parse("query/lines").is_within(FieldPath(Location.BODY))


@given(paths)
def test_every_path_comes_back_from_its_text(path: FieldPath) -> None:
    assert FieldPath.parse(str(path)) == path


@given(paths, st.text())
def test_a_child_is_within_its_parent(path: FieldPath, token: str) -> None:
    child = path.child(token)
    assert child.parent == path
    assert child.is_within(path)
    assert not path.is_within(child)
