"""A path in little room: whole segments give way in the middle, since paths differ most at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

_LEFT_OUT: Final = "…"
_TELLING: Final = "/org…"
"""The least of a beginning that tells paths apart whose ends are the same."""


def short_path(text: str, metrics: QFontMetrics, room: int) -> str:
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
                head = metrics.elidedText("/".join(segments[:start]), Qt.TextElideMode.ElideRight, left)
                return f"{head if least is _TELLING else _LEFT_OUT}{tail}"
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
