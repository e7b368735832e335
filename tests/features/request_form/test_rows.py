from __future__ import annotations

import pytest

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT, FileRef, Value
from app.core.forms.edits import ChooseBranch
from app.core.forms.model import Presence
from app.features.request_form.rows import Editor, Item, Row, stands_for, summary
from tests.support.form_bodies import KEY, body_document
from tests.support.form_desk import FormDesk


def _row(desk: FormDesk, key: str, path: str) -> Row:
    row = desk.present(key).row_at(FieldPath.parse(path))
    assert row is not None, f"{key} has no {path}"
    return row


@pytest.mark.parametrize(
    ("path", "editor"),
    [
        ("body/text", Editor.TEXT),
        ("body/whole", Editor.NUMBER),
        ("body/fraction", Editor.NUMBER),
        ("body/yes", Editor.TRUTH),
        ("body/color", Editor.CHOICE),
        ("body/version", Editor.CHOICE),
        ("body/day", Editor.MOMENT),
        ("body/at", Editor.MOMENT),
        ("body/secret", Editor.SECRET),
        ("body/anything", Editor.JSON),
        ("body/nothing", Editor.NULL),
        ("body/tags", Editor.GROUP),
        ("body/either", Editor.NUMBER),
        ("body/tree", Editor.GROUP),
        ("query/tag", Editor.GROUP),
        ("header/x-request-id", Editor.UUID),
        ("cookie/session", Editor.TEXT),
        ("body", Editor.GROUP),
    ],
)
def test_each_kind_of_field_has_its_editor(path: str, editor: Editor) -> None:
    assert _row(FormDesk(), "POST /everything", path).editor is editor


@pytest.mark.parametrize(
    ("path", "value", "editor", "text"),
    [
        ("body/tree", "no object", Editor.JSON, "no object"),
        ("body/tags", {"no": "list"}, Editor.JSON, '{"no":"list"}'),
        ("body/text", {"no": "text"}, Editor.JSON, '{"no":"text"}'),
        ("body/text", "two\nlines", Editor.LINES, "two\nlines"),
        ("body/whole", "12a", Editor.NUMBER, "12a"),
        ("body/whole", "12", Editor.NUMBER, '"12"'),
        ("body/yes", "maybe", Editor.TRUTH, "maybe"),
        ("body/nothing", "something", Editor.TEXT, "something"),
        ("body/color", "pink", Editor.CHOICE, "pink"),
        ("body/anything", [1, 2], Editor.JSON, "[1,2]"),
        ("body/text", 5, Editor.TEXT, "5"),
    ],
)
def test_a_value_of_the_wrong_type_is_shown_not_hidden(path: str, value: Value, editor: Editor, text: str) -> None:
    desk = FormDesk()
    presenter = desk.present("POST /everything")
    desk.put(path, value)

    row = presenter.row_at(FieldPath.parse(path))

    assert row is not None
    assert (row.editor, row.text) == (editor, text)


def test_what_holds_now_is_always_among_the_choices() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    assert _row(desk, "POST /books", "body/title").presences == ()
    assert _row(desk, "POST /books", "body/genre").presences == (Presence.OMIT, Presence.NULL, Presence.VALUE)

    desk.put("body/title", None)
    row = presenter.row_at(FieldPath.parse("body/title"))

    assert row is not None
    assert row.presence is Presence.NULL
    assert row.presences == (Presence.NULL, Presence.VALUE)


def test_emptiness_says_what_it_means() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /everything")

    def placeholder(path: str) -> str:
        row = presenter.row_at(FieldPath.parse(path))
        assert row is not None
        return row.placeholder

    assert placeholder("body/text") == ""
    desk.put("body/text", "")
    assert placeholder("body/text") == "empty text"
    desk.put("body/text", None)
    assert placeholder("body/text") == "null"
    assert placeholder("body/day") == "for example 2024-01-31"
    assert placeholder("body/anything") == "any JSON value"
    assert _row(desk, "GET /books", "query/limit").placeholder == "default: 10"
    assert _row(desk, "POST /books", "body/year").placeholder == "for example 2008"
    assert _row(desk, "POST /token", "body/scope").placeholder == 'default: ""'


