"""Small controls beside the fields: presence, alternatives, the place of an item, names of entries, adding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.forms.model import Presence
from app.features.request_form.editor_view import PRESENCE_SEGMENTS, PresenceWanted
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.combo import ComboBox
from app.ui.editors.base import Edited
from app.ui.editors.line import LineEditor
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.core.forms.model import Branch
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

SIDE_BY_SIDE: Final = 28
"""Letters of alternatives that stand side by side; longer ones go into a list."""


class PresenceControl(SegmentedControl):
    """omit | null | value for one row.

    Signals:
        presence_wanted: A PresenceWanted.
    """

    presence_wanted = Signal(PresenceWanted)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(self._offered(row), row.field.label, row.presence.value, parent)
        self.setObjectName(f"presence:{row.field.path}")
        self._shown = row.presences
        self.chosen.connect(self._on_chosen)

    def show_row(self, row: Row) -> None:
        """Shows what holds."""
        # Once offered a choice stays: it would jump in and out while somebody types.
        if set(row.presences) - set(self._shown):
            self._shown = row.presences
            self.set_segments(self._offered(row), row.presence.value)
        elif self.current() != row.presence.value:
            self.set_current(row.presence.value)

    def announce_presence(self, wanted: PresenceWanted) -> None:
        """Tells who listens; the typed door to the signal."""
        self.presence_wanted.emit(wanted)

    @staticmethod
    def _offered(row: Row) -> tuple[Segment, ...]:
        return tuple(PRESENCE_SEGMENTS[each] for each in row.presences)

    def _on_chosen(self, chosen: SegmentChosen) -> None:
        self.announce_presence(PresenceWanted(Presence(chosen.key)))


@dataclass(frozen=True, slots=True)
class BranchWanted:
    """A person chose another alternative of a union."""

    index: int


class BranchChooser(QWidget):
    """The alternatives of a union, side by side where they are short, else as a list.

    Signals:
        branch_wanted: A BranchWanted.
    """

    branch_wanted = Signal(BranchWanted)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        field = row.field
        self.setObjectName(f"branch:{field.path}")
        self._segments: SegmentedControl | None = None
        self._list: ComboBox | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if sum(len(branch.label) for branch in field.branches) <= SIDE_BY_SIDE:
            layout.addWidget(self._make_segments(field.branches, f"Alternative of {field.label}"))
        else:
            layout.addWidget(self._make_list(field.branches, f"Alternative of {field.label}"))
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Shows the alternative that the value follows."""
        index = row.field.branch or 0
        if self._segments is not None:
            self._segments.set_current(str(index))
        if self._list is not None:
            self._list.setCurrentIndex(index)

    def choose(self, index: int) -> None:
        """Does what a click does."""
        if self._segments is not None:
            self._segments.choose(str(index))
        if self._list is not None:
            self._list.setCurrentIndex(index)
            self._on_activated(index)

    def announce(self, wanted: BranchWanted) -> None:
        """Tells who listens; the typed door to the signal."""
        self.branch_wanted.emit(wanted)

    def _make_segments(self, branches: tuple[Branch, ...], name: str) -> SegmentedControl:
        segments = tuple(Segment(str(branch.index), branch.label) for branch in branches)
        self._segments = SegmentedControl(segments, name, parent=self)
        self._segments.chosen.connect(self._on_chosen)
        self.setFocusProxy(self._segments)
        return self._segments

    def _make_list(self, branches: tuple[Branch, ...], name: str) -> ComboBox:
        self._list = ComboBox(self)
        self._list.setAccessibleName(name)
        self._list.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._list.setMinimumContentsLength(11)
        self._list.addItems([branch.label for branch in branches])
        self._list.activated.connect(self._on_activated)
        self.setFocusProxy(self._list)
        return self._list

    def _on_chosen(self, chosen: SegmentChosen) -> None:
        self.announce(BranchWanted(int(chosen.key)))

    def _on_activated(self, index: int) -> None:
        self.announce(BranchWanted(index))


