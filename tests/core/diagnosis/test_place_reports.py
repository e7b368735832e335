from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis import place_reports as room
from app.core.diagnosis.model import TargetKind
from app.core.diagnosis.parsers.protocol import Question
from app.core.diagnosis.place_reports import place_reports
from app.core.diagnosis.reports import Report
from app.core.diagnosis.schemas import Schemas
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_object
from tests.support.reported import BODY, ORDER, PARAMETERS, sent_order

if TYPE_CHECKING:
    from app.core.diagnosis.placement import Placement


def _placed(report: Report, sent: Sent | None = None, body: dict[str, Any] | None = ORDER) -> Placement:
    document, operation = an_api(body, *PARAMETERS)
    [placement] = place_reports(Question(Schemas(document), operation, sent or sent_order()), [report])
    return placement


def _place(*args: Any, **more: Any) -> str:
    placement = _placed(*args, **more)
    return f"{placement.target.kind.value} {placement.target.field}"


@pytest.mark.parametrize(
    ("tokens", "where", "place"),
    [
        (("title",), None, "field body/title"),
        (("title",), "body", "field body/title"),
        (("page",), None, "field query/page"),
        (("page",), "body", "unmapped None"),
        (("x_key",), "header", "field header/X-Key"),
        (("XKey",), None, "field header/X-Key"),
        (("order_id",), "path", "field path/orderId"),
        (("Visits",), "cookie", "field cookie/visits"),
        ((), "query", "group query"),
        ((), None, "whole body"),
        (("create", "order", "title"), None, "field body/title"),
        (("a", "b", "c", "d", "title"), None, "unmapped None"),
        (("email",), None, "field body/customer/email"),
        (("labels", "a", "b"), "body", "field body/labels/a"),
        (("labels", "zz"), "body", "field body/labels"),
        (("nobody",), None, "unmapped None"),
    ],
)
def test_finds_the_place(tokens: tuple[str, ...], where: str | None, place: str) -> None:
    assert _place(Report("x", tokens, where)) == place


def test_prefers_the_body_and_exact_names() -> None:
    document, operation = an_api(
        an_object(firstName={"type": "string"}), a_parameter("query", "first_name"), a_parameter("query", "firstName")
    )
    question = Question(Schemas(document), operation, sent_order({}))
    placed = place_reports(question, [Report("x", ("first_name",)), Report("x", ("firstName",))])
    assert [str(each.target.field) for each in placed] == ["query/first_name", "body/firstName"]
    assert [each.index for each in placed] == [0, 1]


def test_marks_what_is_alike_or_guessed() -> None:
    alike = _placed(Report("x", ("order_id",))).target
    assert alike.notes == ("The server calls this `order_id`; on the wire it is `orderId`.",)
    exact, guessed = _placed(Report("x", ("title",))).target, _placed(Report("x", ("a", "title"))).target
    assert exact.score > alike.score > guessed.score
    assert guessed.notes == ("Guessed: the server says `a.title`.",)


def test_says_where_the_schema_ends() -> None:
    target = _placed(Report("x", ("customer", "phone", "area"), "body")).target
    assert target.notes == ("The server points at `body.customer.phone.area`; the schema ends at `body.customer`.",)


@pytest.mark.parametrize(
    ("report", "place"),
    [
        (Report("Unknown field.", ("colour",)), "unknown-key body/colour"),
        (Report("Additional property colour is not allowed", ("colour",), "body"), "unknown-key body/colour"),
        (Report("no", ("zz",), unknown=True), "unknown-key body/zz"),
        (Report("no", ("q",), unknown=True), "unknown-key query/q"),
        (Report("no", ("q",), "query", unknown=True), "unknown-key query/q"),
        (Report("no", ("x-odd",), "header", unknown=True), "unknown-key header/X-Odd"),
        (Report("Unknown field.", ("zz",)), "unmapped None"),
        (Report("Unknown field.", ("q", "r")), "unmapped None"),
        (Report("no", ("zz",), "path", unknown=True), "unmapped None"),
        (Report("not allowed", ("title",)), "field body/title"),
    ],
)
def test_strikes_names_that_the_server_does_not_know(report: Report, place: str) -> None:
    sent = sent_order({**BODY, "colour": "red"}, query=(("q", "1"),), headers=(("X-Odd", "1"),))
    if report.message == "no" and report.tokens == ("q",) and report.where is None:
        assert _place(report, sent, body=None) == place
    else:
        assert _place(report, sent) == place


