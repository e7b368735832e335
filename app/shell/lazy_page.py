"""A page that is built when it is first looked at, and shows the newest state whenever it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent


class LazyPage(QWidget):
    """Holds one view.

    Args:
        build: Makes the view; called once, at the first look.
    """

    def __init__(self, build: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build = build
        self._stale = False
        self._content: QWidget | None = None
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def content(self) -> QWidget | None:
        """The view, None until somebody looked."""
        return self._content

    def ensure_content(self) -> QWidget:
        """The view, built now if need be."""
        if self._content is None:
            self._content = self._build()
            self._room.addWidget(self._content)
            self.setFocusProxy(self._content)
        return self._content

    def mark_stale(self) -> None:
        """Says that there is something new; it is shown now, or at the next look."""
        self._stale = True
        if self.isVisible():
            self._freshen()

    def showEvent(self, event: QShowEvent) -> None:
        """Builds and freshens."""
        super().showEvent(event)
        self.ensure_content()
        self._freshen()

    def _freshen(self) -> None:
        refresh = getattr(self._content, "refresh", None)
        if self._stale and refresh is not None:
            refresh()
        self._stale = False
