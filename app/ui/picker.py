"""A panel with a list to pick from, and a line that narrows it where it is long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.ui.buttons import Button
from app.ui.fonts import SMALL, data_font, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.lists import GroupedList, ItemChosen
from app.ui.metrics import ICON, ROW_HEIGHT, SPACE_S, SPACE_XL, SPACE_XS
from app.ui.popup import Popup, PopupClosed
from app.ui.search_field import SearchChanged, SearchField, SearchStep
from app.ui.theme import Token, current_zoom

if TYPE_CHECKING:
    from app.ui.list_model import ListRow

SEARCHED_FROM: Final = 9
"""Lists of so many rows get a line that narrows them."""

_MOST_ROWS: Final = 12
_NARROWEST: Final = 220
_WIDEST: Final = 460
_LETTERS: Final = 6


class Picker(Popup):
    """Enter or a click picks; typing narrows.

    Args:
        name: What is picked; accessible name.
        current: Key of the row that holds now; empty for none.
        searched: Whether the line stands there also above a short list, because more rows will come.

    Signals:
        picked: An ItemChosen, after the panel is closed.
    """

    picked = Signal(ItemChosen)

    def __init__(
        self, anchor: QWidget, name: str, rows: tuple[ListRow, ...], current: str = "", *, searched: bool = False
    ) -> None:
        super().__init__(anchor, name)
        self._rows = rows
        self.field = SearchField("Type to search", self, enter_steps=False)
        self.field.setAccessibleName(f"Search: {name}")
        self.field.setObjectName("pickerField")
        self.list = GroupedList(name, self)
        self.list.setObjectName("pickerList")
        self.list.set_empty_text("Nothing of that name")
        self.list.set_rows(rows)
        self.list.select(current)
        self.body.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self._searched = searched or len(rows) >= SEARCHED_FROM
        self.field.setVisible(self._searched)
        self.field.changed.connect(self._on_search)
        self.field.stepped.connect(self._on_step)
        self.field.returnPressed.connect(self.list.activate_current)
        self.list.chosen.connect(self._on_chosen)
        self.list.setFixedSize(self._list_size())

    def set_rows(self, rows: tuple[ListRow, ...]) -> None:
        """Shows other rows; what was typed still narrows them."""
        self._rows = rows
        self.list.set_rows(rows)

    def row_count(self) -> int:
        """How many rows there are, narrowed or not."""
        return len(self._rows)

    def focus_first(self) -> None:
        """Puts the keyboard where it is of use: into the line, or into a short list."""
        (self.field if self._searched else self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def announce(self, chosen: ItemChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.picked.emit(chosen)

    def _list_size(self) -> QSize:
        names, notes = QFontMetrics(data_font()), QFontMetrics(words_font(SMALL))
        widths = [names.horizontalAdvance(row.text) + notes.horizontalAdvance(row.secondary) for row in self._rows]
        zoom = current_zoom()
        wanted = max(widths, default=0) + SPACE_XL * 3
        narrowest = _WIDEST if self._searched and not self._rows else _NARROWEST
        anchor = self.parentWidget()
        width = max(anchor.width() if anchor is not None else 0, round(narrowest * zoom), wanted)
        count = _MOST_ROWS if self._searched else max(1, len(self._rows))
        return QSize(min(width, round(_WIDEST * zoom)), round(min(count, _MOST_ROWS) * ROW_HEIGHT * zoom))

    def _on_search(self, changed: SearchChanged) -> None:
        self.list.set_filter(changed.text)

    def _on_step(self, step: SearchStep) -> None:
        self.list.step(step.count)

    def _on_chosen(self, chosen: ItemChosen) -> None:
        if chosen.activated:
            # The panel gives the keyboard back before whoever listens leads it elsewhere.
            self.close()
            self.announce(chosen)


class PickerButton(Button):
    """Shows what holds, as a combo box does, and opens a panel to pick something else.

    Args:
        name: What is picked; accessible name.

    Signals:
        picked: An ItemChosen.
    """

    picked = Signal(ItemChosen)

    def __init__(self, name: str, rows: tuple[ListRow, ...], parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._name = name
        self._rows = rows
        self._current = ""
        self._picker: Picker | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_picker)

    def rows(self) -> tuple[ListRow, ...]:
        """What can be picked."""
        return self._rows

    def current(self) -> str:
        """The key of what holds."""
        return self._current

    def set_current(self, key: str) -> None:
        """Shows another choice without telling anybody."""
        self._current = key
        text = next((row.text for row in self._rows if row.key == key), "")
        self.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.setToolTip(text)

    def picker(self) -> Picker | None:
        """The panel while it is open."""
        return self._picker

    def open_picker(self) -> None:
        """Opens the panel."""
        if self._picker is None:
            self._picker = Picker(self, self._name, self._rows, self._current)
            self._picker.picked.connect(self.announce)
            self._picker.closed.connect(self._on_closed)
            self._picker.open_at_anchor()
            self._picker.focus_first()

    def announce(self, chosen: ItemChosen) -> None:
        """Shows the choice and tells who listens; the typed door to the signal."""
        self.set_current(chosen.key)
        self.picked.emit(chosen)

    def sizeHint(self) -> QSize:
        """Its words and the chevron."""
        hint = super().sizeHint()
        return QSize(min(hint.width() + self._chevron(), round(_NARROWEST * current_zoom())), hint.height())

    def minimumSizeHint(self) -> QSize:
        """A few letters and the chevron."""
        hint = self.sizeHint()
        frame = hint.width() - self.fontMetrics().horizontalAdvance(self.text())
        least = frame + _LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(min(hint.width(), least), hint.height())

    def room(self) -> int:
        """The chevron takes some of it."""
        return max(0, super().room() - self._chevron())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down and F4 open the panel, as in a combo box."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_picker()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints frame, words at the left and the chevron at the right."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, option.text = self.shown_text(), ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        content = QRectF(self.rect()).adjusted(SPACE_S, 0, -SPACE_S - self._chevron(), 0)
        painter.drawText(content, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        edge = icon_size(ICON - 2)
        place = QRectF(self.width() - edge - SPACE_S, (self.height() - edge) / 2, edge, edge)
        paint_icon(painter, place, "chevron-down", Token.TEXT_MUTED)

    def _chevron(self) -> int:
        return icon_size(ICON) + SPACE_XS

    def _on_closed(self, closed: PopupClosed) -> None:
        self._picker = None
