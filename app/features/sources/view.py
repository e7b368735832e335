"""The source in the top bar: a dot for its state, its name, its address, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.core.workspace.events import SourceChanged
from app.core.workspace.model import SourceStatus
from app.ui.badges import Dot
from app.ui.buttons import IconButton
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.features.sources.presenter import SourcePresenter

_LEVELS = {
    SourceStatus.STARTING: Level.WARN,
    SourceStatus.RUNNING: Level.OK,
    SourceStatus.FAILED: Level.ERROR,
    SourceStatus.STOPPED: None,
}


_WORDS = {
    SourceStatus.STARTING: "starting…",
    SourceStatus.RUNNING: "",
    SourceStatus.FAILED: "not running",
    SourceStatus.STOPPED: "stopped",
}


class SourceView(QWidget):
    """The source in view (objectName `sourceView`)."""

    def __init__(self, workspace: Workspace, presenter: SourcePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("sourceView")
        self._dot = Dot(parent=self)
        self._name = Label(role=TextRole.HEADING, parent=self)
        self._address = Label(role=TextRole.DATA_MUTED, selectable=True, parent=self)
        self._address.setObjectName("sourceAddress")
        self._menu_button = IconButton("chevron-down", "What to do with this server", self)
        self._menu_button.setObjectName("sourceMenu")
        self._menu = QMenu(self)
        for text, name, slot in (
            ("Restart", "restartSource", presenter.restart),
            ("Reset the data", "resetSource", presenter.reset),
        ):
            action = QAction(text, self)
            action.setObjectName(name)
            action.triggered.connect(slot)
            self._menu.addAction(action)
        self._menu_button.clicked.connect(self._open_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        for widget in (self._dot, self._name, self._address, self._menu_button):
            layout.addWidget(widget)
        workspace.events.subscribe(SourceChanged, self._refresh)
        self._refresh(SourceChanged())

    def _refresh(self, _event: SourceChanged) -> None:
        source = self._workspace.source
        self._dot.set_level(_LEVELS[source.status], source.status.value)
        self._name.setText(source.label)
        running = source.status is SourceStatus.RUNNING
        self._address.setText(source.base_url.partition("://")[2] if running else _WORDS[source.status])
        self._menu_button.setVisible(source.embedded and source.status is not SourceStatus.STARTING)
        self.setAccessibleName(f"{source.label}, {source.status.value} {source.base_url}")

    def _open_menu(self) -> None:
        self._menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))
