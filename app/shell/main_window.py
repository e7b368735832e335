"""The window as a frame: a top bar, a side bar, two panes and a drawer; it knows no product word.

What is put into the places comes from bootstrap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from app.ui.drawer import Drawer
    from app.ui.splitter import Splitter

SMALLEST = QSize(1024, 700)
FIRST = QSize(1440, 900)
_COLUMNS = (300, 600, 540)
_TOP, _BOTTOM = 45, 36
"""Heights of the bar above and of the closed drawer below, for the outline of the first frame."""


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The window has been painted for the first time."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A person closes the window; what must be saved or stopped is saved and stopped now."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something was dropped on the window.

    Attributes:
        text: The path of a file, a URL, or any text.
    """

    text: str


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
    """The frame. Until its parts are there it paints their outlines, so that something stands there at once.

    Signals:
        first_frame: A FirstFrame once, after the first paint.
        closing: A Closing before the window goes.
        dropped: A Dropped when a person lets go of something over it.
    """

    first_frame = Signal(FirstFrame)
    closing = Signal(Closing)
    dropped = Signal(Dropped)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST.boundedTo(self.screen().availableSize()))
        self._painted = False
        surface = current_theme().color(Token.SURFACE)
        self.setPalette(QPalette(surface, surface))
        self._rows: Splitter | None = None
        self._columns: Splitter | None = None
        self._waiting = (b"", b"")
        self._side: QWidget | None = None
        self._drawer: Drawer | None = None

    def drop_first_colours(self) -> None:
        """Takes the application's colours from here on.

        To be called before the application gets its style sheet: that remembers the palette of each widget it styles,
        and would give the first one back with every change of the theme.
        """
        self.setPalette(QPalette())

    def set_parts(self, parts: Parts) -> None:
        """Fills the frame; once."""
        # `Qt` makes all its enumerations when it is first touched: the first frame comes without them.
        from PySide6.QtCore import Qt  # noqa: PLC0415 - as above

        from app.ui.panels import Hairline  # noqa: PLC0415 - as above
        from app.ui.splitter import Splitter  # noqa: PLC0415 - as above

        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._side, self._drawer = parts.side, parts.drawer
        body = QWidget(self)
        self._columns = columns = Splitter(Qt.Orientation.Horizontal, body)
        for widget, stretch in ((parts.side, 0), (parts.center, 3), (parts.right, 2)):
            columns.addWidget(widget)
            columns.setStretchFactor(columns.count() - 1, stretch)
        columns.setSizes(list(_COLUMNS))
        self._rows = rows = Splitter(Qt.Orientation.Vertical, body)
        rows.addWidget(columns)
        rows.addWidget(parts.drawer)
        rows.setStretchFactor(0, 1)
        rows.setStretchFactor(1, 0)
        # The drawer is closed at first: it takes the height of its tabs and no more.
        rows.setSizes([FIRST.height(), 0])
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(parts.top)
        layout.addWidget(Hairline(parent=body))
        layout.addWidget(rows, 1)
        self.setCentralWidget(body)
        self._restore_parts(*self._waiting)
        self.setAcceptDrops(True)

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
        columns, rows = self._waiting
        if self._columns is not None and self._rows is not None:
            columns, rows = bytes(self._columns.saveState().data()), bytes(self._rows.saveState().data())
        return bytes(self.saveGeometry().data()), columns, rows

    def restore_layout(self, geometry: bytes, columns: bytes, rows: bytes) -> None:
        """Takes a layout back, that of the parts when they are there; anything unreadable is ignored by Qt."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        self._waiting = (columns, rows)
        self._restore_parts(columns, rows)

    def _restore_parts(self, columns: bytes, rows: bytes) -> None:
        for splitter, state in ((self._columns, columns), (self._rows, rows)):
            if splitter is not None and state:
                splitter.restoreState(QByteArray(state))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the outlines of the parts while they are not there, and notices the first paint."""
        super().paintEvent(event)
        if self.centralWidget() is None:
            paint_outline(self)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._announce_first_frame)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lets the owner save and stop; the window is out of sight while that takes its time."""
        self.announce_closing(Closing())
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes a file, a URL or a text."""
        if dropped_text(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hands on what was dropped."""
        text = dropped_text(event.mimeData())
        if text:
            event.acceptProposedAction()
            self.announce_dropped(Dropped(text))

    def announce_dropped(self, event: Dropped) -> None:
        """The typed door to the signal."""
        self.dropped.emit(event)

    def announce(self, event: FirstFrame) -> None:
        """The typed door to the signal."""
        self.first_frame.emit(event)

    def announce_closing(self, event: Closing) -> None:
        """The typed door to the signal."""
        self.closing.emit(event)

    def _announce_first_frame(self) -> None:
        self.announce(FirstFrame())


def dropped_text(data: QMimeData) -> str:
    """The first file as its path, else the first URL, else the text."""
    for url in data.urls():
        return url.toLocalFile() if url.isLocalFile() else url.toString()
    return data.text().strip() if data.hasText() else ""


def paint_outline(window: MainWindow) -> None:
    """Paints where the parts will stand: the lines between them and the first words.

    Pens and brushes would cost a sixth of the start: PySide looks at all of `Qt` to tell a colour from a style.
    """
    painter, zoom, line = QPainter(window), current_zoom(), QPixmap(1, 1)
    line.fill(current_theme().color(Token.BORDER))
    width, height = window.width(), window.height()
    top, bottom = round(_TOP * zoom), height - round(_BOTTOM * zoom)
    painter.drawTiledPixmap(0, top, width, 1, line)
    painter.drawTiledPixmap(0, bottom, width, 1, line)
    left = 0
    for part in _COLUMNS[:-1]:
        left += round(part / sum(_COLUMNS) * width)
        painter.drawTiledPixmap(left, top, 1, bottom - top, line)
    words, middle = "Starting…", _COLUMNS[0] / sum(_COLUMNS) * width / 2
    painter.drawText(round(middle - painter.fontMetrics().horizontalAdvance(words) / 2), (top + bottom) // 2, words)
