"""The contract as a page: it is kept, or one card for each broken promise (objectName of the list: `contractList`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.badges import Chip
from app.ui.buttons import Button, ButtonVariant
from app.ui.column import Column
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.scrolling import ScrollingArea
from app.ui.theme import Level
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.core.diagnosis.contract.model import Contract
    from app.features.contract.presenter import ContractPresenter, ViolationCard

SLICE_MS = 4
"""How long cards may be made at a stretch; the rest follows when keys and paints had their turn."""


@dataclass(frozen=True, slots=True)
class NodeWanted:
    """A person wants to see what a violation is about.

    Attributes:
        index: The violation.
    """

    index: int


class ViolationView(QFrame):
    """One broken promise.

    Signals:
        wanted: A NodeWanted.
    """

    wanted = Signal(NodeWanted)

    def __init__(self, index: int, card: ViolationCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._has_node = card.has_node
        self.setObjectName(f"violation:{index}")
        self.setProperty("card", "warning")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{card.title} {card.words}")
        self.setAccessibleDescription(f"Promised at {card.promise}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addLayout(self._head(card))
        layout.addWidget(self._narrow(card.words, TextRole.BODY))
        layout.addLayout(self._facts(card))
        if card.has_node:
            button = Button("Show in body", ButtonVariant.LINK, "target", self)
            button.setObjectName(f"showNode:{index}")
            button.clicked.connect(self._tell)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        take_any_width(self)

    def announce(self, wanted: NodeWanted) -> None:
        """The typed door to the signal."""
        self.wanted.emit(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads to the node."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._has_node:
            self._tell()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.announce(NodeWanted(self._index))

    def _narrow(self, text: str, role: TextRole) -> Label:
        label = Label(text, role, wrap=True, selectable=True, parent=self)
        take_any_width(label)
        return label

    def _head(self, card: ViolationCard) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._narrow(card.title, TextRole.HEADING), 1)
        row.addWidget(Chip(card.keyword, Level.WARN, parent=self), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _facts(self, card: ViolationCard) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_XS)
        facts = [(name, value) for name, value in (("came", card.value), ("promised at", card.promise)) if value]
        for row, (name, value) in enumerate(facts):
            grid.addWidget(Label(name, TextRole.MUTED, parent=self), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._narrow(value, TextRole.DATA), row, 1)
        grid.setColumnStretch(1, 1)
        return grid


class ContractView(QStackedWidget):
    """The contract of the tab in front."""

    def __init__(self, presenter: ContractPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown: Contract | None = None
        self._waiting: list[ViolationCard] = []
        self._made = 0
        self._column = Column()
        self._list = ScrollingArea(self)
        self._list.setObjectName("contractList")
        self._list.setAccessibleName("Broken promises")
        self._list.hold(self._column)
        self._verdict = EmptyState(EmptyText("send", "", ""), self)
        self._verdict.setObjectName("contractVerdict")
        self.addWidget(self._verdict)
        self.addWidget(self._list)
        self._maker = QTimer(self)
        self._maker.setSingleShot(True)
        self._maker.timeout.connect(self._make_cards)
        self.refresh()

    @property
    def is_complete(self) -> bool:
        """Whether all cards are there."""
        return not self._waiting

    def refresh(self) -> None:
        """Shows the contract of the tab in front; one that is shown already stays as it is."""
        verdict = self._presenter.verdict()
        if verdict is not None:
            self._shown, self._waiting = None, []
            self._verdict.set_content(EmptyText(verdict.icon, verdict.title, verdict.text))
            self.setCurrentWidget(self._verdict)
            return
        if self._presenter.contract is not self._shown:
            self._build()
        self.setCurrentWidget(self._list)

    def _build(self) -> None:
        contract = self._presenter.contract
        self._shown = contract
        self._column = column = Column()
        if contract is not None:
            column.add(MarkedLabel(contract.headline, TextRole.BODY, column))
            for note in contract.notes:
                column.add(MarkedLabel(note, TextRole.HINT, column))
        self._waiting, self._made = list(self._presenter.cards()), 0
        self._list.setWidget(column)
        self._make_cards()

    def _make_cards(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._waiting:
            view = ViolationView(self._made, self._waiting.pop(0), self._column)
            view.wanted.connect(self._show_node)
            self._column.add(view)
            self._made += 1
            if clock.elapsed() >= SLICE_MS:
                self._maker.start(0)
                return

    def _show_node(self, wanted: NodeWanted) -> None:
        self._presenter.show_node(wanted.index)
