from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import MAX_DEPTH, encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.edits import (
    ChooseBranch,
    InsertItem,
    MoveItem,
    MoveValue,
    Omit,
    RenameKey,
    SetBodyText,
    SetMediaType,
    SetValue,
)
from app.core.forms.model import FormState
from app.core.forms.state import MAX_GAP, apply, apply_all, get, member, reads_json

if TYPE_CHECKING:
    from app.core.forms.edits import Edit

BODY = FieldPath(Location.BODY)


def path(text: str) -> FieldPath:
    return FieldPath.parse(text)


def state_of(body: Any = OMIT, media_type: str | None = "application/json", **more: Any) -> FormState:
    roots: dict[Location, Any] = {Location.QUERY: {"limit": 10}, Location.PATH: {}, Location.BODY: body}
    return FormState(roots=roots, media_type=media_type, **more)


def body_after(body: Any, *edits: Edit) -> Any:
    return apply_all(state_of(body), edits).roots[Location.BODY]


# Reading


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("body", {"a": [1, {"b": None}], "0": "zero"}),
        ("body/a/0", 1),
        ("body/a/1/b", None),
        ("body/0", "zero"),
        ("body/a/2", OMIT),
        ("body/a/-1", OMIT),
        ("body/a/00", OMIT),
        ("body/a/x", OMIT),
        ("body/a/0/x", OMIT),
        ("body/missing/deeper", OMIT),
        ("query/limit", 10),
        ("query", {"limit": 10}),
        ("header", OMIT),
    ],
)
def test_values_are_found(where: str, value: Any) -> None:
    assert get(state_of({"a": [1, {"b": None}], "0": "zero"}), path(where)) == value


def test_a_member_of_a_scalar_is_none() -> None:
    assert member("text", "0") is OMIT
    assert member(OMIT, "0") is OMIT


# Setting


@pytest.mark.parametrize(
    ("before", "where", "after"),
    [
        (OMIT, "body", 5),
        (OMIT, "body/a/b", {"a": {"b": 5}}),
        (OMIT, "body/0/b", [{"b": 5}]),
        (None, "body/a", {"a": 5}),
        ("text", "body/a", {"a": 5}),
        ({"a": 1}, "body/b", {"a": 1, "b": 5}),
        ({"a": 1}, "body/0", {"a": 1, "0": 5}),
        ([1], "body/0", [5]),
        ([1], "body/1", [1, 5]),
        ([1], "body/3", [1, None, None, 5]),
        ([1], "body/name", {"name": 5}),
        ([1], "body/01", {"01": 5}),
        ({"a": [{"b": 1}]}, "body/a/0/b", {"a": [{"b": 5}]}),
    ],
)
def test_containers_are_made_on_the_way(before: Any, where: str, after: Any) -> None:
    assert body_after(before, SetValue(path(where), 5)) == after


def test_an_index_far_behind_the_end_changes_nothing() -> None:
    state = state_of([1])
    assert apply(state, SetValue(BODY.child(MAX_GAP + 2), 5)) is state
    assert len(body_after([1], SetValue(BODY.child(MAX_GAP + 1), 5))) == MAX_GAP + 2
    huge = apply(state, SetValue(BODY.child("9" * 30), 5))
    assert huge.roots[Location.BODY] == {"9" * 30: 5}


def test_a_path_too_deep_to_be_sent_changes_nothing() -> None:
    state = state_of({})
    assert apply(state, SetValue(FieldPath(Location.BODY, ("a",) * (MAX_DEPTH + 1)), 5)) is state
    deepest = apply(state, SetValue(FieldPath(Location.BODY, ("a",) * MAX_DEPTH), 5))
    assert encode_json(deepest.roots[Location.BODY])  # type: ignore[arg-type]


def test_parameters_are_set_and_left_out() -> None:
    state = apply(state_of(), SetValue(path("header/X-A"), "1"))
    assert state.roots[Location.HEADER] == {"X-A": "1"}
    state = apply_all(state, [Omit(path("header/X-A")), Omit(path("query"))])
    assert state.roots[Location.HEADER] == {}
    assert state.roots[Location.QUERY] == {}


