"""Finds a field by its name among hundreds: Ctrl+Shift+F, some letters, Enter."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.base.field_path import FieldPath
from app.features.request_form.field_index import field_entries
from app.ui.buttons import IconButton
from app.ui.list_model import ListRow
from app.ui.picker import Picker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from app.features.request_form.field_index import FieldEntry
    from app.features.request_form.host import FormHost
    from app.ui.lists import ItemChosen
    from app.ui.popup import PopupClosed

SLICE_S: Final = 0.008
"""So long the main thread is held for listing fields, in seconds; then it is the window's turn."""

_KEY: Final = "Ctrl+Shift+F"


class FieldFinder(QObject):
    """The button and the panel.

    Attributes:
        button: Opens the panel.
    """

    def __init__(self, host: FormHost, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = host
        self._entries: Iterator[FieldEntry] = iter(())
        self._rows: list[ListRow] = []
        self._picker: Picker | None = None
        self.button = IconButton("search", "Find a field", parent, shortcut_text=_KEY)
        self.button.setObjectName("findField")
        self.button.clicked.connect(self.open_panel)
        self._shortcut = QShortcut(QKeySequence(_KEY), parent)
        self._shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._shortcut.activated.connect(self.open_panel)
        self._feeder = QTimer(self)
        self._feeder.setInterval(0)
        self._feeder.timeout.connect(self._feed)

    def picker(self) -> Picker | None:
        """The panel while it is open."""
        return self._picker

    def is_complete(self) -> bool:
        """Whether all fields are listed."""
        return not self._feeder.isActive()

    def open_panel(self) -> None:
        """Opens the panel; the fields are listed while the window stays live."""
        if self._picker is not None:
            return
        presenter = self._host.presenter
        self._entries = field_entries(presenter.tab.form, presenter.state)
        self._rows = []
        self._picker = Picker(self.button, "Find a field", (), searched=True)
        self._picker.picked.connect(self._on_picked)
        self._picker.closed.connect(self._on_closed)
        self._feeder.start()
        self._feed()
        self._picker.open_at_anchor()
        self._picker.focus_first()

    def _feed(self) -> None:
        before, ends = len(self._rows), time.perf_counter() + SLICE_S
        for entry in self._entries:
            self._rows.append(_row(entry))
            if time.perf_counter() > ends:
                break
        else:
            self._feeder.stop()
        grown = len(self._rows) > 2 * self._shown()
        if self._picker is not None and len(self._rows) > before and (grown or self.is_complete()):
            self._picker.set_rows(tuple(self._rows))

    def _shown(self) -> int:
        return self._picker.row_count() if self._picker is not None else 0

    def _on_picked(self, chosen: ItemChosen) -> None:
        path = FieldPath.parse(chosen.key)
        self._host.presenter.edits.fill_in_above(path)
        self._host.reveal(path)

    def _on_closed(self, closed: PopupClosed) -> None:
        self._picker = None
        self._feeder.stop()


def _row(entry: FieldEntry) -> ListRow:
    where = f"{entry.parents} · left out, is filled in" if entry.is_left_out else entry.parents
    return ListRow(str(entry.path), entry.name, secondary=where)
