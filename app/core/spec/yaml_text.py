"""YAML text to the values of JSON, as YAML 1.2's core schema reads it (https://yaml.org/spec/1.2.2/#103-core-schema).

Keys are always text, and `no`, `on`, `12:30` and dates are text too. Aliases share the value of their anchor; how much
they stand for when written out is bounded. The parser's events are read one at a time and nothing recurses.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
)
from yaml.reader import ReaderError

from app.core.base.json_text import MAX_DEPTH, MAX_DIGITS, line_and_column, read_number
from app.core.base.pointers import format_pointer
from app.core.spec.yaml_events import events, place_of
from app.core.spec.yaml_tips import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

MAX_ALIASED: Final = 5_000_000
"""How many values all aliases together may stand for: who reads the document later meets each of them."""

_CORE: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_FIRST: Final = frozenset("0123456789+-.")
_INTEGER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_BASED: Final = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?", re.ASCII)
_PLAIN_TAGS: Final = frozenset(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))


@dataclass(frozen=True, slots=True)
class YamlSyntaxError:
    """Why and where a text cannot be read as YAML; a value, not an exception.

    Attributes:
        message: What is wrong, in words.
        line, column: Where, 1-based, the column in characters.
        tip: What to do about it; may be empty.
    """

    message: str
    line: int
    column: int
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that stands twice in one mapping; the later value counts.

    Attributes:
        pointer: The JSON Pointer of the member.
        line, column: Where the later one stands, 1-based.
    """

    pointer: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Yaml:
    """What a text says.

    Attributes:
        value: JSON's kinds of values; what an alias names is the same object again.
        duplicates: The keys that stand twice.
    """

    value: Any
    duplicates: tuple[Duplicate, ...] = ()


def decode_yaml(text: str) -> Yaml | YamlSyntaxError:
    """Reads a text that holds one YAML document.

    Returns:
        The value, or why it cannot be read. Never raises.
    """
    try:
        return _Composer().read(text)
    except _RefusedError as error:
        return error.reason
    except ReaderError as error:
        line, column = line_and_column(text, text.find(chr(error.character)))
        return YamlSyntaxError(f"the character U+{error.character:04X} may not stand in YAML", line, column)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return YamlSyntaxError(*worded(error.problem or error.context or "", text, line, column))
    except (YAMLError, UnicodeEncodeError) as error:
        return YamlSyntaxError(f"it cannot be read: {error}", 1, 1)


class _RefusedError(Exception):
    """The text is YAML, but nothing that is read."""

    def __init__(self, event: Event, message: str, tip: str = "") -> None:
        super().__init__(message)
        self.reason = YamlSyntaxError(message, *place_of(event), tip)


@dataclass(slots=True)
class _Frame:
    """A collection that is being read; the stream itself is the outermost one and holds one value.

    Attributes:
        key: The name that waits for its value; None where a name comes next.
        size, height: How many values stand in here and how deep they nest, aliases counted in full.
        merged: What stands under `<<`.
    """

    value: Any
    anchor: str = ""
    key: str | None = None
    is_merge: bool = False
    size: int = 1
    height: int = 1
    merged: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Any
    size: int = 1
    height: int = 0


