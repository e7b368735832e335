"""A path in little room: whole segments give way, from the second on, since paths differ least at their beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

_LEFT_OUT = "…"


def short_path(text: str, metrics: QFontMetrics, room: int) -> str:
    """The text, or `/first/…/last/ones` with as many of its last segments as fit; any other text loses its middle.

    Args:
        room: Pixels.
    """
    if metrics.horizontalAdvance(text) <= room:
        return text
    segments = text.split("/")
    if text.startswith("/"):
        for start in range(3, len(segments)):
            tail = "/".join(("", *segments[start:]))
            for head in (f"/{segments[1]}/", ""):
                shown = f"{head}{_LEFT_OUT}{tail}"
                if metrics.horizontalAdvance(shown) <= room:
                    return shown
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
