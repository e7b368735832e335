from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, FileRef, Omitted, Value
from app.core.forms.model import Field, Presence
from tests.support.form_desk import TOO_OLD, FormDesk
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from app.features.request_form.presenter import RequestFormPresenter
    from app.features.request_form.rows import Row


def _row(presenter: RequestFormPresenter, path: str) -> Row:
    row = presenter.row_at(FieldPath.parse(path))
    assert row is not None
    return row


def _field(presenter: RequestFormPresenter, path: str) -> Field:
    return _row(presenter, path).field


@pytest.mark.parametrize(
    ("key", "path", "text", "value"),
    [
        ("POST /books", "body/title", "", ""),
        ("POST /books", "body/year", "2008", 2008),
        ("POST /books", "body/year", "20o8", "20o8"),
        ("POST /books", "body/year", "", OMIT),
        ("POST /books", "body/genre", "x", "x"),
        ("GET /books", "query/limit", "", OMIT),
        ("GET /books", "query/limit", "7", 7),
        ("GET /books", "query/genre", "", ""),
        ("POST /everything", "body/color", "3", 3),
        ("POST /everything", "body/color", "pink", "pink"),
        ("POST /everything", "body/yes", "true", True),
        ("POST /everything", "body/yes", "maybe", "maybe"),
        ("POST /everything", "body/anything", '{"a": [1]}', {"a": [1]}),
        ("POST /everything", "body/anything", "{broken", "{broken"),
        ("POST /everything", "body/nothing", "x", "x"),
        ("POST /everything", "body/either", "5", 5),
        ("POST /everything", "body/either", "five", "five"),
    ],
)
def test_what_is_typed_is_what_is_sent(key: str, path: str, text: str, value: Value | Omitted) -> None:
    desk = FormDesk()
    presenter = desk.present(key)

    presenter.edits.enter(_row(presenter, path), text)

    assert desk.value(path) == value
    assert type(desk.value(path)) is type(value)


def test_an_emptied_item_stays_an_item() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /everything")
    desk.put("query/tag", [1, 2])

    presenter.edits.enter(_row(presenter, "query/tag/0"), "")

    assert desk.value("query/tag") == ["", 2]


def test_a_value_comes_back_after_it_was_left_out() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    desk.put("body/genre", "Fantasy")

    presenter.edits.set_presence(_row(presenter, "body/genre"), Presence.NULL)
    assert desk.value("body/genre") is None
    presenter.edits.set_presence(_row(presenter, "body/genre"), Presence.OMIT)
    assert desk.value("body/genre") is OMIT
    presenter.edits.set_presence(_row(presenter, "body/genre"), Presence.VALUE)
    assert desk.value("body/genre") == "Fantasy"


def test_a_first_value_is_what_a_person_would_start_from() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")

    presenter.edits.set_presence(_row(presenter, "body/shipping_address"), Presence.VALUE)

    assert isinstance(desk.value("body/shipping_address"), dict)
    presenter.edits.set_presence(_row(presenter, "body/shipping_address"), Presence.VALUE)
    assert isinstance(desk.value("body/shipping_address"), dict)


def test_a_required_field_can_be_left_out_all_the_same() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")

    presenter.edits.set_presence(_row(presenter, "body/title"), Presence.OMIT)

    assert desk.value("body/title") is OMIT
    assert _row(presenter, "body/title").presences == (Presence.OMIT, Presence.VALUE)


def test_a_field_of_null_alone_can_still_get_a_value() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /everything")

    presenter.edits.set_presence(_row(presenter, "body/nothing"), Presence.VALUE)

    assert desk.value("body/nothing") == ""


def test_items_are_added_moved_and_removed() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    lines = _field(presenter, "body/lines")

    assert str(presenter.edits.add_item(lines)) == "body/lines/1"
    desk.put("body/lines/1/book_id", 7)
    presenter.edits.move(FieldPath.parse("body/lines/1"), 0)
    assert desk.value("body/lines/0/book_id") == 7
    presenter.edits.remove(FieldPath.parse("body/lines/1"))
    assert [line["book_id"] for line in _list(desk.value("body/lines"))] == [7]


def _list(value: Value | Omitted) -> list[dict[str, Value]]:
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, dict)]


