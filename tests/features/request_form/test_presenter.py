from __future__ import annotations

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.forms.edits import SetBodyText, SetValue
from app.core.requests.credentials import ApiKeyCredential
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from app.features.request_form.parts import PartKey
from app.features.request_form.presenter import RequestFormPresenter
from app.features.request_form.services import RequestFormServices
from tests.support.form_desk import TOO_OLD, TOO_SHORT, FormDesk, an_error


class Ears:
    """Hears what the presenter tells."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def on_form_replaced(self) -> None:
        self.heard.append("replaced")

    def on_values_changed(self, paths: tuple[FieldPath, ...]) -> None:
        self.heard.append(("values", *map(str, paths)))

    def on_marks_changed(self, paths: tuple[FieldPath, ...]) -> None:
        self.heard.append(("marks", *map(str, paths)))

    def on_checks_due(self) -> None:
        self.heard.append("checks")

    def on_sending_changed(self) -> None:
        self.heard.append("sending")

    def on_credentials_changed(self) -> None:
        self.heard.append("credentials")

    def on_reveal(self, path: FieldPath) -> None:
        self.heard.append(("reveal", str(path)))

    def on_finding_focused(self, index: int) -> None:
        self.heard.append(("finding", index))


def _listened(desk: FormDesk, key: str) -> tuple[RequestFormPresenter, Ears]:
    presenter, ears = desk.present(key), Ears()
    presenter.listen(ears)
    return presenter, ears


def test_a_tab_that_is_not_there_has_no_form() -> None:
    with pytest.raises(LookupError, match="no tab 99"):
        RequestFormPresenter(FormDesk().workspace, 99, RequestFormServices())


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("GET /health", []),
        ("GET /books", ["query", "code"]),
        ("POST /books", ["body", "code"]),
        ("PATCH /books/{book_id}", ["path", "body", "code"]),
        ("GET /external-quote", ["auth", "code"]),
        ("POST /everything", ["query", "header", "cookie", "body", "code"]),
    ],
)
def test_only_parts_with_something_in_them_are_shown(key: str, parts: list[str]) -> None:
    assert [part.key.value for part in FormDesk().present(key).parts()] == parts


def test_a_part_can_be_wanted_or_needed_for_an_error() -> None:
    desk = FormDesk()
    presenter = desk.present("GET /books")

    presenter.want_part(PartKey.HEADER)
    desk.refuse(an_error("value_error", "both or neither", "cookie"))

    assert [part.key.value for part in presenter.parts()] == ["query", "header", "cookie", "code"]
    assert presenter.parts()[2].counts.errors == 1


def test_fields_that_only_a_response_has_are_left_out_until_filled() -> None:
    desk = FormDesk()
    desk.document.raw["components"]["schemas"]["BookIn"]["properties"]["id"] = {"type": "integer", "readOnly": True}
    presenter = desk.present("POST /books")
    body = presenter.root(Location.BODY)

    assert presenter.child(body, "id") is None
    desk.put("body/id", 5)
    row = presenter.child(body, "id")
    assert row is not None
    assert row.text == "5"
    assert presenter.child(body, "nobody") is None


def test_names_are_members_items_or_nothing() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /orders")
    desk.put("body/extra", 1)

    assert presenter.names(presenter.root(Location.BODY)) == (
        "customer",
        "lines",
        "payment",
        "shipping_address",
        "notes",
        "extra",
    )
    lines, address = (presenter.field(FieldPath.parse(f"body/{name}")) for name in ("lines", "shipping_address"))
    assert lines is not None
    assert address is not None
    assert presenter.names(lines) == ("0",)
    assert presenter.names(address) == ()
    assert presenter.names(presenter.root(Location.QUERY)) == ()


# What it hears and tells


def test_edits_of_others_and_its_own_are_told_with_their_paths() -> None:
    desk = FormDesk()
    presenter, ears = _listened(desk, "POST /books")

    desk.put("body/title", "Dune")
    row = presenter.row_at(FieldPath.parse("body/year"))
    assert row is not None
    presenter.edits.enter(row, "1965")

    assert ears.heard == [("values", "body/title"), "checks", ("values", "body/year"), "checks"]


def test_other_tabs_are_none_of_its_business() -> None:
    desk = FormDesk()
    first = desk.open("GET /books")
    _, ears = _listened(desk, "POST /books")

    desk.workspace.edit(first, [SetValue(FieldPath.parse("query/limit"), 5)], by="x")
    desk.workspace.begin_send(first)
    desk.workspace.abandon_send(first)
    desk.workspace.reveal(first, FieldPath.parse("query/limit"), by="x")
    desk.workspace.close_tab(first)

    assert ears.heard == []


def test_another_media_type_replaces_the_form() -> None:
    desk = FormDesk()
    presenter, ears = _listened(desk, "POST /notes")

    presenter.edits.choose_media_type("text/plain")

    assert ears.heard[0] == "replaced"


def test_a_reloaded_document_replaces_the_form() -> None:
    desk = FormDesk()
    _, ears = _listened(desk, "POST /books")
    api = desk.workspace.api
    assert api is not None

    desk.workspace.open_document(desk.document, api)

    assert ears.heard == ["replaced", "checks"]


def test_sending_and_its_answer_are_told() -> None:
    desk = FormDesk()
    presenter, ears = _listened(desk, "POST /books")
    asked: list[ev.SendRequested] = []
    desk.workspace.events.subscribe(ev.SendRequested, asked.append)

    presenter.send()
    desk.refuse(TOO_SHORT)

    assert [event.by for event in asked] == ["request_form"]
    assert ears.heard == ["sending", ("marks",), "checks"] * 2


def test_cancel_is_asked_for_while_something_is_under_way() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    stopped: list[ev.CancelRequested] = []
    desk.workspace.events.subscribe(ev.CancelRequested, stopped.append)

    presenter.cancel()
    assert not stopped

    desk.workspace.begin_send(desk.tab.identity)
    presenter.cancel()
    assert len(stopped) == 1


def test_reveals_and_findings_are_passed_on() -> None:
    desk = FormDesk()
    _, ears = _listened(desk, "POST /books")
    desk.put("body/year", 500)
    desk.refuse(TOO_OLD)
    ears.heard.clear()

    desk.reveal("body/year")
    desk.workspace.focus_finding(desk.tab.identity, 0, by="x")

    assert ears.heard == [("reveal", "body/year"), ("finding", 0)]


def test_checks_tell_only_where_something_is_another() -> None:
    desk = FormDesk()
    presenter, ears = _listened(desk, "POST /books")
    presenter.run_checks()
    assert ears.heard == []

    desk.put("body/year", 500)
    presenter.run_checks()
    presenter.run_checks()

    assert ears.heard == [("values", "body/year"), "checks", ("marks", "body/year")]


def test_a_closed_tab_is_heard_no_more_but_still_known() -> None:
    desk = FormDesk()
    presenter, ears = _listened(desk, "POST /books")
    identity = presenter.identity

    desk.workspace.close_tab(identity)
    desk.workspace.set_credential("APIKeyHeader", ApiKeyCredential("x"), by="x")
    presenter.close()

    assert ears.heard == []
    assert presenter.tab.identity == identity
    assert not desk.workspace.events._handlers[ev.FormChanged], "nothing may hold a closed presenter"


# The raw text


def test_text_and_value_are_the_same_thing() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    desk.put("body", {"title": "Dune"})
    assert presenter.raw().text == '{\n  "title": "Dune"\n}'

    presenter.edits.set_text('{"title": "Emma"}')
    assert desk.value("body/title") == "Emma"
    assert presenter.raw().text == '{"title": "Emma"}'
    assert presenter.raw_error() is None


def test_broken_text_is_kept_and_the_form_stays_at_the_last_value() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    desk.put("body", {"title": "Dune"})

    presenter.edits.set_text("{'title': 1}")

    error = presenter.raw_error()
    assert error is not None
    assert (error.line, error.column) == (1, 2)
    assert "double quotes" in error.tip
    assert presenter.raw().text == "{'title': 1}"
    assert desk.value("body/title") == "Dune"


def test_unfinished_text_that_the_form_replaced_can_be_brought_back() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    presenter.edits.set_text('{"title": ')

    desk.put("body/title", "Dune")
    assert [presenter.lost_text, desk.value("body/title")] == ['{"title": ', "Dune"]

    presenter.bring_back_text()
    assert [presenter.lost_text, presenter.raw().text] == [None, '{"title": ']
    presenter.bring_back_text()
    assert presenter.raw().text == '{"title": '


def test_finished_text_is_not_lost_text() -> None:
    desk = FormDesk()
    presenter = desk.present("POST /books")
    desk.edit(SetBodyText('{"title": "Dune"}'))

    desk.put("body/title", "Emma")

    assert presenter.lost_text is None


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("POST /books", True),
        ("POST /token", True),
        ("POST /covers/{book_id}", False),
        ("GET /books", False),
    ],
)
def test_json_and_forms_can_be_edited_as_text_but_no_files(key: str, raw: bool) -> None:
    assert FormDesk().present(key).has_raw() is raw


def test_a_plain_text_body_is_its_own_editor() -> None:
    presenter = FormDesk().present("POST /notes")

    presenter.edits.choose_media_type("text/plain")

    assert not presenter.has_raw()
    presenter.edits.set_text("")
    assert presenter.raw().text == ""


# Credentials and code


def test_code_hides_credentials_unless_it_is_copied() -> None:
    desk = FormDesk()
    presenter = desk.present("GET /external-quote")
    assert presenter.curl(hidden=True).startswith("curl http://127.0.0.1/external-quote")

    desk.workspace.set_source(Source("x", SourceStatus.RUNNING, "http://127.0.0.1:8000"))
    desk.workspace.set_credential("APIKeyHeader", ApiKeyCredential("forge-secret"), by="x")

    assert "forge-secret" not in presenter.curl(hidden=True)
    assert "X-API-Key: ********" in presenter.curl(hidden=True)
    assert "X-API-Key: forge-secret" in presenter.curl(hidden=False)
    assert "http://127.0.0.1:8000/external-quote" in presenter.curl(hidden=False)
