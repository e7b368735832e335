"""Why an app did not start, as data."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from pydantic import BaseModel

from app.adapters.tracing.payload.agent.crashes import FRAME_LIMIT, crash_facts, crash_text, told_crash


def _raised(call: Any) -> BaseException:
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - any kind is looked at
        call()
    return caught.value


def test_causes_and_contexts_are_told_in_order() -> None:
    def chained() -> None:
        try:
            try:
                raise KeyError("first")  # noqa: TRY301 - so that it is chained
            except KeyError:
                raise ValueError("second")  # noqa: B904 - on purpose: a context, no cause
        except ValueError as error:
            raise RuntimeError("third") from error

    text = crash_text(_raised(chained))
    order = ["KeyError: 'first'", "During handling", "ValueError: second", "direct cause", "RuntimeError: third"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert text.startswith("Traceback (most recent call last):")


def test_a_suppressed_context_is_not_told_and_a_ring_ends() -> None:
    def suppressed() -> None:
        try:
            raise KeyError("hidden")  # noqa: TRY301 - so that it is chained
        except KeyError:
            raise ValueError("shown") from None

    assert "hidden" not in crash_text(_raised(suppressed))
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert crash_text(one).count("ValueError: one") == 1


def test_frames_name_file_line_and_text() -> None:
    facts = crash_facts(_raised(lambda: json.loads("{")))
    assert facts["type"] == "JSONDecodeError"
    assert facts["frames"][-1]["library"]
    own = [frame for frame in facts["frames"] if not frame["library"]]
    assert {frame["file"] for frame in own} == {__file__}
    assert "json.loads" in own[-1]["text"]
    assert json.loads(json.dumps(facts)) == facts


def test_a_deep_recursion_keeps_its_beginning_and_its_end() -> None:
    def deeper() -> None:
        deeper()

    frames = crash_facts(_raised(deeper))["frames"]
    assert len(frames) == FRAME_LIMIT
    assert frames[0]["name"] == "_raised"
    assert frames[-1]["name"] == "deeper"


def test_the_values_that_a_model_refused_are_not_told() -> None:
    class Settings(BaseModel):
        database_password: int

    facts = crash_facts(_raised(lambda: Settings.model_validate({"database_password": "hush"})))
    assert facts["message"].startswith("database_password: Input should be a valid integer")
    assert "hush" not in facts["message"] + facts["tb"].replace('"hush"', "")
    assert "pydantic_core" in facts["tb"]


def test_an_error_that_cannot_be_printed_is_told_without_its_words() -> None:
    class OddError(Exception):
        def __str__(self) -> str:
            raise AssertionError

    assert crash_facts(OddError())["message"] == ""
    assert crash_text(OddError()).endswith("OddError\n")


def test_syntax_errors_without_a_place() -> None:
    assert crash_facts(SyntaxError("x"))["syntax"] == {"file": "", "line": 0, "column": 0, "text": ""}
    syntax = crash_facts(_raised(lambda: compile("a b", "/p/x.py", "exec")))["syntax"]
    assert (syntax["file"], syntax["line"], syntax["text"]) == ("/p/x.py", 1, "a b")


def test_ends_without_an_exception_text() -> None:
    assert crash_facts(_raised(sys.exit))["type"] == "SystemExit"
    assert told_crash("Traceback\n  x\nValueError: y\n")["message"] == "ValueError: y"
