"""The right pane: what came back, composed of the views of several features that do not know each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.exchange.model import Failure
from app.core.workspace.events import (
    FindingFocused,
    NodeRevealRequested,
    SendFinished,
    SendStarted,
    TabActivated,
    TraceArrived,
)
from app.shell.lazy_page import LazyPage
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.panels import Edge, Hairline, Panel
from app.ui.tab_bar import TabInfo, TabPages
from app.ui.theme import Level, Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.features.diagnosis.view import DiagnosisView
    from app.features.journey.view import JourneyView
    from app.features.response.status_view import StatusView

PATIENCE_MS = 200
"""How long the last answer stays in view while the next one is awaited."""

_FIRST_ERROR = 400
_EMPTY = EmptyText(
    "send", "Nothing sent yet", "What comes back appears here: how far the request got, where it stopped, and why."
)


@dataclass(frozen=True, slots=True)
class ResultViews:
    """What the pane shows.

    Attributes:
        pages: Key, title and builder of each further page; a page has `refresh()`.
        traced: Keys of the pages that show what the server recorded.
    """

    status: StatusView
    journey: JourneyView
    diagnosis: DiagnosisView
    pages: tuple[tuple[str, str, Callable[[], QWidget]], ...]
    traced: tuple[str, ...] = ()


class ResultPane(Panel):
    """Status, journey, and pages; the page that matters comes to the front by itself."""

    def __init__(self, workspace: Workspace, views: ResultViews, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, Edge.NONE, parent)
        self._workspace = workspace
        self._views = views
        self._pages = TabPages("Response", self)
        self._pages.bar.setObjectName("resultTabs")
        self._lazy: dict[str, LazyPage] = {}
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_all)
        self._pages.add_page(TabInfo("errors", "Errors"), views.diagnosis)
        for key, title, build in views.pages:
            self._lazy[key] = LazyPage(build)
            self._pages.add_page(TabInfo(key, title), self._lazy[key])
        self._stack = QStackedWidget(self)
        self._empty = EmptyState(_EMPTY, self)
        self._stack.addWidget(self._empty)
        self._content = self._make_content(views)
        self._stack.addWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setMinimumWidth(360)
        events = workspace.events
        events.subscribe(TabActivated, self._activated)
        events.subscribe(SendStarted, self._started)
        events.subscribe(SendFinished, self._finished)
        events.subscribe(TraceArrived, self._traced)
        events.subscribe(FindingFocused, self._focused)
        events.subscribe(NodeRevealRequested, self._node_wanted)
        self._show_all()

    @property
    def pages(self) -> TabPages:
        """The pages, by key: errors, body, headers, timing."""
        return self._pages

    def _make_content(self, views: ResultViews) -> QWidget:
        content = QWidget(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(views.status)
        inner.addWidget(Hairline())
        inner.addWidget(views.journey)
        inner.addWidget(self._pages, 1)
        return content

    def prepare(self) -> tuple[Callable[[], object], ...]:
        """What can be built ahead, page by page, so that no page is built when it is first looked at."""
        return tuple(page.ensure_content for page in self._lazy.values())

    def _activated(self, _event: TabActivated) -> None:
        self._patience.stop()
        self._show_all()
        self._choose_page()

    def _started(self, event: SendStarted) -> None:
        # What was there stays for a moment: most answers come at once, and nothing shall flicker.
        if event.tab == self._workspace.active:
            self._patience.start()

    def _finished(self, event: SendFinished) -> None:
        if event.tab == self._workspace.active:
            self._patience.stop()
            self._show_all()
            self._choose_page()

    def _traced(self, event: TraceArrived) -> None:
        if event.tab == self._workspace.active:
            self._views.journey.refresh()
            self._views.diagnosis.refresh()
            for page in self._views.traced:
                self._lazy[page].mark_stale()

    def _focused(self, event: FindingFocused) -> None:
        if event.tab == self._workspace.active:
            self._pages.set_current("errors")
            self._views.diagnosis.focus_card(event)

    def _node_wanted(self, event: NodeRevealRequested) -> None:
        if event.tab == self._workspace.active:
            self._pages.set_current("body")
            reveal = getattr(self._lazy["body"].ensure_content(), "reveal", None)
            if reveal is not None:
                reveal(event.tokens)

    def _show_all(self) -> None:
        tab = self._workspace.current
        something = tab is not None and (tab.sending or tab.exchange is not None)
        self._stack.setCurrentWidget(self._content if something else self._empty)
        self._views.status.refresh()
        self._views.journey.refresh()
        self._views.diagnosis.refresh()
        count = len(tab.diagnosis.findings) if tab is not None and tab.diagnosis is not None else 0
        self._pages.bar.change_tab(
            TabInfo("errors", "Errors", count=f"{count:,}" if count else "", level=Level.ERROR if count else None)
        )
        broken = len(tab.contract.violations) if tab is not None and tab.contract is not None else 0
        count_words = f"{broken}{'+' if tab and tab.contract and tab.contract.more else ''}" if broken else ""
        self._pages.bar.change_tab(
            TabInfo("contract", "Contract", count=count_words, level=Level.WARN if broken else None)
        )
        hops = len(tab.exchange.hops) if tab is not None and tab.exchange is not None and not tab.sending else 0
        self._pages.bar.change_tab(TabInfo("hops", "Hops", count=f"{hops + 1}" if hops else ""))
        self._pages.show_tab("hops", shown=bool(hops))
        for page in self._lazy.values():
            page.mark_stale()

    def _choose_page(self) -> None:
        tab = self._workspace.current
        if tab is None or tab.exchange is None:
            return
        outcome = tab.exchange.outcome
        if isinstance(outcome, Failure) or (outcome.status >= _FIRST_ERROR and tab.diagnosis is not None):
            # Also without a finding: the page says what the status means and what the server's words were.
            self._pages.set_current("errors")
        elif self._pages.current_key() == "errors":
            self._pages.set_current("body")
