"""What settings are made of: a switch with its effect below, a line with its name before it and its problem below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.check_box import CheckBox
from app.ui.icons import icon_size
from app.ui.labels import Label, TextRole
from app.ui.metrics import ICON, SPACE_S, SPACE_XS
from app.ui.widths import take_any_width


@dataclass(frozen=True, slots=True)
class Switched:
    """A person switched something."""

    on: bool


def column(parent: QWidget) -> QVBoxLayout:
    """A layout of settings below each other."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_S)
    return layout


def grid(parent: QWidget) -> QGridLayout:
    """A layout of names and what they name."""
    layout = QGridLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setHorizontalSpacing(SPACE_S)
    layout.setVerticalSpacing(SPACE_XS)
    layout.setColumnStretch(1, 1)
    return layout


def hint(text: str, parent: QWidget, role: TextRole = TextRole.HINT) -> Label:
    """Words about a setting."""
    label = Label(text, role, parent, wrap=True)
    take_any_width(label)
    return label


def heading(text: str, parent: QWidget) -> Label:
    """The name of a group."""
    label = Label(text, TextRole.BODY, parent)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def name(text: str, parent: QWidget) -> Label:
    """The name before a line."""
    return Label(text, TextRole.MUTED, parent)


class Problem(Label):
    """Why what is typed is not in force; hidden where it is."""

    def __init__(self, line: str, parent: QWidget) -> None:
        super().__init__("", TextRole.ERROR, parent, wrap=True)
        take_any_width(self)
        self.setObjectName(f"problem:{line}")
        self.hide()

    def say(self, text: str) -> None:
        """Shows a problem, or none."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Switch(QWidget):
    """A check box, and below it what it does.

    Signals:
        switched: A Switched.

    Attributes:
        box: The check box; its objectName is the given one.
    """

    switched = Signal(Switched)

    def __init__(self, object_name: str, text: str, effect: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.box = CheckBox(text, self)
        self.box.setObjectName(object_name)
        self.box.setAccessibleDescription(effect)
        self.box.clicked.connect(self._tell)
        words = hint(effect, self)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(0)
        layout.setVerticalSpacing(0)
        layout.setColumnMinimumWidth(0, icon_size(ICON) + SPACE_S)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self.box, 0, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(words, 1, 1)
        take_any_width(self)

    def set_on(self, *, on: bool) -> None:
        """Shows the state without telling anybody."""
        if self.box.isChecked() != on:
            self.box.setChecked(on)

    def announce(self, switched: Switched) -> None:
        """Tells who listens; the typed door to the signal."""
        self.switched.emit(switched)

    def _tell(self) -> None:
        self.announce(Switched(self.box.isChecked()))
