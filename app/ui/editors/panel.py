"""A line with a panel that fills it in; the line takes any text all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, Signal

from app.ui.editors.base import Edited
from app.ui.editors.line import LineEditor
from app.ui.popup import Popup, PopupClosed

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget


class EditorPanel(Popup):
    """Writes into its line at once; Enter is done.

    Signals:
        changed: An Edited with the whole text.
    """

    changed = Signal(Edited)

    def focus_first(self) -> None:
        """Puts the keyboard where a person begins.

        Raises:
            NotImplementedError: The panel does not say where.
        """
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.changed.emit(edited)


PanelT = TypeVar("PanelT", bound=EditorPanel)


class PanelEditor(LineEditor, Generic[PanelT]):
    """A line with a button for its panel; F4 and Alt+Down open it too, as in a combo box."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._popup: PanelT | None = None

    def add_panel_button(self, icon_name: str, name: str) -> None:
        """Adds the button at the right end; `name` says what the panel is for."""
        self.add_button(icon_name, f"{name}  (F4)").triggered.connect(self.open_popup)

    def make_panel(self) -> PanelT:
        """A new panel on what the line says.

        Raises:
            NotImplementedError: The editor does not say which.
        """
        raise NotImplementedError

    def popup(self) -> PanelT | None:
        """The panel while it is open."""
        return self._popup

    def open_popup(self) -> None:
        """Opens the panel."""
        if self._popup is None and not self.isReadOnly():
            self._popup = self.make_panel()
            self._popup.changed.connect(self._on_changed)
            self._popup.closed.connect(self._on_closed)
            self._popup.open_at_anchor()
            self._popup.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Alt+Down open the panel."""
        alt_down = event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt_down or event.key() == Qt.Key.Key_F4:
            self.open_popup()
        else:
            super().keyPressEvent(event)

    def _on_changed(self, edited: Edited) -> None:
        self.enter_text(edited.text)

    def _on_closed(self, closed: PopupClosed) -> None:
        self._popup = None
