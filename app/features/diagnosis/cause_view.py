"""Why it came so: one cause, what to do about it, what the server's log says, and where more is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.features.diagnosis.card_view import ButtonLook, CardAction, CardButton, narrow
from app.features.diagnosis.presenter import LOG_NAME
from app.ui.badges import Chip
from app.ui.buttons import ButtonVariant
from app.ui.flow import FlowLayout
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S
from app.ui.theme import Level
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from app.features.diagnosis.presenter import CauseCard

_ICONS = {LOG_NAME: "terminal"}


class CauseView(QFrame):
    """One cause (objectName `cause:<number>`).

    Signals:
        acted: A CardAction; without a fix it asks for more.
    """

    acted = Signal(CardAction)

    def __init__(self, index: int, cause: CauseCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self.setObjectName(f"cause:{index}")
        self.setProperty("card", "cause")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words = MarkedLabel(cause.sentence, TextRole.BODY, self)
        self.setAccessibleName(f"{cause.title}: {words.text()}")
        self.setAccessibleDescription(cause.advice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addLayout(self._head(cause))
        layout.addWidget(narrow(words))
        if cause.advice:
            layout.addWidget(narrow(MarkedLabel(cause.advice, TextRole.INFO, self)))
        for line in cause.logged:
            layout.addWidget(narrow(Label(line, TextRole.DATA, wrap=True, selectable=True, parent=self)))
        layout.addLayout(self._buttons(cause))
        take_any_width(self)

    def announce(self, action: CardAction) -> None:
        """The typed door to the signal."""
        self.acted.emit(action)

    def _head(self, cause: CauseCard) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(narrow(Label(cause.title, TextRole.HEADING, wrap=True, selectable=True, parent=self)), 1)
        for text, level in ((cause.place, None), (cause.doubt, Level.INFO)):
            if text:
                row.addWidget(Chip(text, level, parent=self), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _buttons(self, cause: CauseCard) -> FlowLayout:
        row = FlowLayout()
        for number, text in enumerate(cause.fixes):
            look = ButtonLook(f"causeFix:{self._index}:{number}", "wand")
            row.addWidget(self._button(text, CardAction(self._index, number), look))
        if cause.look:
            look = ButtonLook(cause.look_name, _ICONS.get(cause.look_name, "route"), ButtonVariant.LINK)
            row.addWidget(self._button(cause.look, CardAction(self._index), look))
        return row

    def _button(self, text: str, action: CardAction, look: ButtonLook) -> CardButton:
        button = CardButton(text, action, look, self)
        button.acted.connect(self.announce)
        return button