def test_items_know_their_place_and_entries_their_name() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    desk.put("body/notes", {"gift": "yes"})
    desk.put("body/extra", 5)

    def row(path: str) -> Row:
        parent = presenter.field(FieldPath.parse(path).parent or FieldPath.parse("body"))
        found = presenter.child(parent, path.rpartition("/")[2]) if parent is not None else None
        assert found is not None
        return found

    assert row("body/lines/0").item == Item(0, 1)
    assert row("body/lines/0").removable
    assert row("body/notes/gift").key
    assert row("body/extra").key
    assert not row("body/customer").key
    assert not row("body/customer").removable


def test_files_are_one_editor_also_where_there_are_many() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /covers/{book_id}")
    desk.put("body/others", [FileRef("a.png", "a.png"), FileRef("b.png", "b.png")])

    front, others = (presenter.row_at(FieldPath.parse(f"body/{name}")) for name in ("front", "others"))

    assert front is not None
    assert others is not None
    assert (front.editor, front.files, front.presences) == (Editor.FILE, (), ())
    assert others.editor is Editor.FILES
    assert [file.filename for file in others.files] == ["a.png", "b.png"]


def test_a_union_of_plain_values_shows_the_editor_of_its_alternative() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /everything")
    desk.put("body/either", "text")

    row = presenter.row_at(FieldPath.parse("body/either"))
    assert row is not None
    assert (row.editor, row.field.branch) == (Editor.TEXT, 1)

    desk.edit(ChooseBranch(FieldPath.parse("body/either"), 0))
    row = presenter.row_at(FieldPath.parse("body/either"))
    assert row is not None
    assert (row.editor, row.field.branch, row.text) == (Editor.NUMBER, 0, "text")


def test_long_texts_and_bodies_of_text_get_several_lines() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /notes")
    presenter.edits.choose_media_type("text/plain")

    row = presenter.row_at(FieldPath.parse("body"))

    assert row is not None
    assert row.editor is Editor.LINES


@pytest.mark.parametrize(
    ("path", "text", "value", "same"),
    [
        ("body/whole", "5", 5, True),
        ("body/whole", "5.0", 5, False),
        ("body/fraction", "1e3", 1000.0, True),
        ("body/text", "5", "5", True),
        ("body/text", "", OMIT, True),
        ("body/text", "x", OMIT, False),
        ("body/text", "", None, True),
        ("body/color", "3", 3, True),
        ("body/anything", '{"a": 1}', {"a": 1}, True),
    ],
)
def test_a_text_that_means_the_value_is_left_alone(path: str, text: str, value: Value, same: bool) -> None:
    assert stands_for(_row(FormDesk(), "POST /everything", path), text, value) is same


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (OMIT, "not sent"),
        (None, "null"),
        ([], "0 items"),
        ([1], "1 item"),
        ({}, "empty"),
        ({"a": 1, "b": {"c": 2}, "d": [1, 2], "e": True, "f": 1}, "a: 1, b: {…}, d: [2], e: true"),
        ({"a": "x" * 100}, f"a: {'x' * 23}…"),
        ({name * 9: "x" * 20 for name in "abcd"}, "aaaaaaaaa: xxxxxxxxxxxxxxxxxxxx, bbbbbbbbb: xxxxxxxxxxxxxxx…"),
        (FileRef("a/b.png", "b.png"), "b.png"),
    ],
)
def test_a_folded_group_says_its_value_in_short(value: Value, words: str) -> None:
    assert summary(value) == words


def test_a_row_is_spoken_with_demand_and_type() -> None:
    desk = FormDesk()

    assert _row(desk, "POST /books", "body/year").spoken == "year, required, integer"
    assert _row(desk, "POST /books", "body/genre").spoken == "genre, string"


LEVELS = {"oneOf": [{"const": 1, "title": "low"}, {"const": 2, "title": "high", "description": "All at once."}]}


def test_what_a_chosen_value_means_is_said() -> None:
    desk = FormDesk(body_document({"type": "object", "properties": {"level": LEVELS}, "required": ["level"]}))
    presenter = desk.present(KEY)
    path = FieldPath.parse("body/level")

    def row() -> Row:
        found = presenter.row_at(path)
        assert found is not None
        return found

    assert row().meanings == {"1": "low", "2": "high: All at once."}
    assert row().hint == "low"
    desk.put("body/level", 2)
    assert row().hint == "high: All at once."
    desk.put("body/level", 7)
    assert row().hint == ""
    assert _row(FormDesk(), "POST /everything", "body/color").meanings == {}
