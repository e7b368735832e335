"""Alt+Up and Alt+Down move the item that has the keyboard, wherever in it the keyboard is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app.features.request_form.field_view import FieldRow
from app.features.request_form.group_view import GroupRow
from app.features.request_form.item_view import move_item
from app.ui.editors.duration import DurationEditor
from app.ui.editors.moment import MomentEditor

if TYPE_CHECKING:
    from app.features.request_form.host import FormHost


class ItemKeys(QObject):
    """The two keys of one page.

    Args:
        page: Where they work.
    """

    def __init__(self, host: FormHost, page: QWidget) -> None:
        super().__init__(page)
        self._host = host
        self._page = page
        for key, slot in ((Qt.Key.Key_Up, self._on_up), (Qt.Key.Key_Down, self._on_down)):
            shortcut = QShortcut(QKeySequence(Qt.KeyboardModifier.AltModifier | key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        if not self._move(1):
            _open_list(QApplication.focusWidget())

    def _move(self, step: int) -> bool:
        """Whether there was an item to move."""
        focus = QApplication.focusWidget()
        inner: FieldRow | GroupRow | None = None
        while focus is not None and focus is not self._page:
            if isinstance(focus, FieldRow | GroupRow):
                inner = inner or focus
                if focus.row.item is not None:
                    depth = len(focus.row.field.path.tokens)
                    move_item(self._host, focus.row, focus.row.item.index + step, inner.row.field.path.tokens[depth:])
                    return True
            focus = focus.parentWidget()
        return False


def _open_list(widget: QWidget | None) -> None:
    """What Alt+Down does in an editor that has something to open."""
    if isinstance(widget, MomentEditor | DurationEditor):
        widget.open_popup()
        return
    while widget is not None and not isinstance(widget, QComboBox):
        widget = widget.parentWidget()
    if widget is not None:
        widget.showPopup()
