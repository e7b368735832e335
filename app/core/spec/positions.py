"""Where in a document's text values stand, for all wanted pointers in one go.

JSON is read only as far down as the pointers lead: what stands beside is skipped at the speed of the decoder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr, Final, cast

import msgspec

from app.core.base.json_positions import spans
from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.pointers import parse_pointer
from app.core.spec.wanted import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from app.core.spec.wanted import Wanted

_SPACE: Final = re.compile(rb"[ \t\r\n]*")
_NAME: Final = re.compile(rb'[ \t\r\n]*("(?:[^"\\]|\\.)*")[ \t\r\n]*:[ \t\r\n]*', re.DOTALL)


class _UnevenError(Exception):
    """The text is no plain JSON: a name stands twice, NaN, a lone surrogate."""


def positions(text: str, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The line and column of each JSON Pointer, 1-based, columns in characters; a member's place is its name's.

    A pointer that leads to nothing gets the place of the innermost value on its way; none gets no place.

    Args:
        text: JSON or YAML.
        pointers: For example `/info/title`.
    """
    # A byte order mark is no column.
    text = text.removeprefix("\ufeff")
    wanted = tree_of(pointers)
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        return _yaml(text, wanted)
    try:
        data = text.encode()
        offsets = _byte_offsets(data, wanted)
    except (UnicodeEncodeError, msgspec.MsgspecError, _UnevenError):
        if isinstance(decode_json(text), JsonSyntaxError):
            return _yaml(text, wanted)
        return _lines(text, _slow_offsets(text, wanted), "\n", len)
    return _lines(data, offsets, b"\n", _characters)


def _yaml(text: str, wanted: Wanted) -> dict[str, tuple[int, int]]:
    from app.core.spec.yaml_positions import yaml_positions  # noqa: PLC0415 - whoever reads JSON needs no YAML parser

    return yaml_positions(text, wanted)


def _byte_offsets(data: bytes, wanted: Wanted) -> dict[str, int]:
    found: dict[str, int] = {}
    start = _after_space(data, 0)
    pending = [(wanted, start, len(data), start)]
    while pending:
        here, start, end, place = pending.pop()
        # Whoever asked for something further down gets this place until a better one is found.
        found |= dict.fromkeys(here.all(), place)
        # Nothing stands below a scalar, whatever was asked for.
        is_container = data[start : start + 1] in {b"{", b"["}
        for name, begin, stop, key in _members(data, start, end) if here.below and is_container else ():
            if name in here.below:
                pending.append((here.below[name], begin, stop, key))
    return found


def _members(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int, int]]:
    """The members or items of a container: name, where the value starts and ends, where the name starts."""
    view = memoryview(data)[start:end]
    is_object = data[start : start + 1] == b"{"
    values = msgspec.json.decode(view, type=dict[str, msgspec.Raw] if is_object else list[msgspec.Raw])
    at = start + 1
    for index, value in enumerate(values.values() if isinstance(values, dict) else values):
        if is_object:
            # The text was decoded above: a name stands here.
            name = cast("re.Match[bytes]", _NAME.match(data, at))
            token, key, at = _text(name[1]), name.start(1), name.end()
        else:
            at = _after_space(data, at)
            token, key = str(index), at
        stop = at + len(memoryview(value))
        if data[at:stop] != memoryview(value):
            raise _UnevenError
        yield token, at, stop, key
        # A comma follows, or the end.
        at = _after_space(data, stop) + 1
    if at < end:
        raise _UnevenError


def _after_space(data: bytes, at: int) -> int:
    return cast("re.Match[bytes]", _SPACE.match(data, at)).end()


def _text(lexeme: bytes) -> str:
    return str(msgspec.json.decode(lexeme)) if b"\\" in lexeme else lexeme[1:-1].decode()


def _slow_offsets(text: str, wanted: Wanted) -> dict[str, int]:
    places = {span.tokens: span.key_start for span in spans(text)}
    found: dict[str, int] = {}
    for pointer in wanted.all():
        tokens = parse_pointer(pointer)
        while tokens and tokens not in places:
            tokens = tokens[:-1]
        found[pointer] = places.get(tokens, 0)
    return found


def _lines(
    text: AnyStr, offsets: Mapping[str, int], newline: AnyStr, size: Callable[[AnyStr], int]
) -> dict[str, tuple[int, int]]:
    """Lines and columns of offsets; the text is gone through once, for a line may be all of it."""
    found: dict[str, tuple[int, int]] = {}
    line, column, last = 1, 1, 0
    for pointer, offset in sorted(offsets.items(), key=_second):
        passed = text[last:offset]
        breaks = passed.count(newline)
        if breaks:
            line, column = line + breaks, 1
            passed = passed[passed.rfind(newline) + 1 :]
        column += size(passed)
        last = offset
        found[pointer] = line, column
    return found


def _characters(data: bytes) -> int:
    return len(data.decode())


def _second(item: tuple[str, int]) -> int:
    return item[1]
