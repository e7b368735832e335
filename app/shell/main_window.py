"""The window as a frame: a top bar, a side bar, two panes and a drawer; it knows no product word.

What is put into the places comes from bootstrap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QMainWindow, QWidget

from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from typing import Protocol

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent

    from app.shell.parts import Parts
    from app.ui.drawer import Drawer
    from app.ui.splitter import Splitter

    Layout = tuple[bytes, bytes, bytes, int]
    """How a window stood: its geometry, columns and rows in Qt's own bytes, and how many pixels wide its side bar was;
    empty and 0 where nothing is known."""

    class Owner(Protocol):
        """Who is told what happens to the window; signals would need dataclasses, a tenth of the first frame."""

        def on_first_frame(self) -> None:
            """The window has been painted for the first time."""
            ...

        def on_closing(self) -> None:
            """A person closes it; what must be saved or stopped is saved and stopped now."""
            ...

        def on_dropped(self, text: str) -> None:
            """Something was dropped on it: the path of a file, a URL, or any text."""
            ...


SMALLEST = QSize(1024, 700)
FIRST = QSize(1440, 900)
_COLUMNS = (300, 600, 540)
_TOP, _BOTTOM = 45, 36
"""Heights of the bar above and of the closed drawer below, for the outline of the first frame."""

UNKNOWN: Final = (b"", b"", b"", 0)
"""The `Layout` of a window that never stood anywhere."""


class MainWindow(QMainWindow):
    """The frame. Until its parts are there it paints their outlines, so that something stands there at once.

    Args:
        owner: Is told what happens to it.
    """

    def __init__(self, title: str, owner: Owner) -> None:
        super().__init__()
        self._owner = owner
        self.setObjectName("mainWindow")
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST.boundedTo(self.screen().availableSize()))
        self._painted = False
        surface = current_theme().color(Token.SURFACE)
        self.setPalette(QPalette(surface, surface))
        self._rows: Splitter | None = None
        self._columns: Splitter | None = None
        self._waiting: Layout = UNKNOWN
        self._first: QWidget | None = None
        self._side: QWidget | None = None
        self._drawer: Drawer | None = None

    def set_first(self, side: QWidget) -> None:
        """Shows something where the side bar will stand, until the parts are there."""
        self._first = side
        side.setParent(self)
        self._place_first()

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
        from PySide6.QtWidgets import QVBoxLayout  # noqa: PLC0415 - as above

        from app.ui.panels import Hairline  # noqa: PLC0415 - as above
        from app.ui.splitter import Splitter  # noqa: PLC0415 - as above

        if self._first is not None:
            self._first.hide()
            self._first.deleteLater()
            self._first = None
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
        self._restore_parts()
        self.setAcceptDrops(True)

    def toggle_side(self) -> None:
        """Shows or hides the side bar (Ctrl+B)."""
        if self._side is not None:
            if self._side.isVisible():
                self._waiting = (*self._waiting[:3], self._side.width())
            self._side.setVisible(not self._side.isVisible())

    def toggle_drawer(self) -> None:
        """Shows or hides the drawer (Ctrl+J)."""
        if self._drawer is not None:
            self._drawer.toggle()

    def layout_state(self) -> Layout:
        """How it stands, for the next start."""
        _, columns, rows, side = self._waiting
        if self._columns is not None and self._rows is not None and self._side is not None:
            columns, rows = bytes(self._columns.saveState().data()), bytes(self._rows.saveState().data())
            # A hidden side bar has no width of its own: it will come back as wide as it was.
            side = side if self._side.isHidden() else self._side.width()
        return bytes(self.saveGeometry().data()), columns, rows, side

    def restore_layout(self, layout: Layout) -> None:
        """Takes a layout back, that of the parts when they are there; what is unreadable is ignored by Qt."""
        if layout[0]:
            self.restoreGeometry(layout[0])
        self._waiting = layout
        self._restore_parts()

    def _restore_parts(self) -> None:
        _, columns, rows, _ = self._waiting
        for splitter, state in ((self._columns, columns), (self._rows, rows)):
            if splitter is not None and state:
                splitter.restoreState(state)

    def _place_first(self) -> None:
        if self._first is not None:
            top, bottom, side = self._edges()
            self._first.setGeometry(0, top + 1, side, bottom - top - 1)

    def _edges(self) -> tuple[int, int, int]:
        """Where the lines between the parts will be: below the top bar, above the drawer, beside the side bar."""
        zoom = current_zoom()
        side = self._waiting[3] or round(_COLUMNS[0] / sum(_COLUMNS) * self.width())
        return round(_TOP * zoom), self.height() - round(_BOTTOM * zoom), min(side, self.width() // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps what is shown first in its place."""
        super().resizeEvent(event)
        self._place_first()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the outlines of the parts while they are not there, and notices the first paint."""
        super().paintEvent(event)
        if self.centralWidget() is None:
            self._paint_outline()
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._tell_first_frame)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lets the owner save and stop; the window is out of sight while that takes its time."""
        self._owner.on_closing()
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
            self._owner.on_dropped(text)

    def _tell_first_frame(self) -> None:
        self._owner.on_first_frame()

    def _paint_outline(self) -> None:
        """Paints where the parts will stand: the lines between them, and the first words where nothing stands yet.

        Pens and brushes would cost a sixth of the start: PySide looks at all of `Qt` to tell a colour from a style.
        """
        painter, line = QPainter(self), QPixmap(1, 1)
        line.fill(current_theme().color(Token.BORDER))
        top, bottom, side = self._edges()
        right = side + round(_COLUMNS[1] / sum(_COLUMNS[1:]) * (self.width() - side))
        for edge in (top, bottom):
            painter.drawPixmap(0, edge, self.width(), 1, line)
        for edge in (side, right):
            painter.drawPixmap(edge, top, 1, bottom - top, line)
        if self._first is None:
            words = "Starting…"
            left = round((side - painter.fontMetrics().horizontalAdvance(words)) / 2)
            painter.drawText(left, (top + bottom) // 2, words)


def dropped_text(data: QMimeData) -> str:
    """The first file as its path, else the first URL, else the text."""
    for url in data.urls():
        return url.toLocalFile() if url.isLocalFile() else url.toString()
    return data.text().strip() if data.hasText() else ""