def test_parameters_stay_an_object_of_names() -> None:
    assert apply(state_of(), SetValue(path("cookie/0"), "1")).roots[Location.COOKIE] == {"0": "1"}
    state = state_of()
    assert apply(state, SetValue(path("query"), [1])) is state
    assert apply(state, InsertItem(path("query"), 0, 1)) == state
    assert apply(state, SetValue(path("query"), {"a": 1})).roots[Location.QUERY] == {"a": 1}


def test_a_file_is_a_value() -> None:
    cover = FileRef("/tmp/a.png", "a.png")  # noqa: S108 - a name, never opened
    assert body_after({}, SetValue(path("body/files/0"), cover)) == {"files": [cover]}


# Leaving out


@pytest.mark.parametrize(
    ("before", "where", "after"),
    [
        ({"a": 1, "b": 2}, "body/a", {"b": 2}),
        ({"a": 1}, "body/a", {}),
        ([1, 2, 3], "body/1", [1, 3]),
        ([{"a": 1}], "body/0/a", [{}]),
        ({"a": 1}, "body", OMIT),
        ({"a": 1}, "body/b", {"a": 1}),
        ({"a": 1}, "body/a/b", {"a": 1}),
        ([1], "body/1", [1]),
        (OMIT, "body/a", OMIT),
    ],
)
def test_leaving_out(before: Any, where: str, after: Any) -> None:
    assert body_after(before, Omit(path(where))) == after


# Renaming


@pytest.mark.parametrize(
    ("before", "where", "name", "after"),
    [
        ({"a": 1, "b": 2, "c": 3}, "body/b", "x", {"a": 1, "x": 2, "c": 3}),
        ({"a": 1, "b": 2}, "body/a", "b", {"a": 1, "b": 2}),
        ({"a": 1}, "body/a", "a", {"a": 1}),
        ({"a": 1}, "body/z", "y", {"a": 1}),
        ([1], "body/0", "x", [1]),
        ({"a": 1}, "body", "x", {"a": 1}),
        ({"a": 1}, "body/a/b", "x", {"a": 1}),
    ],
)
def test_renaming_keeps_value_and_order(before: Any, where: str, name: str, after: Any) -> None:
    changed = body_after(before, RenameKey(path(where), name))
    assert changed == after
    assert list(changed) == list(after)


# Moving


@pytest.mark.parametrize(
    ("before", "source", "target", "after"),
    [
        ({"a": 1}, "body/a", "body/b/c", {"b": {"c": 1}}),
        ({"a": 1}, "body", "body/item", {"item": {"a": 1}}),
        ({"item": {"a": 1}}, "body/item", "body", {"a": 1}),
        ({"a": None}, "body/a", "body/b", {"b": None}),
        ({"a": 1}, "body/x", "body/b", {"a": 1}),
    ],
)
def test_moving_takes_away_first(before: Any, source: str, target: str, after: Any) -> None:
    assert body_after(before, MoveValue(path(source), path(target))) == after


def test_moving_to_another_location() -> None:
    state = apply(state_of({}), MoveValue(path("query/limit"), path("body/limit")))
    assert state.roots[Location.QUERY] == {}
    assert state.roots[Location.BODY] == {"limit": 10}


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        (OMIT, 0, ["x"]),
        (None, 3, ["x"]),
        ("text", 0, ["x"]),
        ([1, 2], 1, [1, "x", 2]),
        ([1], 9, [1, "x"]),
        ([1], -5, ["x", 1]),
    ],
)
def test_inserting_an_item(before: Any, index: int, after: Any) -> None:
    assert body_after({"l": before} if before is not OMIT else {}, InsertItem(path("body/l"), index, "x")) == {
        "l": after
    }


@pytest.mark.parametrize(
    ("where", "index", "after"),
    [
        ("body/0", 2, [2, 3, 1]),
        ("body/2", 0, [3, 1, 2]),
        ("body/1", 99, [1, 3, 2]),
        ("body/1", -9, [2, 1, 3]),
        ("body/1", 1, [1, 2, 3]),
        ("body/3", 0, [1, 2, 3]),
        ("body", 0, [1, 2, 3]),
        ("body/x", 0, [1, 2, 3]),
    ],
)
def test_moving_an_item(where: str, index: int, after: list[int]) -> None:
    assert body_after([1, 2, 3], MoveItem(path(where), index)) == after


