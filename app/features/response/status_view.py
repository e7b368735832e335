"""The line that says how it ended: status with its standard name, time, size, protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.badges import StatusBadge
from app.ui.buttons import Button, ButtonVariant
from app.ui.labels import ElidedLabel, TextRole
from app.ui.messages import MessageAction, MessageList, PinnedMessage
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
        self._unchecked = StatusBadge("TLS not checked", Level.ERROR, self)
        self._unchecked.setObjectName("travelUnchecked")
        self._compare = Button("Compare", ButtonVariant.LINK, parent=self)
        self._compare.setObjectName("compareAnswers")
        self._compare.setToolTip("Shows this answer beside the one before it.")
        self._compare.clicked.connect(presenter.compare)
        self._onward = MessageList(self)
        self._onward.setObjectName("redirect")
        self._onward.action_triggered.connect(self._follow)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(self.badge)
        row.addWidget(self._facts, 1)
        row.addWidget(self._compare)
        row.addWidget(self._unchecked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        layout.setSpacing(SPACE_S)
        layout.addLayout(row)
        layout.addWidget(self._onward)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self) -> None:
        """Shows the tab in front as it is now."""
        line = self._presenter.status()
        self.badge.set_status(line.text, Level(line.level.value), line.icon)
        self.badge.setVisible(bool(line.text))
        self._facts.setText(line.facts)
        self._unchecked.set_status("TLS not checked", Level.ERROR, "lock-open")
        words = f"The certificate of {line.unchecked} was not checked." if line.unchecked else ""
        self._unchecked.setToolTip(words)
        self._unchecked.setAccessibleName(words)
        self._unchecked.setVisible(bool(words))
        self._compare.setVisible(self._presenter.can_compare)
        self._show_onward()
        self.setAccessibleName(", ".join(part for part in (line.text, line.facts, words) if part))

    def _show_onward(self) -> None:
        onward = self._presenter.onward()
        if onward is None:
            self._onward.set_messages(())
        elif onward.can_follow:
            follow = MessageAction("follow", "Follow", "arrow-right")
            self._onward.set_messages((PinnedMessage(Level.INFO, onward.words, (follow,), "redirectWords"),))
        else:
            self._onward.set_messages((PinnedMessage(Level.WARN, onward.words, object_name="redirectWords"),))

    def _follow(self, _action: MessageAction) -> None:
        self._presenter.follow()