class ItemButtons(QWidget):
    """Moves an item up or down, or takes it away; entries can only be taken away."""

    def __init__(self, host: FormHost, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._row = row
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._up = IconButton("arrow-up", "Move up", self)
        self._down = IconButton("arrow-down", "Move down", self)
        self._remove = IconButton("cross", "Remove", self)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._remove.clicked.connect(self._on_remove)
        for button in (self._up, self._down, self._remove):
            layout.addWidget(button)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Follows the item's place."""
        self._row = row
        path, item = row.field.path, row.item
        for button, word in ((self._up, "up"), (self._down, "down"), (self._remove, "remove")):
            button.setObjectName(f"{word}:{path}")
        several = item is not None and item.count > 1
        self._up.setVisible(several)
        self._down.setVisible(several)
        if item is not None:
            self._up.setEnabled(item.index > 0)
            self._down.setEnabled(item.index < item.count - 1)
        self._remove.set_name(f"Remove {row.field.label}")

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        if self._row.item is not None:
            self._host.presenter.edits.move(self._row.field.path, self._row.item.index + step)

    def _on_remove(self) -> None:
        self._host.presenter.edits.remove(self._row.field.path)


class KeyEditor(LineEditor):
    """The name of an entry; takes effect with Enter or when the keyboard leaves, Esc brings the old one back."""

    def __init__(self, host: FormHost, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(row.field.label, parent)
        self._host = host
        self._row = row
        self.setMinimumWidth(8 * self.fontMetrics().averageCharWidth())
        self.show_row(row)
        self.editingFinished.connect(self._commit)

    def show_row(self, row: Row) -> None:
        """Follows the entry."""
        self._row = row
        self.setObjectName(f"key:{row.field.path}")
        self.setAccessibleName(f"Name of {row.field.label}")
        if not self.hasFocus():
            self.set_value_text(row.field.label)

    def set_struck(self, *, struck: bool) -> None:
        """Strikes the name through: the server does not know it."""
        font = self.font()
        if font.strikeOut() != struck:
            font.setStrikeOut(struck)
            self.setFont(font)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc forgets what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._row.field.label:
            self.setText(self._row.field.label)
            self.set_state(None)
            return
        super().keyPressEvent(event)

    def _commit(self) -> None:
        taken = not self._host.presenter.edits.rename(self._row.field.path, self.text())
        self.set_state("error" if taken else None)
        self.setToolTip(_TAKEN if taken else "")


_TAKEN: Final = "Another entry has this name, or it is empty: the old name stays."


@dataclass(frozen=True, slots=True)
class GaveUp:
    """A person does not want to add anything after all."""


class AddBar(QWidget):
    """A button that adds something to a group; where it needs a name, it asks for it in its own place.

    Signals:
        wanted: An Edited with the name, empty where none is asked for.
        given_up: A GaveUp when a person changed their mind.
    """

    wanted = Signal(Edited)
    given_up = Signal(GaveUp)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._named = False
        self.button = Button("", ButtonVariant.LINK, "plus", self)
        self.name_editor = LineEditor(parent=self)
        self.name_editor.set_placeholder("its name, then Enter")
        self.name_editor.setAccessibleName("Name of the new entry")
        self.name_editor.setMaximumWidth(220)
        self.name_editor.hide()
        self._problem = Label("", TextRole.WARN, self)
        self._problem.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_S, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self.button)
        layout.addWidget(self.name_editor, 1)
        layout.addWidget(self._problem)
        layout.addStretch(1)
        self.button.clicked.connect(self._on_clicked)
        self.name_editor.returnPressed.connect(self._on_named)
        self.name_editor.edited.connect(self._on_edited)

    def set_words(self, text: str, *, named: bool) -> None:
        """Says what is added, and whether it gets a name."""
        self._named = named
        if self.button.text() != text:
            self.button.setText(text)

    def refuse(self, problem: str) -> None:
        """Says why the name cannot be taken."""
        self.name_editor.set_state("warn")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def ask(self) -> None:
        """Asks for a name."""
        self.button.hide()
        self.name_editor.show()
        self.name_editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_asking(self) -> bool:
        """Whether it waits for a name."""
        return not self.name_editor.isHidden()

    def settle(self) -> None:
        """Goes back to being a button."""
        self.name_editor.clear()
        self.name_editor.set_state(None)
        self._problem.hide()
        self.name_editor.hide()
        self.button.show()

    def announce(self, wanted: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.wanted.emit(wanted)

    def announce_given_up(self, given_up: GaveUp) -> None:
        """Tells who listens; the typed door to the signal."""
        self.given_up.emit(given_up)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape and self.name_editor.isVisible():
            self.settle()
            self.announce_given_up(GaveUp())
            return
        super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        if not self._named:
            self.announce(Edited(""))
            return
        self.ask()

    def _on_named(self) -> None:
        self.announce(Edited(self.name_editor.text()))

    def _on_edited(self, edited: Edited) -> None:
        self.refuse("")
        self.name_editor.set_state(None)
