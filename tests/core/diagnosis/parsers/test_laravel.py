from __future__ import annotations

from tests.support.reported import answered, pinned, said


def test_reads_paths_with_dots() -> None:
    errors = {"title": ["The title field is required."], "lines.0.unitPrice": ["must be a number"]}
    diagnosis = answered({"message": "The given data was invalid.", "errors": errors}, 422)
    assert diagnosis.shape == "laravel"
    assert pinned(diagnosis) == {
        "body/title": "The title field is required.",
        "body/lines/0/unitPrice": "must be a number",
    }
    assert said(diagnosis) == ["The given data was invalid."]


def test_leaves_other_maps_alone() -> None:
    assert answered({"message": "x", "errors": {}}).shape == "plain"
    assert answered({"message": "x", "errors": {"a": [5]}}).shape == "plain"
