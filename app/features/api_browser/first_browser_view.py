"""The side bar of the first frame: the filter and the operations of last time, until the real side bar stands there.

It stands exactly where that one will stand, and touches no enumeration of `Qt` itself (see `first_list_view`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.features.api_browser.first_list_view import FILTER_KEY, FirstList
from app.ui.metrics import CONTROL_HEIGHT, SPACE_M, SPACE_S
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from app.core.operations.kept_list import KeptList

FILTER_WORDS: Final = "Filter operations"
_STEPS: Final = {0x01000015: 1, 0x01000013: -1}
"""`Qt.Key.Key_Down` and `Key_Up`, which a line leaves to who holds it."""

_AIR: Final = 34
"""Pixels before the filter's text, where its magnifier will stand."""

_PADDING: Final = 8
"""What the style sheet brings of them."""

_INKS: Final = (
    (QPalette.ColorRole.Window, Token.SURFACE),
    (QPalette.ColorRole.WindowText, Token.TEXT),
    (QPalette.ColorRole.Base, Token.SURFACE_RAISED),
    (QPalette.ColorRole.Text, Token.TEXT),
    (QPalette.ColorRole.PlaceholderText, Token.TEXT_MUTED),
    (QPalette.ColorRole.Button, Token.SURFACE_RAISED),
    (QPalette.ColorRole.ButtonText, Token.TEXT),
)


class FirstBrowser(QWidget):
    """Filter and list.

    Attributes:
        filter: The line of the filter.
        list: The operations; it may be taken out of here.
    """

    def __init__(self, kept: KeptList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = QLineEdit(self)
        self.filter.setFrame(False)
        self.filter.setPlaceholderText(FILTER_WORDS)
        self.filter.setAccessibleName(FILTER_WORDS)
        self.list = FirstList(kept, self)
        self.filter.textChanged.connect(self.list.set_filter)
        self.filter.returnPressed.connect(self.list.activate_current)
        palette, theme = QPalette(), current_theme()
        for role, token in _INKS:
            palette.setColor(role, theme.color(token))
        self.setPalette(palette)
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks from the filter, and leads to it."""
        if event.key() in _STEPS:
            self.list.step(_STEPS[event.key()])
        elif event.text() == FILTER_KEY:
            self.filter.setFocus()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Leaves the filter's frame to the style sheet once there is one."""
        super().changeEvent(event)
        if is_restyled(event):
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts things where they will stand."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the filter's frame while no style sheet does."""
        super().paintEvent(event)
        if not _is_dressed():
            line = QPixmap(1, 1)
            line.fill(current_theme().color(Token.BORDER_STRONG))
            painter = QPainter(self)
            painter.drawPixmap(self.filter.geometry().adjusted(-1, -1, 1, 1), line)

    def _place(self) -> None:
        control, frame = round(CONTROL_HEIGHT * current_zoom()), 0 if _is_dressed() else 1
        place = QRect(SPACE_M, SPACE_S, self.width() - 2 * SPACE_M, control)
        self.filter.setTextMargins(_AIR - (_PADDING if _is_dressed() else frame), 0, 0, 0)
        self.filter.setGeometry(place.adjusted(frame, frame, -frame, -frame))
        top = 3 * SPACE_S + 2 * control
        self.list.setGeometry(0, top, self.width(), self.height() - top)


def _is_dressed() -> bool:
    application = QApplication.instance()
    return isinstance(application, QApplication) and bool(application.styleSheet())
