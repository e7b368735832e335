"""The bar of Ctrl+F: a text, how many hits, forth and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.buttons import IconButton
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.search_field import SearchChanged, SearchField, SearchStep

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


@dataclass(frozen=True, slots=True)
class FindRequested:
    """Look for a text.

    Attributes:
        step: 0 for a new text, 1 for the next hit, -1 for the one before.
    """

    text: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class FindClosed:
    """The bar was closed."""


class FindBar(QWidget):
    """Hidden until `open` is called.

    Signals:
        requested: A FindRequested.
        closed: A FindClosed.
    """

    requested = Signal(FindRequested)
    closed = Signal(FindClosed)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField("Find", self)
        self._count = Label("", TextRole.HINT, self)
        back = IconButton("chevron-up", "Previous hit", self, shortcut_text="Shift+Enter")
        forth = IconButton("chevron-down", "Next hit", self, shortcut_text="Enter")
        close = IconButton("cross", "Close the search", self, shortcut_text="Esc")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._count)
        layout.addSpacing(SPACE_XS)
        for button in (back, forth, close):
            layout.addWidget(button)
        self.field.changed.connect(self._on_changed)
        self.field.stepped.connect(self._on_stepped)
        back.clicked.connect(self.previous_hit)
        forth.clicked.connect(self.next_hit)
        close.clicked.connect(self.close_bar)
        self.hide()

    def open_bar(self, text: str = "") -> None:
        """Shows the bar with the keyboard in it; `text` replaces the last search where given."""
        self.show()
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.announce(FindRequested(self.field.text()))

    def close_bar(self) -> None:
        """Hides the bar and tells it."""
        if not self.isHidden():
            self.hide()
            self.announce_closed(FindClosed())

    def show_count(self, current: int, total: int) -> None:
        """Says which hit of how many; `current` is 1-based, 0 for none."""
        if not self.field.text():
            self._count.setText("")
        else:
            self._count.setText(f"{current:,} of {total:,}" if total else "no hit")
        self._count.set_role(TextRole.HINT if total or not self.field.text() else TextRole.ERROR)

    def next_hit(self) -> None:
        """Asks for the next hit."""
        self.announce(FindRequested(self.field.text(), 1))

    def previous_hit(self) -> None:
        """Asks for the hit before."""
        self.announce(FindRequested(self.field.text(), -1))

    def announce(self, request: FindRequested) -> None:
        """Tells who listens; the typed door to the signal."""
        self.requested.emit(request)

    def announce_closed(self, closed: FindClosed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.closed.emit(closed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the bar."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _on_changed(self, changed: SearchChanged) -> None:
        self.announce(FindRequested(changed.text))

    def _on_stepped(self, step: SearchStep) -> None:
        self.announce(FindRequested(self.field.text(), step.count))
