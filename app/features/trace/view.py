"""The Trace page: summary, search, the tree on its axis, all about the current row (objectName `traceView`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.features.trace.details_view import DetailsView
from app.features.trace.tree_view import AxisChanged, TraceRowChosen, TraceTree
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.check_box import CheckBox
from app.ui.empty_state import EmptyState, EmptyText, with_step
from app.ui.labels import ElidedLabel, TextRole
from app.ui.marked import MarkedLabel
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.search_field import SearchChanged, SearchField, SearchStep
from app.ui.splitter import Splitter

if TYPE_CHECKING:
    from app.core.trace.span_details import CodePlace
    from app.features.trace.presenter import TracePage, TracePresenter
    from app.ui.messages import MessageAction

PATIENCE_MS = 200
"""How long the last trace stays in view while the next one is awaited."""

_NOTHING = EmptyText(
    "pulse",
    "Nothing to trace yet",
    "Send a request: its way through client and server appears here, step by step on one time line.",
)
_SENDING = EmptyText("clock", "Under way", "Its way appears here when the answer is there.")
_SEARCH_WIDTH = 200


class TraceView(QWidget):
    """What happened to the last request of the tab in front."""

    def __init__(self, presenter: TracePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("traceView")
        self._presenter = presenter
        self._shown: TracePage | None = None
        self._is_stale = True
        self.tree = TraceTree(self)
        self.details = DetailsView(self)
        self._summary = ElidedLabel("", TextRole.MUTED, self)
        self._summary.setObjectName("traceSummary")
        self._remark = MarkedLabel("", TextRole.HINT, self)
        self._remark.setObjectName("traceRemark")
        self._receive = Button("Receive OpenTelemetry spans", ButtonVariant.LINK, "pulse", self)
        self._receive.setObjectName("traceReceive")
        self._search = SearchField("Find a span", self)
        self._search.setObjectName("traceSearch")
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        self._layers = CheckBox("FastAPI's own layers", self)
        self._layers.setObjectName("traceLayers")
        self._in = IconButton("plus", "Zoom in", self, shortcut_text="+")
        self._out = IconButton("minus", "Zoom out", self, shortcut_text="-")
        self._fit = IconButton("target", "Show all of the time line", self, shortcut_text="0")
        self._copy = IconButton("copy", "Copy the current row", self, shortcut_text="Ctrl+C")
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self.refresh)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)
        self._empty = EmptyState(_NOTHING, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        presenter.listen(self._something_new)

    def refresh(self) -> None:
        """Shows what is there now."""
        self._patience.stop()
        self._is_stale = False
        page = self._presenter.page()
        if self._presenter.is_sending or not page.timeline.rows:
            self._empty.set_content(_SENDING if self._presenter.is_sending else self._nothing())
            self._stack.setCurrentWidget(self._empty)
            return
        if page is not self._shown:
            self._show_page(page)
        self._stack.setCurrentIndex(1)
        self._show_wanted()

    def _take_step(self, _action: MessageAction) -> None:
        self._presenter.take_step()

    def _nothing(self) -> EmptyText:
        step = self._presenter.next_step
        return _NOTHING if step is None else with_step(_NOTHING, "traceStep", step.words, sends=step.sends)

    def showEvent(self, event: QShowEvent) -> None:
        """Shows what has come since it was looked at last."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def copy_text(self) -> None:
        """Puts the current row onto the clipboard, in words."""
        QGuiApplication.clipboard().setText(self._presenter.copied_text(self.tree.current_key()))

    def copy_json(self) -> None:
        """Puts the current span and all inside it onto the clipboard, as they were recorded."""
        QGuiApplication.clipboard().setText(self._presenter.copied_json(self.tree.current_key()))

    def copy_place(self) -> None:
        """Puts `file:line` of the current row onto the clipboard."""
        details = self._presenter.details(self.tree.current_key())
        if details is not None and details.places:
            QGuiApplication.clipboard().setText(details.places[0].text)

    def open_place(self) -> None:
        """Asks for the source of the current row."""
        details = self._presenter.details(self.tree.current_key())
        if details is not None and details.places:
            self._show_code(details.places[0])

    def menu(self) -> QMenu:
        """What can be done with the current row; the page owns it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        details = self._presenter.details(self.tree.current_key())
        placed, recorded = bool(details and details.places), bool(details and details.record)
        for text, slot, enabled in (
            ("Zoom to it", self.tree.zoom_to_current, True),
            ("Open its source", self.open_place, placed),
            ("Copy file and line", self.copy_place, placed),
            ("Copy as text", self.copy_text, True),
            ("Copy as JSON", self.copy_json, recorded),
        ):
            action = QAction(text, menu)
            action.setEnabled(enabled)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    # Inside

    def _make_content(self) -> QWidget:
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, SPACE_XS)
        head.setSpacing(SPACE_S)
        head.addWidget(self._summary, 1)
        head.addWidget(self._layers)
        head.addWidget(self._search)
        for button in (self._out, self._in, self._fit, self._copy):
            head.addWidget(button)
        layout.addLayout(head)
        self._remark.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        self._remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout.addWidget(self._remark)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        row.addWidget(self._receive)
        row.addStretch(1)
        layout.addLayout(row)
        splitter = Splitter(Qt.Orientation.Horizontal, content)
        splitter.addWidget(self.tree)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 5)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([_TREE_SHARE, _DETAILS_SHARE])
        layout.addWidget(splitter, 1)
        return content

    def _connect(self) -> None:
        self.tree.chosen.connect(self._show_row)
        self.tree.axis_changed.connect(self._follow_axis)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.details.place_chosen.connect(self._show_code)
        self._search.changed.connect(self._filter)
        self._search.stepped.connect(self._to_tree)
        self._layers.toggled.connect(self._show_layers)
        self._in.clicked.connect(self.tree.zoom_in)
        self._out.clicked.connect(self.tree.zoom_out)
        self._fit.clicked.connect(self.tree.zoom_fit)
        self._empty.action_triggered.connect(self._take_step)
        self._copy.clicked.connect(self.copy_text)
        self._receive.clicked.connect(self._presenter.show_telemetry)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.tree)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_text)

    def _something_new(self) -> None:
        if not self.isVisible():
            self._is_stale = True
        elif self._presenter.is_sending or self._presenter.page().waiting:
            # Most answers come at once, and nothing shall flicker until then.
            self._patience.start()
        else:
            self.refresh()

    def _show_page(self, page: TracePage) -> None:
        self._shown = page
        self._summary.setText(page.summary)
        self._remark.set_marked(page.remark)
        self._remark.setVisible(bool(page.remark))
        self._receive.setVisible(page.foreign)
        self._layers.setVisible(bool(page.timeline.hidden) or self._presenter.layers)
        key = self.tree.current_key()
        if page.follows:
            self.tree.update_timeline(page.timeline)
        else:
            self.tree.show_timeline(page.timeline)
        if not (page.follows and self.tree.select(key)):
            self.tree.select(page.current)
            self._settling.start()

    def _settle(self) -> None:
        """Scrolls once more when everything has its size: a page that is shown for the first time has none yet."""
        self.tree.show_current()
        self.details.verticalScrollBar().setValue(0)

    def _show_wanted(self) -> None:
        wanted = self._presenter.take_wanted()
        if wanted is None:
            return
        if wanted.key:
            self._search.clear()
            self.tree.select(wanted.key)
        else:
            self.details.show_words(wanted.words)

    def _show_row(self, chosen: TraceRowChosen) -> None:
        self.details.show_details(self._presenter.details(chosen.key))

    def _show_code(self, place: CodePlace) -> None:
        self._presenter.show_code(place.file, place.line)

    def _show_layers(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._presenter.show_layers(shown=shown)
        self.refresh()

    def _filter(self, changed: SearchChanged) -> None:
        self.tree.set_filter(changed.text)

    def _to_tree(self, _step: SearchStep) -> None:
        self.tree.select_hit()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_axis(self, changed: AxisChanged) -> None:
        self._fit.setEnabled(not changed.axis.is_whole)
        self._out.setEnabled(not changed.axis.is_whole)

    def _open_menu(self, position: QPoint) -> None:
        if self.tree.indexAt(position).isValid():
            self.menu().popup(self.tree.viewport().mapToGlobal(position))


_TREE_SHARE = 640
_DETAILS_SHARE = 380
