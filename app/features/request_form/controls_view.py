"""Small controls beside the fields: presence, alternatives, the place of an item, names of entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.forms.model import Presence
from app.features.request_form.any_kinds import AnyKind
from app.features.request_form.editor_view import PRESENCE_SEGMENTS, PresenceWanted
from app.ui.combo import ComboBox
from app.ui.editors.line import LineEditor
from app.ui.list_model import ListRow
from app.ui.lists import ItemChosen
from app.ui.picker import SEARCHED_FROM, PickerButton
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
        self._picker: PickerButton | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if sum(len(branch.label) for branch in field.branches) <= SIDE_BY_SIDE:
            layout.addWidget(self._make_segments(field.branches, f"Alternative of {field.label}"))
        elif len(field.branches) < SEARCHED_FROM:
            layout.addWidget(self._make_list(field.branches, f"Alternative of {field.label}"))
        else:
            layout.addWidget(self._make_picker(field.branches, f"Alternative of {field.label}"))
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Shows the alternative that the value follows."""
        index = row.field.branch or 0
        if self._segments is not None:
            self._segments.set_current(str(index))
        if self._list is not None:
            self._list.setCurrentIndex(index)
        if self._picker is not None:
            self._picker.set_current(str(index))

    def choose(self, index: int) -> None:
        """Does what a click does."""
        if self._segments is not None:
            self._segments.choose(str(index))
        if self._list is not None:
            self._list.setCurrentIndex(index)
            self._on_activated(index)
        if self._picker is not None:
            self._picker.announce(ItemChosen(str(index), activated=True))

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

    def _make_picker(self, branches: tuple[Branch, ...], name: str) -> PickerButton:
        rows = tuple(ListRow(str(branch.index), branch.label, secondary=_says(branch)) for branch in branches)
        self._picker = PickerButton(name, rows, self)
        self._picker.picked.connect(self._on_picked)
        self.setFocusProxy(self._picker)
        return self._picker

    def _on_picked(self, chosen: ItemChosen) -> None:
        self.announce(BranchWanted(int(chosen.key)))

    def _on_chosen(self, chosen: SegmentChosen) -> None:
        self.announce(BranchWanted(int(chosen.key)))

    def _on_activated(self, index: int) -> None:
        self.announce(BranchWanted(index))


@dataclass(frozen=True, slots=True)
class KindWanted:
    """A person says which kind a value that may be anything shall be."""

    kind: AnyKind


class KindChooser(ComboBox):
    """How a value that may be anything is edited.

    Signals:
        kind_wanted: A KindWanted.
    """

    kind_wanted = Signal(KindWanted)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"Kind of {row.field.label}")
        self.setToolTip("JSON takes any value; the others are one kind each.")
        self.addItems([kind.value for kind in AnyKind])
        self.activated.connect(self._on_activated)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Shows how the value is edited."""
        self.setObjectName(f"kind:{row.field.path}")
        self.setVisible(row.any_kind is not None)
        self.setCurrentText((row.any_kind or AnyKind.JSON).value)

    def choose(self, kind: AnyKind) -> None:
        """Does what a click does."""
        self.setCurrentText(kind.value)
        self.announce(KindWanted(kind))

    def announce(self, wanted: KindWanted) -> None:
        """Tells who listens; the typed door to the signal."""
        self.kind_wanted.emit(wanted)

    def _on_activated(self, index: int) -> None:
        self.announce(KindWanted(AnyKind(self.itemText(index))))


def _says(branch: Branch) -> str:
    """What tells an alternative apart beside its label: its tag, else the first line of its description."""
    if branch.tag and branch.tag != branch.label:
        return branch.tag
    description = str(branch.schema.mapping.get("description") or branch.schema.mapping.get("title") or "")
    return description.strip().partition("\n")[0] if description != branch.label else ""


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
