"""Taking a widget away for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def discard(widget: QWidget) -> None:
    """Takes a widget out of the window now and deletes it when its own events are over.

    Until it is deleted it would otherwise be found by its objectName in place of the one that follows it.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
