"""Two JSON values node by node: what is new, gone or different, by JSON Pointer (RFC 6901)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from app.core.base.json_equal import same_value
from app.core.base.pointers import format_pointer
from app.core.history.model import Kind, Row, Section, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.json_types import JsonValue

MOST_CHANGES: Final = 1000
"""Rows of one body; a comparison of more is of no use to a person."""

LONGEST_ALIGNED: Final = 1000
"""Items up to which two arrays are aligned; longer ones are compared place by place."""


MOST_LETTERS: Final = 8_000_000
"""So much JSON is written to align arrays; what is nested in each other beyond that is compared place by place."""


class _Missing:
    """Stands for a node that one side does not have."""


_MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True)
class _Pair:
    tokens: tuple[str | int, ...]
    before: object
    after: object


def json_rows(before: JsonValue, after: JsonValue) -> tuple[tuple[Row, ...], bool]:
    """The rows that differ, in the order of the document, and whether there are more than `MOST_CHANGES`."""
    aligner = _Aligner()
    rows: list[Row] = []
    todo = [_Pair((), before, after)]
    while todo:
        pair = todo.pop()
        below = _members(pair)
        below = aligner.items(pair) if below is None else below
        if below is not None:
            todo += reversed(below)
        elif not same_value(pair.before, pair.after):
            if len(rows) == MOST_CHANGES:
                return tuple(rows), True
            rows.append(_row(pair))
    return tuple(rows), False


def _members(pair: _Pair) -> list[_Pair] | None:
    """The pairs of members by name; None where the two are no objects."""
    before, after = pair.before, pair.after
    if not isinstance(before, dict) or not isinstance(after, dict):
        return None
    names = dict.fromkeys((*before, *after))
    return [_Pair((*pair.tokens, name), before.get(name, _MISSING), after.get(name, _MISSING)) for name in names]


class _Aligner:
    """Finds which items of two arrays belong together, so that an inserted one does not make all others differ."""

    def __init__(self) -> None:
        self._left = MOST_LETTERS

    def items(self, pair: _Pair) -> list[_Pair] | None:
        """The pairs of items; None where the two are no arrays."""
        before, after = pair.before, pair.after
        if not isinstance(before, list) or not isinstance(after, list):
            return None
        keys = self._keys(before), self._keys(after)
        if keys[0] is None or keys[1] is None:
            sides = zip_longest(before, after, fillvalue=_MISSING)
            return [_Pair((*pair.tokens, index), one, two) for index, (one, two) in enumerate(sides)]
        matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
        return list(self._aligned(pair, before, after, matcher))

    def _aligned(
        self, pair: _Pair, before: list[object], after: list[object], matcher: SequenceMatcher[str]
    ) -> Iterable[_Pair]:
        tokens = pair.tokens
        for kind, first, last, start, end in matcher.get_opcodes():
            if kind == "equal":
                continue
            shared = min(last - first, end - start)
            for step in range(shared):
                yield _Pair((*tokens, start + step), before[first + step], after[start + step])
            for index in range(first + shared, last):
                yield _Pair((*tokens, index), before[index], _MISSING)
            for index in range(start + shared, end):
                yield _Pair((*tokens, index), _MISSING, after[index])

    def _keys(self, items: list[object]) -> list[str] | None:
        """A text for each item; None where they are too many, or one is too deep, to be written."""
        if len(items) > LONGEST_ALIGNED or self._left <= 0:
            return None
        keys = [_text(item) for item in items]
        self._left -= sum(map(len, keys))
        return keys if all(keys) else None


def _text(value: object) -> str:
    """The value as JSON; empty where it is too deep to be written."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    except RecursionError:
        return ""


def _row(pair: _Pair) -> Row:
    before = "" if pair.before is _MISSING else shortened(_shown(pair.before))
    after = "" if pair.after is _MISSING else shortened(_shown(pair.after))
    kind = Kind.ADDED if pair.before is _MISSING else Kind.REMOVED if pair.after is _MISSING else Kind.CHANGED
    tokens = None if kind is Kind.REMOVED else tuple(map(str, pair.tokens))
    return Row(Section.BODY, shortened(format_pointer(pair.tokens)) or "the whole body", before, after, kind, tokens)


def _shown(value: object) -> str:
    return _text(value) or "very deep JSON"
