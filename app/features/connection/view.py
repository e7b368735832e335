"""What the top bar shows of connections: the settings' button, and a red mark where a certificate is not checked."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.workspace.events import ConnectionAsked
from app.features.connection.presenter import Line
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.metrics import SPACE_S

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.features.connection.panel_view import ConnectionPanel
    from app.features.connection.presenter import ConnectionPresenter


class ConnectionView(QWidget):
    """Mark and button (objectName `connectionView`)."""

    def __init__(self, workspace: Workspace, presenter: ConnectionPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connectionView")
        self._presenter = presenter
        self._mark = Button("TLS not checked", ButtonVariant.DANGER, "lock-open", self)
        self._mark.setObjectName("uncheckedHost")
        self._mark.clicked.connect(self._show_hosts)
        self._button = IconButton("settings", "How requests travel", self, shortcut_text="Ctrl+,")
        self._button.setObjectName("connectionSettings")
        self._button.clicked.connect(self._toggle)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._mark)
        layout.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        workspace.events.subscribe(ConnectionAsked, self._show_asked)
        presenter.listen(self.refresh)
        self.refresh()

    @cached_property
    def panel(self) -> ConnectionPanel:
        """The settings; made when somebody wants to see them."""
        from app.features.connection.panel_view import ConnectionPanel  # noqa: PLC0415 - the start does not show it

        return ConnectionPanel(self._presenter, self._button)

    def open_panel(self) -> None:
        """Shows the settings (Ctrl+,)."""
        self.panel.open_panel()

    def refresh(self) -> None:
        """Shows whether the host in view is checked."""
        host = self._presenter.unchecked_host
        words = f"The certificate of {host} is not checked: whoever sits between can read and change everything."
        self._mark.setVisible(bool(host))
        self._mark.setToolTip(words)
        self._mark.setAccessibleName(words)

    def _toggle(self) -> None:
        self.panel.toggle_panel()

    def _show_hosts(self) -> None:
        self.panel.show_part(Line.INSECURE_HOST)

    def _show_asked(self, event: ConnectionAsked) -> None:
        self.panel.show_part(event.part)
