"""Objects, arrays, maps and unions of them: a header, and inside it rows again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.forms.model import FieldKind, Presence
from app.features.request_form.adding_view import Adder
from app.features.request_form.column_view import Column
from app.features.request_form.controls_view import (
    BranchChooser,
    KeyEditor,
    KindChooser,
    PresenceControl,
)
from app.features.request_form.discard_view import discard
from app.features.request_form.examples_view import ExamplesButton, is_worth_offering
from app.features.request_form.field_view import FieldRow
from app.features.request_form.ghost_view import Absent, GhostRow
from app.features.request_form.item_view import ItemButtons
from app.features.request_form.menu_view import open_menu
from app.features.request_form.read_only_view import ReadOnlyLine
from app.features.request_form.row_deeds import RowDeeds
from app.features.request_form.words import count_level, count_words, pinned
from app.ui.buttons import IconButton
from app.ui.metrics import SPACE_XS
from app.ui.sections import Section, SectionText, SectionToggled
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QContextMenuEvent

    from app.core.forms.model import Field
    from app.features.request_form.column_view import RowWidget
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

OPEN_DEPTH: Final = 3
"""Groups nested deeper start folded."""

OPEN_ITEMS: Final = 4
"""Arrays with more items start with folded ones."""


def make_row(host: FormHost, row: Row, depth: int, parent: QWidget) -> RowWidget:
    """The widget for a row."""
    return GroupRow(host, row, depth, parent) if row.is_group else FieldRow(host, row, parent)


class GroupContent(QWidget):
    """What stands inside a group: its rows, members that the server misses, and a way to add more.

    Args:
        depth: How many groups are around it.
    """

    def __init__(self, host: FormHost, field: Field, depth: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._field = field
        self._depth = depth
        self._ghosts: dict[str, GhostRow] = {}
        self._absent = Absent(self)
        self._absent.button.clicked.connect(self._fill_in)
        self._column = Column(host, field, self._make, self)
        self._ghost_box = QVBoxLayout()
        self._ghost_box.setSpacing(SPACE_XS)
        self._read_only = ReadOnlyLine(host, self)
        self._add = Adder(host, field, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        for part in (self._absent, self._column):
            layout.addWidget(part)
        layout.addLayout(self._ghost_box)
        layout.addWidget(self._read_only)
        layout.addWidget(self._add)
        take_any_width(self)
        self.refresh()

    def refresh(self) -> None:
        """Shows the rows as they are now."""
        presenter = self._host.presenter
        self._field = presenter.field(self._field.path) or self._field
        row = presenter.row(self._field)
        there = row.presence is Presence.VALUE
        self._absent.setVisible(not there)
        self._absent.show_presence(row)
        is_list = isinstance(presenter.value(self._field.path), list)
        self._add.show_row(row, is_list=is_list, is_there=there)
        self._read_only.show_hidden(self._field, presenter.groups.hidden(self._field))
        self._column.set_names(self._field, presenter.names(self._field))
        self.refresh_ghosts()

    def refresh_marks(self) -> None:
        """Shows what is said about everything in here now."""
        self.refresh_ghosts()
        for widget in self._column.built():
            self._host.mark(widget)

    def known(self) -> Collection[str]:
        """The names that have a row here, so that nothing about them need be told on the group itself."""
        return self._column.names() | self._ghosts.keys()

    def row_for(self, name: str) -> RowWidget | GhostRow | None:
        """The row of a member or item, built now if need be; None where there is none."""
        return self._ghosts.get(name) or self._column.row_for(name)

    def built_row(self, name: str) -> RowWidget | None:
        """The row of a member or item if it is built."""
        return self._column.built_row(name)

    def is_waiting(self, name: str) -> bool:
        """Whether it will have a row that is not built yet."""
        return self._column.is_waiting(name)

    def rows(self) -> tuple[RowWidget, ...]:
        """The rows that are built."""
        return self._column.built()

    def ask_name(self) -> None:
        """Asks for the name of a member to add."""
        self._add.ask_name()

    def _make(self, row: Row, parent: QWidget) -> RowWidget:
        return make_row(self._host, row, self._depth + 1, parent)

    def refresh_ghosts(self) -> None:
        """Shows the members that the server misses now."""
        ghosts = self._host.presenter.marks.ghosts(self._field, self._column.names())
        wanted = {ghost.name for ghost in ghosts}
        for name in [name for name in self._ghosts if name not in wanted]:
            widget = self._ghosts.pop(name)
            discard(widget)
        for ghost in ghosts:
            if ghost.name not in self._ghosts:
                self._ghosts[ghost.name] = GhostRow(self._host, self._field, ghost, self)
                self._ghost_box.addWidget(self._ghosts[ghost.name])
            self._ghosts[ghost.name].show_ghost(ghost)
            self._ghosts[ghost.name].show()

    def _fill_in(self) -> None:
        presenter = self._host.presenter
        presenter.edits.set_presence(presenter.row(self._field), Presence.VALUE)


class GroupRow(RowDeeds, Section):
    """A group with its header."""

    def __init__(self, host: FormHost, row: Row, depth: int, parent: QWidget | None = None) -> None:
        self._host = host
        self._row = row
        self._depth = depth
        super().__init__(_words(row, is_open=False), self._make_content, parent)
        self.setObjectName(f"field:{row.field.path}")
        self._presence: PresenceControl | None = None
        self._branch: BranchChooser | None = None
        self._buttons: ItemButtons | None = None
        self._key: KeyEditor | None = None
        self._examples: ExamplesButton | None = None
        self._kind: KindChooser | None = None
        self._plus: IconButton | None = None
        self._make_controls(row)
        self._show_header(row)
        self.action_triggered.connect(self._on_action)
        self.toggled.connect(self._on_group_toggled)
        if self._starts_open(row):
            self.set_expanded(expanded=True)
        self.refresh_marks()

    def group(self) -> GroupContent | None:
        """What stands inside; None while it was never open."""
        content = self.content()
        return content if isinstance(content, GroupContent) else None

    def open_group(self) -> GroupContent | None:
        """Opens it and returns what stands inside."""
        self.set_expanded(expanded=True)
        return self.group()

    def show_row(self, row: Row) -> None:
        """Shows the group as it is now, with what stands inside."""
        before, self._row = self._row, row
        self._show_header(row)
        if self.group() is not None:
            self._refresh_content()
        if before.presence is not Presence.VALUE and row.presence is Presence.VALUE:
            self.set_expanded(expanded=True)
        self.refresh_marks()

    def show_header(self, row: Row) -> None:
        """Shows summary and counts after something inside changed."""
        self._row = row
        self._show_header(row)
        self.refresh_own_marks()

    def refresh_marks(self) -> bool:
        """Shows what is said about the group and everything inside; counts as nothing new, for headers are cheap."""
        content = self.group()
        if content is not None:
            content.refresh_marks()
        self.refresh_own_marks()
        return False

    def focus_target(self) -> QWidget:
        """Where the keyboard goes."""
        return self.header

    # Making

    def _make_content(self) -> QWidget:
        # With its parent from the start: each later change of parent styles everything inside anew.
        return GroupContent(self._host, self._row.field, self._depth, self)

    def _make_controls(self, row: Row) -> None:
        if row.key:
            self._key = KeyEditor(self._host, row, self)
            self._key.setMaximumWidth(180)
            self.add_trailing(self._key)
        if row.field.branches:
            self._branch = BranchChooser(row, self)
            self._branch.branch_wanted.connect(self._on_branch)
            self.add_trailing(self._branch)
        if row.any_kind is not None:
            self._kind = KindChooser(row, self)
            self._kind.kind_wanted.connect(self._on_kind)
            self.add_trailing(self._kind)
        self._ensure_presence(row)
        if is_worth_offering(row.field):
            self._examples = ExamplesButton(self._host, row, self)
            self.add_trailing(self._examples)
        if row.value_field.kind in {FieldKind.OBJECT, FieldKind.UNION} and row.item is None:
            self._plus = IconButton("plus", f"Add a member to {row.field.label}", self)
            self._plus.setObjectName(f"plus:{row.field.path}")
            self._plus.clicked.connect(self._on_plus)
            self.add_trailing(self._plus)
        if row.removable:
            self._buttons = ItemButtons(self._host, row, self)
            self.add_trailing(self._buttons)

    def _ensure_presence(self, row: Row) -> None:
        if row.presences and self._presence is None:
            self._presence = PresenceControl(row, self)
            self._presence.presence_wanted.connect(self._on_presence)
            self.add_trailing(self._presence)
            self._presence.show()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers everything that can be done with the group."""
        open_menu(self._host, self._row, event.globalPos(), self)

    def _starts_open(self, row: Row) -> bool:
        few = row.item is None or row.item.count <= OPEN_ITEMS
        return row.presence is Presence.VALUE and self._depth <= OPEN_DEPTH and few

    # Showing

    def _show_header(self, row: Row) -> None:
        self.set_words(_words(row, is_open=self.is_expanded() and row.presence is Presence.VALUE))
        self._ensure_presence(row)
        for control in (self._presence, self._branch, self._kind, self._examples, self._buttons, self._key):
            if control is not None:
                control.show_row(row)
        if self._plus is not None:
            self._plus.setVisible(row.presence is Presence.VALUE)

    def _refresh_content(self) -> None:
        content = self.group()
        if content is not None:
            content.refresh()

    def refresh_own_marks(self) -> None:
        """Shows what is said about the group itself now, and counts what is inside."""
        presenter, path = self._host.presenter, self._row.field.path
        content = self.group()
        known: Collection[str] = content.known() if content is not None else presenter.names(self._row.field)
        marks = presenter.marks.of_group(path, known)
        self.set_messages(pinned(marks, str(path), self._row.field.hint))
        counts = presenter.counts(path)
        folded = "" if self.is_expanded() else count_words(counts)
        self.set_badge(folded, count_level(counts))

    # What a person does

    def _on_group_toggled(self, toggled: SectionToggled) -> None:
        self._show_header(self._row)
        self.refresh_own_marks()

    def _on_plus(self) -> None:
        content = self.open_group()
        if content is not None:
            content.ask_name()


def _words(row: Row, *, is_open: bool) -> SectionText:
    field = row.field
    note = field.hint if row.presence is Presence.VALUE else ""
    # An open group shows its value below; a chooser names the alternatives.
    parts = [part for part in ("" if is_open else row.summary, note) if part]
    title = f"[{field.label}]" if row.item is not None else field.label
    return SectionText(
        title=title,
        note=" · ".join(parts),
        type_chip="" if row.item is not None or field.branches or row.any_kind else field.type_chip,
        required=field.required,
        wire=True,
        description=field.description,
    )
