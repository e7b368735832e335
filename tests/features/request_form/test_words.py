from __future__ import annotations

import pytest

from app.features.request_form.mark_keeper import Counts
from app.features.request_form.marks import Mark, Severity
from app.features.request_form.words import count_level, count_words, pinned, read_fix, sent_as
from app.ui.theme import Level


@pytest.mark.parametrize(
    ("rule", "hint", "words"),
    [
        ("", "", []),
        ("1 … 9", "1 … 9", []),
        ("required", "", []),
        ("required · 1 … 9", "1 … 9", []),
        ("1 … 9", "", ["Rule: 1 … 9."]),
        ("a tag", "1 … 9", ["Rule: a tag."]),
    ],
)
def test_a_rule_that_the_row_shows_is_not_said_twice(rule: str, hint: str, words: list[str]) -> None:
    messages = pinned([Mark(Severity.ERROR, "No", rule=rule)], "body/x", hint)

    assert [message.text for message in messages] == ["No", *words]
    assert messages[0].object_name == "error:body/x"


def test_the_reason_stands_below_the_servers_words_with_its_fix() -> None:
    mark = Mark(Severity.ERROR, "No", why="The API reads x.", note="reported 2 times", fixes=("Fix: 1",), finding=4)

    error, why = pinned([mark], "body/x")

    assert (error.level, error.text) == (Level.ERROR, "No (reported 2 times)")
    assert [(action.key, action.text) for action in error.actions] == [("fix:4:0", "Fix: 1")]
    assert (why.level, why.text) == (Level.INFO, "The API reads x.")


def test_what_may_no_longer_hold_is_quiet_and_offers_no_fix() -> None:
    (message,) = pinned([Mark(Severity.ERROR, "No", why="because", fixes=("Fix",), finding=0, stale=True)], "body/x")

    assert (message.level, message.actions) == (Level.INFO, ())
    assert message.text == "Changed since it was sent. The server said: No"


def test_a_warning_warns() -> None:
    (message,) = pinned([Mark(Severity.WARNING, "hm")], "body/x")

    assert (message.level, message.text, message.object_name) == (Level.WARN, "hm", "warning:body/x")


@pytest.mark.parametrize(
    ("key", "fix"), [("fix:3:0", (3, 0)), ("fix:3:1", (3, 1)), ("fix:None:0", None), ("add", None)]
)
def test_an_action_says_which_fix_it_means(key: str, fix: tuple[int, int] | None) -> None:
    assert read_fix(key) == fix


@pytest.mark.parametrize(
    ("counts", "words", "level"),
    [
        (Counts(), "", None),
        (Counts(1), "1 error", Level.ERROR),
        (Counts(2, 3), "2 errors", Level.ERROR),
        (Counts(0, 1), "1 warning", Level.WARN),
        (Counts(0, 2), "2 warnings", Level.WARN),
    ],
)
def test_counts_in_words_name_the_worst(counts: Counts, words: str, level: Level | None) -> None:
    assert (count_words(counts), count_level(counts)) == (words, level)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("0.1", 0.1, ""),
        ("0.10", 0.1, ""),
        ("1e3", 1000.0, ""),
        ("0.10000000000000000555", 0.1, "sent as 0.1"),
        ("123456789.123456789", 123456789.12345679, "sent as 123456789.12345679"),
        ("12345678901234567890", 12345678901234567890, ""),
        ("many", "many", ""),
        ("", 0.1, ""),
    ],
)
def test_digits_that_are_not_sent_are_told(text: str, value: object, words: str) -> None:
    assert sent_as(text, value) == words
