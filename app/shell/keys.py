"""Binds keys to what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget


def bind_keys(window: QWidget, keys: Iterable[tuple[str, Callable[[], object]]]) -> None:
    """Makes keys work everywhere in a window.

    Args:
        window: The window; it owns the actions.
        keys: For example `("Ctrl+J", drawer.toggle)`; bound methods only.
    """
    for text, slot in keys:
        bind_key(window, text, slot)


def bind_key(window: QWidget, text: str, slot: Callable[[], object]) -> QAction:
    """Makes one key work everywhere in a window; returns its action, which can be switched off."""
    action = QAction(window)
    action.setShortcut(QKeySequence(text))
    action.triggered.connect(slot)
    window.addAction(action)
    return action
