"""Many items or entries from one text."""

from __future__ import annotations

import pytest

from app.core.forms.model import FieldKind
from app.features.request_form.many import MOST, LineForm, Many, read_items, read_members

TEXT, WHOLE, OBJECT, ANY = (
    LineForm(kind) for kind in (FieldKind.STRING, FieldKind.INTEGER, FieldKind.OBJECT, FieldKind.ANY)
)
COLOR = LineForm(FieldKind.ENUM, ("red", 3))


@pytest.mark.parametrize(
    ("text", "form", "items"),
    [
        ("", TEXT, ()),
        ("  \n\n", TEXT, ()),
        ("a\nb\n\nc", TEXT, ("a", "b", "c")),
        ("1\nmany\n99999999999999999999999", WHOLE, (1, "many", 99999999999999999999999)),
        ("[1, 2]", WHOLE, (1, 2)),
        ('["a", null]', TEXT, ("a", None)),
        ("[half", TEXT, ("[half",)),
        ('{"id": 1}\n{"id": 2}', OBJECT, ({"id": 1}, {"id": 2})),
        ('{\n"id": 1\n}', OBJECT, ({"id": 1},)),
        ('[{"id": 1}]', OBJECT, ({"id": 1},)),
        ("red\n3", COLOR, ("red", 3)),
        ('1\nx\n{"a": 1}', ANY, (1, "x", {"a": 1})),
    ],
)
def test_items(text: str, form: LineForm, items: tuple[object, ...]) -> None:
    many = read_items(text, form)
    assert (many.items, many.problem) == (items, "")
    assert many.count == len(items)


@pytest.mark.parametrize(
    ("text", "problem"),
    [('{"id": 1}\n{"id"', "line 2 is no JSON value"), ("[{}", "no JSON array"), ("1\n" * (MOST + 1), "at most 10,000")],
)
def test_what_is_wrong_with_items_is_told(text: str, problem: str) -> None:
    many = read_items(text, OBJECT if text.startswith(("{", "[")) else WHOLE)
    assert problem in many.problem
    assert many.count == 0


@pytest.mark.parametrize(
    ("text", "form", "members"),
    [
        ("", TEXT, {}),
        ('a: 1\nb = x\n\n"c"\ty: z', TEXT, {"a": "1", "b": "x", "c": "y: z"}),
        ("a: 1\nb: many", WHOLE, {"a": 1, "b": "many"}),
        ('{"a": [1], "b": null}', TEXT, {"a": [1], "b": None}),
        ("url: http://x/?a=b", TEXT, {"url": "http://x/?a=b"}),
    ],
)
def test_entries(text: str, form: LineForm, members: dict[str, object]) -> None:
    many = read_members(text, form)
    assert (dict(many.members), many.problem) == (members, "")


def test_lines_of_headers_may_have_one_name() -> None:
    many = read_members('If-Match: "a"\nX: 1.10\nIf-Match: "b"', TEXT, repeats=True)
    assert many == Many(members=(("If-Match", '"a"'), ("X", "1.10"), ("If-Match", '"b"')))


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "no JSON object"), ("a: 1\nnothing", "line 2 has no name"), (": x", "line 1 has no name"),
     ("a: 1\na: 2", "line 2: a stands there twice")],
)  # fmt: skip
def test_what_is_wrong_with_entries_is_told(text: str, problem: str) -> None:
    many = read_members(text, TEXT)
    assert problem in many.problem
    assert not many.members
