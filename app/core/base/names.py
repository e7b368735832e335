"""How alike two field names are: the same words in another case, one within the other, or a slip of the finger."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

SAME_WORDS: Final = 0.96
"""`first_name`, `firstName`, `first-name`: the same words, written in another style."""

CONTAINED: Final = 0.8
"""`name` and `item_name`: all words of one are words of the other."""

NEAR: Final = 0.6
"""From this likeness on a wrong word is taken for the right one that it is like."""

_LONGEST: Final = 80
"""Names beyond this are compared by their beginning: the comparison's cost grows with the square."""

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `unitPrice` and `unit-price` are both `("unit", "price")`."""
    return tuple(word.lower() for word in _WORD.findall(name[:_LONGEST]))


@lru_cache(maxsize=4096)
def name_score(left: str, right: str) -> float:
    """How alike two names are, 0 to 1; 1 is equal, 0.96 the same words, 0.8 one within the other."""
    if left == right:
        return 1.0
    left_words, right_words = words(left), words(right)
    left_plain, right_plain = "".join(left_words), "".join(right_words)
    if not left_plain or not right_plain:
        return 0.0
    if left_plain == right_plain:
        return SAME_WORDS
    if set(left_words) <= set(right_words) or set(right_words) <= set(left_words):
        return CONTAINED
    return 0.9 * SequenceMatcher(None, left_plain, right_plain, autojunk=False).ratio()


def nearest(wanted: str, names: tuple[str, ...], *, at_least: float) -> str | None:
    """The name most like `wanted`, the first of equals; None where none is alike enough."""
    best = max(names, key=lambda name: name_score(wanted, name), default=None)
    return best if best is not None and name_score(wanted, best) >= at_least else None
