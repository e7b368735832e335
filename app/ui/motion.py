"""Motion explains and never decorates; who wants less of it gets none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QStyle

from app.ui.metrics import MOTION_MS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

REDUCED_PROPERTY = "routeglassReducedMotion"


def motion_ms(widget: QWidget) -> int:
    """How long an animation of `widget` may take; 0 where the person or the desktop wants none."""
    application = QCoreApplication.instance()
    if application is not None and application.property(REDUCED_PROPERTY):
        return 0
    allowed = widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget)
    return min(MOTION_MS, allowed)
