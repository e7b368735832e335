"""Values are shown bounded, redacted, and without running a user's code."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import math
import pathlib
import uuid
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel, SecretBytes, SecretStr

from app.adapters.tracing.payload.values import REDACTED, is_secret, render, render_named
from tests.support.traced_app import Book, Login, Nasty


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Loud(str):
    __slots__ = ()

    def __str__(self) -> str:
        raise AssertionError("str was called")

    __repr__ = __str__


class LoudInt(int):
    def __repr__(self) -> str:
        raise AssertionError("repr was called")

    __str__ = __repr__


class Trap(dict[str, int]):
    def items(self) -> Any:
        raise AssertionError("items was called")


@dataclass
class Point:
    x: int
    api_key: str = "hush"


@dataclass
class Slotted:
    __slots__ = ("x",)
    x: int


def _type_name(value: object) -> str:
    """For test ids: pytest would ask the values themselves."""
    return type(value).__name__


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (1.5, 1.5),
        (math.inf, "inf"),
        (math.nan, "nan"),
        ("text", "text"),
        ("x" * 300, "x" * 160 + "…"),
        ("a\ud800b", "a?b"),
        (Loud("quiet"), "quiet"),
        (LoudInt(3), 3),
        (10**400, {"~": "int", "bits": 1329}),
        (b"secret bytes", {"~": "bytes", "bytes": 12}),
        (bytearray(3), {"~": "bytearray", "bytes": 3}),
        (memoryview(b"ab"), {"~": "memoryview", "bytes": 2}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (datetime.date(2026, 11, 1), "2026-11-01"),
        (datetime.timedelta(seconds=90), "0:01:30"),
        (decimal.Decimal("1.50"), "1.50"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (pathlib.PurePosixPath("/a/b"), "/a/b"),
        ([1, [2, [3, [4]]]], [1, [2, [3, {"~": "list"}]]]),
        ((1, 2), [1, 2]),
        (list(range(14)), [*range(12), {"~more": 2}]),
        ({"a": {"b": {"c": {"d": 1}}}}, {"a": {"b": {"c": {"~": "dict"}}}}),
        (OrderedDict(a=1), {"a": 1}),
        (Trap(a=1), {"a": 1}),
        ({1: "one", (2, 3): "two", None: 0}, {"1": "one", "tuple": "two", "None": 0}),
        ({"password": "hush", "nested": {"apiKey": "hush"}}, {"password": REDACTED, "nested": {"apiKey": REDACTED}}),
        ({f"k{n}": n for n in range(14)}, {**{f"k{n}": n for n in range(12)}, "~more": 2}),
        (SecretStr("hush"), REDACTED),
        (SecretBytes(b"hush"), REDACTED),
        (Book(title="Dune", year=1965), {"~": "Book", "title": "Dune", "year": 1965}),
        (Login(user="a", password=SecretStr("h")), {"~": "Login", "user": "a", "password": REDACTED, "pin": REDACTED}),
        (Point(1), {"~": "Point", "x": 1, "api_key": REDACTED}),
        (deque([1]), {"~": "collections.deque"}),
        (object, {"~": "type"}),
    ],
    ids=_type_name,
)  # fmt: skip
def test_rendering(value: Any, shown: Any) -> None:
    result = render(value)
    assert result == shown or (isinstance(shown, float) and math.isnan(shown))
    json.dumps(result, allow_nan=False)


def test_objects_that_fight_back_are_shown_by_type() -> None:
    assert render(Nasty()) == {"~": "tests.support.traced_app.Nasty"}
    assert render([Nasty()]) == [{"~": "tests.support.traced_app.Nasty"}]
    assert render({Nasty(): 1}) == {"tests.support.traced_app.Nasty": 1}
    assert render(Slotted(1))["~"].endswith("Slotted")
    assert render({1, 2}) in ([1, 2], [2, 1])


def test_rendering_a_huge_container_looks_at_its_beginning_only() -> None:
    assert len(render([[0] * 10**6] * 10**6)) == 13


@pytest.mark.parametrize(
    "name",
    [
        "password", "userPassword", "passwd", "pass", "pwd", "db_pwd", "client_secret", "accessToken", "token",
        "X-API-Key", "api_key", "apikey", "Authorization", "auth", "cookie", "set-cookie", "session", "sessionid",
        "credentials", "private-key", "csrf_token", "otp", "pin", "cvv", "card_number", "cardNumber", "X-Key",
        "x-signing-key",
    ],
)  # fmt: skip
def test_secret_names(name: str) -> None:
    assert is_secret(name)
    assert render_named(name, "v") == REDACTED


@pytest.mark.parametrize(
    "name", ["author", "shipping", "compass", "key", "opinion", "passenger", "title", "authors", "spin", "monkey", ""]
)
def test_names_that_only_look_alike(name: str) -> None:
    assert not is_secret(name)
    assert render_named(name, "v") == "v"


class CardPayment(BaseModel):
    number: str


@pytest.mark.parametrize(
    "value",
    [
        {"number": "4000", "cvv": "1"},
        {"number": "4000", "expires": "12/30"},
        {"number": "4000", "expiryDate": "12/30"},
        {"number": "4000", "exp_month": 12},
        {"number": "4000", "cardHolder": "Ada"},
        {"payment": {"card": {"number": "4000"}}},
        {"creditCard": {"number": "4000"}},
        [CardPayment(number="4000")],
    ],
)
def test_the_number_of_a_card_is_hidden(value: Any) -> None:
    shown = json.dumps(render(value))
    assert "4000" not in shown
    assert json.dumps(REDACTED) in shown


def test_any_other_number_is_shown() -> None:
    values = [{"number": "4000", "street": "Card Road"}, {"house": {"number": 4000}}, {"number": 1, "cardinality": 2}]
    assert [render(value) for value in values] == values


def test_the_number_of_a_card_is_hidden_under_the_name_of_its_place() -> None:
    assert render_named("card", {"number": "4000"}) == {"number": REDACTED}
    assert render_named("house", {"number": "4000"}) == {"number": "4000"}
    assert render_named(None, {"number": "4000"}) == {"number": "4000"}
