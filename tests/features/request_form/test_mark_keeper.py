from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath
from app.core.forms.checks import check
from app.core.forms.edits import Omit, SetBodyText
from app.features.request_form.mark_keeper import MARKS_SHOWN, worst
from app.features.request_form.marks import Mark, Severity
from tests.support.form_desk import TOO_OLD, TOO_SHORT, FormDesk, an_error

if TYPE_CHECKING:
    from app.features.request_form.presenter import RequestFormPresenter


def _at(presenter: RequestFormPresenter, path: str) -> list[str]:
    return [mark.text for mark in presenter.marks.of_row(FieldPath.parse(path))]


def _refused_book() -> tuple[FormDesk, RequestFormPresenter]:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    desk.put("body/title", "")
    desk.put("body/year", 500)
    desk.refuse(TOO_SHORT, TOO_OLD)
    return desk, presenter


def test_findings_stand_on_their_fields_with_rule_and_fix() -> None:
    _, presenter = _refused_book()

    (mark,) = presenter.marks.of_row(FieldPath.parse("body/year"))

    assert mark.severity is Severity.ERROR
    assert mark.text == "Input should be greater than or equal to 1000"
    assert mark.rule == "1000 … 2100"
    assert mark.fixes == ("Fix: 1000",)
    assert mark.finding == 1
    assert not mark.stale
    assert presenter.counts(FieldPath.parse("body")).errors == 2


def test_a_finding_fades_when_its_value_changes_and_comes_back_with_it() -> None:
    desk, presenter = _refused_book()

    desk.put("body/year", 1999)
    (mark,) = presenter.marks.of_row(FieldPath.parse("body/year"))
    assert mark.stale
    assert presenter.counts(FieldPath.parse("body")).errors == 1

    desk.put("body/year", 500)
    (mark,) = presenter.marks.of_row(FieldPath.parse("body/year"))
    assert not mark.stale
    assert presenter.counts(FieldPath.parse("body")).errors == 2


def test_a_finding_on_a_group_fades_with_anything_inside() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    desk.refuse(an_error("value_error", "Value error, the total is over the limit", "body"))
    body = FieldPath.parse("body")
    assert [mark.stale for mark in presenter.marks.of_group(body, presenter.names(presenter.root(body.location)))] == [
        False
    ]

    desk.put("body/lines/0/quantity", 2)

    assert presenter.marks.of_group(body, ("customer",))[0].stale


def test_the_next_answer_takes_the_old_findings_away() -> None:
    desk, presenter = _refused_book()

    desk.refuse(TOO_SHORT)

    assert _at(presenter, "body/year") == []
    assert _at(presenter, "body/title") == ["String should have at least 1 character"]


def test_warnings_wait_until_somebody_was_there() -> None:
    desk = FormDesk()
    presenter = desk.present("PATCH /books/{book_id}")
    presenter.run_checks()
    assert presenter.counts(FieldPath.parse("body")).warnings == 0

    desk.put("body/title", "")
    presenter.run_checks()

    assert _at(presenter, "body/title") == ["needs at least 1 character, has 0"]
    assert presenter.counts(FieldPath.parse("body")).warnings == 1


def test_a_new_form_warns_of_nothing_until_it_is_sent() -> None:
    desk = FormDesk()
    desk.document.raw["components"]["schemas"]["BookIn"]["properties"]["title"]["pattern"] = "^(?=impossible$)z$"
    presenter = desk.present("POST /books")
    presenter.run_checks()
    assert check(desk.tab.form, desk.tab.state), "the generated title cannot keep an impossible pattern"
    assert _at(presenter, "body/title") == []

    presenter.send()

    assert len(_at(presenter, "body/title")) == 1


def test_a_reopened_draft_warns_at_once() -> None:
    desk = FormDesk()
    desk.open("POST /books")
    desk.put("body/year", 500)
    draft = desk.tab.state
    desk.workspace.close_tab(desk.tab.identity)

    presenter = desk.present("POST /books", draft)
    presenter.run_checks()

    assert _at(presenter, "body/year") == ["must be at least 1000, is 500"]


