"""Two exchanges side by side."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.exchange.body import read_body
from app.core.exchange.model import Exchange, Failure, Phase
from app.core.history.difference import compare
from app.core.history.model import Comparison, Kind, Row, Section, Snapshot, shortened
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.journey import journey
from tests.support.exchanges import an_error, answer, finish, open_tab, open_workspace, refusal

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome

REQUEST = PreparedRequest("GET", "http://127.0.0.1:9/x", "/x", (("Accept", "*/*"),), None, Sent(), "a" * 32)


def snapshot(outcome: Outcome, ms: float = 10.0, request: PreparedRequest = REQUEST) -> Snapshot:
    exchange = Exchange("GET /x", request, outcome, 0.0, ms)
    response = exchange.response
    return Snapshot(
        exchange, read_body(response) if response is not None else None, None, journey(exchange, None, None)
    )


def rows(found: Comparison, section: Section) -> list[tuple[str, str, str, str]]:
    return [(row.kind.name, row.what, row.before, row.after) for row in found.rows if row.section is section]


def bodies(before: Any, after: Any, media_type: str = "application/json") -> list[tuple[str, str, str, str]]:
    return rows(
        compare(snapshot(answer(before, 200, media_type)), snapshot(answer(after, 200, media_type))), Section.BODY
    )


def test_the_same_twice_differs_in_nothing() -> None:
    found = compare(snapshot(answer({"a": 1})), snapshot(answer({"a": 1}), 12.0))
    assert (found.summary, found.differences, found.notes) == ("Both ended in 200 OK. Nothing differs.", 0, ())
    assert rows(found, Section.RESULT) == [
        ("SAME", "Status", "200 OK", "200 OK"),
        ("SAME", "Stopped at", "nowhere", "nowhere"),
        ("EXPECTED", "Time", "10 ms", "12 ms"),
        ("SAME", "Size", "8 B", "8 B"),
    ]


def test_a_time_that_is_quite_another_is_told() -> None:
    found = compare(snapshot(answer(), 10.0), snapshot(answer(), 300.0))
    assert ("CHANGED", "Time", "10 ms", "300 ms") in rows(found, Section.RESULT)


def test_an_answer_after_a_failure() -> None:
    refused = Failure(Phase.CONNECT, "The connection was refused.")
    found = compare(snapshot(refused), snapshot(answer({"a": 1})))
    assert rows(found, Section.RESULT)[:2] == [
        ("CHANGED", "Status", "The connection was refused.", "200 OK"),
        ("CHANGED", "Stopped at", "Request", "nowhere"),
    ]
    assert rows(found, Section.BODY) == []
    assert found.summary.startswith("Before, there was no answer; now 200 OK")
    assert ("ADDED", "Size", "", "8 B") in rows(found, Section.RESULT)


def test_ends_in_words() -> None:
    failed, fine = snapshot(Failure(Phase.CONNECT, "Refused.")), snapshot(answer())
    assert compare(failed, failed).summary.startswith("Neither was answered.")
    assert compare(fine, failed).summary.startswith("Before, 200 OK; now there is no answer")
    assert rows(compare(fine, failed), Section.HEADERS) == [("REMOVED", "content-type", "application/json", "")]


def test_errors_that_are_gone_and_new() -> None:
    workspace = open_workspace()
    tab = open_tab(workspace)
    before = finish(workspace, refusal(an_error("body", "year"), an_error("body", "title", msg="Too short")), tab)
    after = finish(workspace, refusal(an_error("body", "year"), an_error("query", "q", msg="No such")), tab)
    one, two = (Snapshot(each.exchange, each.reading, each.diagnosis, each.journey) for each in (before, after))
    found = compare(one, two)
    assert rows(found, Section.ERRORS) == [
        ("REMOVED", "body/title", "Too short", ""),
        ("SAME", "body/year", "Input should be more", "Input should be more"),
        ("ADDED", "query/q", "", "No such"),
    ]
    assert "1 error gone; 1 error new" in found.summary


def test_headers_are_compared_by_name_and_some_differ_each_time() -> None:
    before = answer(
        b"", 200, "", ("Date", "now"), ("X-A", "1"), ("Set-Cookie", "a"), ("set-cookie", "b"), ("ETag", "x")
    )
    after = answer(
        b"", 200, "", ("date", "then"), ("x-b", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "c"), ("etag", "x")
    )
    found = compare(snapshot(before), snapshot(after))
    assert rows(found, Section.HEADERS) == [
        ("EXPECTED", "date", "now", "then"),
        ("REMOVED", "x-a", "1", ""),
        ("CHANGED", "set-cookie", "a, b", "a, c"),
        ("SAME", "etag", "x", "x"),
        ("ADDED", "x-b", "", "1"),
    ]
    assert found.summary == "Both ended in 200 OK; 3 headers other."


def test_json_differs_by_pointer() -> None:
    assert bodies({"a": 1, "b": [1]}, {"a": 2, "b": [1, 2]}) == [
        ("CHANGED", "/a", "1", "2"),
        ("ADDED", "/b/1", "", "2"),
    ]


def test_text_differs_by_line() -> None:
    assert bodies("one\ntwo", "one\nthree", "text/plain") == [
        ("SAME", "line 1", "one", "one"),
        ("CHANGED", "line 2", "two", "three"),
    ]


def test_json_against_text_is_compared_as_text() -> None:
    found = compare(snapshot(answer({"a": 1})), snapshot(answer("Internal Server Error", 500, "text/plain")))
    assert rows(found, Section.BODY) == [("CHANGED", "line 1", '{"a": 1}', "Internal Server Error")]
    assert found.summary == "200 OK became 500 Internal Server Error; 1 difference in the body; 1 header other."


def test_binary_bodies_are_compared_by_size_and_digest() -> None:
    one, two = b"\x89PNG\x00\x01", b"\x89PNG\x00\x02\x03"
    ((kind, what, before, after),) = bodies(one, two, "image/png")
    assert (kind, what) == ("CHANGED", "the whole body")
    assert before == f"6 bytes, SHA-256 {hashlib.sha256(one).hexdigest()}"
    assert after.startswith("7 bytes")
    assert bodies(one, one, "image/png")[0][0] == "SAME"


def test_of_bodies_on_disk_the_beginning_and_the_digest_are_compared() -> None:
    before, after = (
        answer("a\nb", 200, "text/plain", file="one", size=9),
        answer("a\nc", 200, "text/plain", file="two", size=9),
    )
    found = compare(snapshot(before), snapshot(after), ("aa", "bb"))
    assert rows(found, Section.BODY)[-1] == ("CHANGED", "the whole body", "9 bytes, SHA-256 aa", "9 bytes, SHA-256 bb")
    assert found.notes == ("Of a body that is not whole in memory only the beginning is compared line by line.",)
    unknown = compare(snapshot(before), snapshot(after))
    assert rows(unknown, Section.BODY)[-1][0] == "SAME"
    assert "not known" in rows(unknown, Section.BODY)[-1][2]


def test_what_is_too_much_is_told() -> None:
    many = {str(index): 0 for index in range(1001)}
    assert compare(snapshot(answer(many)), snapshot(answer({}))).notes == (
        "Only the first 1,000 differences of the body are shown.",
    )
    lines = ["\n".join(f"{name}{number}" for number in range(2001)) for name in "ab"]
    one, two = (snapshot(answer(text, 200, "text/plain")) for text in lines)
    found = compare(one, two)
    assert found.notes == ("Only the first 2,000 lines from the first difference on are compared.",)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"method": "POST"}, "Method"),
        ({"url": "http://127.0.0.1:9/y"}, "Address"),
        ({"headers": (("Accept", "text/html"),)}, "Headers"),
        ({"sent": Sent(text="{}", body={})}, "Body"),
    ],
)
def test_a_request_that_was_another_is_told_without_its_values(changes: dict[str, Any], what: str) -> None:
    found = compare(snapshot(answer()), snapshot(answer(), request=replace(REQUEST, **changes)))
    assert rows(found, Section.REQUEST) == [("CHANGED", what, "as it was sent then", "sent otherwise")]
    assert found.notes == (f"The request was not the same either: another {what.lower()}.",)


def test_what_is_another_in_every_request_does_not_count() -> None:
    headers = (
        ("traceparent", f"00-{'a' * 32}-1"),
        ("Content-Type", f"multipart/form-data; boundary=routeglass-{'a' * 32}"),
    )
    one = replace(REQUEST, headers=headers)
    two = replace(
        REQUEST,
        trace_id="b" * 32,
        headers=tuple((name, value.replace("a" * 32, "b" * 32)) for name, value in headers),
    )
    found = compare(snapshot(answer(), request=one), snapshot(answer(), request=two))
    assert rows(found, Section.REQUEST) == []


def test_an_exchange_that_was_not_explained_can_be_compared() -> None:
    bare = Snapshot(Exchange("GET /x", REQUEST, answer({"a": 1}), 0.0, 1.0))
    found = compare(bare, bare)
    assert ("SAME", "Stopped at", "", "") in rows(found, Section.RESULT)
    assert rows(found, Section.BODY) == []


def test_kinds_that_count() -> None:
    assert [kind for kind in Kind if kind.counts] == [Kind.ADDED, Kind.REMOVED, Kind.CHANGED]
    assert shortened("a" * 300) == "a" * 300
    assert Comparison((Row(Section.BODY, "/a", "1", "2", Kind.CHANGED),), "").differences == 1
