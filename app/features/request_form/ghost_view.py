"""What stands for something that is not there: a group that is left out, a member that the server misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.forms.model import Presence
from app.features.request_form.words import pinned, read_fix
from app.ui.buttons import Button, ButtonVariant
from app.ui.form_row import FormRow, RowActionTriggered, RowText
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S

if TYPE_CHECKING:
    from app.core.forms.model import Field
    from app.features.request_form.host import FormHost
    from app.features.request_form.mark_keeper import Ghost
    from app.features.request_form.rows import Row


class GhostRow(FormRow):
    """A member that the server asks for and nothing in the form stands for; a button makes it real."""

    def __init__(self, host: FormHost, parent_field: Field, ghost: Ghost, parent: QWidget | None = None) -> None:
        super().__init__(RowText(ghost.name, required=True, type_chip="not in the schema"), parent)
        self._host = host
        self._parent_field = parent_field
        self._ghost = ghost
        self.setObjectName(f"row:{ghost.path}")
        button = Button(f"Add {ghost.name}", ButtonVariant.NORMAL, "plus", self)
        self.set_editor(button)
        button.setObjectName(f"field:{ghost.path}")
        button.setAccessibleName(f"Add {ghost.name}, required")
        button.clicked.connect(self._on_add)
        self.action_triggered.connect(self._on_action)

    def show_ghost(self, ghost: Ghost) -> None:
        """Shows what the server says."""
        self._ghost = ghost
        self.set_messages(pinned(ghost.marks, str(ghost.path)))

    def focus_target(self) -> QWidget:
        """Where the keyboard goes."""
        editor = self.editor()
        return editor if editor is not None else self

    def _on_add(self) -> None:
        path = self._host.presenter.edits.add_member(self._parent_field, self._ghost.name)
        if path is not None:
            self._host.reveal(path)

    def _on_action(self, triggered: RowActionTriggered) -> None:
        fix = read_fix(triggered.action.key)
        if fix is not None:
            self._host.presenter.edits.fix(*fix)
            self._host.reveal(self._parent_field.path)


class Absent(QWidget):
    """Stands in a group that is left out or null."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = Label("", TextRole.MUTED, self)
        self.button = Button("Fill in", ButtonVariant.LINK, "plus", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_S, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._label)
        layout.addWidget(self.button)
        layout.addStretch(1)

    def show_presence(self, row: Row) -> None:
        """Says what is sent instead."""
        self._label.setText("null is sent." if row.presence is Presence.NULL else "Left out.")
        self.button.setObjectName(f"fill:{row.field.path}")
