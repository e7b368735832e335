"""Text in little room. A path gives way by whole segments in its middle, since paths differ most at their end.

`QFontMetrics.elidedText` would do for the rest, but it takes one of `Qt`'s enumerations, and PySide makes all of them
when the first is asked for: the first frame comes without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Metrics(Protocol):
        """Measures text, as `QFontMetrics` does."""

        def horizontalAdvance(self, text: str, /) -> int:  # noqa: N802 - Qt's name
            """Pixels from the beginning of a text to that of the next."""
            ...


_LEFT_OUT: Final = "…"
_TELLING: Final = "/org…"
"""The least of a beginning that tells paths apart whose ends are the same."""


def short_path(text: str, metrics: Metrics, room: int) -> str:
    """The text, or `/first/sec…/last/ones` with as many of its last segments as fit; any other text loses its middle.

    Args:
        room: Pixels.
    """
    if metrics.horizontalAdvance(text) <= room:
        return text
    segments = text.split("/") if text.startswith("/") else []
    for least in (_TELLING, _LEFT_OUT):
        for start in range(2, len(segments)):
            tail = "/".join(("", *segments[start:]))
            left = room - metrics.horizontalAdvance(tail)
            if left >= metrics.horizontalAdvance(least):
                head = without_end("/".join(segments[:start]), metrics, left)
                return f"{head if least is _TELLING else _LEFT_OUT}{tail}"
    return without_middle(text, metrics, room)


def without_end(text: str, metrics: Metrics, room: int) -> str:
    """The text, or as much of its beginning as fits into `room` pixels with an ellipsis behind it."""

    def shortened(length: int) -> str:
        return f"{text[:length].rstrip()}{_LEFT_OUT}"

    return _longest(text, metrics, room, shortened)


def without_middle(text: str, metrics: Metrics, room: int) -> str:
    """The text, or as much of both its ends as fits into `room` pixels with an ellipsis between them."""

    def shortened(length: int) -> str:
        return f"{text[: length - length // 2]}{_LEFT_OUT}{text[len(text) - length // 2 :]}"

    return _longest(text, metrics, room, shortened)


def _longest(text: str, metrics: Metrics, room: int, shortened: Callable[[int], str]) -> str:
    """The text, or what `shortened` makes of the most letters that fit; the ellipsis alone where none does."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    least, most = 0, len(text) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if metrics.horizontalAdvance(shortened(middle)) <= room:
            least = middle
        else:
            most = middle - 1
    return shortened(least) if least > 0 else _LEFT_OUT
