"""The errors of a response: one card each, and the way to its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.badges import Chip
from app.ui.buttons import Button, ButtonVariant
from app.ui.flow import FlowLayout
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.properties import set_style_property
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.core.workspace.events import FindingFocused
    from app.features.diagnosis.presenter import Card, DiagnosisPresenter

SHOWN = 100
"""Cards built at first; the rest comes with "Show more", since a hostile server may send thousands."""


@dataclass(frozen=True, slots=True)
class CardAction:
    """A button of a card was pressed.

    Attributes:
        index: The finding.
        fix: Which fix; None for "Go to field".
    """

    index: int
    fix: int | None


class CardView(QFrame):
    """One error.

    Signals:
        acted: A CardAction.
    """

    acted = Signal(object)

    def __init__(self, index: int, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._fixes: list[Button] = []
        self.setObjectName(f"errorCard:{index}")
        self.setProperty("card", "error")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{card.title}: {card.message}")
        self.setAccessibleDescription(" ".join(part for part in (card.rule, card.why) if part))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addLayout(self._head(card))
        layout.addWidget(Label(card.message, TextRole.BODY, wrap=True, selectable=True, parent=self))
        if card.why:
            layout.addWidget(MarkedLabel(card.why, TextRole.INFO, self))
        layout.addLayout(self._facts(card))
        if card.note:
            layout.addWidget(MarkedLabel(card.note, TextRole.HINT, self))
        layout.addLayout(self._buttons(card))

    def _head(self, card: Card) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        title = Label(card.title, TextRole.HEADING, selectable=True, parent=self)
        row.addWidget(title, 1)
        if card.code:
            row.addWidget(Chip(card.code, Level.ERROR, parent=self))
        return row

    def _facts(self, card: Card) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_XS)
        facts = [("you sent", card.sent)] if card.sent else []
        if card.rule:
            facts.append(("rule", card.rule))
        for row, (name, value) in enumerate(facts):
            grid.addWidget(Label(name, TextRole.MUTED, parent=self), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(value, TextRole.DATA, wrap=True, selectable=True, parent=self), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _buttons(self, card: Card) -> FlowLayout:
        row = FlowLayout()
        for text in card.fixes[:2]:
            button = Button(text, ButtonVariant.NORMAL, "wand", self)
            button.clicked.connect(self._fix)
            self._fixes.append(button)
            row.addWidget(button)
        if card.has_field:
            go = Button("Go to field", ButtonVariant.LINK, "target", self)
            go.clicked.connect(self._go)
            row.addWidget(go)
        return row

    def set_current(self, *, current: bool) -> None:
        """Marks the card that F8 stands on."""
        set_style_property(self, "current", "true" if current else None)

    def announce(self, action: CardAction) -> None:
        """The typed door to the signal."""
        self.acted.emit(action)

    def _fix(self) -> None:
        sender = self.sender()
        self.announce(CardAction(self._index, next(i for i, button in enumerate(self._fixes) if button is sender)))

    def _go(self) -> None:
        self.announce(CardAction(self._index, None))


class DiagnosisView(QScrollArea):
    """Headline, cards, and notes of the tab in front (objectName `errorList`)."""

    def __init__(self, presenter: DiagnosisPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._cards: list[CardView] = []
        self._limit = SHOWN
        self.setObjectName("errorList")
        self.setAccessibleName("Errors")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.refresh()

    @property
    def cards(self) -> tuple[CardView, ...]:
        """The cards that are built."""
        return tuple(self._cards)

    def refresh(self) -> None:
        """Shows the diagnosis of the tab in front."""
        self._limit = SHOWN
        self._build()

    def focus_card(self, event: FindingFocused) -> None:
        """Marks and shows the card of a finding."""
        for index, card in enumerate(self._cards):
            card.set_current(current=index == event.index)
            if index == event.index:
                self.ensureWidgetVisible(card)

    def _build(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        self._cards = []
        diagnosis = self._presenter.diagnosis
        if diagnosis is not None:
            layout.addWidget(MarkedLabel(diagnosis.headline, TextRole.BODY, body))
            for note in diagnosis.notes:
                layout.addWidget(MarkedLabel(note, TextRole.HINT, body))
            self._add_cards(layout, body)
        layout.addStretch(1)
        self.setWidget(body)

    def _add_cards(self, layout: QVBoxLayout, body: QWidget) -> None:
        cards = self._presenter.cards(self._limit)
        total = self._presenter.count()
        if sum(1 for card in cards if card.fixes) > 1:
            every = Button("Apply every fix", ButtonVariant.LINK, "wand", body)
            every.setObjectName("applyAllFixes")
            every.clicked.connect(self._presenter.apply_all_fixes)
            row = QHBoxLayout()
            row.addWidget(every)
            row.addStretch(1)
            layout.addLayout(row)
        for index, card in enumerate(cards):
            view = CardView(index, card, body)
            view.acted.connect(self._act)
            self._cards.append(view)
            layout.addWidget(view)
        if total > len(cards):
            more = Button(f"Show {total - len(cards)} more", ButtonVariant.LINK, "chevron-down", body)
            more.clicked.connect(self._show_more)
            layout.addWidget(more)

    def _act(self, action: CardAction) -> None:
        if action.fix is None:
            self._presenter.go_to_field(action.index)
        else:
            self._presenter.apply_fix(action.index, action.fix)

    def _show_more(self) -> None:
        self._limit += SHOWN
        self._build()
