"""Many rows below each other, built in blocks as they come into view: what nobody looks at costs next to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.metrics import CONTROL_HEIGHT, SPACE_L, SPACE_XS
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.core.base.field_path import FieldPath
    from app.core.forms.model import Field
    from app.features.request_form.field_view import FieldRow
    from app.features.request_form.group_view import GroupRow
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

RowWidget: TypeAlias = "FieldRow | GroupRow"
"""What stands for one field."""

BLOCK: Final = 12
"""Rows that are built together."""

LIKELY_HEIGHT: Final = CONTROL_HEIGHT + SPACE_L
"""Of one row that is not built yet."""


class Block(QWidget):
    """A few neighbouring rows; empty and of a guessed height until it is built."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._column = column
        self._fields: tuple[Field, ...] = ()
        self._built = False
        self._standing: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def is_built(self) -> bool:
        """Whether its rows are there."""
        return self._built

    def set_fields(self, fields: tuple[Field, ...]) -> None:
        """Stands for these fields; rows that are built follow."""
        self._fields = fields
        if self._built:
            self._fill()
        else:
            self.setMinimumHeight(round(len(fields) * LIKELY_HEIGHT * current_zoom()))

    def build(self) -> None:
        """Builds the rows now."""
        if not self._built:
            self._built = True
            self.setMinimumHeight(0)
            self._fill()

    def fields(self) -> tuple[Field, ...]:
        """What it stands for."""
        return self._fields

    def _fill(self) -> None:
        widgets: list[QWidget] = [self._column.widget_for(field) for field in self._fields]
        if widgets == self._standing:
            return
        self._standing = widgets
        while self._layout.count():
            self._layout.takeAt(0)
        for widget in widgets:
            self._layout.addWidget(widget)
            widget.show()


class Column(QWidget):
    """The rows below one field.

    Args:
        make: Makes the widget of a row.
    """

    def __init__(
        self, host: FormHost, make: Callable[[Row, QWidget], RowWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._host = host
        self._make = make
        self._parent_field: Field | None = None
        self._blocks: list[Block] = []
        self._widgets: dict[FieldPath, RowWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_fields(self, parent: Field, fields: Sequence[Field]) -> None:
        """Shows these fields; rows of fields that were here before are kept and follow their values."""
        self._parent_field = parent
        wanted = {field.path for field in fields}
        for path in [path for path in self._widgets if path not in wanted]:
            self._drop(self._widgets.pop(path))
        slices = [tuple(fields[start : start + BLOCK]) for start in range(0, len(fields), BLOCK)]
        while len(self._blocks) > len(slices):
            block = self._blocks.pop()
            self._layout.removeWidget(block)
            block.hide()
            block.deleteLater()
        for index, part in enumerate(slices):
            if index < len(self._blocks):
                self._blocks[index].set_fields(part)
            else:
                self._add_block(part)

    def widget_for(self, field: Field) -> RowWidget:
        """The widget of a field, showing what holds now; made where there is none that fits."""
        row = self._host.presenter.row(field, self._parent_field)
        found = self._widgets.get(field.path)
        if found is not None and found.row.shape == row.shape:
            found.show_row(row)
            return found
        if found is not None:
            self._drop(found)
        made = self._make(row, self)
        self._widgets[field.path] = made
        return made

    def built(self) -> tuple[RowWidget, ...]:
        """The rows that are built."""
        return tuple(self._widgets.values())

    def row_for(self, path: FieldPath) -> RowWidget | None:
        """The row of a field directly in this column, built now if need be; None where there is none."""
        found = self._widgets.get(path)
        if found is not None:
            return found
        for block in self._blocks:
            if any(field.path == path for field in block.fields()):
                block.build()
        return self._widgets.get(path)

    def built_row(self, path: FieldPath) -> RowWidget | None:
        """The row of a field if it is built."""
        return self._widgets.get(path)

    def names(self) -> frozenset[str]:
        """The names of all its rows, built or not."""
        return frozenset(field.path.tokens[-1] for block in self._blocks for field in block.fields())

    def _add_block(self, fields: tuple[Field, ...]) -> None:
        block = Block(self)
        self._blocks.append(block)
        self._layout.addWidget(block)
        block.set_fields(fields)
        if self._host.may_build(len(fields)):
            block.build()
        else:
            self._host.watch(block)

    @staticmethod
    def _drop(widget: QWidget) -> None:
        widget.hide()
        widget.setParent(None)
        widget.deleteLater()