def test_moving_an_item_of_what_is_no_array_changes_nothing() -> None:
    assert body_after({"0": 1}, MoveItem(path("body/0"), 1)) == {"0": 1}


# Branches follow the values they were chosen for


def branches_after(body: Any, branches: dict[str, int], *edits: Edit) -> dict[str, int]:
    state = state_of(body, branches={path(key): choice for key, choice in branches.items()})
    return {str(key): choice for key, choice in apply_all(state, edits).branches.items()}


PETS = {"pets": [{"a": 1}, {"a": 2}, {"a": 3}], "pet": {}}
CHOSEN = {"body/pets/0": 0, "body/pets/1": 1, "body/pets/2/a": 2, "body/pet": 7, "query/pets/0": 9}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Omit(path("body/pets/1")), {"body/pets/0": 0, "body/pets/1/a": 2, "body/pet": 7, "query/pets/0": 9}),
        (Omit(path("body/pets")), {"body/pet": 7, "query/pets/0": 9}),
        (Omit(path("body")), {"query/pets/0": 9}),
        (
            InsertItem(path("body/pets"), 1, {}),
            {"body/pets/0": 0, "body/pets/2": 1, "body/pets/3/a": 2, "body/pet": 7, "query/pets/0": 9},
        ),
        (
            MoveItem(path("body/pets/0"), 2),
            {"body/pets/2": 0, "body/pets/0": 1, "body/pets/1/a": 2, "body/pet": 7, "query/pets/0": 9},
        ),
        (
            RenameKey(path("body/pets"), "animals"),
            {"body/animals/0": 0, "body/animals/1": 1, "body/animals/2/a": 2, "body/pet": 7, "query/pets/0": 9},
        ),
        (
            MoveValue(path("body/pets/1"), path("body/first")),
            {"body/pets/0": 0, "body/first": 1, "body/pets/1/a": 2, "body/pet": 7, "query/pets/0": 9},
        ),
        (ChooseBranch(path("body/pet"), 3), {**CHOSEN, "body/pet": 3}),
        (SetBodyText("{}"), {"query/pets/0": 9}),
        (SetBodyText("{"), CHOSEN),
        (SetValue(path("body/x"), 1), CHOSEN),
    ],
)
def test_choices_move_with_their_values(edit: Edit, expected: dict[str, int]) -> None:
    assert branches_after(PETS, CHOSEN, edit) == expected


# The text of the body


def test_valid_text_becomes_the_value_and_stays_as_typed() -> None:
    state = apply(state_of({"a": 1}), SetBodyText('{"a" : 1.10}'))
    assert state.roots[Location.BODY] == {"a": 1.1}
    assert state.body_text == '{"a" : 1.10}'


def test_broken_text_keeps_the_last_value_that_could_be_read() -> None:
    state = apply_all(state_of({"a": 1}), [SetBodyText('{"a": 2}'), SetBodyText('{"a": ')])
    assert state.roots[Location.BODY] == {"a": 2}
    assert state.body_text == '{"a": '


@pytest.mark.parametrize("text", ["", " \n"])
def test_empty_text_leaves_the_body_out(text: str) -> None:
    state = apply(state_of({"a": 1}), SetBodyText(text))
    assert state.roots[Location.BODY] is OMIT
    assert state.body_text == text


def test_text_of_another_kind_is_the_value_itself() -> None:
    state = apply(state_of(OMIT, "text/plain"), SetBodyText('{"a": 1}'))
    assert state.roots[Location.BODY] == '{"a": 1}'
    assert apply(state, SetBodyText("")).roots[Location.BODY] is OMIT


