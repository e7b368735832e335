"""Exceptions and validation errors are described without running a user's code."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, ValidationError

from app.adapters.tracing.payload.errors import describe_exception, error_rows
from app.adapters.tracing.payload.values import REDACTED, ROW_LIMIT
from tests.support.traced_app import Nasty, NastyError


def test_the_number_of_a_card_is_hidden_under_the_names_of_its_place() -> None:
    errors = [
        {"loc": ("body", "payment", "card", "number"), "type": "t", "msg": "m", "input": "4000"},
        {"loc": ("body", "house", "number"), "type": "t", "msg": "m", "input": "4000"},
        {"loc": ("body", 0), "type": "t", "msg": "m", "input": "4000"},
    ]
    assert [row["input"] for row in error_rows(errors)] == [REDACTED, "4000", "4000"]


def test_exceptions_are_described_without_their_str() -> None:
    assert describe_exception(NastyError("boom", Nasty()))["message"] == "boom"
    assert describe_exception(NastyError(Nasty()))["message"] == "tests.support.traced_app.Nasty"
    assert describe_exception(NastyError())["message"] == ""
    assert describe_exception(KeyError("k"))["message"] == "'k'"
    assert describe_exception(ValueError(Nasty()))["message"] == "tests.support.traced_app.Nasty"
    assert describe_exception(OSError(2, "gone"))["message"] == "[Errno 2] gone"


def test_the_users_own_functions_on_the_way_are_told_outermost_first() -> None:
    def read(depth: int) -> int:
        return read(depth - 1) if depth else json.loads("{")

    with pytest.raises(ValueError, match="Expecting") as caught:
        read(2)
    facts = describe_exception(caught.value)
    assert [frame["function"] for frame in facts["frames"][1:]] == ["read"] * 3
    assert (facts["function"], facts["line"]) == ("read", facts["frames"][-1]["line"])
    with pytest.raises(ValueError, match="Expecting") as caught:
        read(40)
    assert len(describe_exception(caught.value)["frames"]) == 12
    with pytest.raises(ValueError, match="Expecting") as caught:
        json.loads("{")
    assert "frames" not in describe_exception(caught.value)


def test_a_validation_error_does_not_show_its_input() -> None:
    class Strict(BaseModel):
        password: int

    with pytest.raises(ValidationError) as caught:
        Strict.model_validate({"password": "hush"})
    facts = describe_exception(caught.value)
    assert "hush" not in json.dumps(facts)
    assert facts["message"] == "the value does not fit the model"


def test_the_frame_of_the_users_own_code_is_named() -> None:
    def fails() -> None:
        json.loads("{")

    with pytest.raises(json.JSONDecodeError) as caught:
        fails()
    facts = describe_exception(caught.value)
    assert facts["function"] == "fails"
    assert facts["file"] == __file__


def test_error_rows_take_any_shape() -> None:
    class Wrapper:
        exc = ValueError("v")

        def loc_tuple(self) -> tuple[str, int]:
            return ("query", 1)

    rows = error_rows([{"loc": ("a", 1, None), "type": "t", "msg": "m"}, [Wrapper()], "odd"])
    assert rows == [
        {"loc": ["a", 1, "None"], "type": "t", "msg": "m"},
        {"loc": ["query", 1], "type": "value_error", "msg": "v"},
    ]
    assert error_rows(None) == []
    assert len(error_rows([{"loc": ["x"]}] * 500)) == ROW_LIMIT
