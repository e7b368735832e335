"""A view that shows what changes while somebody looks at it, and the rest when it is shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent


class FollowingView(QWidget):
    """What nobody sees costs nothing: changes are shown where it is visible, or at the next look."""

    def refresh(self) -> None:
        """Shows everything as it is now.

        Raises:
            NotImplementedError: The view does not say how.
        """
        raise NotImplementedError

    def follow(self) -> None:
        """Shows what changed, where somebody looks."""
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what changed meanwhile."""
        super().showEvent(event)
        self.refresh()
