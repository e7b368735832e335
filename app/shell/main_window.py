"""The window as a frame: a top bar, a side bar, two panes and a drawer; it knows no product word.

What is put into the places comes from bootstrap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.ui.panels import Hairline
from app.ui.splitter import Splitter

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent

    from app.ui.drawer import Drawer

SMALLEST = QSize(1024, 700)
FIRST = QSize(1440, 900)


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The window has been painted for the first time."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A person closes the window; what must be saved or stopped is saved and stopped now."""


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


class MainWindow(QMainWindow):
    """The frame.

    Signals:
        first_frame: A FirstFrame once, after the first paint.
        closing: A Closing before the window goes.
    """

    first_frame = Signal(object)
    closing = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST)
        self._painted = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._rows = Splitter(Qt.Orientation.Vertical, self)
        self._columns = Splitter(Qt.Orientation.Horizontal, self)
        self._side: QWidget | None = None
        self._drawer: Drawer | None = None

    def set_parts(self, parts: Parts) -> None:
        """Fills the frame; once."""
        self._side, self._drawer = parts.side, parts.drawer
        for widget, stretch in ((parts.side, 0), (parts.center, 3), (parts.right, 2)):
            self._columns.addWidget(widget)
            self._columns.setStretchFactor(self._columns.count() - 1, stretch)
        self._columns.setSizes([300, 600, 540])
        self._rows.addWidget(self._columns)
        self._rows.addWidget(parts.drawer)
        self._rows.setStretchFactor(0, 1)
        self._rows.setStretchFactor(1, 0)
        # The drawer is closed at first: it takes the height of its tabs and no more.
        self._rows.setSizes([FIRST.height(), 0])
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(parts.top)
        layout.addWidget(Hairline())
        layout.addWidget(self._rows, 1)
        self.setCentralWidget(body)
        body.installEventFilter(self)

    def bind(self, actions: tuple[QAction, ...]) -> None:
        """Makes the actions' keys work everywhere in the window."""
        for action in actions:
            self.addAction(action)

    def toggle_side(self) -> None:
        """Shows or hides the side bar (Ctrl+B)."""
        if self._side is not None:
            self._side.setVisible(not self._side.isVisible())

    def toggle_drawer(self) -> None:
        """Shows or hides the drawer (Ctrl+J)."""
        if self._drawer is not None:
            self._drawer.toggle()

    def layout_state(self) -> tuple[bytes, bytes, bytes]:
        """Geometry, columns and rows, for the next start."""
        return (
            bytes(self.saveGeometry().data()),
            bytes(self._columns.saveState().data()),
            bytes(self._rows.saveState().data()),
        )

    def restore_layout(self, geometry: bytes, columns: bytes, rows: bytes) -> None:
        """Takes a layout back; anything unreadable is ignored by Qt."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if columns:
            self._columns.restoreState(QByteArray(columns))
        if rows:
            self._rows.restoreState(QByteArray(rows))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notices the first paint of the content."""
        if not self._painted and event.type() == QEvent.Type.Paint:
            self._painted = True
            QTimer.singleShot(0, self, self._announce_first_frame)
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lets the owner save and stop before the window goes."""
        self.closing.emit(Closing())
        super().closeEvent(event)

    def _announce_first_frame(self) -> None:
        self.first_frame.emit(FirstFrame())
