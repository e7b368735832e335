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


class _CardButton(Button):
    """A button that knows what it is for.

    Signals:
        acted: A CardAction.
    """

    acted = Signal(CardAction)

    def __init__(self, text: str, action: CardAction, parent: QWidget) -> None:
        is_fix = action.fix is not None
        variant = ButtonVariant.NORMAL if is_fix else ButtonVariant.LINK
        super().__init__(text, variant, "wand" if is_fix else "target", parent)
        self._action = action
        self.setObjectName(f"fix:{action.index}:{action.fix}" if is_fix else f"goToField:{action.index}")
        self.clicked.connect(self._tell)

    def announce(self, action: CardAction) -> None:
        """The typed door to the signal."""
        self.acted.emit(action)

    def _tell(self) -> None:
        self.announce(self._action)


def _narrow(words: Label) -> Label:
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
        layout.addWidget(_narrow(Label(card.message, TextRole.BODY, wrap=True, selectable=True, parent=self)))
        if card.why:
            layout.addWidget(_narrow(MarkedLabel(card.why, TextRole.INFO, self)))
        layout.addLayout(self._facts(card))
        if card.note:
            layout.addWidget(_narrow(MarkedLabel(card.note, TextRole.HINT, self)))
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
        row.addWidget(_narrow(title), 1)
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
            grid.addWidget(_narrow(Label(value, TextRole.DATA, wrap=True, selectable=True, parent=self)), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _buttons(self, card: Card) -> FlowLayout:
        row = FlowLayout()
        actions = [(text, CardAction(self.index, number)) for number, text in enumerate(card.fixes)]
        if card.has_field:
            actions.append(("Go to field", CardAction(self.index)))
        for text, action in actions:
            button = _CardButton(text, action, self)
            button.acted.connect(self.announce)
            row.addWidget(button)
        return row
