"""Takes pydantic-core's union labels apart: `dict[str,int]`, `function-after[even(), int]`, `lax-or-strict[lax=…]`."""

from __future__ import annotations

from typing import Final

MAX_LABEL: Final = 2000
"""Longer labels match nothing: real ones nest a few validators, hostile ones do not end."""

_OPENERS: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_QUOTES: Final = frozenset("'\"")


def split_label(label: str) -> tuple[str, tuple[str, ...]]:
    """A label's head and arguments: `list[int]` is `("list", ("int",))`, `int` is `("int", ())`."""
    head, bracket, rest = label.partition("[")
    if not bracket or not rest.endswith("]"):
        return label, ()
    return head, split_arguments(rest[:-1])


def split_arguments(text: str) -> tuple[str, ...]:
    """The parts between top-level commas; brackets and quotes keep theirs together."""
    parts: list[str] = []
    closers: list[str] = []
    quote = ""
    start = 0
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in _OPENERS:
            closers.append(_OPENERS[character])
        elif closers and character == closers[-1]:
            closers.pop()
        elif character == "," and not closers:
            parts.append(text[start:position].strip())
            start = position + 1
    return (*parts, text[start:].strip())


def named_argument(argument: str) -> str:
    """The value of `lax=int`; the argument itself where it has no name."""
    name, equals, value = argument.partition("=")
    return value if equals and name.isidentifier() else argument


def unquoted(text: str) -> str:
    """A literal's text without its quotes."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES else text
