"""Which field a sentence speaks of: by its label (`Birth year is not a number`), or by its name in quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.names import words
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.roots import body_start

if TYPE_CHECKING:
    from app.core.diagnosis.parsers.protocol import Question
    from app.core.spec.document import Node

MAX_NAMES: Final = 2_000
"""How many fields of a request are known by their labels."""

_MAX_DEPTH: Final = 4
_MAX_WORDS: Final = 8
_LONGEST: Final = 400
"""How many characters of a sentence are read."""

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"""[`'"“\u2018]([\w$.\[\]-]{1,100})[`'"”\u2019]""")


class Named:
    """The fields of one request by their labels; read when first asked."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._labels: dict[tuple[str, ...], tuple[str, ...]] | None = None

    def in_sentence(self, sentence: str) -> tuple[str, ...] | None:
        """The path of the field whose label begins the sentence, else of the longest one in it; None without one."""
        spoken = [word.lower() for word in _WORD.findall(sentence[:_LONGEST])]
        labels = self._known()
        lengths = range(min(_MAX_WORDS, len(spoken)), 0, -1)
        begins = [(0, length) for length in lengths]
        within = [(begin, length) for length in lengths for begin in range(1, len(spoken) - length + 1)]
        for begin, length in (*begins, *within):
            found = labels.get(tuple(spoken[begin : begin + length]))
            if found is not None:
                return found
        return None

    def in_quotes(self, sentence: str) -> tuple[str, ...] | None:
        """The path that stands in quotes and is a field's; None where none does."""
        if sentence.lstrip()[:1] in {"[", "{"}:
            # Python's writing of a whole value quotes names that nothing is said about.
            return None
        known = set(self._known().values())
        for match in _QUOTED.finditer(sentence[:_LONGEST]):
            tokens = path_tokens(match[1])
            plain = tuple(token for token in tokens if not token.isdigit())
            if plain in known:
                return tokens
        return None

    def _known(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        if self._labels is None:
            self._labels = self._collect()
        return self._labels

    def _collect(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        schemas, operation = self._question.schemas, self._question.operation
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        start = body_start(operation, self._question.sent)
        waiting: list[tuple[tuple[str, ...], Node]] = []
        if start is not None:
            waiting.append(((), schemas.resolve(start.node)))
        while waiting and len(found) < MAX_NAMES:
            path, node = waiting.pop(0)
            for name, member in schemas.properties(node).items():
                inner = (*path, name)
                found.setdefault(_label(inner), inner)
                if len(inner) < _MAX_DEPTH:
                    item = schemas.item(member, 0)
                    waiting.append((inner, schemas.resolve(item if item is not None else member)))
        for parameter in operation.parameters:
            found.setdefault(_label((parameter.name,)), (parameter.name,))
        found.pop((), None)
        return found


def _label(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for name in path for word in words(name))
