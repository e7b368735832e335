"""Editors for a few known values that still take any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from app.ui.combo import ComboBox
from app.ui.editors.base import Edited
from app.ui.editors.line import MOST_CHARACTERS, LineEditor
from app.ui.metrics import CONTROL_HEIGHT, SPACE_S
from app.ui.properties import is_restyled, set_style_property
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.theme import current_zoom


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


class BoolEditor(QWidget):
    """true and false side by side; `other` opens a line for anything else, since a refusal is worth seeing.

    Signals:
        edited: An Edited with `true`, `false` or the other text.
    """

    edited: ClassVar[Signal] = Signal(Edited)

    def __init__(self, text: str = "false", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments = SegmentedControl(
            (
                Segment("true", "true", "The JSON value true."),
                Segment("false", "false", "The JSON value false."),
                Segment("other", "other…", "Any other text, to see what the server says."),
            ),
            "Value",
            parent=self,
        )
        self._line = LineEditor(parent=self)
        self._line.set_placeholder("anything")
        self._line.setAccessibleName("Other value")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._segments)
        layout.addWidget(self._line, 1)
        layout.addStretch(0)
        self.setFocusProxy(self._segments)
        self._segments.chosen.connect(self._on_chosen)
        self._line.edited.connect(self.announce)
        self._show(text)
        self._fit()

    def value_text(self) -> str:
        """`true`, `false` or the other text."""
        key = self._segments.current()
        return self._line.text() if key == "other" else key

    def set_value_text(self, text: str) -> None:
        """Shows another value without telling anybody."""
        if text != self.value_text():
            self._show(text)

    def set_state(self, state: str | None) -> None:
        """Colours the line of the other text."""
        self._line.set_state(state)

    def set_placeholder(self, text: str) -> None:
        """Words while the other text is empty."""
        self._line.set_placeholder(text)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(round(CONTROL_HEIGHT * current_zoom()))

    def _show(self, text: str) -> None:
        known = text in ("true", "false")
        self._segments.set_current(text if known else "other")
        self._line.set_value_text("" if known else text)
        self._line.setVisible(not known)

    def _on_chosen(self, chosen: SegmentChosen) -> None:
        self._line.setVisible(chosen.key == "other")
        if chosen.key == "other":
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.announce(Edited(self.value_text()))
