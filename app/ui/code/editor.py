"""A text edit for code: line numbers, colours, current line, brackets, an error mark, indentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.ui.code.coloring import Coloring
from app.ui.code.positions import characters, matching_bracket, units
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from app.ui.code.highlighting import Language

_INDENT = "  "
_LINE_SHARE = 0.05
_BRACKETS = "{}[]()"


@dataclass(frozen=True, slots=True)
class CodeError:
    """Where a text cannot be read.

    Attributes:
        line, column: 1-based, the column in characters.
        message: What is wrong there.
        length: Characters that are underlined.
    """

    line: int
    column: int
    message: str
    length: int = 1


class CodeEditor(QPlainTextEdit):
    """The text itself; `app.ui.code_view.CodeView` puts a find bar and a notice around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error: CodeError | None = None
        self._found: tuple[tuple[int, int], ...] = ()
        self._found_current = -1
        self._release_tab = False
        self._raw: str | None = None
        self.setProperty("data", "true")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document().setDocumentMargin(SPACE_XS)
        self._gutter = _Gutter(self)
        self.coloring = Coloring(self.document(), self)
        self.updateRequest.connect(self._on_update)
        self.blockCountChanged.connect(self._on_block_count)
        self.cursorPositionChanged.connect(self.refresh_marks)
        self.document().contentsChange.connect(self._on_contents)
        self._fit_gutter()

    def raw_text(self) -> str:
        """The text exactly as it stands there; `toPlainText` would turn no-break spaces into spaces."""
        if self._raw is None:
            self._raw = self.document().toRawText().replace("\u2029", "\n")
        return self._raw

    def set_language(self, language: Language) -> None:
        """Colours the text differently."""
        self.coloring.set_language(language)
        self.color_visible()

    def set_error(self, error: CodeError | None) -> None:
        """Marks a place, or takes the mark away; the caret is not moved."""
        if error != self._error:
            self._error = error
            self.refresh_marks()
            self._gutter.update()

    def error(self) -> CodeError | None:
        """The marked place."""
        return self._error

    def go_to(self, line: int, column: int = 1) -> None:
        """Puts the caret at a place (1-based, in characters) and scrolls to it."""
        block = self.document().findBlockByNumber(max(0, min(line, self.blockCount()) - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + units(block.text()[: max(0, column - 1)]))
        self.setTextCursor(cursor)
        self.centerCursor()

    def set_found(self, found: tuple[tuple[int, int], ...], current: int) -> None:
        """Marks found places (start and end in UTF-16 units), one of them strongly."""
        self._found, self._found_current = found, current
        self.refresh_marks()

    def visible_blocks(self) -> list[QTextBlock]:
        """The blocks in the viewport, from top to bottom."""
        blocks = []
        block = self.firstVisibleBlock()
        bottom = self.viewport().height()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= bottom:
            if block.isVisible():
                blocks.append(block)
            top += self.blockBoundingRect(block).height()
            block = block.next()
        return blocks

    def color_visible(self) -> None:
        """Colours what can be seen and is not coloured yet."""
        self.coloring.color(self.visible_blocks())

    def gutter_width(self) -> int:
        """Room for the largest line number and the mark."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0") * digits + SPACE_M + SPACE_S

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the indentation, Tab indents; after Esc, Tab leaves the editor."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._release_tab = True
            super().keyPressEvent(event)
            return
        released, self._release_tab = self._release_tab, False
        if self.isReadOnly() or not self._keyed(event, released=released):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the gutter as high as the text."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))
        self.color_visible()

    def changeEvent(self, event: QEvent) -> None:
        """Colours anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self.coloring.restart()
            self._fit_gutter()
            self.refresh_marks()
            self.color_visible()
            self._gutter.update()

    def refresh_marks(self) -> None:
        """Shows current line, brackets, found places and the error."""
        marks = [self._current_line()] if not self.isReadOnly() else []
        theme = current_theme()
        for index, (start, end) in enumerate(self._found):
            current = index == self._found_current
            share = 0.45 if current else 0.18
            form = QTextCharFormat()
            form.setBackground(theme.mix(Token.WARN, Token.SURFACE_RAISED, share))
            marks.append(self._mark(start, end, form))
        marks += self._bracket_marks()
        if self._error is not None:
            marks.append(self._error_mark(self._error))
        self.setExtraSelections(marks)
        self._gutter.update()

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Paints numbers and the mark of the error beside the visible lines."""
        theme = current_theme()
        painter.fillRect(area, theme.color(Token.SURFACE_RAISED))
        painter.setFont(self.font())
        current = self.textCursor().blockNumber()
        offset = self.contentOffset()
        for block in self.visible_blocks():
            rect = self.blockBoundingGeometry(block).translated(offset)
            number = block.blockNumber()
            wrong = self._error is not None and self._error.line == number + 1
            token = Token.ERROR if wrong else Token.TEXT if number == current else Token.TEXT_MUTED
            painter.setPen(theme.color(token, 1.0 if token is not Token.TEXT_MUTED else 0.75))
            line = block.layout().lineAt(0).height() if block.layout().lineCount() else rect.height()
            right = QRectF(0, rect.top(), self._gutter.width() - SPACE_S, line)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))
            if wrong:
                fill_rounded(painter, QRectF(2, rect.top() + 2, 3, line - 4), theme.color(Token.ERROR), 1.5)

    def _keyed(self, event: QKeyEvent, *, released: bool) -> bool:
        key, cursor = event.key(), self.textCursor()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            line = cursor.block().text()[: characters(cursor.block().text(), cursor.positionInBlock())]
            indent = line[: len(line) - len(line.lstrip())]
            cursor.insertText("\n" + indent + (_INDENT if line.rstrip().endswith(("{", "[")) else ""))
        elif key == Qt.Key.Key_Tab and not event.modifiers() and not released:
            cursor.insertText(_INDENT)
        elif key == Qt.Key.Key_Backtab and cursor.block().text().startswith(_INDENT) and not released:
            cursor.setPosition(cursor.block().position())
            cursor.setPosition(cursor.position() + len(_INDENT), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            return True
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            # Qt asks this flag before it lets the keyboard leave an editable text.
            self.setTabChangesFocus(True)
            self.focusNextPrevChild(key == Qt.Key.Key_Tab)
            self.setTabChangesFocus(False)
            return True
        else:
            return False
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _current_line(self) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = self.textCursor()
        cursor.clearSelection()
        mark.cursor = cursor
        form = QTextCharFormat()
        form.setBackground(current_theme().mix(Token.TEXT, Token.SURFACE_RAISED, _LINE_SHARE))
        full_width = True
        form.setProperty(QTextFormat.Property.FullWidthSelection.value, full_width)
        mark.format = form
        return mark

    def _bracket_marks(self) -> list[QTextEdit.ExtraSelection]:
        position = self.textCursor().position()
        document = self.document()
        for place in (position - 1, position):
            if place < 0 or document.characterAt(place) not in _BRACKETS:
                continue
            text = self.raw_text()
            straight = units(text) == len(text)
            partner = matching_bracket(text, place if straight else characters(text, place))
            if partner is None:
                return []
            other = partner if straight else units(text[:partner])
            form = QTextCharFormat()
            form.setBackground(current_theme().color(Token.SELECTION))
            return [self._mark(place, place + 1, form), self._mark(other, other + 1, form)]
        return []

    def _error_mark(self, error: CodeError) -> QTextEdit.ExtraSelection:
        block = self.document().findBlockByNumber(max(0, min(error.line, self.blockCount()) - 1))
        line = block.text()
        last = max(0, len(line) - 1)
        start = min(error.column - 1, last)
        left = block.position() + units(line[:start])
        right = block.position() + units(line[: min(start + error.length, len(line))])
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(current_theme().color(Token.ERROR))
        form.setBackground(current_theme().color(Token.ERROR_SOFT))
        return self._mark(left, right, form)

    def _mark(self, start: int, end: int, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format = form
        return mark

    def _on_contents(self, position: int, removed: int, added: int) -> None:
        self._raw = None

    def _on_update(self, area: QRect, scrolled: int) -> None:
        if scrolled:
            self._gutter.scroll(0, scrolled)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())
        self.color_visible()

    def _on_block_count(self, count: int) -> None:
        self._fit_gutter()

    def _fit_gutter(self) -> None:
        width = self.gutter_width()
        self.setViewportMargins(width, 0, 0, 0)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), width, area.height()))


class _Gutter(QWidget):
    """The strip of line numbers."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        """As wide as the numbers."""
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lets the editor paint, which knows the lines."""
        self._editor.paint_gutter(QPainter(self), event.rect())
