"""A box to choose one of a few options whose words differ from their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.ui.combo import ComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class OptionBox(ComboBox):
    """A list of options, each a key and its words.

    Signals:
        picked: A person chose another one; `option` says which.
    """

    picked: ClassVar[Signal] = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._options: tuple[tuple[str, str], ...] = ()
        # As wide as there is room, and no wider option may push the form apart.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.activated.connect(self._tell)

    def set_options(self, options: tuple[tuple[str, str], ...], current: str) -> None:
        """Offers options and shows one of them, without telling anybody."""
        if options != self._options:
            self._options = options
            self.clear()
            self.addItems([words for _, words in options])
        self.setCurrentIndex(next((place for place, (key, _) in enumerate(options) if key == current), 0))

    def option(self) -> str:
        """The key of what is chosen."""
        return self._options[self.currentIndex()][0] if self._options else ""

    def _tell(self) -> None:
        self.picked.emit()
