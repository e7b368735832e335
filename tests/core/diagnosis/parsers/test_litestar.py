from __future__ import annotations

from typing import Any

from tests.support.reported import answered, pinned, said, sent_order


def _refused(*extra: Any) -> dict[str, Any]:
    return {"status_code": 400, "detail": "Validation failed", "extra": list(extra)}


def test_reads_keys_by_their_source() -> None:
    diagnosis = answered(
        _refused(
            {"message": "Expected `float`, got `str`", "key": "lines[0].unitPrice", "source": "body"},
            {"message": "Expected `int`, got `str`", "key": "x_key", "source": "header"},
            {"message": "Expected `int` >= 1", "key": "page", "source": "query"},
            {"message": "somewhere", "key": "visits"},
        )
    )
    assert diagnosis.shape == "litestar"
    assert list(pinned(diagnosis)) == ["query/page", "header/X-Key", "cookie/visits", "body/lines/0/unitPrice"]
    assert said(diagnosis) == ["Validation failed"]


def test_finds_the_missing_member_of_the_object_that_is_named() -> None:
    missing = {"message": "Object missing required field `email`", "key": "customer", "source": "body"}
    assert list(pinned(answered(_refused(missing)))) == ["body/customer/email"]
    missing = {"message": "Object missing required field `title`", "key": "data", "source": "body"}
    assert list(pinned(answered(_refused(missing), sent=sent_order({})))) == ["body/title"]


def test_takes_data_for_the_whole_body() -> None:
    whole = {"message": "Expected `object`, got `array`", "key": "data", "source": "body"}
    assert pinned(answered(_refused(whole))) == {"body": "Expected `object`, got `array`"}


def test_leaves_other_extras_alone() -> None:
    assert answered({"status_code": 400, "detail": "x", "extra": ["y"]}).shape == "plain"
    assert answered({"detail": "x", "extra": [{"message": "y"}]}).shape == "plain"
