"""What the window is filled with once its first frame stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.drawer import Drawer


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands where.

    Attributes:
        top: Over everything.
        side: Left, can be hidden.
        center, right: The two panes.
        drawer: Below, can be hidden.
    """

    top: QWidget
    side: QWidget
    center: QWidget
    right: QWidget
    drawer: Drawer
