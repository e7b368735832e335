"""Texts that match a pattern: short and readable, made from the pattern's own parse tree."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from functools import partial
from re import _constants as op  # type: ignore[attr-defined]  # the parse tree has no public door
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LENGTH: Final = 10_000
"""Longer texts are not made."""

_READABLE: Final = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_@!#$%&*. ,:;/+=?()[]{}<>~^|'\"\\`\t\n"
)
_REPEATS: Final = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_ASSERTIONS: Final = (op.ASSERT, op.ASSERT_NOT)
_TRIES: Final = 12
_SHORT: Final = 20
_MAX_COUNTS: Final = 30
_MAX_WORK: Final = 100_000

# ECMA-262 writes some things in another way than Python.
_ECMA: Final = (
    (re.compile(r"\(\?<(?![=!])"), "(?P<"),
    (re.compile(r"\\k<(\w+)>"), r"(?P=\1)"),
    (re.compile(r"\\p\{(?:L|Letter|Alphabetic|Ll|Lowercase_Letter)\}"), "a-z"),
    (re.compile(r"\\p\{(?:Lu|Uppercase_Letter)\}"), "A-Z"),
    (re.compile(r"\\p\{(?:N|Nd|Number|Decimal_Number)\}"), "0-9"),
    (re.compile(r"\\z"), r"\\Z"),
)
_SET_MEMBER: Final = re.compile(r"\[[^\]]*\Z")


def matching_text(pattern: str, *, least: int = 0, most: int | None = None, variant: int = 0) -> str | None:
    """A text that the pattern finds, None where none could be made.

    Args:
        least, most: How many characters it may have.
        variant: Asks for another text; different numbers give different texts where the pattern allows it.
    """
    tree = _parsed(pattern)
    most = MAX_LENGTH if most is None else min(most, MAX_LENGTH)
    if tree is None or least > most:
        return None
    work = _MAX_WORK
    for attempt in range(_TRIES):
        for count in _counts(least):
            maker = _Maker(count, variant + attempt // 2, mixes=attempt % 2 == 1)
            text = maker.text(tree)
            work -= len(maker.made) + 1
            if work < 0:
                return None
            if text is None:
                continue
            text = _padded(text, tree, least)
            if least <= len(text) <= most and _holds(tree, pattern, text):
                return text
    return None


def finds(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text, for `patternProperties`; one that cannot be read, or could take for ever
    on this text, is not."""
    tree = _parsed(pattern)
    if tree is None or (len(text) > _SHORT and _is_slow(tree)):
        return False
    return _is_found(pattern, text)


def _parsed(pattern: str) -> Any:
    try:
        with warnings.catch_warnings():
            # Python announces changes of its own syntax, which are none of the document's business.
            warnings.simplefilter("ignore")
            return parser.parse(_in_python(pattern))
    except (re.error, RecursionError, OverflowError):
        return None


def _in_python(pattern: str) -> str:
    for ecma, python in _ECMA:
        pattern = ecma.sub(partial(_in_set, python), pattern)
    return pattern


