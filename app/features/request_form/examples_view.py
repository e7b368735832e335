"""The values that a document proposes for a field, in one small menu: its default and its examples, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from app.core.base.json_types import OMIT
from app.features.request_form.rows import brief, form_value
from app.ui.buttons import IconButton
from app.ui.list_model import ListRow
from app.ui.picker import Picker
from app.ui.theme import Level

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.core.base.json_types import JsonValue, Omitted
    from app.core.forms.model import Field
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row
    from app.ui.lists import ItemChosen
    from app.ui.popup import PopupClosed

_DEFAULT: Final = "default"
_WORTH: Final = 2


def is_worth_offering(field: Field) -> bool:
    """Whether a field has so much to propose that a placeholder and its menu do not say it.

    A single example without a name stands in the empty field; the values of an enum are in its list.
    """
    named = any(example.name or example.summary for example in field.named_examples)
    several = len(field.named_examples) + (field.default is not OMIT) >= _WORTH
    return bool(field.named_examples) and not field.choices and (named or several)


class ExamplesButton(IconButton):
    """Opens the menu; choosing replaces the value in one step."""

    def __init__(self, host: FormHost, row: Row, parent: QWidget | None = None) -> None:
        super().__init__("book", "Examples", parent)
        self._host = host
        self._row = row
        self._picker: Picker | None = None
        self.clicked.connect(self.open_picker)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Follows the field."""
        self._row = row
        count = len(row.field.named_examples)
        self.setObjectName(f"examples:{row.field.path}")
        self.set_name(f"{'1 example' if count == 1 else f'{count} examples'} for {row.field.label}")
        self.setVisible(is_worth_offering(row.field))

    def picker(self) -> Picker | None:
        """The menu while it is open."""
        return self._picker

    def open_picker(self) -> None:
        """Opens the menu."""
        if self._picker is None:
            self._picker = Picker(self, "Examples", proposals(self._row.field))
            self._picker.picked.connect(self._on_picked)
            self._picker.closed.connect(self._on_closed)
            self._picker.open_at_anchor()
            self._picker.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the menu."""
        if event.key() == Qt.Key.Key_Down:
            self.open_picker()
        else:
            super().keyPressEvent(event)

    def _on_picked(self, chosen: ItemChosen) -> None:
        value = proposed(self._row.field, chosen.key)
        if value is not OMIT:
            self._host.presenter.edits.set_value(self._row.field.path, form_value(value))
            self._host.reveal(self._row.field.path)

    def _on_closed(self, closed: PopupClosed) -> None:
        self._picker = None


def proposals(field: Field) -> tuple[ListRow, ...]:
    """The rows of the menu: the default first, then the examples; what the schema refuses is marked."""
    rows = [] if field.default is OMIT else [ListRow(_DEFAULT, brief(field.default), secondary="default")]
    for index, example in enumerate(field.named_examples):
        text = example.name or brief(example.value)
        notes = [example.summary, brief(example.value) if example.name else "", example.fault]
        rows.append(
            ListRow(
                str(index),
                text,
                secondary=" · ".join(filter(None, notes)),
                dot=Level.WARN if example.fault else None,
                dot_tip=example.fault,
            )
        )
    return tuple(rows)


def proposed(field: Field, key: str) -> JsonValue | Omitted:
    """The value that a row of the menu stands for; OMIT for one that is no longer there."""
    if key == _DEFAULT:
        return field.default
    index = int(key)
    return field.named_examples[index].value if index < len(field.named_examples) else OMIT
