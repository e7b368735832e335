"""Widgets that take the width they get, and that come when their parent does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def take_any_width(widget: QWidget) -> None:
    """Lets a part of a vertical layout be narrower than its content would like.

    Qt asks a part for its height at its own least width when the room is narrower than that: the part would then be
    given the height of a wider one, and everything inside would be squashed.
    """
    # A new policy would forget that a wrapped text is higher where it is narrower.
    policy = widget.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    widget.setSizePolicy(policy)


def show_now(widget: QWidget) -> None:
    """Shows a new widget where its parent is seen; elsewhere it comes with its parent, and asking lays out all."""
    parent = widget.parentWidget()
    if parent is not None and parent.isVisible():
        widget.show()
