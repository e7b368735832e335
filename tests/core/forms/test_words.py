from __future__ import annotations

from typing import Any

import pytest

from app.core.forms.words import words_for


@pytest.mark.parametrize(
    ("keyword", "limit", "value", "words"),
    [
        ("minLength", 1, "", "needs at least 1 character, has 0"),
        ("minLength", 2, "M", "needs at least 2 characters, has 1"),
        ("maxLength", 1, "ab", "may have at most 1 character, has 2"),
        ("minItems", 2, [1], "needs at least 2 items, has 1"),
        ("maxItems", 1, [1, 2], "may have at most 1 item, has 2"),
        ("minProperties", 1, {}, "needs at least 1 entry, has 0"),
        ("maxProperties", 1, {"a": 1, "b": 2}, "may have at most 1 entry, has 2"),
        ("minimum", 1000, 500, "must be at least 1000, is 500"),
        ("maximum", 1.5, 2, "must be at most 1.5, is 2"),
        ("exclusiveMinimum", 0, 0, "must be greater than 0, is 0"),
        ("exclusiveMaximum", 5, 5, "must be less than 5, is 5"),
        ("multipleOf", 0.01, 0.001, "must be a multiple of 0.01, is 0.001"),
        ("type", ["integer"], "x", "needs an integer, is text"),
        ("type", "integer", None, "may not be null"),
        ("type", ["string", "null"], 1.5, "needs text, is a number"),
        ("type", ["string", "boolean"], [], "needs text or true or false, is an array"),
        ("type", ["null"], 5, "needs null, is an integer"),
        ("type", ["array"], {}, "needs an array, is an object"),
        ("type", ["object"], True, "needs an object, is a truth value"),
        ("type", ["number"], "1", "needs a number, is text"),
        ("type", ["strange"], "1", "needs strange, is text"),
        ("enum", ["red"], 1, "must be red"),
        ("enum", ["red", "blue", 3, None, ""], 1, 'must be red, blue, 3, null or ""'),
        ("enum", list("abcdefg"), 1, "must be one of the 7 choices"),
        ("enum", [], 1, "must be nothing"),
        ("enum", "broken", 1, "must be broken"),
        ("const", {"a": 1}, 1, 'must be {"a":1}'),
        ("pattern", "^x$", "y", "does not match ^x$"),
        ("format", "date", "y", "is not a date such as 2024-01-31"),
        ("format", "ipv4network", "y", "is not a valid ipv4network"),
        ("required", None, None, "is required"),
        ("uniqueItems", True, [1, 1], "holds the same item twice"),
        ("contains", None, [], "holds no item of the kind that has to be among them"),
        ("minContains", None, [], "holds too few items of the kind that has to be among them"),
        ("maxContains", None, [], "holds too many items of the kind that has to be among them"),
        ("not", {}, 1, "is exactly what is forbidden here"),
        ("falseSchema", None, 1, "nothing is allowed here"),
        ("oneOf", None, 1, "fits more than one alternative, and may fit only one"),
        ("made-up", None, 1, "breaks the rule `made-up`"),
    ],
)
def test_every_rule_has_its_words(keyword: str, limit: Any, value: Any, words: str) -> None:
    assert words_for(keyword, limit, value) == words
