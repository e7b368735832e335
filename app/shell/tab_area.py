"""The middle pane: one tab per open operation; its view is built when the tab opens and dropped when it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.exchange.model import Failure
from app.core.workspace.events import ApiChanged, SendFinished, SendStarted, TabActivated, TabClosed, TabOpened
from app.ui.panels import Edge, Panel
from app.ui.tab_bar import TabBar, TabChosen, TabCloseRequested, TabInfo
from app.ui.theme import Level, Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

_CLIENT_ERROR = 400


class TabArea(QWidget):
    """Tabs (objectName `requestTabs`) over their views.

    Args:
        make_view: Builds the view of a tab, given its identity and a parent.
        make_notes: Builds what stands over that view, given the same.
        empty: Shown while no tab is open.
    """

    def __init__(
        self,
        workspace: Workspace,
        make_view: Callable[[int, QWidget], QWidget],
        make_notes: Callable[[int, QWidget], QWidget],
        empty: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._make_view = make_view
        self._make_notes = make_notes
        self._views: dict[int, QWidget] = {}
        self._pages: dict[int, QWidget] = {}
        self._head = Panel(Token.SURFACE, Edge.BOTTOM, self)
        self._bar = TabBar("Open operations", self._head, closable=True)
        self._bar.setObjectName("requestTabs")
        self._bar.chosen.connect(self._chosen)
        self._bar.close_requested.connect(self._close_asked)
        self._stack = QStackedWidget(self)
        self._empty = empty
        self._stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._bar)
        layout.addWidget(self._head)
        layout.addWidget(self._stack, 1)
        self.setMinimumWidth(380)
        events = workspace.events
        events.subscribe(TabOpened, self._opened)
        events.subscribe(TabClosed, self._closed)
        events.subscribe(TabActivated, self._activated)
        events.subscribe(SendStarted, self._marks_changed)
        events.subscribe(SendFinished, self._marks_changed)
        events.subscribe(ApiChanged, self._marks_changed)
        self._refresh_bar()

    def view(self, identity: int) -> QWidget | None:
        """The view of an open tab."""
        return self._views.get(identity)

    def next_tab(self) -> None:
        """Brings the tab on the right to the front, round the end."""
        self._step(1)

    def previous_tab(self) -> None:
        """Brings the tab on the left to the front, round the end."""
        self._step(-1)

    def _step(self, count: int) -> None:
        order = [tab.identity for tab in self._workspace.tabs]
        if self._workspace.active in order:
            self._workspace.activate(order[(order.index(self._workspace.active) + count) % len(order)])

    def _opened(self, event: TabOpened) -> None:
        self._add(event.tab)
        self._refresh_bar()

    def _add(self, identity: int) -> None:
        page = QWidget(self._stack)
        view = self._make_view(identity, page)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_notes(identity, page))
        layout.addWidget(view, 1)
        page.setFocusProxy(view)
        self._views[identity], self._pages[identity] = view, page
        self._stack.addWidget(page)

    def _closed(self, event: TabClosed) -> None:
        self._drop(event.tab)
        self._refresh_bar()

    def _drop(self, identity: int) -> None:
        self._views.pop(identity, None)
        page = self._pages.pop(identity, None)
        if page is not None:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    def _activated(self, event: TabActivated) -> None:
        page = self._pages.get(event.tab) if event.tab is not None else None
        self._stack.setCurrentWidget(page or self._empty)
        if event.tab is not None:
            self._bar.set_current(str(event.tab))

    def _marks_changed(self, _event: SendStarted | SendFinished | ApiChanged) -> None:
        self._refresh_bar()

    def _refresh_bar(self) -> None:
        infos = tuple(_info(tab) for tab in self._workspace.tabs)
        keys = {info.key for info in infos}
        for gone in [info.key for info in self._bar.tabs() if info.key not in keys]:
            self._bar.remove_tab(gone)
        for info in infos:
            if self._bar.index_of(info.key) < 0:
                self._bar.add_tab(info)
            self._bar.change_tab(info)
        self._head.setVisible(bool(infos))
        if self._workspace.active is not None:
            self._bar.set_current(str(self._workspace.active))

    def _chosen(self, event: TabChosen) -> None:
        if self._workspace.tab(int(event.key)) is not None:
            self._workspace.activate(int(event.key))

    def _close_asked(self, event: TabCloseRequested) -> None:
        self._workspace.close_tab(int(event.key))


def _info(tab: Tab) -> TabInfo:
    count, level = _ending(tab)
    tip = "The document no longer has this operation." if tab.gone else tab.operation.summary or tab.operation.key
    return TabInfo(str(tab.identity), tab.operation.path, tab.operation.method, count, level, tip=tip)


def _ending(tab: Tab) -> tuple[str, Level | None]:
    if tab.sending:
        return "…", Level.INFO
    if tab.gone:
        return "gone", Level.WARN
    if tab.exchange is None:
        return "", None
    outcome = tab.exchange.outcome
    if isinstance(outcome, Failure):
        return "!", Level.WARN if outcome.cancelled else Level.ERROR
    return str(outcome.status), Level.ERROR if outcome.status >= _CLIENT_ERROR else Level.OK