def test_the_servers_word_hides_the_warning_that_says_the_same() -> None:
    desk, presenter = _refused_book()
    presenter.run_checks()

    assert [mark.severity for mark in presenter.marks.of_row(FieldPath.parse("body/year"))] == [Severity.ERROR]

    desk.put("body/year", 501)
    presenter.run_checks()
    assert [(mark.severity, mark.stale) for mark in presenter.marks.of_row(FieldPath.parse("body/year"))] == [
        (Severity.ERROR, True),
        (Severity.WARNING, False),
    ]


def test_what_points_deeper_than_the_form_goes_stands_above_with_the_reason() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    desk.refuse(an_error("missing", "Field required", "body", "shipping_address", "city"))
    address = FieldPath.parse("body/shipping_address")

    field = presenter.field(address)
    assert field is not None
    (ghost,) = presenter.marks.ghosts(field, ())

    assert (ghost.name, str(ghost.path)) == ("city", "body/shipping_address/city")
    assert ghost.marks[0].text == "Field required"
    assert presenter.marks.of_group(address, {"city"}) == ()
    (mark,) = presenter.marks.of_group(address, ())
    assert mark.note.startswith("at city: `shipping_address` is left out")


def test_an_item_that_is_gone_leaves_its_finding_on_the_array() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    desk.refuse(an_error("greater_than_equal", "Input should be ≥ 1", "body", "lines", 0, "quantity", given=0, ge=1))

    desk.edit(Omit(FieldPath.parse("body/lines/0")))

    (mark,) = presenter.marks.of_group(FieldPath.parse("body/lines"), ())
    assert mark.note.startswith("at 0.quantity: `lines` has no items, and none at index 0")


def test_what_names_no_field_is_listed_never_lost() -> None:
    desk = FormDesk()
    presenter = desk.present("GET /books")
    desk.refuse(an_error("value_error", "the warehouse is closed", "warehouse", "door"))

    (mark,) = presenter.unplaced()

    assert mark.text == "the warehouse is closed"
    assert "the server says warehouse.door" in mark.note


def test_many_messages_end_in_a_number() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    desk.put("body/lines", [{"book_id": 1, "quantity": 0} for _ in range(30)])
    errors = [an_error("too_low", f"message {n}", "body", "lines", n, "quantity", given=0) for n in range(30)]
    desk.refuse(*errors)

    marks = presenter.marks.of_group(FieldPath.parse("body/lines"), ())

    assert len(marks) == MARKS_SHOWN + 1
    assert marks[-1].text == f"and {30 - MARKS_SHOWN} more"


def test_header_names_match_in_any_case() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /everything")
    desk.put("header/x-request-id", "zz")
    desk.refuse(an_error("uuid_parsing", "Input should be a valid UUID", "header", "X-Request-ID", given="zz"))

    assert _at(presenter, "header/x-request-id") == ["Input should be a valid UUID"]


def test_a_place_in_the_text_counts_until_the_text_changes() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    text = '{"title": "x",\n "year": 20 08}'
    desk.edit(SetBodyText(text))
    desk.refuse(an_error("json_invalid", "JSON decode error", "body", text.index("08"), given={}, error="Expecting"))

    place = presenter.marks.place_in_text()
    assert place is not None
    assert (place.line, place.column) == (2, 13)

    desk.edit(SetBodyText(text.replace("20 08", "2008")))
    assert presenter.marks.place_in_text() is None
    assert FormDesk().present("POST /books").marks.place_in_text() is None


def test_the_worst_that_still_holds_colours_the_row() -> None:
    error, warning = Mark(Severity.ERROR, "no"), Mark(Severity.WARNING, "hm")

    assert worst([]) is None
    assert worst([warning, error]) is Severity.ERROR
    assert worst([warning]) is Severity.WARNING
    assert worst([Mark(Severity.ERROR, "no", stale=True)]) is None
