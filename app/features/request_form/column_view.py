"""Many rows below each other, built in blocks as they come into view: what nobody looks at costs next to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.features.request_form.discard_view import discard
from app.features.request_form.field_view import FieldRow
from app.ui.metrics import CONTROL_HEIGHT, SPACE_L, SPACE_XS
from app.ui.theme import current_zoom
from app.ui.widths import show_now, take_any_width

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from app.core.forms.model import Field
    from app.features.request_form.group_view import GroupRow
    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

RowWidget: TypeAlias = "FieldRow | GroupRow"
"""What stands for one field."""

BLOCK: Final = 12
"""Rows that are built together."""

LIKELY_HEIGHT: Final = CONTROL_HEIGHT + SPACE_L
"""Of one row that is not built yet."""

AT_ONCE: Final = 8
"""Blocks that stand ready from the start; thousands of them would cost more than all rows that are seen."""

MORE_AT_ONCE: Final = 40
"""Blocks that the tail turns into at a time."""


def likely_height(rows: int) -> int:
    """The height to keep free for rows that are not built yet, in pixels."""
    return round(rows * LIKELY_HEIGHT * current_zoom()) + rows // BLOCK * SPACE_XS


class Block(QWidget):
    """A few neighbouring rows; empty and of a guessed height until it is built."""

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column
        self._names: tuple[str, ...] = ()
        self._built = False
        self._standing: list[RowWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        take_any_width(self)

    def is_built(self) -> bool:
        """Whether its rows are there."""
        return self._built

    def set_names(self, names: tuple[str, ...]) -> None:
        """Stands for these names; rows that are built follow."""
        self._names = names
        if self._built:
            self._fill()
        else:
            self.setMinimumHeight(likely_height(len(names)))

    def build(self) -> None:
        """Builds the rows now."""
        if not self._built:
            self._built = True
            self.setMinimumHeight(0)
            # Each row that is shown by itself would lay out the whole page; so they all come with the block.
            seen = self.isVisible()
            if seen:
                self.hide()
            self._fill()
            if seen:
                self.show()

    def _fill(self) -> None:
        widgets = [widget for name in self._names if (widget := self._column.widget_for(name, self)) is not None]
        if widgets == self._standing:
            return
        # An item that was only taken keeps a row's old height alive, so that messages would be cut off.
        for widget in self._standing:
            self._layout.removeWidget(widget)
        self._standing = widgets
        for widget in widgets:
            self._layout.addWidget(widget)
            show_now(widget)
        self._column.settle()


class Tail(QWidget):
    """Stands for all rows behind the last block; it turns into blocks, some at a time, when it comes into view."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._column = column
        self._rows = 0

    def is_built(self) -> bool:
        """Whether nothing is left of it."""
        return self._rows == 0

    def set_rows(self, rows: int) -> None:
        """Stands for so many rows."""
        self._rows = rows
        self.setFixedHeight(likely_height(rows))
        self.setVisible(bool(rows))

    def build(self) -> None:
        """Turns the next rows into blocks."""
        self._column.add_blocks(MORE_AT_ONCE)


class Column(QWidget):
    """The rows below one field.

    Args:
        field: The field above them.
        make: Makes the widget of a row.
    """

    def __init__(
        self,
        host: FormHost,
        field: Field,
        make: Callable[[Row, QWidget], RowWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._host = host
        self._make = make
        self._field = field
        self._names: dict[str, int] = {}
        self._blocks: list[Block] = []
        self._slices: list[tuple[str, ...]] = []
        self._tail: Tail | None = None
        self._widgets: dict[str, RowWidget] = {}
        self._replaced: list[tuple[RowWidget, RowWidget | None]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_XS)
        take_any_width(self)

    def set_names(self, field: Field, names: Sequence[str]) -> None:
        """Shows these members or items; rows that were here before are kept and follow their values."""
        self._field = field
        self._names = {name: index for index, name in enumerate(names)}
        for name in [name for name in self._widgets if name not in self._names]:
            discard(self._widgets.pop(name))
        self._slices = [tuple(names[start : start + BLOCK]) for start in range(0, len(names), BLOCK)]
        while len(self._blocks) > len(self._slices):
            discard(self._blocks.pop())
        for block, part in zip(self._blocks, self._slices, strict=False):
            block.set_names(part)
        self.add_blocks(max(0, AT_ONCE - len(self._blocks)), build=True)

    def add_blocks(self, count: int, *, build: bool = False) -> None:
        """Turns the next rows of the tail into blocks.

        Args:
            build: Whether their rows may be built at once, since they are likely to be seen.
        """
        first = len(self._blocks)
        parts = self._slices[first : first + count]
        if parts:
            self._add_shelf(parts, build=build)
        rest = sum(map(len, self._slices[len(self._blocks) :]))
        if rest and self._tail is None:
            self._tail = Tail(self)
            self._layout.addWidget(self._tail)
            self._host.watch(self._tail)
        if self._tail is not None:
            self._tail.set_rows(rest)

    def widget_for(self, name: str, parent: QWidget) -> RowWidget | None:
        """The widget of a member or item, showing what holds now; None for what has no row.

        Args:
            parent: Of a new widget; any later change of parent would style everything inside anew.
        """
        row = self._host.presenter.child(self._field, name)
        found = self._widgets.get(name)
        if row is not None and found is not None and found.row.shape == row.shape:
            found.show_row(row)
            return found
        made = self._make(row, parent) if row is not None else None
        if made is not None:
            self._widgets[name] = made
        else:
            self._widgets.pop(name, None)
        if found is not None:
            self._replaced.append((found, made))
        return made

    def settle(self) -> None:
        """Takes away what was replaced, after whatever replaces it is shown and has the keyboard where it had it."""
        for old, new in self._replaced:
            typing = old.typing() if isinstance(old, FieldRow) else None
            if typing is not None and isinstance(new, FieldRow):
                new.go_on(typing)
            discard(old)
        self._replaced = []

    def built(self) -> tuple[RowWidget, ...]:
        """The rows that are built."""
        return tuple(self._widgets.values())

    def rows_by_name(self) -> Mapping[str, QWidget]:
        """The rows that are built, by name or index."""
        return self._widgets

    def row_for(self, name: str) -> RowWidget | None:
        """The row of a member or item, built now if need be; None where there is none."""
        index = self._names.get(name)
        if index is not None:
            self.add_blocks(index // BLOCK + 1 - len(self._blocks))
            self._blocks[index // BLOCK].build()
        return self._widgets.get(name)

    def built_row(self, name: str) -> RowWidget | None:
        """The row of a member or item if it is built."""
        return self._widgets.get(name)

    def is_waiting(self, name: str) -> bool:
        """Whether it will have a row that is not built yet."""
        index = self._names.get(name)
        if index is None:
            return False
        place = index // BLOCK
        return place >= len(self._blocks) or not self._blocks[place].is_built()

    def names(self) -> Collection[str]:
        """The names of all rows, built or not."""
        return self._names.keys()

    def _add_shelf(self, parts: Sequence[tuple[str, ...]], *, build: bool) -> None:
        """Adds blocks together: each one that is shown by itself would lay out the whole page."""
        shelf = QWidget(self)
        layout = QVBoxLayout(shelf)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        take_any_width(shelf)
        for names in parts:
            block = Block(self, shelf)
            self._blocks.append(block)
            layout.addWidget(block)
            block.set_names(names)
            if build and self._host.may_build(len(names)):
                block.build()
            else:
                self._host.watch(block)
        self._layout.insertWidget(self._layout.count() - (self._tail is not None), shelf)
        show_now(shelf)
