from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, FileRef, Omitted
from app.core.forms.model import FormState
from app.core.operations.model import Body, MediaType
from app.core.requests.bodies import EncodedBody, encode_body
from app.core.requests.model import BytesBody, FileBody, MultipartBody, Part
from app.core.requests.multipart import encode_multipart

if TYPE_CHECKING:
    from app.core.base.json_types import Value

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
PNG = FileRef("/tmp/cover.png", "cover.png", "image/png")  # noqa: S108 - never opened


def encode(
    value: Value | Omitted,
    media_type: str | None = "application/json",
    *,
    text: str | None = None,
    encoding: dict[str, dict[str, object]] | None = None,
    required: bool = False,
) -> EncodedBody:
    state = FormState({Location.BODY: value}, media_type, text)
    return encode_body(state, Body(required, (MediaType(media_type or "*/*", None, encoding or {}),)), "BOUND")


def data(encoded: EncodedBody) -> str:
    assert isinstance(encoded.body, BytesBody)
    return encoded.body.data.decode()


def parts(encoded: EncodedBody) -> tuple[Part, ...]:
    assert isinstance(encoded.body, MultipartBody)
    return encoded.body.parts


def notes(encoded: EncodedBody) -> list[tuple[str, str]]:
    return [(str(path), words) for path, words in encoded.warnings]


# JSON


def test_json_is_readable_and_exact() -> None:
    encoded = encode({"title": "Ü", "n": 2**70, "f": 1.5, "none": None, "empty": "", "list": []})
    assert data(encoded) == (
        '{"title": "Ü", "n": 1180591620717411303424, "f": 1.5, "none": null, "empty": "", "list": []}'
    )
    assert encoded.content_type == "application/json"
    assert encoded.text == data(encoded)
    assert encoded.value == {"title": "Ü", "n": 2**70, "f": 1.5, "none": None, "empty": "", "list": []}
    assert encoded.warnings == ()


@pytest.mark.parametrize(("value", "text"), [(None, "null"), ("", '""'), ([], "[]"), (0, "0"), (False, "false")])
def test_empty_values_are_bodies(value: Value, text: str) -> None:
    assert data(encode(value)) == text


def test_no_body() -> None:
    assert encode(OMIT) == EncodedBody()
    assert notes(encode(OMIT, required=True)) == [("body", "The document wants a body; none is sent.")]
    assert encode_body(FormState({}), None, "B") == EncodedBody()


def test_typed_text_goes_out_character_for_character() -> None:
    typed = '{ "n": 1.10,\n  "big": 1e400 }  '
    encoded = encode({"stale": True}, text=typed)
    assert data(encoded) == typed
    assert encoded.value == {"n": 1.1, "big": 10**400}


@pytest.mark.parametrize("typed", ["{", " ", '{"a":1}}'])
def test_broken_typed_text_goes_out_too(typed: str) -> None:
    encoded = encode({"a": 1}, text=typed)
    assert (data(encoded), encoded.text, encoded.value) == (typed, typed, OMIT)
    assert encoded.content_type == "application/json"


def test_a_body_where_the_document_has_none_is_json() -> None:
    encoded = encode_body(FormState({Location.BODY: {"a": 1}}), None, "B")
    assert (data(encoded), encoded.content_type) == ('{"a": 1}', "application/json")


@pytest.mark.parametrize(
    ("declared", "value", "content_type"),
    [
        ("application/*", {"a": 1}, "application/json"),
        ("*/*", "text", "text/plain; charset=utf-8"),
        ("image/*", PNG, "image/png"),
        ("application/vnd.api+json; v=1", {"a": 1}, "application/vnd.api+json; v=1"),
    ],
)
def test_ranges_become_a_type(declared: str, value: Value, content_type: str) -> None:
    assert encode(value, declared).content_type == content_type


def test_what_json_cannot_carry_is_told() -> None:
    encoded = encode({"files": [PNG]})
    assert data(encoded) == '{"files": ["cover.png"]}'
    assert notes(encoded) == [("body", "JSON cannot carry a file; only its name is sent.")]


def test_a_value_for_a_type_that_nobody_can_write_is_told() -> None:
    encoded = encode({"a": 1}, "application/xml")
    assert (data(encoded), encoded.content_type) == ('{"a": 1}', "application/xml")
    assert "application/xml" in encoded.warnings[0][1]


def test_lone_surrogates_survive() -> None:
    assert data(encode("\ud800")) == '"\\ud800"'
    encoded = encode(OMIT, text='"\ud800"')
    assert isinstance(encoded.body, BytesBody)
    assert encoded.body.data == b'"\xed\xa0\x80"'


# Text and files


def test_text() -> None:
    encoded = encode("héllo", "text/plain; charset=latin-1")
    assert encoded.body == BytesBody(b"h\xe9llo")
    assert encoded.content_type == "text/plain; charset=latin-1"
    assert encode("<a/>", "application/xml").text == "<a/>"


@pytest.mark.parametrize("charset", ["latin-1", "nonsense"])
def test_text_that_does_not_fit_its_charset_goes_as_utf_8_and_is_told(charset: str) -> None:
    encoded = encode("日", f"text/plain; charset={charset}")
    assert data(encoded) == "日"
    assert charset in encoded.warnings[0][1]


def test_a_typed_text_that_is_no_json() -> None:
    assert data(encode(OMIT, "text/csv", text="a;b")) == "a;b"


def test_a_file_is_sent_from_disk() -> None:
    encoded = encode(PNG, "application/octet-stream")
    assert encoded.body == FileBody(PNG)
    assert (encoded.content_type, encoded.text, encoded.value) == ("application/octet-stream", None, PNG)


