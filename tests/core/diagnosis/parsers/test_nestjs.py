from __future__ import annotations

from typing import Any

from app.core.diagnosis.model import TargetKind
from tests.support.reported import BODY, answered, pinned, said, sent_order


def _refused(*messages: Any) -> dict[str, Any]:
    return {"statusCode": 400, "message": list(messages), "error": "Bad Request"}


def test_reads_sentences_that_begin_with_a_path() -> None:
    diagnosis = answered(
        _refused(
            "title must be a string",
            "lines.0.quantity must be an integer number",
            "each value in tags must be a string",
            "nested property customer must be an object",
            "customer.each value in nested property email must be something",
            "Nobody knows what this means",
            "!",
        )
    )
    assert diagnosis.shape == "nestjs"
    assert set(pinned(diagnosis)) == {
        "body",
        "body/title",
        "body/lines/0/quantity",
        "body/customer",
        "body/customer/email",
        "body/tags",
        "? Nobody",
    }
    assert said(diagnosis) == ["Bad Request"]


def test_strikes_properties_that_should_not_exist() -> None:
    sent = sent_order({**BODY, "zz": 1, "lines": [{"colour": "red"}]})
    diagnosis = answered(
        _refused("property zz should not exist", "lines.0.property colour should not exist"), sent=sent
    )
    assert list(pinned(diagnosis)) == ["body/lines/0/colour", "body/zz"]
    assert {finding.target.kind for finding in diagnosis.findings} == {TargetKind.UNKNOWN_KEY}


def test_reads_the_errors_as_a_tree() -> None:
    tree = {
        "property": "customer",
        "children": [{"property": "email", "constraints": {"isEmail": "must be an email", "other": 5}}],
    }
    unknown = {"property": "zz", "constraints": {"whitelistValidation": "property zz should not exist"}}
    diagnosis = answered(_refused(tree, unknown, {"children": 5}))
    assert list(pinned(diagnosis)) == ["body/customer/email", "body/zz"]
    assert diagnosis.findings[0].code == "isEmail"
    assert diagnosis.findings[0].more == ("other",)


def test_leaves_other_messages_alone() -> None:
    assert answered({"message": ["title is wrong"]}).shape == "plain"
    assert answered(_refused()).shape == "plain"
    assert answered(_refused({"a": 1})).shape == "plain"


def test_reads_a_tree_only_so_deep() -> None:
    tree: dict[str, Any] = {"property": "x", "constraints": {"deep": "too deep"}}
    for _level in range(1_000):
        tree = {"property": "x", "children": [tree]}
    assert answered(_refused(tree)).findings == ()
