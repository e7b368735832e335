from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.base.json_types import FileRef
from app.core.requests.styles import (
    RESERVED_IN_QUERY,
    expand_header,
    expand_pairs,
    expand_path,
    percent_encode,
    value_notes,
)

if TYPE_CHECKING:
    from app.core.base.json_types import Value

STRING: Value = "blue"
ARRAY: Value = ["blue", "black", "brown"]
OBJECT: Value = {"R": 100, "G": 200, "B": 150}

# OpenAPI 3.1.1, section 4.8.12.6 "Style Examples", row by row: empty, string, array, object.
PATH_TABLE = [
    ("matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
]
QUERY_TABLE = [
    ("form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("spaceDelimited", False, None, None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ("tabDelimited", False, None, None, "color=blue%09black%09brown", "color=R%09100%09G%09200%09B%09150"),
    ("pipeDelimited", False, None, None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    # OpenAPI 3.2, section 4.12.6; the divider is the Cookie header's.
    ("cookie", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("deepObject", True, None, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
]
COLUMNS: tuple[Value, ...] = ("", STRING, ARRAY, OBJECT)


def query(value: Value, style: str = "form", *, explode: bool = True) -> str:
    return "&".join(piece.encoded() for piece in expand_pairs("color", value, style, explode=explode).pieces)


@pytest.mark.parametrize(("style", "explode", "empty", "string", "array", "object_"), PATH_TABLE)
def test_path_styles(style: str, explode: bool, empty: str, string: str, array: str, object_: str) -> None:
    written = tuple(expand_path("color", value, style, explode=explode) for value in COLUMNS)
    assert written == (empty, string, array, object_)


@pytest.mark.parametrize(("style", "explode", "empty", "string", "array", "object_"), QUERY_TABLE)
def test_query_styles(
    style: str, explode: bool, empty: str | None, string: str | None, array: str | None, object_: str | None
) -> None:
    for value, expected in zip(COLUMNS, (empty, string, array, object_), strict=True):
        if expected is not None:
            assert query(value, style, explode=explode) == expected


def test_header_style() -> None:
    assert [expand_header(value, explode=False) for value in COLUMNS] == [
        "",
        "blue",
        "blue,black,brown",
        "R,100,G,200,B,150",
    ]
    assert expand_header(OBJECT, explode=True) == "R=100,G=200,B=150"


def test_styles_where_the_table_has_no_entry_fall_back_to_form_and_say_so() -> None:
    for value, style, words in ((STRING, "deepObject", "for objects"), (STRING, "matrix", "does not exist here")):
        expansion = expand_pairs("color", value, style, explode=False)
        assert [piece.encoded() for piece in expansion.pieces] == ["color=blue"]
        assert words in expansion.notes[0]
    assert query(ARRAY, "spaceDelimited", explode=True) == "color=blue&color=black&color=brown"


def test_values_that_are_no_text() -> None:
    assert query(2**70) == "color=1180591620717411303424"
    assert query(1.5) == "color=1.5"
    assert query(True) == "color=true"
    assert query(FileRef("/x/y.png", "y.png")) == "color=y.png"
    assert query(None) == "color=null"
    assert "text null" in expand_pairs("color", None, "form", explode=True).notes[0]


def test_what_needs_encoding_is_encoded_in_names_and_values() -> None:
    assert query({"a b&": "c=d&e+f g#ü/"}) == "a%20b%26=c%3Dd%26e%2Bf%20g%23%C3%BC%2F"
    assert query(["a,b", "c"], explode=False) == "color=a%2Cb,c"
    assert expand_path("p", "a/b c?", "simple", explode=False) == "a%2Fb%20c%3F"
    assert expand_path("p", ["a,b", "ü"], "label", explode=True) == ".a%2Cb.%C3%BC"
    assert expand_path("p", {"k k": "v;"}, "matrix", explode=True) == ";k%20k=v%3B"
    assert percent_encode("\ud800") == "%ED%A0%80"


def test_empty_values_in_exploded_paths() -> None:
    assert expand_path("p", ["", "b"], "matrix", explode=True) == ";p;p=b"
    assert expand_path("p", {"a": "", "b": "1"}, "matrix", explode=True) == ";a;b=1"
    assert expand_path("p", {"a": "", "b": "1"}, "label", explode=True) == ".a=.b=1"


def test_allow_reserved() -> None:
    assert percent_encode("a/b?c:d@e%20f%2x&g+h#i[j] k", reserved=RESERVED_IN_QUERY) == (
        "a/b?c:d@e%20f%252x%26g%2Bh%23i%5Bj%5D%20k"
    )
    piece = expand_pairs("url", "http://h/p", "form", explode=True).pieces[0]
    assert piece.encoded(allow_reserved=True) == "url=http://h/p"
    assert piece.encoded() == "url=http%3A%2F%2Fh%2Fp"
    # In a path `?` would begin the query, and `&` and `+` mean nothing.
    assert expand_path("p", "a/b?c&d+e", "simple", explode=False, allow_reserved=True) == "a/b%3Fc&d+e"


@pytest.mark.parametrize("value", [[], {}])
def test_empty_lists_and_objects_leave_nothing(value: Value) -> None:
    for style, explode in (("form", True), ("form", False), ("pipeDelimited", False)):
        expansion = expand_pairs("color", value, style, explode=explode)
        assert expansion.pieces == ()
        assert expansion.notes == ("An empty list or object leaves nothing to send.",)
    for style in ("simple", "label", "matrix"):
        assert expand_path("color", value, style, explode=True) == ""


def test_nesting_is_sent_as_json_and_said() -> None:
    expansion = expand_pairs("color", {"a": [1, 2], "b": {"c": "ü"}}, "form", explode=True)
    assert [piece.text for piece in expansion.pieces] == ["[1,2]", '{"c":"ü"}']
    assert expansion.notes == (
        "OpenAPI does not say how a list or object inside another one is sent; it is sent as JSON text.",
    )


def test_deep_objects_nest_in_brackets() -> None:
    expansion = expand_pairs("f", {"a": {"b": 1, "c": {}}, "d": [2, 3]}, "deepObject", explode=True)
    assert [(piece.name, piece.text) for piece in expansion.pieces] == [("f[a][b]", "1"), ("f[d]", "2"), ("f[d]", "3")]
    assert "in brackets" in expansion.notes[0]


def test_notes_of_plain_values_are_none() -> None:
    assert value_notes("x") == ()
    assert value_notes([1, 2]) == ()
    assert value_notes([None]) == ("There is no null outside JSON; the text null is sent.",)
