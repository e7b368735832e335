"""What stands over the form of one tab: where its first request goes, that its operation is gone, or not what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.routes.promises import promise_words
from app.core.workspace import events as ev
from app.features.sources.servers import ServersPresenter
from app.ui.banner import Banner, BannerText
from app.ui.buttons import Button, ButtonVariant
from app.ui.editors.line import LineEditor
from app.ui.labels import Label, TextRole
from app.ui.messages import ActionButton, MessageAction
from app.ui.metrics import SPACE_L, SPACE_S, SPACE_XS
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace

BY = "sources"
_GONE = BannerText(
    Level.WARN,
    "The document no longer has this operation.",
    "What you typed stays here, and can still be sent as it was. The tab goes when you close it.",
)
_PROMISE = "Another handler answers here"
_TO_ROUTES = (MessageAction("showRoutes", "Show the routes", "route"),)


class TabNotes(QWidget):
    """Questions and remarks; hidden while there are none.

    Args:
        tab: The tab that it belongs to.
    """

    def __init__(self, workspace: Workspace, tab: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tab = tab
        self._asked = ""
        self._gone = Banner(self)
        self._gone.setObjectName("goneNote")
        self._promise = Banner(self)
        self._promise.setObjectName("promiseNote")
        self._promise.action_triggered.connect(self._show_routes)
        self._leave = Banner(self)
        self._leave.setObjectName("destinationQuestion")
        self._leave.action_triggered.connect(self._act)
        self._where = _WhereQuestion(ServersPresenter(workspace), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, 0)
        layout.setSpacing(SPACE_XS)
        for widget in (self._gone, self._promise, self._leave, self._where):
            layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        events = workspace.events
        self._subscriptions = (
            events.subscribe(ev.ApiChanged, self._refresh),
            events.subscribe(ev.RoutesChanged, self._refresh),
            events.subscribe(ev.SourceChanged, self._refresh),
            events.subscribe(ev.DestinationChanged, self._refresh),
            events.subscribe(ev.DestinationAsked, self._ask),
            events.subscribe(ev.TabClosed, self._closed),
        )
        self._show()

    def _ask(self, event: ev.DestinationAsked) -> None:
        if event.tab != self._tab:
            return
        self._asked = event.base_url
        self._show()
        if not event.base_url:
            self._where.ask(sends=True)
            return
        button = self._leave.findChild(ActionButton)
        if button is not None:
            # Enter says yes, once what it says yes to has been read.
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self, _event: object) -> None:
        tab = self._workspace.tab(self._tab)
        if tab is not None:
            wanted = self._workspace.destinations.base_url(tab.operation)
            if wanted != self._asked or self._workspace.destinations.is_agreed(wanted):
                self._asked = ""
            self._show()

    def _closed(self, event: ev.TabClosed) -> None:
        if event.tab == self._tab:
            for subscription in self._subscriptions:
                subscription.cancel()

    def _show(self) -> None:
        tab = self._workspace.tab(self._tab)
        if tab is None:
            return
        if tab.gone:
            self._gone.show_message(_GONE)
        else:
            self._gone.clear()
        promise = self._workspace.promises.broken.get(tab.operation.key)
        if promise is not None:
            words = promise_words(promise).replace("`", "")
            self._promise.show_message(BannerText(Level.WARN, _PROMISE, words, _TO_ROUTES))
        else:
            self._promise.clear()
        if self._asked:
            self._leave.show_message(self._question(self._asked))
        else:
            self._leave.clear()
        nowhere = not self._workspace.destinations.base_url(tab.operation) and self._workspace.api is not None
        if nowhere:
            self._where.say_why()
        self._where.setVisible(nowhere)
        self.setVisible(tab.gone or promise is not None or bool(self._asked) or nowhere)

    def _question(self, base_url: str) -> BannerText:
        source = self._workspace.source
        host = urlsplit(base_url).netloc.rpartition("@")[2]
        named = "The document names this server" if source.place else "The pasted document names this server"
        came = f"; you opened {source.place}" if source.place else ""
        text = f"{named}{came}. Nothing has been sent yet; after a yes, requests to {host} go out at once."
        actions = (MessageAction("send", f"Send to {host}", "send"),)
        return BannerText(Level.WARN, f"This request goes to {base_url}", text, actions, closable=True)

    def _show_routes(self, _action: MessageAction) -> None:
        self._workspace.show_page("routes", by=BY)

    def _act(self, _action: MessageAction) -> None:
        base_url, self._asked = self._asked, ""
        self._workspace.destinations.agree(base_url)
        self._workspace.request_send(self._tab, by=BY)

    def send(self) -> None:
        """Sends what was held back for want of an address."""
        self._workspace.request_send(self._tab, by=BY)


class _WhereQuestion(QWidget):
    """Asks where the API runs (objectName `whereQuestion`)."""

    def __init__(self, presenter: ServersPresenter, notes: TabNotes) -> None:
        super().__init__(notes)
        self.setObjectName("whereQuestion")
        self._presenter = presenter
        self._notes = notes
        self._sends = False
        self._line = LineEditor("", self)
        self._line.setObjectName("whereLine")
        self._line.setAccessibleName("Where does this API run?")
        self._line.set_placeholder("http://127.0.0.1:8000")
        self._line.returnPressed.connect(self._take)
        self._words = Label("", TextRole.BODY, self, wrap=True)
        use = Button("Use this address", ButtonVariant.NORMAL, parent=self)
        use.setObjectName("whereUse")
        use.clicked.connect(self._take)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._line, 1)
        row.addWidget(use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self._words)
        layout.addLayout(row)

    def say_why(self) -> None:
        """Says why it asks."""
        if self._line.property("state") != "error":
            self._words.setText(f"{self._presenter.nowhere()}. Type where the API runs:")

    def ask(self, *, sends: bool) -> None:
        """Asks with the keyboard in the line; the answer sends the request that waits for it."""
        self._sends = sends
        self._words.set_role(TextRole.WARN)
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if not self._presenter.choose(self._line.value_text()):
            self._line.set_state("error")
            self._words.setText("That is no address. It begins with http:// or https:// and a host:")
            return
        self._line.set_state(None)
        if self._sends:
            self._sends = False
            self._notes.send()
