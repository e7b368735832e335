"""Adding to a group: one at a time, with a name where it needs one, or many from text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from app.core.base.field_path import Location
from app.core.forms.model import FieldKind
from app.features.request_form.many import Many
from app.features.request_form.parts import SINGULAR, PartKey
from app.ui.buttons import Button, ButtonVariant
from app.ui.editors.base import Edited
from app.ui.editors.line import LineEditor
from app.ui.editors.multiline import MultilineEditor
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.core.forms.model import Field
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row


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
        self._names: tuple[str, ...] = ()
        self.button = Button("", ButtonVariant.LINK, "plus", self)
        self.several = Button("Several…", ButtonVariant.LINK, parent=self)
        self.several.setToolTip("Paste or type many at once: lines, or JSON")
        self.name_editor = LineEditor(parent=self)
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
        layout.addWidget(self.several)
        layout.addWidget(self._problem)
        layout.addStretch(1)
        self.button.clicked.connect(self._on_clicked)
        self.name_editor.returnPressed.connect(self._on_named)
        self.name_editor.edited.connect(self._on_edited)

    def set_words(self, text: str, *, named: bool, rule: str = "") -> None:
        """Says what is added, whether it gets a name, and the rule for names."""
        self._named = named
        self.name_editor.set_placeholder(f"its name ({rule}), then Enter" if rule else "its name, then Enter")
        if self.button.text() != text:
            self.button.setText(text)

    def set_names(self, names: tuple[str, ...]) -> None:
        """Proposes these names."""
        if names != self._names:
            self._names = names
            completer = QCompleter(list(names), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.name_editor.setCompleter(completer)

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


class ManyBox(QWidget):
    """Takes many items or entries as text.

    Args:
        name: What is added, read aloud.
    """

    def __init__(self, host: FormHost, field: Field, parent: QWidget | None = None, *, is_list: bool) -> None:
        super().__init__(parent)
        self._host = host
        self._field = field
        self._is_list = is_list
        self.text = MultilineEditor(parent=self, least=4)
        self.text.setObjectName(f"many:{field.path}")
        self.text.setAccessibleName(f"Many for {field.label}")
        self.text.set_placeholder(
            "One a line, or a JSON array" if is_list else "name: value, one a line, or a JSON object"
        )
        self.text.edited.connect(self._on_edited)
        self._words = Label("", TextRole.HINT, self, wrap=True)
        take_any_width(self._words)
        self.button = Button("Add", parent=self)
        self.button.setObjectName(f"addMany:{field.path}")
        self.button.clicked.connect(self._on_add)
        cancel = Button("Cancel", ButtonVariant.GHOST, parent=self)
        cancel.clicked.connect(self.close_box)
        line = QHBoxLayout()
        line.setSpacing(SPACE_S)
        line.addWidget(self._words, 1)
        line.addWidget(cancel)
        line.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_S, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self.text)
        layout.addLayout(line)
        self._show(Many())

    def close_box(self) -> None:
        """Forgets what was typed."""
        self.text.set_value_text("")
        self._show(Many())
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)

    def _read(self) -> Many:
        return self._host.presenter.groups.read_many(self._field, self.text.value_text(), is_list=self._is_list)

    def _on_edited(self, edited: Edited) -> None:
        self._show(self._read())

    def _show(self, many: Many) -> None:
        noun = ("item", "items") if self._is_list else ("entry", "entries")
        counted = f"{many.count} {noun[many.count != 1]}" if many.count else ""
        self._words.setText(many.problem or counted)
        self.text.set_state("warn" if many.problem else None)
        self.button.setEnabled(bool(many.count))
        self.button.setText(f"Add {counted}" if counted else "Add")

    def _on_add(self) -> None:
        many, edits = self._read(), self._host.presenter.edits
        if self._is_list:
            edits.add_items(self._field, many.items)
        elif taken := edits.add_members(self._field, many.members):
            names = ", ".join(taken[:3]) + (" …" if len(taken) > 3 else "")
            self._words.setText(f"Already there: {names}. Nothing was added.")
            self.text.set_state("warn")
            return
        self.close_box()


class Adder(QWidget):
    """Stands at the end of a group: what adds to it."""

    def __init__(self, host: FormHost, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._field = field
        self._is_list = False
        self._offered = False
        self._many: ManyBox | None = None
        self.bar = AddBar(self)
        self.bar.wanted.connect(self._on_add)
        self.bar.given_up.connect(self._on_given_up)
        self.bar.several.clicked.connect(self.open_many)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        self._layout.addWidget(self.bar)
        take_any_width(self)

    def show_row(self, row: Row, *, is_list: bool, is_there: bool) -> None:
        """Follows the group.

        Args:
            is_there: Whether the group has a value that something can be added to.
        """
        path, self._field = row.field.path, row.field
        if is_list != self._is_list and self._many is not None:
            self._many.close_box()
            self._many.deleteLater()
            self._many = None
        self._is_list = is_list
        # Elsewhere a small button in the header offers it.
        self._offered = is_list or row.value_field.kind in {FieldKind.MAP, FieldKind.ANY}
        self.setVisible(is_there and (self._offered or self._is_in_use()))
        rule = "" if is_list else row.value_field.names_hint
        self.bar.set_words(_add_text(row, is_list=is_list), named=not is_list, rule=rule)
        self.bar.set_names(row.value_field.names)
        self.bar.button.setObjectName(f"add:{path}")
        self.bar.several.setObjectName(f"several:{path}")
        self.bar.several.setAccessibleName(f"Add several to {row.field.label}")
        self.bar.name_editor.setObjectName(f"addName:{path}")

    def ask_name(self) -> None:
        """Asks for the name of a member to add."""
        self.show()
        self.bar.ask()

    def open_many(self) -> None:
        """Opens the box for many."""
        if self._many is None:
            self._many = ManyBox(self._host, self._field, self, is_list=self._is_list)
            self._layout.addWidget(self._many)
        self._many.show()
        self._many.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_in_use(self) -> bool:
        return self.bar.is_asking() or (self._many is not None and not self._many.isHidden())

    def _on_given_up(self, given_up: GaveUp) -> None:
        self.setVisible(self._offered)

    def _on_add(self, edited: Edited) -> None:
        edits = self._host.presenter.edits
        if self._is_list:
            self._host.reveal(edits.add_item(self._field))
            return
        path = edits.add_member(self._field, edited.text)
        if path is None:
            self.bar.refuse("It needs a name." if not edited.text else f"{edited.text} is there already.")
        else:
            self.bar.settle()
            self.setVisible(self._offered)
            self._host.reveal(path)


def _add_text(row: Row, *, is_list: bool) -> str:
    field = row.value_field
    if is_list:
        # Nothing is forbidden; what the schema has no room for is only said.
        full = not field.can_grow and row.length >= field.fixed_items
        return "Add an item beyond the schema" if full else "Add an item"
    path = row.field.path
    if path.location is not Location.BODY and not path.tokens:
        return f"Add a {SINGULAR.get(PartKey(path.location.value), 'parameter')}"
    return "Add an entry" if field.kind is FieldKind.MAP else "Add a member"
