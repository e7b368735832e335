"""A panel with tabs whose pages are built when they are first looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.tab_bar import TabBar, TabChosen, TabItem

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.theme import Level


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page came to the front."""

    key: str


class Drawer(QWidget):
    """Tabs over pages.

    Signals:
        page_shown: A PageShown after a page came to the front.
    """

    page_shown = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = TabBar(name, self)
        self._bar.chosen.connect(self._chosen)
        self._stack = QStackedWidget(self)
        self._pages: dict[str, QWidget] = {}
        self._builders: dict[str, Callable[[], QWidget]] = {}
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(0)
        self._head.addWidget(self._bar, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self._stack, 1)

    @property
    def bar(self) -> TabBar:
        """Its tabs."""
        return self._bar

    def add_page(self, key: str, text: str, build: Callable[[], QWidget]) -> None:
        """Adds a page; `build` runs when it is first shown."""
        self._builders[key] = build
        self._bar.set_items((*self._bar.items(), TabItem(key, text)))
        if len(self._builders) == 1:
            self.show_page(key)

    def add_corner(self, widget: QWidget) -> None:
        """Puts a widget at the right end of the tabs."""
        self._head.addWidget(widget)

    def show_page(self, key: str) -> QWidget | None:
        """Brings a page to the front; None where there is none of that key."""
        build = self._builders.get(key)
        if build is None:
            return None
        if key not in self._pages:
            self._pages[key] = build()
            self._stack.addWidget(self._pages[key])
        self._bar.set_current(key)
        self._stack.setCurrentWidget(self._pages[key])
        self.page_shown.emit(PageShown(key))
        return self._pages[key]

    def page(self, key: str) -> QWidget | None:
        """A page that has been built, else None."""
        return self._pages.get(key)

    def current(self) -> str:
        """The key of the page in front."""
        return self._bar.current()

    def mark(self, key: str, *, count: int = 0, level: Level | None = None) -> None:
        """Shows a number and a dot on a tab."""
        self._bar.update_item(key, count=count, level=level)

    def _chosen(self, event: TabChosen) -> None:
        self.show_page(event.key)
