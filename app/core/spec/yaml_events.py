"""The events of the YAML parser, one at a time, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from yaml.cyaml import CBaseLoader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.error import Mark
    from yaml.events import Event


def events(text: str) -> Iterator[Event]:
    """Everything the parser meets in a text, to the end of the stream; a byte order mark is left out.

    Raises:
        YAMLError: The text is no YAML from here on.
        UnicodeEncodeError: The text has lone surrogates.
    """
    get_event = CBaseLoader(text.removeprefix("\ufeff")).get_event
    while (event := get_event()) is not None:
        yield event


def place_of(event: Event) -> tuple[int, int]:
    """The line and column where an event begins, 1-based."""
    mark = cast("Mark", event.start_mark)
    return mark.line + 1, mark.column + 1
