"""One row of a form: name, type, editor, presence, hint, and the messages pinned on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.badges import Chip
from app.ui.labels import Label, TextRole
from app.ui.messages import MessageAction, MessageList, PinnedMessage
from app.ui.metrics import CONTROL_HEIGHT, EDGE, SPACE_M, SPACE_S, SPACE_XS
from app.ui.names import NameLabel
from app.ui.painting import fill_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Level, Token, current_theme, current_zoom
from app.ui.widths import show_now, take_any_width

LABEL_WIDTH = 152
"""Width of the name column at 100 % zoom."""
INDEX_WIDTH = 32
"""The same where the name is only the index of an item."""
STACK_BELOW = 420
"""Rows narrower than this put the editor below the name."""
LEAST_EDITOR = 120
"""Nor do they stand side by side where less than this is left for the editor."""
_UNLIMITED = 16777215


class RowState(StrEnum):
    """What the row's left edge and its editor show."""

    NORMAL = "normal"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"
    OMITTED = "omitted"


@runtime_checkable
class StatefulEditor(Protocol):
    """An editor that shows the state of its row."""

    def set_state(self, state: str | None) -> None:
        """Takes `error`, `warn`, `ok`, `omitted` or None."""
        ...


@dataclass(frozen=True, slots=True)
class RowActionTriggered:
    """A person pressed an action of a message.

    Attributes:
        row: The row's objectName.
        action: What was pressed.
    """

    row: str
    action: MessageAction


@dataclass(frozen=True, slots=True)
class RowText:
    """The words of a row.

    Attributes:
        name: The wire name, shown in the fixed font.
        required: Whether a mark says that a value is demanded.
        type_chip: Short type text; may be empty.
        hint: The rules in words; may be empty.
        description: Longer words, shown as a tooltip and below the editor when a person asks.
        struck: Whether the name is struck through (deprecated).
        is_index: Whether the name is only the index of an item; such rows are narrow and stand close together.
    """

    name: str
    required: bool = False
    type_chip: str = ""
    hint: str = ""
    description: str = ""
    struck: bool = False
    is_index: bool = False


