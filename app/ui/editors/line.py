"""Editors on one line: text, numbers with stepping, secrets, and helpers that fill in a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QDateTime, QEvent, QSize, Qt, QUuid, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.editors.base import Edited
from app.ui.icons import icon
from app.ui.properties import is_restyled, set_style_property
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from collections.abc import Callable

_BIG_STEP = 10
_NUMBER_WIDTH = 200
MOST_CHARACTERS = 2**31 - 1


def has_nothing_to_undo(event: QKeyEvent, *, undo: bool, redo: bool) -> bool:
    """Whether a key asks for an undo or redo that an editor has not."""
    wants_undo = event.matches(QKeySequence.StandardKey.Undo) and not undo
    return wants_undo or (event.matches(QKeySequence.StandardKey.Redo) and not redo)


@dataclass(frozen=True, slots=True)
class ValueHelper:
    """A small button that fills in a value.

    Attributes:
        icon_name: Its icon.
        name: What it does.
        make: Makes the value at the moment of the click.
    """

    icon_name: str
    name: str
    make: Callable[[], str]


class LineEditor(QLineEdit):
    """One line of text in the fixed font.

    Signals:
        edited: An Edited after each keystroke, paste or helper of a person.
    """

    edited: ClassVar[Signal] = Signal(Edited)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt would cut at 32,767 characters without a word.
        self.setMaxLength(MOST_CHARACTERS)
        self.setText(text)
        # A long value is read from its beginning.
        self.setCursorPosition(0)
        self.setProperty("data", "true")
        self._helper: ValueHelper | None = None
        self._action_icons: list[tuple[QAction, str]] = []
        self.textEdited.connect(self._tell)

    def value_text(self) -> str:
        """The text."""
        return self.text()

    def set_value_text(self, text: str) -> None:
        """Shows another text without telling anybody."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def enter_text(self, text: str) -> None:
        """Does what typing does: replaces the text and tells it."""
        self.setText(text)
        self._tell(text)

    def set_state(self, state: str | None) -> None:
        """Colours the frame."""
        set_style_property(self, "state", state)

    def set_placeholder(self, text: str) -> None:
        """Words while it is empty."""
        self.setPlaceholderText(text)

    def add_button(self, icon_name: str, name: str) -> QAction:
        """Adds a small button at the right end; connect its `triggered`."""
        action = QAction(icon(icon_name), name, self)
        action.setToolTip(name)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        self._action_icons.append((action, icon_name))
        return action

    def add_helper(self, helper: ValueHelper) -> None:
        """Adds a button that fills in the helper's value."""
        self._helper = helper
        self.add_button(helper.icon_name, helper.name).triggered.connect(self.fill_in)

    def fill_in(self) -> None:
        """Puts the helper's value in, as typing does; does nothing without one."""
        if self._helper is not None:
            self.enter_text(self._helper.make())

    def set_button_icon(self, action: QAction, icon_name: str) -> None:
        """Shows another icon on a button of this line."""
        self._action_icons = [(one, icon_name if one is action else name) for one, name in self._action_icons]
        action.setIcon(icon(icon_name))

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Types; an undo or redo that it has nothing for is left to what stands around it."""
        if has_nothing_to_undo(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever is led here by something else than mouse or Tab goes on at the end."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.OtherFocusReason and not self.hasSelectedText():
            self.end(False)  # noqa: FBT003 - the signature is Qt's

    def changeEvent(self, event: QEvent) -> None:
        """Colours the buttons anew."""
        super().changeEvent(event)
        if is_restyled(event):
            for action, name in self._action_icons:
                action.setIcon(icon(name))

    def _tell(self, text: str) -> None:
        self.announce(Edited(text))


class NumberEditor(LineEditor):
    """Digits at the right; Up and Down step, PageUp and PageDown step ten times. Any other text stays as typed.

    Args:
        step: What Up adds; 1 when it is not positive.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, step: Decimal = Decimal(1)) -> None:
        super().__init__(text, parent)
        self._step = step if step > 0 else Decimal(1)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._fit()

    def sizeHint(self) -> QSize:
        """Compact, so that the digits stay near their name."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(round(_NUMBER_WIDTH * current_zoom()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steps, or types."""
        count = _STEPS.get(Qt.Key(event.key()))
        if count is None or self.isReadOnly() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self.step(count)

    def step(self, count: int) -> None:
        """Adds `count` steps; an empty field starts at zero, other words stay."""
        stepped = stepped_number(self.text(), self._step, count)
        if stepped is not None:
            self.enter_text(stepped)


_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: _BIG_STEP,
    Qt.Key.Key_PageDown: -_BIG_STEP,
}


def stepped_number(text: str, step: Decimal, count: int) -> str | None:
    """The number in `text` plus `count` steps, exact to the last digit; None where the text is no finite number."""
    try:
        number = Decimal(text.strip() or "0")
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 1000:
        return None
    with localcontext() as context:
        context.prec = 2100
        return f"{number + step * count:f}"


class SecretEditor(LineEditor):
    """Hidden letters with an eye that shows them."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = self.add_button("eye", "Show the secret")
        self._eye.triggered.connect(self.toggle_shown)

    def toggle_shown(self) -> None:
        """Shows or hides the letters."""
        shown = self.echoMode() is QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.set_button_icon(self._eye, "eye-off" if shown else "eye")
        self._eye.setToolTip("Hide the secret" if shown else "Show the secret")


def now_text() -> str:
    """The time now in RFC 3339, UTC."""
    return QDateTime.currentDateTimeUtc().toString(Qt.DateFormat.ISODate)


def today_text() -> str:
    """Today as `YYYY-MM-DD`, in the person's time zone."""
    return QDateTime.currentDateTime().date().toString(Qt.DateFormat.ISODate)


def time_text() -> str:
    """The time of day now as `HH:MM:SSZ`, UTC."""
    return QDateTime.currentDateTimeUtc().time().toString(Qt.DateFormat.ISODate) + "Z"


def uuid_text() -> str:
    """A new random UUID."""
    return QUuid.createUuid().toString(QUuid.StringFormat.WithoutBraces)


HELPERS: dict[str, ValueHelper] = {
    "date-time": ValueHelper("clock", "Now", now_text),
    "date": ValueHelper("clock", "Today", today_text),
    "time": ValueHelper("clock", "Now", time_text),
    "uuid": ValueHelper("fingerprint", "New UUID", uuid_text),
}
"""For each string format that can be filled in, its helper."""
