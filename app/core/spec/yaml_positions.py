"""Where in a YAML text values stand."""

from __future__ import annotations

from dataclasses import dataclass

from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from app.core.spec.wanted import Wanted
from app.core.spec.yaml_events import events, place_of


@dataclass(slots=True)
class _Frame:
    """A collection on the way; the stream itself is the outermost one.

    Attributes:
        wanted: What is looked for below it; None where nothing is.
        key: The name whose value comes next, None where a name comes next.
        place: Where that name stands.
    """

    wanted: Wanted | None
    is_map: bool
    key: str | None = None
    index: int = 0
    place: tuple[int, int] = (1, 1)


def yaml_positions(text: str, wanted: Wanted) -> dict[str, tuple[int, int]]:
    """Line and column of every wanted pointer, as `positions` tells them; what is broken ends the search.

    What an alias stands for has the alias's place, what a merge key brings the mapping's.
    """
    found = dict.fromkeys(wanted.all(), (1, 1))
    stack = [_Frame(Wanted({"0": wanted}), is_map=False)]
    try:
        for event in events(text):
            _read(event, stack, found)
    except (YAMLError, UnicodeEncodeError):
        return found
    return found


def _read(event: Event, stack: list[_Frame], found: dict[str, tuple[int, int]]) -> None:
    frame = stack[-1]
    if isinstance(event, CollectionEndEvent):
        stack.pop()
        _next(stack[-1])
    elif isinstance(event, ScalarEvent | AliasEvent | CollectionStartEvent):
        place = place_of(event)
        if frame.is_map and frame.key is None:
            frame.key, frame.place = _name(event), place
            return
        wanted = _below(frame)
        if wanted is not None:
            found |= dict.fromkeys(wanted.all(), frame.place if frame.is_map else place)
        if isinstance(event, CollectionStartEvent):
            stack.append(_Frame(wanted if wanted and wanted.below else None, isinstance(event, MappingStartEvent)))
        else:
            _next(frame)


def _below(frame: _Frame) -> Wanted | None:
    if frame.wanted is None:
        return None
    return frame.wanted.below.get(str(frame.index) if frame.key is None else frame.key)


def _next(frame: _Frame) -> None:
    frame.key = None
    frame.index += 1


def _name(event: Event) -> str:
    if isinstance(event, CollectionStartEvent):
        # Nothing of JSON is named by a list or mapping.
        raise YAMLError
    return event.value if isinstance(event, ScalarEvent) else ""