class _Composer:
    """Reads the events of one document."""

    def __init__(self) -> None:
        self._stack = [_Frame([])]
        self._anchors: dict[str, _Anchored] = {}
        self._aliased = 0
        self._duplicates: list[Duplicate] = []

    def read(self, text: str) -> Yaml:
        documents = 0
        for event in events(text):
            # The most frequent first.
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, CollectionStartEvent):
                self._open(event)
            elif isinstance(event, CollectionEndEvent):
                self._close(event)
            elif isinstance(event, AliasEvent):
                self._alias(event)
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "a second document begins here"
                    raise _RefusedError(event, message, "Keep one document in the text.")
        found = self._stack[0].value
        return Yaml(found[0] if found else None, tuple(self._duplicates))

    def _scalar(self, event: ScalarEvent) -> None:
        frame = self._stack[-1]
        text = event.value
        if frame.key is None and type(frame.value) is dict:
            frame.key = text
            frame.is_merge = text == "<<" and event.implicit[0]
            if not frame.is_merge:
                self._note_name(frame, text, event)
            value: Any = text
        else:
            value = _scalar(event)
            self._add(frame, value, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value)

    def _note_name(self, frame: _Frame, name: str, event: ScalarEvent | AliasEvent) -> None:
        if name in frame.value:
            self._duplicates.append(Duplicate(format_pointer(self._tokens()), *place_of(event)))

    def _tokens(self) -> Iterator[str | int]:
        for frame in self._stack[1:]:
            yield frame.key if frame.key is not None else len(frame.value)

    def _open(self, event: CollectionStartEvent) -> None:
        frame = self._stack[-1]
        if frame.key is None and type(frame.value) is dict:
            message = "a key should be text, and a list or mapping stands here"
            raise _RefusedError(event, message)
        if len(self._stack) > MAX_DEPTH:
            raise _too_deep(event)
        if event.anchor is not None:
            # Until it is closed, an alias to it would be a value that contains itself.
            self._anchors.pop(event.anchor, None)
        self._stack.append(_Frame({} if isinstance(event, MappingStartEvent) else [], event.anchor or ""))

    def _close(self, event: CollectionEndEvent) -> None:
        done = self._stack.pop()
        for source in done.merged:
            for name, value in source.items():
                done.value.setdefault(name, value)
        if done.anchor:
            self._anchors[done.anchor] = _Anchored(done.value, done.size, done.height)
        self._add(self._stack[-1], done.value, event, done.size, done.height)

    def _alias(self, event: AliasEvent) -> None:
        frame = self._stack[-1]
        name = event.anchor or ""
        found = self._anchors.get(name)
        if found is None:
            is_open = any(name == each.anchor for each in self._stack)
            words = "stands inside what it names" if is_open else "names nothing that stands above"
            message = f"the alias *{name} {words}"
            raise _RefusedError(event, message)
        if frame.key is None and type(frame.value) is dict:
            if not isinstance(found.value, str):
                message = "a key should be text"
                raise _RefusedError(event, message)
            frame.key, frame.is_merge = found.value, False
            self._note_name(frame, found.value, event)
            return
        self._count_aliased(found.size, event)
        if len(self._stack) + found.height > MAX_DEPTH + 1:
            raise _too_deep(event)
        self._add(frame, found.value, event, found.size, found.height)

    def _add(self, frame: _Frame, value: Any, event: Event, size: int = 1, height: int = 0) -> None:
        frame.size += size
        if height >= frame.height:
            frame.height = height + 1
        if type(frame.value) is list:
            frame.value.append(value)
            return
        if frame.is_merge:
            self._merge(frame, value, event)
        else:
            frame.value[frame.key] = value
        frame.key = None

    def _merge(self, frame: _Frame, value: Any, event: Event) -> None:
        sources = value if isinstance(value, list) else [value]
        for source in sources:
            if not isinstance(source, dict):
                message = "`<<` takes a mapping, or a list of mappings"
                raise _RefusedError(event, message)
            self._count_aliased(len(source), event)
            frame.merged.append(source)

    def _count_aliased(self, size: int, event: Event) -> None:
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            message = f"the aliases stand for more than {MAX_ALIASED:,} values"
            raise _RefusedError(event, message, "Write out what they stand for, or split the document.")


def _too_deep(event: Event) -> _RefusedError:
    return _RefusedError(event, f"it nests deeper than {MAX_DEPTH} levels")


def _scalar(event: ScalarEvent) -> Any:
    text = event.value
    if not event.implicit[0] and event.tag not in _PLAIN_TAGS:
        return text
    if text in _CORE:
        return _CORE[text]
    if text[0] not in _FIRST:
        return text
    try:
        return _number(text)
    except ValueError:
        message = f"this number is too large, or has more than {MAX_DIGITS:,} digits"
        raise _RefusedError(event, message, "Put it between quotes if it is text.") from None


def _number(text: str) -> int | float | str:
    """The number that a plain scalar stands for, else the text itself; ValueError where it is too large."""
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise ValueError
        return int(text)
    based = _BASED.fullmatch(text)
    if based:
        return int(based[1], 8) if based[1] else int(based[2], 16)
    if not _FLOAT.fullmatch(text):
        return text
    exact = read_number(text)
    number = float(text) if exact is None else exact
    if isinstance(number, float) and math.isinf(number):
        raise ValueError
    return number