def test_a_header_has_as_many_lines_as_a_person_types() -> None:
    desk = FormDesk()
    edits = desk.present("GET /books").edits
    headers = desk.present("GET /books").root(Location.HEADER)
    assert str(edits.add_member(headers, "X-Tag")) == "header/X-Tag"
    assert str(edits.add_member(headers, "X-B")) == "header/X-B"
    assert str(edits.add_member(headers, "X-Tag")) == "header/X-Tag (2)"
    assert edits.add_member(headers, "") is None

    assert edits.add_members(headers, (("X-Tag", "3"), ("X-C", "4"), ("X-Tag", "5"))) == ()
    assert desk.value("header/X-Tag (4)") == "5"

    assert edits.rename(FieldPath.parse("header/X-B"), "X-Tag")
    assert edits.rename(FieldPath.parse("header/X-Tag (3)"), "X-Tag")
    found = desk.value("header")
    assert isinstance(found, dict)
    assert list(found) == ["X-Tag", "X-Tag (5)", "X-Tag (2)", "X-Tag (3)", "X-C", "X-Tag (4)"]


def test_headers_stand_in_the_order_in_which_they_are_shown() -> None:
    raw = bookstore_document()
    words = [{"name": name, "in": "header", "schema": {"type": "string"}} for name in ("X-One", "X-Two")]
    raw["paths"]["/books"]["get"]["parameters"] = words
    desk = FormDesk(raw)
    presenter = desk.present("GET /books")
    presenter.edits.add_member(presenter.root(Location.HEADER), "X-Free")
    presenter.edits.enter(_row(presenter, "header/X-Two"), "2")
    presenter.edits.enter(_row(presenter, "header/X-One"), "1")
    assert [name for name, _ in desk.prepared().headers if name.startswith("X-")] == ["X-One", "X-Two", "X-Free"]
    presenter.edits.enter(_row(presenter, "header/X-One"), "12")
    assert presenter.edits.undo()
    assert [name for name, _ in desk.prepared().headers if name.startswith("X-")] == ["X-Two", "X-Free"]


def test_entries_get_names_that_are_free() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    presenter.edits.set_presence(_row(presenter, "body/notes"), Presence.VALUE)
    notes = _field(presenter, "body/notes")

    assert str(presenter.edits.add_member(notes, "a/b")) == "body/notes/a~1b"
    assert presenter.edits.add_member(notes, "a/b") is None
    assert presenter.edits.add_member(notes, "") is None
    assert str(presenter.edits.add_member(notes, "other")) == "body/notes/other"
    assert not presenter.edits.rename(FieldPath.parse("body/notes/other"), "a/b")
    assert not presenter.edits.rename(FieldPath.parse("body/notes/other"), "")
    assert not presenter.edits.rename(FieldPath.parse("body"), "x")
    assert presenter.edits.rename(FieldPath.parse("body/notes/other"), "other")
    assert presenter.edits.rename(FieldPath.parse("body/notes/other"), "gift")
    assert desk.value("body/notes") == {"a/b": "", "gift": ""}


def test_another_alternative_keeps_what_both_know() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")

    presenter.edits.choose_branch(_field(presenter, "body/payment"), 1)

    assert desk.value("body/payment/kind") == "transfer"
    assert desk.value("body/payment/number") is OMIT
    assert presenter.names(_field(presenter, "body/payment")) == ("kind", "iban")


def test_files_are_one_many_or_none() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /covers/{book_id}")
    one, two = FileRef("a.png", "a.png"), FileRef("b.png", "b.png")
    front, others = _field(presenter, "body/front"), _field(presenter, "body/others")

    presenter.edits.set_files(front, (one, two), several=False)
    presenter.edits.set_files(others, (one, two), several=True)
    assert (desk.value("body/front"), desk.value("body/others")) == (two, [one, two])

    presenter.edits.set_files(front, (), several=False)
    assert desk.value("body/front") is OMIT


def test_another_media_type_brings_its_own_start() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /notes")
    assert desk.value("body") == {"text": "text"}

    presenter.edits.choose_media_type("text/plain")

    assert desk.tab.state.media_type == "text/plain"
    assert isinstance(desk.value("body"), str)


def test_another_media_type_does_not_take_away_what_was_typed() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /notes")
    desk.put("body/text", "mine")

    presenter.edits.choose_media_type("text/plain")

    assert desk.value("body") == {"text": "mine"}


def test_a_fix_is_one_click() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    desk.put("body/year", 500)
    desk.refuse(TOO_OLD)

    presenter.edits.fix(0, 9)
    presenter.edits.fix(9)
    assert desk.value("body/year") == 500

    presenter.edits.fix(0)
    assert desk.value("body/year") == 1000


def test_a_fix_without_a_diagnosis_does_nothing() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    before = desk.tab.state

    presenter.edits.fix(0)

    assert desk.tab.state is before
