"""The source in the top bar: its state and its name lead to what else can be opened; beside them its address."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.core.workspace import events as ev
from app.core.workspace.model import AppAction, SourceStatus
from app.features.sources.address_view import AddressView
from app.features.sources.panel_view import SourcePanel
from app.ui.badges import Dot
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.theme import Level, current_zoom

if TYPE_CHECKING:
    from app.core.projects.project import Project
    from app.core.workspace.workspace import Workspace
    from app.features.sources.app_panel_view import AppPanel
    from app.features.sources.presenter import SourcePresenter
    from app.features.sources.reloading import Reloader

_LEVELS = {
    SourceStatus.STARTING: Level.WARN,
    SourceStatus.RUNNING: Level.OK,
    SourceStatus.RESTARTING: Level.WARN,
    SourceStatus.FAILED: Level.ERROR,
    SourceStatus.STOPPED: None,
}
_WORDS = {
    SourceStatus.STARTING: "starting…",
    SourceStatus.RUNNING: "",
    SourceStatus.RESTARTING: "restarting…",
    SourceStatus.FAILED: "not running",
    SourceStatus.STOPPED: "stopped",
}
_FOREIGN_WORDS = {**_WORDS, SourceStatus.STARTING: "opening…", SourceStatus.FAILED: "not open"}
_STOPPABLE = {SourceStatus.RUNNING, SourceStatus.RESTARTING}
_WIDEST = 260


class SourceView(QWidget):
    """The source in view (objectName `sourceView`).

    Attributes:
        panel: Where another source is named.
        address: Where requests go.
    """

    def __init__(
        self, workspace: Workspace, presenter: SourcePresenter, reloader: Reloader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._presenter = presenter
        self.setObjectName("sourceView")
        self._dot = Dot(parent=self)
        self._name = Button("", ButtonVariant.GHOST, "chevron-down", self)
        self._name.setObjectName("sourceName")
        self._name.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.panel = SourcePanel(presenter, self._name)
        self._name.clicked.connect(self.panel.toggle_panel)
        self.panel.apps.clicked.connect(self._open_app_panel)
        presenter.ask_with(self._ask)
        self._state = Label("", TextRole.MUTED, self)
        self._state.setObjectName("sourceAddress")
        self.address = AddressView(workspace, self)
        self._problems = Button("", ButtonVariant.GHOST, "warning", self)
        self._problems.setObjectName("problemCount")
        self._problems.clicked.connect(self._show_problems)
        self._menu_button = IconButton("more", "What to do with this source", self)
        self._menu_button.setObjectName("sourceMenu")
        self._actions: dict[str, QAction] = {}
        self._menu = self._make_menu(presenter, reloader)
        self._menu_button.clicked.connect(self._open_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self._dot)
        layout.addWidget(self._name)
        layout.addWidget(self._state)
        layout.addSpacing(SPACE_S)
        layout.addWidget(self.address, 100)
        layout.addWidget(self._menu_button)
        layout.addWidget(self._problems)
        layout.addStretch(1)
        for event in (ev.SourceChanged, ev.ProblemsChanged):
            workspace.events.subscribe(event, self._refresh)
        workspace.events.subscribe(ev.AppActionAsked, self._act)
        self._show()

    @cached_property
    def app_panel(self) -> AppPanel:
        """Where an app on disk is chosen; built when it is first needed, which is not at the start."""
        from app.features.sources.app_panel_view import AppPanel  # noqa: PLC0415 - as above

        return AppPanel(self._presenter.chooser, self._name)

    def open_panel(self) -> None:
        """Asks what to open (Ctrl+O)."""
        self.panel.open_panel()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if hasattr(self, "_name"):
            self._name.setMaximumWidth(round(_WIDEST * current_zoom()))

    def _make_menu(self, presenter: SourcePresenter, reloader: Reloader) -> QMenu:
        menu = QMenu(self)
        for text, name, slot in (
            ("Restart", "restartSource", presenter.restart),
            ("Stop", "stopSource", presenter.stop),
            ("Run it otherwise…", "changeApp", self._change_app),
            ("Reset the data", "resetSource", presenter.reset),
            ("Reload the document  (F5)", "reloadSource", reloader.reload),
        ):
            action = QAction(text, self)
            action.setObjectName(name)
            action.triggered.connect(slot)
            menu.addAction(action)
            self._actions[name] = action
        return menu

    def _refresh(self, _event: object) -> None:
        self._show()

    def _show(self) -> None:
        source, problems = self._workspace.source, self._workspace.problems
        running = source.status is SourceStatus.RUNNING
        words = (_WORDS if source.inside else _FOREIGN_WORDS)[source.status]
        self._dot.set_level(_LEVELS[source.status], source.status.value)
        self._name.setText(source.label)
        self._name.setToolTip(f"{source.label}\n{source.place}\nOpen another API  (Ctrl+O)".replace("\n\n", "\n"))
        self._name.setMaximumWidth(round(_WIDEST * current_zoom()))
        self._state.setText(words)
        self._state.setVisible(bool(words))
        order = self._presenter.in_view or self._presenter.showing.wanted
        is_app = order.app is not None
        for name, is_there in (
            ("restartSource", source.inside),
            ("stopSource", is_app and source.status in _STOPPABLE),
            ("changeApp", is_app),
            ("resetSource", source.inside and not is_app),
            ("reloadSource", not source.inside),
        ):
            self._actions[name].setVisible(is_there)
        self._actions["restartSource"].setText("Start" if source.status is SourceStatus.STOPPED else "Restart")
        self._menu_button.setVisible(running or (source.inside and source.status is not SourceStatus.STARTING))
        count = len(problems)
        self._problems.setText(f"{count:,} {'problem' if count == 1 else 'problems'}")
        self._problems.setVisible(running and bool(count))
        self.setAccessibleName(f"{source.label}, {source.status.value} {source.base_url}")

    def _change_app(self) -> None:
        order = self._presenter.in_view or self._presenter.showing.wanted
        if order.app is not None:
            self._presenter.chooser.look_again(order.app)
        self._open_app_panel()

    def _open_app_panel(self) -> None:
        self.app_panel.open_panel()

    def _ask(self, project: Project) -> None:
        self.app_panel.ask(project)

    def _act(self, event: ev.AppActionAsked) -> None:
        if event.action is AppAction.CHOOSE:
            self._change_app()

    def _show_problems(self) -> None:
        self._workspace.show_page("problems", by="sources")

    def _open_menu(self) -> None:
        self._menu.popup(self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height())))
