from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.edits import SetBodyText, SetValue
from app.core.forms.model import FormState
from app.core.forms.raw import body_text, syntax_error, typed, xml_reading
from app.core.forms.state import apply
from tests.support.forms import body_form


def state_of(body: Any = OMIT, media_type: str | None = "application/json") -> FormState:
    return FormState(roots={Location.BODY: body}, media_type=media_type)


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        (OMIT, "application/json", ""),
        (None, "application/json", "null"),
        ({"a": [1, "é"]}, "application/json", '{\n  "a": [\n    1,\n    "é"\n  ]\n}'),
        ("text", "application/json", '"text"'),
        ("text", "text/plain", "text"),
        ({"a": 1}, "text/plain", '{\n  "a": 1\n}'),
        ({"f": FileRef("/a/b.png", "b.png")}, "multipart/form-data", '{\n  "f": "b.png"\n}'),
        ({"a": "1"}, "application/x-www-form-urlencoded", '{\n  "a": "1"\n}'),
    ],
)
def test_the_body_as_text(body: Any, media_type: str, text: str) -> None:
    assert body_text(body_form({}, media_type=media_type), state_of(body, media_type)) == text


def test_xml_is_laid_out_by_its_schema() -> None:
    schema = {"properties": {"id": {"type": "integer", "xml": {"attribute": True}}}, "xml": {"name": "Book"}}
    form = body_form(schema, media_type="application/xml")
    state = state_of({"id": 1, "title": "Ü"}, "application/xml")
    assert body_text(form, state) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Book id="1">\n  <title>Ü</title>\n</Book>'
    )
    alone = apply(state, SetBodyText("<Book/>"))
    assert body_text(form, alone) == "<Book/>"
    # Who does not know the schema leaves the fields beside the text.
    assert alone.roots[Location.BODY] == {"id": 1, "title": "Ü"}
    assert apply(alone, SetBodyText(" ")).roots[Location.BODY] == " "
    assert apply(state_of("<a/>", "application/xml"), SetBodyText("<b/>")).roots[Location.BODY] == "<b/>"


def test_what_was_typed_is_shown_as_it_was_typed() -> None:
    state = apply(state_of({"a": 1}), SetBodyText('{"a" : 1.10, }'))
    form = body_form({})
    assert body_text(form, state) == '{"a" : 1.10, }'
    edited = apply(state, SetValue(FieldPath.parse("body/a"), 2))
    assert body_text(form, edited) == '{\n  "a": 2\n}'


def test_the_place_of_a_syntax_error() -> None:
    state = apply(state_of({"a": 1}), SetBodyText('{"a": 1,\n}'))
    error = syntax_error(state)
    assert error is not None
    assert (error.line, error.column, error.offset) == (1, 8, 7)
    assert syntax_error(state_of({"a": 1})) is None
    for text in ("", "  ", "[1]"):
        assert syntax_error(apply(state_of(), SetBodyText(text))) is None
    assert syntax_error(replace(state, media_type="text/plain")) is None


XML_BOOK = {"properties": {"id": {"type": "integer", "xml": {"attribute": True}}}, "xml": {"name": "Book"}}


def test_typed_xml_is_read_into_the_value() -> None:
    form = body_form(XML_BOOK, media_type="application/xml")
    state = apply(
        state_of({"id": 1}, "application/xml"), typed(form, state_of({}, "application/xml"), "<Book id='2'/>")
    )
    assert state.roots[Location.BODY] == {"id": 2}
    assert state.body_text == "<Book id='2'/>"
    reading = xml_reading(form, state)
    assert reading is not None
    assert reading.losses == ()
    assert form.read_xml("<Book id='2'/>", state) is reading


def test_broken_xml_leaves_the_value() -> None:
    form = body_form(XML_BOOK, media_type="application/xml")
    state = state_of({"id": 1}, "application/xml")
    state = apply(state, typed(form, state, "<Book id='2'>"))
    assert state.roots[Location.BODY] == {"id": 1}
    reading = xml_reading(form, state)
    assert reading is not None
    assert reading.error is not None
    null = state_of(None, "application/xml")
    assert apply(null, typed(form, null, "<Book")).roots[Location.BODY] is None


@pytest.mark.parametrize(
    ("schema", "media_type", "text"),
    [
        (XML_BOOK, "application/json", "{}"),
        (XML_BOOK, "application/xml", " "),
        ({"type": "string"}, "application/xml", "<a/>"),
    ],
)
def test_what_is_no_xml_of_fields_is_not_read_as_such(schema: Any, media_type: str, text: str) -> None:
    form = body_form(schema, media_type=media_type)
    state = apply(state_of(OMIT, media_type), typed(form, state_of(OMIT, media_type), text))
    assert xml_reading(form, state) is None
