"""One error: where, what the server says, why, what was sent, what the rule is, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.badges import Chip
from app.ui.buttons import Button, ButtonVariant
from app.ui.flow import FlowLayout
from app.ui.labels import Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.properties import set_style_property
from app.ui.theme import Level
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.features.diagnosis.presenter import Card


@dataclass(frozen=True, slots=True)
class CardAction:
    """Something a person wants done about an error.

    Attributes:
        index: The finding.
        fix: Which fix; None for "Go to field".
    """

    index: int
    fix: int | None = None


@dataclass(frozen=True, slots=True)
class ButtonLook:
    """How a card's button looks, and what it is called."""

    name: str
    icon: str
    variant: ButtonVariant = ButtonVariant.NORMAL


class CardButton(Button):
    """A button that knows what it is for.

    Signals:
        acted: A CardAction.
    """

    acted = Signal(CardAction)

    def __init__(self, text: str, action: CardAction, look: ButtonLook, parent: QWidget) -> None:
        super().__init__(text, look.variant, look.icon, parent)
        self._action = action
        self.setObjectName(look.name)
        self.clicked.connect(self._tell)

    def announce(self, action: CardAction) -> None:
        """The typed door to the signal."""
        self.acted.emit(action)

    def _tell(self) -> None:
        self.announce(self._action)


def narrow(words: Label) -> Label:
    """The same words, which may be given less room than their longest one wants."""
    take_any_width(words)
    return words


class CardView(QFrame):
    """One error.

    Signals:
        acted: A CardAction.
    """

    acted = Signal(CardAction)

    def __init__(self, index: int, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self._has_field = card.has_field
        self.setObjectName(f"errorCard:{index}")
        self.setProperty("card", "error")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{card.title}: {card.message}")
        self.setAccessibleDescription(" ".join(part for part in (card.rule, card.why) if part))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_S, SPACE_M, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addLayout(self._head(card))
        layout.addWidget(narrow(Label(card.message, TextRole.BODY, wrap=True, selectable=True, parent=self)))
        if card.why:
            layout.addWidget(narrow(MarkedLabel(card.why, TextRole.INFO, self)))
        layout.addLayout(self._facts(card))
        if card.note:
            layout.addWidget(narrow(MarkedLabel(card.note, TextRole.HINT, self)))
        layout.addLayout(self._buttons(card))
        take_any_width(self)

    def set_current(self, *, current: bool) -> None:
        """Marks the card that F8 stands on."""
        if current is not (self.property("current") == "true"):
            set_style_property(self, "current", "true" if current else None)

    def announce(self, action: CardAction) -> None:
        """The typed door to the signal."""
        self.acted.emit(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self._has_field:
            self.announce(CardAction(self.index))
        else:
            super().keyPressEvent(event)

    def _head(self, card: Card) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        title = Label(card.title, TextRole.HEADING, wrap=True, selectable=True, parent=self)
        row.addWidget(narrow(title), 1)
        if card.code:
            row.addWidget(Chip(card.code, Level.ERROR, parent=self), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _facts(self, card: Card) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_XS)
        facts = [(name, value) for name, value in (("you sent", card.sent), ("rule", card.rule)) if value]
        for row, (name, value) in enumerate(facts):
            grid.addWidget(Label(name, TextRole.MUTED, parent=self), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(narrow(Label(value, TextRole.DATA, wrap=True, selectable=True, parent=self)), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _buttons(self, card: Card) -> FlowLayout:
        row = FlowLayout()
        for number, text in enumerate(card.fixes):
            look = ButtonLook(f"fix:{self.index}:{number}", "wand")
            row.addWidget(self._button(text, CardAction(self.index, number), look))
        if card.has_field:
            look = ButtonLook(f"goToField:{self.index}", "target", ButtonVariant.LINK)
            row.addWidget(self._button("Go to field", CardAction(self.index), look))
        return row

    def _button(self, text: str, action: CardAction, look: ButtonLook) -> CardButton:
        button = CardButton(text, action, look, self)
        button.acted.connect(self.announce)
        return button
