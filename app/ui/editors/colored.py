"""Several lines in the colours of a language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.ui.code.coloring import Coloring
from app.ui.editors.multiline import MultilineEditor
from app.ui.properties import is_restyled

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QTextBlock
    from PySide6.QtWidgets import QWidget

    from app.ui.code.highlighting import Language

_COLOURED: Final = 200
"""So many lines are coloured; a longer value is better read as the raw body."""


class ColoredEditor(MultilineEditor):
    """Takes any text; what reads as the language is coloured."""

    def __init__(self, language: Language, text: str = "", parent: QWidget | None = None, least: int = 1) -> None:
        self._coloring: Coloring | None = None
        super().__init__(text, parent, least)
        self._coloring = Coloring(self.document(), self)
        self._coloring.set_language(language)
        self.textChanged.connect(self._color)
        self._color()

    def changeEvent(self, event: QEvent) -> None:
        """Colours anew."""
        super().changeEvent(event)
        if is_restyled(event) and self._coloring is not None:
            self._coloring.restart()
            self._color()

    def _color(self) -> None:
        if self._coloring is not None:
            self._coloring.color(self._blocks())

    def _blocks(self) -> list[QTextBlock]:
        document = self.document()
        return [document.findBlockByNumber(number) for number in range(min(document.blockCount(), _COLOURED))]