# Urlencoded


def test_urlencoded() -> None:
    value: Value = {"a b": "c&d=e+f", "n": 5, "yes": True, "empty": "", "many": ["x", 2], "obj": {"k": "ü"}}
    encoded = encode(value, URLENCODED)
    assert data(encoded) == ("a+b=c%26d%3De%2Bf&n=5&yes=true&empty=&many=x&many=2&obj=%7B%22k%22%3A%22%C3%BC%22%7D")
    assert encoded.text == data(encoded)
    assert encoded.value == value
    assert encoded.warnings == ()


def test_what_a_form_cannot_say_is_told() -> None:
    encoded = encode({"none": None, "items": [1, None], "gone": [], "file": PNG}, URLENCODED)
    assert data(encoded) == "none=null&items=1&items=null&file=cover.png"
    assert notes(encoded) == [
        ("body/none", "A form has no null; the text null is sent."),
        ("body/items", "A form has no null; the text null is sent."),
        ("body/gone", "An empty list leaves no field to send."),
        ("body/file", "Only multipart/form-data carries files; the file's name is sent."),
    ]


def test_encoding_styles_of_fields() -> None:
    encoding: dict[str, dict[str, object]] = {
        "tags": {"style": "pipeDelimited"},
        "deep": {"style": "deepObject", "explode": True},
        "url": {"allowReserved": True},
        "flat": {"explode": False},
    }
    value: Value = {"tags": ["a", "b"], "deep": {"k": None}, "url": "http://h/", "flat": [1, 2]}
    encoded = encode(value, URLENCODED, encoding=encoding)
    assert data(encoded) == "tags=a%7Cb&deep%5Bk%5D=null&url=http://h/&flat=1,2"
    assert notes(encoded) == [("body/deep", "There is no null outside JSON; the text null is sent.")]


def test_an_empty_text_is_no_body() -> None:
    assert encode(OMIT, text="") == EncodedBody()


def test_a_form_that_is_one_text_is_sent_as_it_is() -> None:
    encoded = encode("a=1&b=x+y&a=2&a=&c", URLENCODED)
    assert data(encoded) == "a=1&b=x+y&a=2&a=&c"
    assert encoded.value == {"a": ["1", "2", ""], "b": "x y", "c": ""}


@pytest.mark.parametrize("media_type", [URLENCODED, MULTIPART])
def test_the_text_of_a_form_is_how_its_fields_are_edited(media_type: str) -> None:
    fine = encode({"a": "1"}, media_type, text='{"a": "1"}')
    assert fine == encode({"a": "1"}, media_type)
    broken = encode({"a": "1"}, media_type, text='{"a": ')
    assert (broken.body, broken.value) == (fine.body, fine.value)
    assert notes(broken)[0][0] == "body"
    assert "line 1, column 7" in notes(broken)[0][1]


@pytest.mark.parametrize("media_type", [URLENCODED, MULTIPART])
def test_a_form_that_is_no_object_is_empty_and_told(media_type: str) -> None:
    encoded = encode([1], media_type)
    assert "named fields" in encoded.warnings[0][1]


# Multipart


def test_multipart() -> None:
    second = FileRef("/x/b.bin", "b.bin")
    value: Value = {"note": "hi", "n": 5, "cover": PNG, "more": [second, "text"], "meta": {"k": [1]}, "gone": []}
    encoded = encode(value, MULTIPART)
    assert encoded.content_type == "multipart/form-data; boundary=BOUND"
    assert parts(encoded) == (
        Part("note", "hi"),
        Part("n", "5"),
        Part("cover", PNG, "image/png"),
        Part("more", second, "application/octet-stream"),
        Part("more", "text"),
        Part("meta", '{"k":[1]}', "application/json"),
    )
    assert encoded.value == value
    assert notes(encoded) == [("body/gone", "An empty list leaves no field to send.")]


def test_multipart_encoding() -> None:
    encoding: dict[str, dict[str, object]] = {
        "cover": {"contentType": "image/png, image/jpeg"},
        "text": {"contentType": "text/markdown"},
        "any": {"contentType": "text/*"},
        "tags": {"style": "form", "explode": False},
        "odd": {"contentType": 5},
    }
    value: Value = {"cover": PNG, "text": "# hi", "any": "x", "tags": ["a", "b"], "odd": "y"}
    assert parts(encode(value, MULTIPART, encoding=encoding)) == (
        Part("cover", PNG, "image/png"),
        Part("text", "# hi", "text/markdown"),
        Part("any", "x"),
        Part("tags", "a,b"),
        Part("odd", "y"),
    )


def test_multipart_on_the_wire() -> None:
    body = MultipartBody("B", (Part("a", "1"), Part('q"\r\n', PNG, "image/png\r\nX-Injected: 1"), Part("z", "\ud800")))
    assert encode_multipart(body) == (
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B\r\n'
        b'Content-Disposition: form-data; name="q%22%0D%0A"; filename="cover.png"\r\n'
        b"Content-Type: image/png X-Injected: 1\r\n\r\n",
        PNG,
        b'\r\n--B\r\nContent-Disposition: form-data; name="z"\r\n\r\n\xed\xa0\x80\r\n--B--\r\n',
    )
    assert encode_multipart(MultipartBody("B", ())) == (b"--B--\r\n",)


def test_warnings_name_their_field() -> None:
    path, _ = encode({"a/b": None}, URLENCODED).warnings[0]
    assert path == FieldPath(Location.BODY, ("a/b",))
