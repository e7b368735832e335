from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_equal import same_value
from app.core.base.json_types import FileRef
from app.core.forms.model import FieldKind
from app.core.forms.scalars import entry_text, parse_entry

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.INTEGER, "500", 500),
        (FieldKind.INTEGER, " 500 ", 500),
        (FieldKind.INTEGER, "abc", "abc"),
        (FieldKind.INTEGER, "", ""),
        (FieldKind.INTEGER, "5.0", 5.0),
        (FieldKind.INTEGER, "007", "007"),
        (FieldKind.INTEGER, "+5", "+5"),
        (FieldKind.INTEGER, "1180591620717411303424", 2**70),
        (FieldKind.INTEGER, '"5"', "5"),
        (FieldKind.INTEGER, '"5', '"5'),
        (FieldKind.INTEGER, "null", "null"),
        (FieldKind.NUMBER, "1.50", 1.5),
        (FieldKind.NUMBER, "1e400", 10**400),
        (FieldKind.NUMBER, "NaN", "NaN"),
        (FieldKind.NUMBER, "1,5", "1,5"),
        (FieldKind.BOOLEAN, "true", True),
        (FieldKind.BOOLEAN, " false", False),
        (FieldKind.BOOLEAN, "True", "True"),
        (FieldKind.BOOLEAN, "null", "null"),
        (FieldKind.BOOLEAN, "1", "1"),
        (FieldKind.NULL, "null", None),
        (FieldKind.NULL, "true", "true"),
        (FieldKind.STRING, "5", "5"),
        (FieldKind.STRING, ' "5" ', ' "5" '),
        (FieldKind.STRING, "", ""),
        (FieldKind.ANY, "5", 5),
        (FieldKind.ANY, "[1, null]", [1, None]),
        (FieldKind.ANY, "hello", "hello"),
        (FieldKind.ANY, '"5"', "5"),
        (FieldKind.UNION, "true", True),
        (FieldKind.ENUM, "red", "red"),
        (FieldKind.ENUM, "3", 3),
        (FieldKind.ENUM, "4", "4"),
        (FieldKind.CONST, "3", 3),
    ],
)
def test_texts_become_values(kind: FieldKind, text: str, value: Value) -> None:
    assert same_value(parse_entry(kind, text, ("red", 3)), value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("title", "title"),
        (5, "5"),
        (1.5, "1.5"),
        (2**70, "1180591620717411303424"),
        (True, "true"),
        (None, "null"),
        ([1, {"a": "é"}], '[1,{"a":"é"}]'),
        (FileRef("/home/me/a.png", "a.png"), "a.png"),
    ],
)
def test_values_become_texts(value: Any, text: str) -> None:
    assert entry_text(value) == text


def test_a_string_that_reads_as_something_else_is_quoted() -> None:
    assert entry_text("5", FieldKind.INTEGER) == '"5"'
    assert entry_text('"5"', FieldKind.INTEGER) == '"\\"5\\""'
    assert entry_text("true", FieldKind.BOOLEAN) == '"true"'
    assert entry_text("null", FieldKind.ANY) == '"null"'
    assert entry_text("abc", FieldKind.INTEGER) == "abc"
    assert entry_text("3", FieldKind.ENUM, ("3", 3)) == "3"
    assert entry_text("3", FieldKind.ENUM, (3,)) == '"3"'


TEXTS = st.text(st.characters(codec=None)) | st.sampled_from(
    ["5", "true", "null", '"', '"5"', "1e400", "[]", " x ", "\ud800"]
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
NATURAL: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.STRING: TEXTS,
    FieldKind.INTEGER: st.integers() | TEXTS,
    FieldKind.NUMBER: NUMBERS | TEXTS,
    FieldKind.BOOLEAN: st.booleans() | TEXTS,
    FieldKind.NULL: st.none() | TEXTS,
    FieldKind.ENUM: st.sampled_from(["red", 3, True, None, "4"]) | TEXTS,
    FieldKind.ANY: st.recursive(
        st.none() | st.booleans() | NUMBERS | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    ),
}


@pytest.mark.parametrize("kind", list(NATURAL))
@given(data=st.data())
def test_every_value_that_fits_an_editor_comes_back(kind: FieldKind, data: st.DataObject) -> None:
    choices: tuple[JsonValue, ...] = ("red", 3, True, None, "4")
    value = data.draw(NATURAL[kind])
    text = entry_text(value, kind, choices)
    assert same_value(parse_entry(kind, text, choices), value)


@given(st.sampled_from(FieldKind), TEXTS)
def test_no_text_is_refused(kind: FieldKind, text: str) -> None:
    value = parse_entry(kind, text)
    assert same_value(parse_entry(kind, entry_text(value, kind)), value)
