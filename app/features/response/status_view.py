"""The line that says how it ended: status with its standard name, time, size, protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.badges import StatusBadge
from app.ui.labels import ElidedLabel, TextRole
from app.ui.metrics import SPACE_M, SPACE_S
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.response.presenter import ResponsePresenter


class StatusView(QWidget):
    """Status badge and facts of the tab in front.

    Attributes:
        badge: objectName `responseStatus`; its text is `422 Unprocessable Content`.
    """

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.badge = StatusBadge(parent=self)
        self.badge.setObjectName("responseStatus")
        self._facts = ElidedLabel(role=TextRole.MUTED, parent=self)
        self._facts.setObjectName("responseFacts")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        layout.setSpacing(SPACE_M)
        layout.addWidget(self.badge)
        layout.addWidget(self._facts, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self) -> None:
        """Shows the tab in front as it is now."""
        line = self._presenter.status()
        self.badge.set_status(line.text, Level(line.level.value), line.icon)
        self.badge.setVisible(bool(line.text))
        self._facts.setText(line.facts)
        self.setAccessibleName(f"{line.text}, {line.facts}" if line.facts else line.text)
