from __future__ import annotations

from app.core.base.field_path import FieldPath
from app.core.diagnosis.context import PARAMETERS
from app.core.forms.edits import RenameKey
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, diagnosed

INT = {"type": "integer"}


def test_names_the_parameter_that_was_sent_instead() -> None:
    api = an_api(None, a_parameter("query", "pageSize", INT), a_parameter("query", "other"))
    sent = Sent(query=(("page_size", "5"), ("other", "x")))
    [finding] = diagnosed(api, sent, an_error("query", "pageSize", kind="missing")).findings
    assert finding.why is not None
    assert (finding.why.rule, finding.why.sentence) == (
        "D6",
        "The API reads the query parameter `pageSize`; you sent `page_size`.",
    )
    assert finding.fixes[0].edits == (RenameKey(FieldPath.parse("query/page_size"), "pageSize"),)


def test_merges_the_forbidden_extra_of_the_same_mistake() -> None:
    api = an_api(None, a_parameter("query", "pageSize", INT))
    sent = Sent(query=(("page_size", "5"), ("zz", "5")))
    errors = [
        an_error("query", "pageSize", kind="missing"),
        an_error("query", "zz", kind="extra_forbidden"),
        an_error("query", "page_size", kind="extra_forbidden"),
    ]
    found = diagnosed(api, sent, *errors).findings
    assert [(str(finding.field), finding.count) for finding in found] == [("query/pageSize", 2), ("query/zz", 1)]


def test_says_maybe_of_the_only_candidate() -> None:
    api = an_api(None, a_parameter("cookie", "session"))
    [finding] = diagnosed(api, Sent(cookies=(("zz", "x"),)), an_error("cookie", "session", kind="missing")).findings
    assert finding.why is not None
    assert "maybe `zz`" in finding.why.sentence


def test_never_takes_a_header_of_the_transport_for_a_parameter() -> None:
    api = an_api(None, a_parameter("header", "X-Agent"))
    sent = Sent(headers=(("User-Agent", "x"), ("Host", "y")))
    [finding] = diagnosed(api, sent, an_error("header", "x-agent", kind="missing")).findings
    assert finding.why is None


def test_believes_the_server_about_parameter_names() -> None:
    api = an_api(None, a_parameter("query", "item-query", INT))
    sent = Sent(query=(("q", "x"), ("item", "5")))
    names = {PARAMETERS: {"q": "item-query", "other": "zz"}}
    [finding] = diagnosed(api, sent, an_error("query", "item-query", kind="missing"), names=names).findings
    assert finding.why is not None
    assert finding.why.confidence == 1.0
    assert finding.fixes[0].label == "Rename q to item-query"


def test_pairs_parameters_without_a_schema() -> None:
    api = an_api(None, {"name": "pageSize", "in": "query"})
    [finding] = diagnosed(
        api, Sent(query=(("page_size", "x"),)), an_error("query", "pageSize", kind="missing")
    ).findings
    assert [fix.label for fix in finding.fixes] == ["Rename page_size to pageSize"]