def _in_set(new: str, found: re.Match[str]) -> str:
    """The replacement; a character range outside of a set gets brackets."""
    new = found.expand(new)
    inside = _SET_MEMBER.search(found.string[: found.start()].replace("\\[", ""))
    return new if len(new) != 3 or inside else f"[{new}]"


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes one text.

    Attributes:
        count: How often a part is repeated that may be repeated at will.
        variant: Which of the fitting characters and branches is taken.
        mixes: Small and capital letters, digits and signs take turns, as rules for passwords want it.
        groups: What each group has matched.
        made: The characters chosen so far, for taking turns.
        sets: The characters that each set of the pattern allows.
    """

    count: int
    variant: int
    mixes: bool
    groups: dict[int, str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    sets: dict[tuple[Any, int], list[str]] = field(default_factory=dict)

    def text(self, tree: Iterable[tuple[Any, Any]]) -> str | None:
        """The text of a sequence; None where a part of it cannot be made or it grows too long."""
        made: list[str] = []
        length = 0
        for kind, argument in tree:
            piece = self._piece(kind, argument)
            if piece is None or (length := length + len(piece)) > MAX_LENGTH:
                return None
            made.append(piece)
        return "".join(made)

    def _piece(self, kind: Any, argument: Any) -> str | None:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self._character(kind, argument)
        if kind in _REPEATS:
            return self._repeated(*argument)
        if kind is op.SUBPATTERN:
            group, _, _, tree = argument
            text = self.text(tree)
            self.groups[group] = text or ""
            return text
        if kind is op.BRANCH:
            branches = argument[1]
            return self.text(branches[self.variant % len(branches)])
        if kind is op.GROUPREF:
            return self.groups.get(argument, "")
        return self.text(argument) if kind is op.ATOMIC_GROUP else ""

    def _character(self, kind: Any, argument: Any) -> str | None:
        if kind is op.LITERAL:
            return chr(argument)
        fitting = self._fitting(kind, argument)
        if self.mixes and fitting:
            sorts = sorted({_sort_of(char) for char in fitting})
            turn = sorts[len(self.made) % len(sorts)]
            fitting = [char for char in fitting if _sort_of(char) == turn]
        if not fitting:
            return None
        self.made.append(fitting[self.variant % len(fitting)])
        return self.made[-1]

    def _fitting(self, kind: Any, argument: Any) -> list[str]:
        """The characters that a set allows; remembered, since a repetition asks again and again."""
        key = (kind, id(argument))
        if key not in self.sets:
            any_but = [(op.NEGATE, None)]
            wanted = {op.NOT_LITERAL: [*any_but, (op.LITERAL, argument)], op.ANY: any_but}.get(kind, argument)
            self.sets[key] = [char for char in _candidates(wanted) if _is_member(char, wanted)]
        return self.sets[key]

    def _repeated(self, least: int, most: int, tree: Any) -> str | None:
        count = min(max(least, self.count), most)
        pieces: list[str] = []
        for _ in range(count):
            piece = self.text(tree)
            # All pieces are about as long as the first: what becomes too long is given up before it is made.
            if piece is None or count * max(len(piece), 1) > MAX_LENGTH:
                return None
            pieces.append(piece)
        return "".join(pieces)


def _sort_of(char: str) -> int:
    return 0 if char.islower() else 1 if char.isupper() else 2 if char.isdigit() else 3


def _candidates(members: list[tuple[Any, Any]]) -> Iterator[str]:
    """Readable characters first, then the ones that the set itself names."""
    yield from _READABLE
    for kind, argument in members:
        if kind is op.LITERAL:
            yield chr(argument)
        elif kind is op.RANGE:
            yield chr(argument[0])


def _is_member(char: str, members: list[tuple[Any, Any]]) -> bool:
    is_negated = bool(members) and members[0][0] is op.NEGATE
    return any(_fits(char, kind, argument) for kind, argument in members) is not is_negated


def _fits(char: str, kind: Any, argument: Any) -> bool:
    if kind is op.LITERAL:
        return bool(ord(char) == argument)
    if kind is op.RANGE:
        return bool(argument[0] <= ord(char) <= argument[1])
    return kind is op.CATEGORY and _CATEGORIES[argument].fullmatch(char) is not None


_CATEGORIES: Final = {
    op.CATEGORY_DIGIT: re.compile(r"[0-9]"),
    op.CATEGORY_NOT_DIGIT: re.compile(r"[^0-9]"),
    op.CATEGORY_SPACE: re.compile(r"\s"),
    op.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    op.CATEGORY_WORD: re.compile(r"\w"),
    op.CATEGORY_NOT_WORD: re.compile(r"\W"),
}


def _counts(least: int) -> Iterator[int]:
    """How often to repeat, the most promising first: as little as possible, then as a text of that length wants it."""
    yield 0
    yield from range(least, max(0, least - _MAX_COUNTS), -1)
    yield 1


def _padded(text: str, tree: Any, least: int) -> str:
    """A text that may go on before or behind the match is made long enough."""
    anchors = sum(kind is op.AT for kind, _ in _kinds(tree, 0))
    filling = "a" * (least - len(text))
    if not anchors or (anchors == 1 and tree[0] == (op.AT, op.AT_BEGINNING)):
        return text + filling
    return filling + text if anchors == 1 and tree[-1] == (op.AT, op.AT_END) else text


def _holds(tree: Any, pattern: str, text: str) -> bool:
    """Whether the text matches: look-around and word boundaries are skipped while it is made.

    A pattern that may take for ever is believed unasked.
    """
    return _is_slow(tree) or _is_found(pattern, text)


def _is_found(pattern: str, text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.search(_in_python(pattern), text) is not None


def _is_slow(tree: Any) -> bool:
    """Whether repetitions stand inside repetitions, so that matching may take exponential time."""
    return any(depth > 1 for _, depth in _kinds(tree, 0))


def _kinds(tree: Any, depth: int) -> Iterator[tuple[Any, int]]:
    """Every kind of node with the number of repetitions around it."""
    for kind, argument in tree:
        inside = depth + (kind in _REPEATS)
        yield kind, inside
        for part in _parts(kind, argument):
            yield from _kinds(part, inside)


def _parts(kind: Any, argument: Any) -> list[Any]:
    if kind in _REPEATS:
        return [argument[2]]
    if kind is op.SUBPATTERN:
        return [argument[3]]
    if kind is op.BRANCH:
        return list(argument[1])
    if kind in _ASSERTIONS:
        return [argument[1]]
    return [argument] if kind is op.ATOMIC_GROUP else []
