from __future__ import annotations

from app.core.base.field_path import FieldPath
from app.core.forms.edits import MoveValue, Omit, SetValue
from app.core.forms.state import apply_all, get
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json, state_of

INT = {"type": "integer"}
STR = {"type": "string"}


def test_moves_a_query_parameter_into_the_body_as_the_type_that_is_wanted_there() -> None:
    api = an_api(an_object("year", year=INT))
    sent = sent_json({}, query=(("year", "2008"),))
    [finding] = diagnosed(api, sent, an_error("body", "year", kind="missing")).findings
    assert finding.why is not None
    assert (finding.why.rule, finding.why.sentence) == (
        "D7",
        "You sent `year` in the query; the API reads `year` from the body.",
    )
    source, target = FieldPath.parse("query/year"), FieldPath.parse("body/year")
    assert finding.fixes[0].edits == (Omit(source), SetValue(target, 2008))
    state = apply_all(state_of(sent), finding.fixes[0].edits)
    assert get(state, target) == 2008


def test_moves_a_member_of_the_body_into_a_header() -> None:
    api = an_api(an_object(), a_parameter("header", "X-Token", STR))
    sent = sent_json({"x_token": "abc"})
    [finding] = diagnosed(api, sent, an_error("header", "x-token", kind="missing")).findings
    edits = (MoveValue(FieldPath.parse("body/x_token"), FieldPath.parse("header/X-Token")),)
    assert finding.fixes[0].edits == edits
    assert get(apply_all(state_of(sent), edits), FieldPath.parse("header/X-Token")) == "abc"


def test_moves_between_headers_cookies_and_query() -> None:
    api = an_api(None, a_parameter("query", "limit"), a_parameter("cookie", "sid"))
    sent = Sent(headers=(("limit", "5"), ("sid", "x")))
    errors = [an_error("query", "limit", kind="missing"), an_error("cookie", "sid", kind="missing")]
    found = diagnosed(api, sent, *errors).findings
    assert [finding.fixes[0].label for finding in found] == ["Move limit to the query", "Move sid to a cookie"]


def test_moves_nothing_that_belongs_where_it_was_sent() -> None:
    api = an_api(an_object("id", id=INT), a_parameter("query", "id", INT))
    [finding] = diagnosed(api, sent_json({}, query=(("id", "5"),)), an_error("body", "id", kind="missing")).findings
    assert finding.why is None


def test_looks_for_the_same_name_only() -> None:
    api = an_api(an_object("year", year=INT))
    [finding] = diagnosed(
        api, sent_json({}, query=(("month", "5"),)), an_error("body", "year", kind="missing")
    ).findings
    assert finding.why is None


def test_moves_a_value_to_a_place_without_a_schema() -> None:
    api = an_api(None, {"name": "q", "in": "query"})
    [finding] = diagnosed(api, Sent(headers=(("q", "5"),)), an_error("query", "q", kind="missing")).findings
    assert finding.fixes[0].edits == (MoveValue(FieldPath.parse("header/q"), FieldPath.parse("query/q")),)
