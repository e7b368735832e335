from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, FileRef, Omitted
from app.core.forms.model import FormState
from app.core.operations.model import Body, MediaType
from app.core.requests.bodies import EncodedBody, encode_body
from app.core.requests.model import BytesBody, FileBody, MultipartBody, Part
from app.core.requests.multipart import encode_multipart
from app.core.spec.document import Node
from tests.support.forms import document

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
    assert notes(encode({"none": [None]}, MULTIPART)) == [("body/none", "A form has no null; the text null is sent.")]


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


def test_the_type_of_a_part() -> None:
    untyped = FileRef("/x/b", "b")
    encoding: dict[str, dict[str, object]] = {
        "file": {"contentType": "image/png"},
        "several": {"contentType": "image/png, image/jpeg"},
        "json": {"contentType": "application/json"},
        "text": {"contentType": "application/json"},
        "items": {"contentType": "application/json"},
    }
    value: Value = {"file": untyped, "several": untyped, "json": '{"a": 1}', "text": "a", "items": [[1], {"b": None}]}
    assert parts(encode(value, MULTIPART, encoding=encoding)) == (
        Part("file", untyped, "image/png"),
        Part("several", untyped, "application/octet-stream"),
        Part("json", '{"a": 1}', "application/json"),
        Part("text", '"a"', "application/json"),
        Part("items", "[1]", "application/json"),
        Part("items", '{"b":null}', "application/json"),
    )


def test_an_object_in_a_part_of_another_type_is_told() -> None:
    encoding: dict[str, dict[str, object]] = {
        name: {"contentType": kind}
        for name, kind in {"a": "application/xml", "b": "text/*", "c": "application/geo+json", "d": "image/png"}.items()
    }
    encoded = encode({"a": {"k": 1}, "b": {"k": 1}, "c": {"k": 1}, "d": "x"}, MULTIPART, encoding=encoding)
    assert parts(encoded)[0] == Part("a", '{"k":1}', "application/xml")
    assert notes(encoded) == [
        ("body/a", "The document says application/xml for it; it is sent as JSON text under that name.")
    ]


def test_what_the_document_says_of_a_parts_headers_is_sent() -> None:
    headers = {
        "X-Const": {"schema": {"const": 5}},
        "X-Default": {"schema": {"default": "d"}},
        "X-Choice": {"schema": {"enum": ["first", "second"]}},
        "X-Example": {"example": "e", "schema": {"type": "string"}},
        "X-Wanted": {"required": True},
        "X-Left": {"schema": {"type": "string"}},
        "content-type": {"schema": {"const": "text/x"}},
        "X-Broken": 5,
    }
    encoded = encode({"a": "1", "b": "2"}, MULTIPART, encoding={"a": {"headers": headers}, "b": {"headers": 5}})
    sent = (("X-Const", "5"), ("X-Default", "d"), ("X-Choice", "first"), ("X-Example", "e"))
    assert parts(encoded) == (Part("a", "1", None, sent), Part("b", "2"))
    assert notes(encoded) == [
        ("body/a", "The document wants the header X-Wanted on this part and says no value; none is sent.")
    ]


def test_other_bodies_in_parts() -> None:
    mixed = encode([{"a": 1}, "text", PNG], "multipart/mixed; type=x")
    assert mixed.content_type == "multipart/mixed; type=x; boundary=BOUND"
    assert parts(mixed) == (
        Part(None, '{"a":1}', "application/json"),
        Part(None, "text"),
        Part(None, PNG, "image/png"),
    )
    headers = {"headers": {"X-Wanted": {"required": True}}}
    entry = MediaType("multipart/mixed", None, {}, ({"contentType": "text/x"},), {"contentType": "text/y", **headers})
    state = FormState({Location.BODY: ["a", "b"]}, "multipart/mixed")
    described = encode_body(state, Body(required=False, contents=(entry,)), "BOUND")
    assert parts(described) == (Part(None, "a", "text/x"), Part(None, "b", "text/y"))
    assert [path for path, _ in notes(described)] == ["body/1"]
    named = encode({"a": "1"}, "multipart/related; boundary=theirs")
    assert named.content_type == "multipart/related; boundary=BOUND"
    assert parts(named) == (Part("a", "1"),)


def test_parts_without_names_and_with_headers_on_the_wire() -> None:
    own = (("Content-Disposition", "inline"), ("X-N\r\n", "a\r\nb"))
    body = MultipartBody("B", (Part(None, "1"), Part(None, PNG, "image/png"), Part("n", "2", None, own)))
    assert encode_multipart(body) == (
        b"--B\r\n\r\n1\r\n--B\r\n"
        b'Content-Disposition: attachment; filename="cover.png"\r\nContent-Type: image/png\r\n\r\n',
        PNG,
        b"\r\n--B\r\nContent-Disposition: inline\r\nX-N: a b\r\n\r\n2\r\n--B--\r\n",
    )


# JSON texts one after the other


def test_lines_of_json() -> None:
    lines = encode([{"a": 1}, "x", None], "application/jsonl")
    assert (data(lines), lines.content_type) == ('{"a": 1}\n"x"\nnull\n', "application/jsonl")
    assert data(encode({"a": 1.50}, "application/x-ndjson")) == '{"a": 1.5}\n'
    assert data(encode([1, 2], "application/json-seq")) == "\x1e1\n\x1e2\n"
    assert data(encode([], "application/jsonl")) == ""
    assert data(encode('{"typed": 1}', "application/jsonl")) == '{"typed": 1}'
    assert notes(encode([PNG], "application/jsonl")) == [("body", "JSON cannot carry a file; only its name is sent.")]


# XML


def xml(value: Value, media_type: str = "application/xml", schema: Any = None) -> EncodedBody:
    made = document({})
    node = None if schema is None else Node("/components/schemas/Book", schema)
    body = Body(required=False, contents=(MediaType(media_type, node),))
    return encode_body(FormState({Location.BODY: value}, media_type), body, "B", made)


def test_xml() -> None:
    encoded = xml({"id": 1, "name": "Ü"}, schema={"properties": {"id": {"xml": {"attribute": True}}}})
    assert data(encoded) == '<?xml version="1.0" encoding="UTF-8"?><Book id="1"><name>Ü</name></Book>'
    assert (encoded.content_type, encoded.text, encoded.warnings) == ("application/xml", data(encoded), ())


def test_xml_in_another_charset_keeps_every_character() -> None:
    encoded = xml({"name": "Ü日"}, "text/xml; charset=iso-8859-1")
    assert encoded.body == BytesBody(
        b'<?xml version="1.0" encoding="ISO-8859-1"?><root><name>\xdc&#26085;</name></root>'
    )
    assert notes(encoded) == [("body", "The document does not name the root element; it is called root.")]
    assert data(xml(1, "text/xml; charset=nonsense")).startswith('<?xml version="1.0" encoding="UTF-8"?>')


def test_xml_that_is_typed_or_has_no_document_is_sent_as_it_is() -> None:
    assert data(xml("<a>1</a>")) == "<a>1</a>"
    assert notes(encode({"a": 1}, "application/xml"))[0][1].startswith("A value cannot be written as application/xml")


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