class FormRow(QWidget):
    """Label with required mark and type chip; slots for editor, presence and trailing buttons; messages below.

    Signals:
        action_triggered: A RowActionTriggered.
    """

    action_triggered = Signal(RowActionTriggered)

    def __init__(self, text: RowText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor: QWidget | None = None
        self._omitted = False
        self._confirmed = False
        self._stacked: bool | None = None
        self._zoom = 0.0
        self._hint_text = text.hint
        self._longer_words = text.description
        self._is_index = text.is_index
        self._aside: list[QWidget] = []
        # Everything has its last parent from the start: each change of parent styles a widget anew.
        self._head = QWidget(self)
        self._slot = QWidget(self)
        self._below = QWidget(self)
        self.name_label = NameLabel(text.name, self._head, required=text.required, struck=text.struck)
        self.name_label.setToolTip(text.description)
        self.chip = Chip(text.type_chip, parent=self._head, bare=True)
        # What most rows never show is made when it is wanted: each widget costs time, again with every other theme.
        self._hint: Label | None = None
        self._description: Label | None = None
        self._messages: MessageList | None = None
        self._build()
        self._arrange()

    def editor(self) -> QWidget | None:
        """What stands in the editor slot."""
        return self._editor

    @property
    def slot(self) -> QWidget:
        """The parent for editors and for what stands beside them."""
        return self._slot

    def set_editor(self, editor: QWidget) -> None:
        """Puts the editor into its slot; the row becomes its parent and names it for screen readers."""
        if self._editor is not None:
            self._slot_layout.removeWidget(self._editor)
            self._editor.setParent(None)
            self._editor.deleteLater()
        self._editor = editor
        # A compact editor keeps its width and leaves the rest to the stretch, so that what follows stays at the right.
        compact = editor.maximumWidth() < _UNLIMITED
        self._slot_layout.insertWidget(0, editor, 0 if compact else 1, Qt.AlignmentFlag.AlignTop)
        self._slot_layout.setStretch(1, 1 if compact else 0)
        editor.setAccessibleName(self.name_label.spoken())
        self.name_label.setBuddy(editor)
        self._show_state()

    def set_presence(self, control: QWidget) -> None:
        """Puts a control for omit, null and value to the right of the editor; in little room beside the name."""
        self._aside.append(control)
        self._arrange()
        self._place_aside()

    def add_trailing(self, widget: QWidget) -> None:
        """Adds a button at the right end, for example the one that removes the row."""
        self._slot_layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def set_name_editor(self, editor: QWidget) -> None:
        """Puts an editor in place of the name, for keys that a person chooses."""
        self.name_label.hide()
        self._head_layout.insertWidget(0, editor)
        editor.show()

    def set_hint(self, text: str) -> None:
        """Changes the rules in words."""
        self._hint_text = text
        self._show_hint()
        self._describe()

    def set_type_chip(self, text: str) -> None:
        """Changes the short type text."""
        self.chip.set_text(text)

    def set_omitted(self, *, omitted: bool) -> None:
        """Fades the row: nothing of it will be sent."""
        self._omitted = omitted
        self._show_state()

    def set_confirmed(self, *, confirmed: bool) -> None:
        """Shows a quiet green edge: what was wrong here is mended."""
        self._confirmed = confirmed
        self._show_state()

    def set_messages(self, messages: tuple[PinnedMessage, ...]) -> None:
        """Pins messages on the row; the most serious one colours it. An empty tuple clears it."""
        if messages or self._messages is not None:
            self._message_list().set_messages(messages)
            self._show_state()

    def messages(self) -> tuple[PinnedMessage, ...]:
        """What is pinned on the row."""
        return self._messages.messages() if self._messages is not None else ()

    def state(self) -> RowState:
        """What the row shows, messages first."""
        level = self._messages.level() if self._messages is not None else None
        if level in (Level.ERROR, Level.WARN):
            return RowState(level.value)
        if self._omitted:
            return RowState.OMITTED
        return RowState.OK if self._confirmed else RowState.NORMAL

    def toggle_description(self) -> None:
        """Shows or hides the longer words below the editor."""
        if not self._longer_words:
            return
        if self._description is None:
            self._description = self._words(self._longer_words, TextRole.MUTED, 1 if self._hint is not None else 0)
        else:
            self._description.setVisible(self._description.isHidden())

    def focus_editor(self) -> None:
        """Puts the keyboard into the editor."""
        if self._editor is not None:
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def announce(self, triggered: RowActionTriggered) -> None:
        """Tells who listens; the typed door to the signal."""
        self.action_triggered.emit(triggered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stacks or unstacks."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event) and self._zoom != current_zoom():
            self._stacked = None
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the coloured left edge."""
        token = {RowState.ERROR: Token.ERROR, RowState.WARN: Token.WARN, RowState.OK: Token.OK}.get(self.state())
        if token is not None:
            painter = QPainter(self)
            fill_rounded(painter, QRectF(0, 2, EDGE, self.height() - 4), current_theme().color(token), EDGE / 2)

    def _build(self) -> None:
        self._head_layout = QVBoxLayout(self._head)
        self._head_layout.setContentsMargins(0, 0, 0, 0)
        self._head_layout.setSpacing(0)
        self._head_layout.addWidget(self.name_label)
        self._head_layout.addWidget(self.chip)
        self._head_layout.addStretch(1)
        self._slot_layout = QHBoxLayout(self._slot)
        self._slot_layout.setContentsMargins(0, 0, 0, 0)
        self._slot_layout.setSpacing(SPACE_S)
        self._slot_layout.addStretch(0)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(1, 0, 0, 0)
        below.setSpacing(SPACE_XS)
        self._below_layout = below
        self._show_hint()
        self._grid = QGridLayout(self)
        around = 0 if self._is_index else SPACE_XS
        self._grid.setContentsMargins(SPACE_M, around, 0, around)
        self._grid.setHorizontalSpacing(SPACE_XS if self._is_index else SPACE_M)
        self._grid.setVerticalSpacing(SPACE_XS - 1)
        take_any_width(self)

    def _show_hint(self) -> None:
        if self._hint is None and self._hint_text:
            self._hint = self._words(self._hint_text, TextRole.HINT, 0)
        elif self._hint is not None:
            self._hint.setText(self._hint_text)
            self._hint.setVisible(bool(self._hint_text))

    def _words(self, text: str, role: TextRole, index: int) -> Label:
        label = Label(text, role, self._below, wrap=True)
        take_any_width(label)
        self._below_layout.insertWidget(index, label)
        show_now(label)
        return label

    def _message_list(self) -> MessageList:
        if self._messages is None:
            self._messages = MessageList(self._below)
            self._messages.action_triggered.connect(self._relay)
            self._below_layout.addWidget(self._messages)
        return self._messages

    def _arrange(self) -> None:
        zoom = current_zoom()
        stacked = 0 < self.width() < self._least_width(zoom) and not self._is_index
        if stacked == self._stacked:
            return
        self._stacked, self._zoom = stacked, zoom
        for part in (self._head, self._slot, self._below):
            self._grid.removeWidget(part)
        if stacked:
            self._grid.addWidget(self._head, 0, 0)
            self._grid.addWidget(self._slot, 1, 0)
            self._grid.addWidget(self._below, 2, 0)
            self._grid.setColumnStretch(0, 1)
            self._grid.setColumnStretch(1, 0)
            self._head.setMinimumWidth(0)
            self._head.setMaximumWidth(_UNLIMITED)
        else:
            self._grid.addWidget(self._head, 0, 0, 2, 1)
            self._grid.addWidget(self._slot, 0, 1)
            self._grid.addWidget(self._below, 1, 1)
            self._grid.setColumnStretch(0, 0)
            self._grid.setColumnStretch(1, 1)
            self._head.setFixedWidth(round((INDEX_WIDTH if self._is_index else LABEL_WIDTH) * zoom))
        self._head_layout.setDirection(
            QVBoxLayout.Direction.LeftToRight if stacked else QVBoxLayout.Direction.TopToBottom
        )
        self._head_layout.setSpacing(SPACE_S if stacked else 0)
        self.name_label.setFixedHeight(round((CONTROL_HEIGHT - (6 if stacked else 0)) * zoom))
        self._place_aside()

    def _least_width(self, zoom: float) -> float:
        """What name and editor side by side want."""
        aside = sum(control.sizeHint().width() + SPACE_S for control in self._aside)
        return max(STACK_BELOW * zoom, (LABEL_WIDTH + LEAST_EDITOR) * zoom + 2 * SPACE_M + aside)

    def _place_aside(self) -> None:
        """Editors keep the whole width of a stacked row."""
        # Behind the editor and the stretch, before what trails.
        first = 1 + (self._editor is not None)
        for index, control in enumerate(self._aside):
            if self._stacked and self._head_layout.indexOf(control) < 0:
                self._head_layout.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
            elif not self._stacked and self._slot_layout.indexOf(control) < 0:
                self._slot_layout.insertWidget(first + index, control, 0, Qt.AlignmentFlag.AlignTop)

    def _show_state(self) -> None:
        state = self.state()
        shown = None if state is RowState.NORMAL else state.value
        stateful: object = self._editor
        if isinstance(stateful, StatefulEditor):
            stateful.set_state(shown)
        self.name_label.set_faded(faded=state is RowState.OMITTED)
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self._editor is not None:
            spoken = self._messages.spoken() if self._messages is not None else ""
            parts = (spoken, self._hint_text, self._longer_words)
            self._editor.setAccessibleDescription(" ".join(part for part in parts if part))

    def _relay(self, action: MessageAction) -> None:
        self.announce(RowActionTriggered(self.objectName(), action))
