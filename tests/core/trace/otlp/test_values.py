"""Attribute values: of every kind, bounded, and without secrets."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.trace.otlp.values import (
    ATTRIBUTE_LIMIT,
    DEPTH_LIMIT,
    HIDDEN,
    ITEM_LIMIT,
    STARS,
    TEXT_LIMIT,
    clean_text,
    is_secret_name,
    read_attributes,
    read_value,
)
from tests.support.telemetry import any_value, attributes


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"stringValue": "Dune"}, "Dune"),
        ({"stringValue": 5}, None),
        ({"boolValue": False}, False),
        ({"boolValue": "yes"}, None),
        ({"intValue": "-9223372036854775808"}, -(2**63)),
        ({"intValue": 7}, 7),
        ({"intValue": True}, None),
        ({"intValue": "seven"}, None),
        ({"intValue": "9" * 5000}, None),
        ({"doubleValue": 1.5}, 1.5),
        ({"doubleValue": 2}, 2),
        ({"doubleValue": "Infinity"}, "Infinity"),
        ({"doubleValue": float("nan")}, "NaN"),
        ({"doubleValue": float("inf")}, "Infinity"),
        ({"doubleValue": float("-inf")}, "-Infinity"),
        ({"doubleValue": True}, None),
        ({"bytesValue": "AAECAw=="}, {"~": "bytes", "bytes": 4}),
        ({"bytesValue": 4}, None),
        (any_value(["a", 1, True, ["b"]]), ["a", 1, True, ["b"]]),
        (any_value({"a": 1, "b": {"c": "d"}}), {"a": 1, "b": {"c": "d"}}),
        ({"arrayValue": {}}, []),
        ({"kvlistValue": {}}, {}),
        ({"arrayValue": 5}, None),
        ({"kvlistValue": {"values": "no"}}, None),
        ({}, None),
        ({"newKind": 1}, None),
        ("no object", None),
    ],
)
def test_every_kind_of_value(sent: Any, read: Any) -> None:
    assert read_value(sent) == read


def test_long_lists_say_what_is_missing() -> None:
    read = read_value(any_value(list(range(ITEM_LIMIT + 5))))
    assert isinstance(read, list)
    assert (len(read), read[-1]) == (ITEM_LIMIT + 1, {"~more": 5})


def test_deep_values_end() -> None:
    deep: Any = {"stringValue": "x"}
    for _ in range(500):
        deep = {"arrayValue": {"values": [deep]}}
    read = read_value(deep)
    for _ in range(DEPTH_LIMIT):
        assert isinstance(read, list)
        read = read[0]
    assert read == {"~": "unreadable"}


def test_attributes_by_name() -> None:
    read, left_out = read_attributes(attributes({"a": 1, "b": "x"}))
    assert (read, left_out) == ({"a": 1, "b": "x"}, 0)


@pytest.mark.parametrize("broken", [5, {"key": 5, "value": {}}, {"key": "", "value": {}}, {"value": {}}, None])
def test_broken_attributes_are_left_out(broken: Any) -> None:
    assert read_attributes([broken, *attributes({"a": 1})]) == ({"a": 1}, 1)
    assert read_attributes(broken) == ({}, 0)


def test_too_many_attributes_are_left_out() -> None:
    read, left_out = read_attributes(attributes({f"k{index}": index for index in range(ATTRIBUTE_LIMIT + 3)}))
    assert (len(read), left_out) == (ATTRIBUTE_LIMIT, 3)


def test_long_texts_keep_both_ends() -> None:
    read = clean_text(f"begin{'x' * 2 * TEXT_LIMIT}end")
    assert len(read) < TEXT_LIMIT + 10
    assert read.startswith("begin")
    assert read.endswith("end")


def test_stack_traces_may_be_longer() -> None:
    stack = "y" * (TEXT_LIMIT + 1)
    read, _ = read_attributes(attributes({"exception.stacktrace": stack, "other": stack}))
    assert read["exception.stacktrace"] == stack
    assert read["other"] != stack


@pytest.mark.parametrize(
    "name",
    [
        "http.request.header.authorization",
        "http.request.header.x-api-key",
        "http.request.header.cookie",
        "http.response.header.set-cookie",
        "db.query.parameter.password",
        "userPassword",
        "access_token",
        "session.id",
        "csrfToken",
        "card_number",
        "privateKey",
        "X-Key",
        "PIN",
    ],
)
def test_secret_names(name: str) -> None:
    assert is_secret_name(name)
    assert read_attributes(attributes({name: "hunter2"}))[0] == {name: HIDDEN}
    assert read_attributes(attributes({"outer": {name: ["hunter2"]}}))[0] == {"outer": {name: HIDDEN}}


@pytest.mark.parametrize(
    "name",
    [
        "http.route",
        "gen_ai.usage.input_tokens",
        "messaging.kafka.message.key",
        "http.request.method",
        "author",
        "_",
        "key",
    ],
)
def test_plain_names(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("/books?api_key=abc&page=2", f"/books?api_key={STARS}&page=2"),
        ("https://ann:hunter2@example.com/x", f"https://ann:{STARS}@example.com/x"),
        ("... WHERE token='a b' AND id=5", f"... WHERE token='{STARS}' AND id=5"),
        ('{"password": "hunter2", "name": "ann"}', f'{{"password": "{STARS}", "name": "ann"}}'),
        ('{"password":"a\\"b","name":1}', f'{{"password":"{STARS}","name":1}}'),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {STARS}"),
        ("authorization=abc", f"authorization={STARS}"),
        ("Cookie: a=b; c=d\nHost: x", f"Cookie: {STARS}\nHost: x"),
        ("Unexpected token: }", "Unexpected token: }"),
        ("no such column: token", "no such column: token"),
        ("plain", "plain"),
        ("x = 5", "x = 5"),
    ],
)
def test_secrets_within_texts(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_hostile_texts_take_no_time() -> None:
    for text in ("a" * 100_000 + "=", "password=" * 10_000, '"' * 100_000 + "=", "://" * 50_000 + "="):
        assert len(clean_text(text, len(text))) >= 0
