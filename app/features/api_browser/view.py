"""The operation list with its filter; a failed source shows its cause and a Retry in its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.workspace.events import (
    ApiChanged,
    OpeningChanged,
    RoutesChanged,
    SendFinished,
    SourceChanged,
    TabActivated,
)
from app.features.api_browser.first_browser_view import FILTER_WORDS
from app.features.api_browser.presenter import ApiBrowserPresenter, Grouping, Listing, OperationRow, rows_of
from app.jobs.pace import straight
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.list_model import Arranged, ListRow, arrange
from app.ui.lists import GroupedList, ItemChosen
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_M, SPACE_S
from app.ui.panels import Edge, Panel
from app.ui.search_field import SearchChanged, SearchField, SearchStep
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.theme import Level, Token

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.features.api_browser.first_browser_view import FirstBrowser
    from app.features.api_browser.first_list_view import FirstList
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.pace import Pace, Walk
    from app.jobs.runner import Runner

_GROUPINGS = (
    Segment(Grouping.TAG.value, "Tags", "Grouped by tag"),
    Segment(Grouping.PATH.value, "Paths", "Grouped by the first part of the path"),
    Segment(Grouping.ORDER.value, "Order", "As the document has them"),
)


MANY: Final = 1_500
"""Operations whose rows would hold the window for longer than a frame."""

_NOTHING_FOUND: Final = "No operation contains these words."


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows of a list, made on any thread."""

    listing: Listing
    rows: tuple[OperationRow, ...]
    arranged: Arranged


def prepare(listing: Listing, walk: Walk = straight) -> Prepared:
    """Makes the rows."""
    rows = rows_of(listing, walk)
    return Prepared(listing, rows, arrange(tuple(map(_list_row, walk(rows))), walk))


def prepare_at(pace: Pace, listing: Listing) -> Prepared:
    """Makes many rows on a worker."""
    return prepare(listing, pace.walk)


class SourceControl(Protocol):
    """What can be done about a source that is not there."""

    def retry(self) -> None:
        """Tries again what failed."""
        ...

    def cancel(self) -> None:
        """Leaves off opening."""
        ...

    def dismiss(self) -> None:
        """Forgets what could not be opened; what is in view stays."""
        ...

    def open_bookstore(self) -> None:
        """Opens the server of our own."""
        ...