def test_lists_what_the_request_has_no_place_for() -> None:
    placement = _placed(Report("x", ("nobody",)))
    assert placement.item.loc == ("nobody",)
    assert placement.target.notes == ("No field of this request is called `nobody`.",)
    assert _placed(Report("x", ("nobody",), "query")).item.loc == ("query", "nobody")


@pytest.mark.parametrize("report", [Report("x"), Report("x", ("a", "title")), Report("x", ("a",), "body", whole=True)])
def test_lists_everything_that_is_about_a_body_where_there_is_none(report: Report) -> None:
    assert _place(report, Sent(), body=None) == "unmapped None"


def test_reads_the_sentence_only_where_it_may_and_must() -> None:
    assert _place(Report("Title is bad", sentence=True)) == "field body/title"
    assert _place(Report("Title is bad")) == "whole body"
    assert _place(Report("Title is bad", ("page",), sentence=True)) == "field query/page"
    assert _place(Report("Title is bad", ("nobody",), sentence=True)) == "field body/title"
    assert _place(Report("Lines quantity is bad", sentence=True), sent_order({})) == "whole body"
    assert _placed(Report("x", ("title",), guessed=True)).target.notes == ("Guessed from the server's words.",)


def test_takes_the_name_of_a_variable_for_the_body() -> None:
    assert _place(Report("x", ("data",), "body", whole=True)) == "whole body"


def test_points_into_a_text_that_is_no_json() -> None:
    placement = _placed(Report("Invalid JSON"), sent_order('{"a": }'))
    assert (placement.target.kind, placement.target.offset) == (TargetKind.OFFSET, 6)
    wholesome = Sent(media_type="application/json", text="{}", body=OMIT)
    assert _place(Report("Invalid JSON"), wholesome) == "whole body"


@pytest.mark.parametrize(
    ("sent", "meaning"), [(Sent(media_type="application/json"), "missing"), (sent_order({"title": "x"}), "")]
)
def test_says_missing_where_nothing_was_sent(sent: Sent, meaning: str) -> None:
    assert _placed(Report("x"), sent).item.kind == meaning


def test_guesses_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_GUESSES", 1)
    document, operation = an_api(ORDER)
    reports = [Report("x", ("a", "title"))] * 2
    placed = place_reports(Question(Schemas(document), operation, sent_order()), reports)
    assert [each.target.kind.value for each in placed] == ["field", "unmapped"]


def test_lands_on_a_form_field() -> None:
    document, operation = an_api(
        an_object(ages={"type": "array", "items": {"type": "integer"}}), media_type="multipart/form-data"
    )
    sent = Sent(media_type="multipart/form-data", body={"ages": ["1", "old"]})
    [placement] = place_reports(Question(Schemas(document), operation, sent), [Report("no number", ("ages", "1"))])
    assert (str(placement.target.field), placement.item.kind) == ("body/ages/1", "int_parsing")


def test_knows_nothing_of_a_parameter_without_a_schema() -> None:
    document, operation = an_api(None, {"name": "q", "in": "query"})
    sent = Sent(query=(("q", "1"),))
    [placement] = place_reports(Question(Schemas(document), operation, sent), [Report("x", ("q",))])
    assert (str(placement.target.field), placement.node, placement.item.kind) == ("query/q", None, "")
