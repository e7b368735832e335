"""A path in little room: whole segments give way in the middle, since paths differ most at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

_LEFT_OUT = "…"


def short_path(text: str, metrics: QFontMetrics, room: int) -> str:
    """The text, or `/first/sec…/last/ones` with as many of its last segments as fit; any other text loses its middle.

    Args:
        room: Pixels.
    """
    if metrics.horizontalAdvance(text) <= room:
        return text
    segments = text.split("/")
    if text.startswith("/"):
        for start in range(2, len(segments)):
            tail = "/".join(("", *segments[start:]))
            left = room - metrics.horizontalAdvance(tail)
            if left >= metrics.horizontalAdvance(_LEFT_OUT):
                head = metrics.elidedText("/".join(segments[:start]), Qt.TextElideMode.ElideRight, left)
                # Less than the first segment would tell nothing.
                return f"{head if head.startswith(f'/{segments[1]}/') else _LEFT_OUT}{tail}"
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