def test_an_edit_of_the_body_drops_the_text_and_no_other_does() -> None:
    state = apply(state_of({"a": 1}), SetBodyText('{"a" : 1}'))
    assert apply(state, SetValue(path("query/limit"), 5)).body_text == '{"a" : 1}'
    for edit in (SetValue(path("body/b"), 2), Omit(path("body/a")), RenameKey(path("body/a"), "b"), Omit(BODY)):
        assert apply(state, edit).body_text is None


def test_another_media_type_keeps_the_value() -> None:
    state = apply(state_of({"a": 1}), SetBodyText('{"a" : 1}'))
    merge = apply(state, SetMediaType("application/merge-patch+json"))
    assert (merge.media_type, merge.body_text) == ("application/merge-patch+json", '{"a" : 1}')
    plain = apply(state, SetMediaType("text/plain"))
    assert (plain.body_text, plain.roots[Location.BODY]) == (None, {"a": 1})
    assert apply(plain, SetMediaType("application/json")).body_text is None


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        (None, True),
        ("application/json", True),
        ("application/problem+json", True),
        ("*/*", True),
        ("multipart/form-data", True),
        ("application/x-www-form-urlencoded", True),
        ("text/plain", False),
        ("application/xml", False),
    ],
)
def test_which_bodies_are_json(media_type: str | None, *, expected: bool) -> None:
    assert reads_json(media_type) is expected


# States


def test_states_are_equal_when_they_send_the_same() -> None:
    assert state_of({"a": 1}) == state_of({"a": 1})
    assert state_of({"a": 1}) != state_of({"a": True})
    assert state_of({"a": 1}) != state_of({"a": 1.0})
    assert state_of(OMIT) != state_of(None)
    assert state_of() != replace(state_of(), body_text="")
    assert state_of() != "a state"
    with pytest.raises(TypeError, match="unhashable"):
        hash(state_of())


# Whatever is done


TOKENS = st.sampled_from(["a", "b", "0", "1", "2"])
PATHS = st.builds(
    lambda location, tokens: FieldPath(location, tuple(tokens)),
    st.sampled_from([Location.BODY, Location.QUERY]),
    st.lists(TOKENS, max_size=4),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TOKENS, inner, max_size=3),
    max_leaves=8,
)
INDICES = st.integers(-1, 4)
EDITS = st.one_of(
    st.builds(SetValue, PATHS, VALUES),
    st.builds(Omit, PATHS),
    st.builds(RenameKey, PATHS, TOKENS),
    st.builds(MoveValue, PATHS, PATHS),
    st.builds(InsertItem, PATHS, INDICES, VALUES),
    st.builds(MoveItem, PATHS, INDICES),
    st.builds(ChooseBranch, PATHS, st.integers(0, 3)),
    st.builds(SetMediaType, st.sampled_from(["application/json", "text/plain"])),
    st.builds(SetBodyText, st.sampled_from(["", "{", '{"a": [1]}', "[{}]"])),
)


@given(VALUES, st.lists(EDITS, max_size=6))
def test_edits_never_touch_the_state_they_start_from(body: Any, edits: list[Edit]) -> None:
    state = state_of(body)
    before = copy.deepcopy(dict(state.roots))
    after = apply_all(state, edits)
    assert dict(state.roots) == before
    assert all(isinstance(root, dict) for location, root in after.roots.items() if location is not Location.BODY)


@given(VALUES, PATHS, VALUES)
def test_what_is_set_is_found_and_what_is_omitted_is_gone(body: Any, where: FieldPath, value: Any) -> None:
    state = apply(state_of(body), SetValue(where, value))
    if where == FieldPath(Location.QUERY) and not isinstance(value, dict):
        assert state == state_of(body)
        return
    assert get(state, where) == value
    gone = apply(state, Omit(where))
    holder = get(state, where.parent) if where.parent else OMIT
    if isinstance(holder, list):
        assert len(get(gone, where.parent or where)) == len(holder) - 1  # type: ignore[arg-type]
    elif where.tokens or where.location is Location.BODY:
        assert get(gone, where) is OMIT


@given(VALUES)
def test_text_to_value_and_back(body: Any) -> None:
    state = apply(state_of(), SetBodyText(encode_json(body, indent=2)))
    assert get(state, BODY) == body