class OperationFilter(SearchField):
    """A search field in which Enter opens what was found; the arrows walk."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tells Enter by Qt's own signal."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.returnPressed.emit()
        else:
            super().keyPressEvent(event)


class ApiBrowserView(Panel):
    """Filter (objectName `operationFilter`) and list (`operationList`).

    Args:
        runner: Makes the rows of large documents; without one they are made at once.
    """

    def __init__(
        self,
        workspace: Workspace,
        control: SourceControl,
        parent: QWidget | None = None,
        *,
        runner: Runner | None = None,
    ) -> None:
        super().__init__(Token.SURFACE, Edge.NONE, parent)
        self._workspace = workspace
        self._control = control
        self._presenter = ApiBrowserPresenter(workspace)
        self._key = ""
        self._runner = runner
        self._job: JobHandle | None = None
        self._first: FirstList | None = None
        self._filter = SearchField(FILTER_WORDS, self, key_hint="/", enter_steps=False)
        self._filter.setObjectName("operationFilter")
        self._filter.changed.connect(self._narrow)
        self._filter.stepped.connect(self._step)
        self._filter.returnPressed.connect(self._open_current)
        self._grouping = SegmentedControl(_GROUPINGS, "Group operations by")
        self._grouping.chosen.connect(self._regroup)
        self.list = GroupedList("Operations", self)
        self.list.setObjectName("operationList")
        self.list.set_empty_text(_NOTHING_FOUND)
        self.list.chosen.connect(self._chosen)
        self._state = EmptyState(EmptyText("clock", "Starting", "One moment."), self)
        self._state.setObjectName("sourceState")
        self._state.action_triggered.connect(self._act)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.list)
        self._lay_out()
        self.setMinimumWidth(220)
        events = workspace.events
        events.subscribe(ApiChanged, self._reload)
        events.subscribe(SourceChanged, self._show_state)
        events.subscribe(OpeningChanged, self._show_state)
        events.subscribe(SendFinished, self._mark)
        events.subscribe(RoutesChanged, self._show_routes)
        events.subscribe(TabActivated, self._follow)
        self._show_state(SourceChanged())

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        head.setSpacing(SPACE_S)
        head.addWidget(self._filter)
        row = QHBoxLayout()
        row.addWidget(self._grouping)
        row.addStretch(1)
        head.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def take_over(self, first: FirstBrowser) -> None:
        """Shows the operations of last time until those of the document are there."""
        self._first = first.list
        is_filtering = first.filter.hasFocus()
        self._stack.addWidget(self._first)
        self._filter.setText(first.filter.text())
        self._first.listen(self._presenter.open)
        self._show_state(SourceChanged())
        (self._filter if is_filtering else self._first).setFocus()

    def focus_list(self) -> None:
        """Puts the keyboard where an operation is picked, unless a person filters already."""
        if self.focusWidget() is self._filter:
            self._filter.setFocus()
        else:
            (self._first or self.list).setFocus()

    def focus_filter(self) -> None:
        """Puts the caret into the filter."""
        self.show()
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def _reload(self, _event: ApiChanged) -> None:
        another, self._key = self._key not in {"", self._workspace.source.key}, self._workspace.source.key
        if self._job is not None:
            self._job.cancel()
        listing, self._job = self._presenter.listing(), None
        if self._runner is None or self._presenter.total() < MANY:
            self._show_rows(prepare(listing))
        else:
            if another:
                self.list.set_rows(())
            self.list.set_empty_text("Listing the operations…")
            self._job = self._runner.submit_paced(partial(prepare_at, listing=listing), self, self._prepared)
        self._show_state(SourceChanged())
        if another:
            # Who opened another source wants to pick from it.
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _prepared(self, done: JobDone) -> None:
        if self._job is not None and done.handle_id == self._job.id and isinstance(done.result, Prepared):
            self._job = None
            self._show_rows(done.result)

    def _show_rows(self, prepared: Prepared) -> None:
        late = self._presenter.take(prepared.listing, prepared.rows)
        self.list.set_empty_text(_NOTHING_FOUND)
        self.list.set_arranged(prepared.arranged)
        for row in (*late, *self._presenter.note_routes()):
            self.list.change_row(_list_row(row))
        tab = self._workspace.current
        if tab is not None:
            self.list.select(tab.operation.key)
        if self._first is not None:
            self._replace_first(self._first)

    def _replace_first(self, first: FirstList) -> None:
        """Puts the operations themselves where those of last time stood, as a person has left these."""
        top, key, has_focus = first.top(), first.current_key(), first.hasFocus()
        self._drop_first(first)
        self._show_state(SourceChanged())
        self.list.scroll_to(top)
        if key:
            self.list.select(key)
        if has_focus:
            self.list.setFocus()
        # Behind everything else that the new document brings, such as the tabs of last time.
        QTimer.singleShot(0, self, self._presenter.open_wanted)

    def _drop_first(self, first: FirstList) -> None:
        self._first = None
        self._stack.removeWidget(first)
        first.hide()
        first.deleteLater()

    def _show_state(self, _event: SourceChanged | OpeningChanged) -> None:
        state, first = self._presenter.state, self._first
        if first is not None and (self._presenter.is_waiting or self._job is not None):
            state = None
            self._stack.setCurrentWidget(first)
        elif state is None:
            self._stack.setCurrentWidget(self.list)
        else:
            if first is not None:
                self._drop_first(first)
            actions = tuple(MessageAction(*action) for action in state.actions)
            copy = (MessageAction("copyDetails", "Copy details", "copy"),) if state.details else ()
            self._state.set_content(EmptyText(state.icon, state.title, state.text, (*actions, *copy)))
            self._stack.setCurrentWidget(self._state)
        for control in (self._filter, self._grouping):
            control.setEnabled(state is None)

    def _narrow(self, event: SearchChanged) -> None:
        self.list.set_filter(event.text)
        if self._first is not None:
            self._first.set_filter(event.text)

    def _step(self, event: SearchStep) -> None:
        (self._first or self.list).step(event.count)

    def _open_current(self) -> None:
        (self._first or self.list).activate_current()

    def _regroup(self, event: SegmentChosen) -> None:
        self._presenter.grouping = Grouping(event.key)
        # The list of last time knows no other groups; the document itself will come in them.
        if not self._presenter.is_waiting:
            self._reload(ApiChanged())

    def _chosen(self, event: ItemChosen) -> None:
        if event.activated:
            self._presenter.open(event.key)

    def _mark(self, event: SendFinished) -> None:
        row = self._presenter.note_ending(event.tab)
        if row is not None:
            self.list.change_row(_list_row(row))

    def _show_routes(self, _event: RoutesChanged) -> None:
        for row in self._presenter.note_routes():
            self.list.change_row(_list_row(row))

    def _follow(self, event: TabActivated) -> None:
        tab = self._workspace.tab(event.tab)
        if tab is not None:
            self.list.select(tab.operation.key)

    def _act(self, action: MessageAction) -> None:
        doings = {
            "retry": self._control.retry,
            "cancelOpening": self._control.cancel,
            "keepSource": self._control.dismiss,
            "openBookstore": self._control.open_bookstore,
        }
        if action.key in doings:
            doings[action.key]()
        else:
            state = self._presenter.state
            QGuiApplication.clipboard().setText(state.details if state is not None else "")


def _list_row(row: OperationRow) -> ListRow:
    return ListRow(
        key=row.key,
        text=row.path,
        badge=row.method,
        secondary=" · ".join(filter(None, (row.answering, row.summary))),
        group=row.group,
        dot=Level(row.level.value) if row.level is not None else Level.WARN if row.answering else None,
        dot_tip=row.ending or row.answering,
        struck=row.deprecated,
        search=row.search,
    )
