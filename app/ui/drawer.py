"""A panel at the bottom with tabs; closed it is only its line of tabs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.buttons import IconButton
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.panels import Panel
from app.ui.tab_bar import TabBar, TabChosen, TabInfo
from app.ui.theme import Token, current_zoom

_UNLIMITED = 16777215
_LEAST = 160
_USUAL = 260


@dataclass(frozen=True, slots=True)
class DrawerChanged:
    """The drawer shows another page, or was opened or closed."""

    key: str
    is_open: bool


class Drawer(Panel):
    """Put it into a vertical splitter as the last part; the splitter draws the line above it.

    Signals:
        changed: A DrawerChanged.
    """

    changed = Signal(DrawerChanged)

    def __init__(self, name: str, parent: QWidget | None = None, *, shortcut_text: str = "Ctrl+J") -> None:
        super().__init__(Token.SURFACE, parent=parent)
        self._name = name
        self._shortcut = shortcut_text
        self._open = True
        self._height = _USUAL
        self._pages: dict[str, QWidget] = {}
        self.bar = TabBar(name, self)
        self._button = IconButton("chevron-down", f"Close {name}", self, shortcut_text=shortcut_text)
        self._button.clicked.connect(self.toggle)
        self._stack = QStackedWidget(self)
        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(SPACE_XS, 1, SPACE_S, 0)
        head.addWidget(self.bar, 1)
        head.addWidget(self._button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._stack, 1)
        self.bar.chosen.connect(self._on_chosen)
        self.bar.tabBarClicked.connect(self._on_clicked)
        self.set_open(is_open=False)

    def add_page(self, info: TabInfo, page: QWidget) -> None:
        """Adds a page; the drawer becomes its parent."""
        self._pages[info.key] = page
        self._stack.addWidget(page)
        self.bar.add_tab(info)

    def is_open(self) -> bool:
        """Whether the pages are shown."""
        return self._open

    def current_key(self) -> str:
        """The page in front."""
        return self.bar.current_key()

    def show_page(self, key: str) -> None:
        """Opens the drawer at a page."""
        self.bar.set_current(key)
        self.set_open(is_open=True)

    def toggle(self) -> None:
        """Opens or closes (Ctrl+J)."""
        self.set_open(is_open=not self._open)

    def set_open(self, *, is_open: bool) -> None:
        """Opens or closes; the height comes back as it was."""
        if is_open == self._open:
            return
        if not is_open and self.isVisible():
            self._height = self.height()
        self._open = is_open
        self._stack.setVisible(is_open)
        self._fit()
        self._button.set_icon_name("chevron-down" if is_open else "chevron-up")
        self._button.set_name(f"{'Close' if is_open else 'Open'} {self._name}", self._shortcut)
        self._resize_in_splitter()
        self.announce(DrawerChanged(self.bar.current_key(), is_open))

    def event(self, event: QEvent) -> bool:
        """Keeps the whole line of tabs in view when it grows with the zoom."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def announce(self, changed: DrawerChanged) -> None:
        """Tells who listens; the typed door to the signal."""
        self.changed.emit(changed)

    def _fit(self) -> None:
        head = self._head.sizeHint().height()
        self.setMinimumHeight(self._least() if self._open else head)
        self.setMaximumHeight(_UNLIMITED if self._open else head)

    def _least(self) -> int:
        """Of an open drawer: its tabs and a few lines."""
        return round(_LEAST * current_zoom())

    def _resize_in_splitter(self) -> None:
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter):
            sizes = splitter.sizes()
            index = splitter.indexOf(self)
            # A closed drawer gives its room back: Qt alone would leave it empty.
            wanted = max(self._height, self._least()) if self._open else self._head.sizeHint().height()
            missing = wanted - sizes[index]
            sizes[index] += missing
            sizes[index - 1] = max(0, sizes[index - 1] - missing)
            splitter.setSizes(sizes)

    def _on_chosen(self, chosen: TabChosen) -> None:
        self._stack.setCurrentWidget(self._pages[chosen.key])
        self.announce(DrawerChanged(chosen.key, self._open))

    def _on_clicked(self, index: int) -> None:
        if index >= 0 and not self._open:
            self.set_open(is_open=True)
