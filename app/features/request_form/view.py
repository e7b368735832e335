"""The request form of one tab: what will be sent, and what the server said about each part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.base.field_path import FieldPath, Location
from app.features.request_form.finder_view import FieldFinder
from app.features.request_form.jar import JarPresenter
from app.features.request_form.jar_view import JarLine
from app.features.request_form.page_view import FormPage, PartReached
from app.features.request_form.parts import SINGULAR, Part, PartKey
from app.features.request_form.presenter import RequestFormPresenter
from app.features.request_form.tab_order_view import order_tabs
from app.features.request_form.top_view import ParameterPressed, TopView
from app.features.request_form.words import count_level, count_words
from app.ui.buttons import IconButton
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.metrics import SPACE_M, SPACE_XS
from app.ui.panels import Hairline
from app.ui.tab_bar import TabBar, TabChosen, TabInfo
from app.ui.theme import Level

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QFocusEvent

    from app.core.workspace.workspace import Workspace
    from app.features.request_form.services import RequestFormServices

CHECK_AFTER_MS: Final = 120
"""Quiet time after a keystroke before the live checks run."""


class RequestFormView(QWidget):
    """All of it. Everything that a person enters is in the workspace; closing this loses nothing.

    Args:
        tab_identity: The tab that it shows, for as long as it lives.
    """

    def __init__(
        self,
        workspace: Workspace,
        tab_identity: int,
        services: RequestFormServices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("requestForm")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.presenter = RequestFormPresenter(workspace, tab_identity, services)
        self._following = False
        self._is_rebuilt = True
        self.top = TopView(self.presenter, self)
        self.top.path_label.pressed.connect(self._on_parameter)
        self._jar = JarLine(JarPresenter(workspace, tab_identity), self)
        self._jump = TabBar("Parts of the request", self)
        self._jump.setObjectName("requestParts")
        self._jump.chosen.connect(self._on_jump)
        self._jump.tabBarClicked.connect(self._on_jump_clicked)
        self.page = FormPage(self.presenter, self)
        self.page.part_reached.connect(self._on_reached)
        self._empty = EmptyState(EmptyText("send", "Nothing to fill in", "Press Ctrl+Enter to send it."), self)
        self._empty.setObjectName("requestEmpty")
        self._more = IconButton("plus", "Add a query parameter, a header or a cookie", self)
        self._more.setObjectName("addPart")
        self.finder = FieldFinder(self.page, self)
        self._menu = self._make_menu()
        self._more.clicked.connect(self._open_menu)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.page)
        self._pages.addWidget(self._empty)
        self._checks = QTimer(self)
        self._checks.setSingleShot(True)
        self._checks.setInterval(CHECK_AFTER_MS)
        self._checks.timeout.connect(self._on_quiet)
        self._filler = QTimer(self)
        self._filler.setSingleShot(True)
        self._filler.setInterval(0)
        self._filler.timeout.connect(self._fill_in)
        self._lay_out()
        self.page.show_parts(self.presenter.parts())
        self._refresh_parts()
        self.presenter.listen(self)
        # A plain bound method of the presenter: it outlives the widget and is told when that goes.
        self.destroyed.connect(self.presenter.close)
        self.on_checks_due()
        self._filler.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Gives the keyboard to the first field."""
        self.page.focus_first()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - the signature is Qt's
        """Tab follows the eye: rows that were built late stand where they are seen."""
        order_tabs(self)
        return super().focusNextPrevChild(next)

    def is_check_pending(self) -> bool:
        """Whether the live checks have not looked at the last keystroke yet."""
        return self._checks.isActive() or self._filler.isActive()

    # What the presenter tells

    def on_form_replaced(self) -> None:
        """Builds everything anew."""
        self.top.refresh()
        self.page.replace_parts(self.presenter.parts())
        self._refresh_parts()
        self._is_rebuilt = True
        self.on_checks_due()

    def on_values_changed(self, paths: tuple[FieldPath, ...]) -> None:
        """Shows new values; what a person is typing is left alone."""
        self.page.values_changed(paths)
        self._refresh_parts()

    def on_marks_changed(self, paths: tuple[FieldPath, ...]) -> None:
        """Shows what is said about fields."""
        self.page.show_parts(self.presenter.parts())
        self.page.marks_changed(paths)
        self._refresh_parts()

    def on_checks_due(self) -> None:
        """Runs the live checks when the keyboard rests."""
        self._checks.start()

    def on_sending_changed(self) -> None:
        """Send becomes Cancel, or Send again."""
        self.top.refresh()

    def on_credentials_changed(self) -> None:
        """Follows the credentials."""
        self.page.credentials_changed()
        self._refresh_parts()

    def on_reveal(self, path: FieldPath) -> None:
        """Shows a field."""
        self.page.reveal(path)

    def on_finding_focused(self, index: int) -> None:
        """Shows the place of a finding."""
        self.page.reveal_finding(index)

    # Inside

    def _fill_in(self) -> None:
        """Makes the values that nobody sees yet, a few in each turn of the event loop."""
        if self.presenter.go_on():
            self._filler.start()

    def _on_quiet(self) -> None:
        if self._filler.isActive():
            # What is not there yet is neither wrong nor right.
            self.on_checks_due()
            return
        self.presenter.run_checks()
        self.page.refresh_code()
        if self._is_rebuilt:
            # Who comes from elsewhere in the window with Tab also meets the new rows in their order.
            self._is_rebuilt = False
            order_tabs(self)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self._jar)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_XS, 0, SPACE_M, 0)
        bar.addWidget(self._jump, 1)
        bar.addWidget(self.finder.button)
        bar.addWidget(self._more)
        layout.addLayout(bar)
        layout.addWidget(Hairline(parent=self))
        layout.addWidget(self._pages, 1)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("addPartMenu")
        for key, word in SINGULAR.items():
            action = menu.addAction(f"Add a {word}")
            action.setObjectName(f"addPart:{key.value}")
            action.setData(key.value)
        menu.triggered.connect(self._on_part_wanted)
        return menu

    def _open_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_part_wanted(self, action: QAction) -> None:
        key = PartKey(action.data())
        self.presenter.want_part(key)
        self.page.show_parts(self.presenter.parts())
        self._refresh_parts()
        self.page.ask_name(key)

    def _refresh_parts(self) -> None:
        parts = self.presenter.parts()
        empty = not parts and not self.presenter.unplaced()
        self._pages.setCurrentWidget(self._empty if empty else self.page)
        infos = [self._info(part) for part in parts]
        self._following = True
        if [info.key for info in infos] != [info.key for info in self._jump.tabs()]:
            for info in self._jump.tabs():
                self._jump.remove_tab(info.key)
            for info in infos:
                self._jump.add_tab(info)
        for info in infos:
            self._jump.change_tab(info)
        self._following = False

    def _info(self, part: Part) -> TabInfo:
        if part.key is PartKey.CODE:
            return TabInfo(part.key.value, part.title)
        if part.key is PartKey.AUTH:
            panel = self.presenter.credentials.panel()
            count, level = ("✓", Level.OK) if panel is not None and panel.whole else ("", None)
            return TabInfo(part.key.value, part.title, count=count, level=level)
        wrong = part.counts.errors or part.counts.warnings
        count, tip = str(wrong) if wrong else "", count_words(part.counts)
        return TabInfo(part.key.value, part.title, count=count, level=count_level(part.counts), tip=tip)

    def _on_jump(self, chosen: TabChosen) -> None:
        if not self._following:
            self.page.show_part(PartKey(chosen.key))

    def _on_jump_clicked(self, index: int) -> None:
        """A click on the current tab also leads to its beginning."""
        if 0 <= index < len(self._jump.tabs()):
            self.page.show_part(PartKey(self._jump.tabs()[index].key))

    def _on_reached(self, reached: PartReached) -> None:
        self._following = True
        self._jump.set_current(reached.key.value)
        self._following = False

    def _on_parameter(self, pressed: ParameterPressed) -> None:
        self.page.reveal(FieldPath(Location.PATH, (pressed.name,)))
