from __future__ import annotations

from app.core.diagnosis.model import TargetKind
from tests.support.reported import answered, pinned, said, sent_order


def test_reads_the_maps_of_all_places() -> None:
    errors = {
        "json": {"title": ["Too short."], "lines": {"0": {"unitPrice": ["Not a number.", "Too dear."]}}},
        "query": {"page": ["Too far."]},
        "view_args": {"orderId": ["No such."]},
        "headers": {"X-Key": ["Missing."]},
        "cookies": {"visits": ["Too many."]},
    }
    diagnosis = answered({"code": 422, "status": "Unprocessable Entity", "errors": errors}, 422)
    assert diagnosis.shape == "webargs"
    assert list(pinned(diagnosis)) == [
        "path/orderId",
        "query/page",
        "header/X-Key",
        "cookie/visits",
        "body/title",
        "body/lines/0/unitPrice",
    ]
    assert diagnosis.findings[-1].more == ("Too dear.",)


def test_reads_them_under_detail_with_a_message() -> None:
    diagnosis = answered({"detail": {"json": {"_schema": ["Start after end."]}}, "message": "Validation error"}, 422)
    assert (pinned(diagnosis), said(diagnosis)) == ({"body": "Start after end."}, ["Validation error"])


def test_points_into_the_text_where_the_body_is_no_json() -> None:
    answer = {"code": 400, "errors": {"json": ["Invalid JSON body."]}, "status": "Bad Request"}
    [finding] = answered(answer, sent=sent_order('{"title": }')).findings
    assert (finding.target.kind, finding.line, finding.column) == (TargetKind.OFFSET, 1, 11)


def test_leaves_other_maps_alone() -> None:
    assert answered({"errors": {"json": {"a": ["x"]}, "other": {"b": ["y"]}}}).shape == "rails"
    assert answered({"detail": {}}).shape == "plain"
