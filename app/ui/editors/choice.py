"""Editors for a few known values that still take any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from app.ui.combo import ComboBox
from app.ui.editors.base import Edited
from app.ui.editors.line import MOST_CHARACTERS
from app.ui.properties import set_style_property


@dataclass(frozen=True, slots=True)
class Choice:
    """One known value.

    Attributes:
        text: The value as text.
        note: What it means; shown as a tooltip.
    """

    text: str
    note: str = ""


class ChoiceEditor(ComboBox):
    """A list of known values; a value that is not in it can be typed.

    Signals:
        edited: An Edited when a person picked or typed.
    """

    edited: ClassVar[Signal] = Signal(Edited)

    def __init__(self, choices: tuple[Choice, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("data", "true")
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._line = QLineEdit(self)
        self._line.setMaxLength(MOST_CHARACTERS)
        # A line of our own makes it editable; asking for that first would make another line.
        self.setLineEdit(self._line)
        self.set_choices(choices)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self._line.textEdited.connect(self._tell)
        self.textActivated.connect(self._tell)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Offers other values; what stands there stays."""
        text = self.currentText()
        self.clear()
        for index, choice in enumerate(choices):
            self.addItem(choice.text)
            self.setItemData(index, choice.note or None, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(-1)
        self.set_value_text(text)

    def value_text(self) -> str:
        """The text, known or not."""
        return self.currentText()

    def set_value_text(self, text: str) -> None:
        """Shows another value without telling anybody."""
        if text != self.currentText():
            self.setCurrentIndex(self.findText(text, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive))
            self.setEditText(text)

    def set_state(self, state: str | None) -> None:
        """Colours the frame."""
        set_style_property(self, "state", state)

    def set_placeholder(self, text: str) -> None:
        """Words while it is empty."""
        self._line.setPlaceholderText(text)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def _tell(self, text: str) -> None:
        self.announce(Edited(text))
