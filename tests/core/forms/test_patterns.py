from __future__ import annotations

import re

import jsonschema_rs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.forms.patterns import MAX_LENGTH, finds, matching_text

PATTERNS = [
    r"^[A-Z]{3}-\d{4}$",
    r"^(?:\d{3}-)?\d{10}$",
    r"^\+?[1-9]\d{1,14}$",
    r"^(card|transfer)$",
    r"^[^@]+@[^@]+\.[a-z]{2,}$",
    r"^\p{L}+$",
    r"^[\p{L}\p{N}_]+$",
    r"^\p{Lu}\p{Ll}*$",
    r"(?<y>\d{4})-(?<m>\d\d)",
    r"^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#]).{8,}$",
    r"^(?!admin)[a-z]+$",
    r"^(a+)+$",
    r"^[a-f0-9]{24}$",
    "^a",
    "a$",
    "x{5}",
    r"^\S+\s\w\W$",
    r"^\D$",
    r"^$|^https?://.+",
    r"^[一-龥]{2}$",
    r"^(\w)\1$",
    r"^[\w.-]+$",
    r"^.{1,}$",
    r"[^a-z]",
    r"^[^\s]$",
    r"^ISBN(-1(?:(0)|3))?:?\x20(\s)*[0-9]+[- ][0-9]+$",
    r"^\d+(\.\d{1,2})?$",
    r"^a*?b+?$",
    r"^\/v\d$",
    r"^[\[\]]$",
    "",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("variant", [0, 1])
def test_the_text_matches(pattern: str, variant: int) -> None:
    text = matching_text(pattern, variant=variant)
    assert text is not None
    assert jsonschema_rs.is_valid({"type": "string", "pattern": pattern}, text)
    assert finds(pattern, text) or len(text) > 20


def test_groups_that_are_named_and_repeated_are_understood() -> None:
    assert matching_text(r"^(?<a>x\d)-\k<a>$") == "x1-x1"


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        (r"^[a-z]+$", 12, 12),
        (r"^x[a-z]+\d$", 12, 12),
        ("^a", 5, None),
        ("a$", 5, None),
        ("b", 7, 9),
        (r"^\d{2,8}$", 4, 6),
        (r"^$|^https?://.+", 10, None),
        (r"^(?=.*\d).+$", 5, 30),
    ],
)
def test_the_text_has_the_length_that_is_asked_for(pattern: str, least: int, most: int | None) -> None:
    text = matching_text(pattern, least=least, most=most)
    assert text is not None
    assert least <= len(text) <= (most or len(text))
    assert re.search(pattern, text)


def test_variants_differ() -> None:
    assert len({matching_text(r"^[A-Z]\d$", variant=variant) for variant in range(10)}) == 10
    assert {matching_text("^(card|transfer)$", variant=variant) for variant in range(2)} == {"card", "transfer"}


@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "(",
        "a{1000000}",
        "(a{200}){200}",
        r"^[^\s\S]$",
        "a{2,1}",
        "^[a]{3}$",
        "(" * 2000 + ")" * 2000,
        r"\p{Greek}",
    ],
)
def test_none_where_none_can_be_made(pattern: str) -> None:
    assert matching_text(pattern, least=4, most=8) is None


def test_trying_comes_to_an_end() -> None:
    assert matching_text("^(([a-z]+)+){50}$", least=5000) is None


def test_none_where_the_length_contradicts() -> None:
    assert matching_text("a", least=5, most=4) is None
    assert matching_text("a", least=MAX_LENGTH + 1) is None
    assert matching_text("^abc$", most=2) is None
    assert matching_text("^(?=b)a$") is None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^x-", "x-own", True),
        ("^x-", "own", False),
        (r"^\p{L}+$", "abc", True),
        ("[", "[", False),
        ("^(a+)+$", "a" * 10, True),
        ("^(a+)+$", "a" * 40 + "!", False),
    ],
)
def test_finding_never_takes_for_ever(pattern: str, text: str, *, expected: bool) -> None:
    assert finds(pattern, text) is expected


@given(st.text(st.sampled_from(r"ab1[]()|?*+{}^$.\d-,2"), max_size=12), st.integers(0, 5))
def test_whatever_pattern_gives_a_match_or_nothing(pattern: str, least: int) -> None:
    text = matching_text(pattern, least=least, most=50)
    assume(text is not None)
    assert text is not None
    assert finds(pattern, text) or len(text) > 20
    assert least <= len(text) <= 50
