"""Code to read or to edit: colours, line numbers, Ctrl+F, a mark where it is broken; texts of any size open at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant
from app.ui.code.editor import CodeEditor, CodeError
from app.ui.code.find_bar import FindBar, FindClosed, FindRequested
from app.ui.code.finding import find_all, step_from
from app.ui.code.highlighting import Language
from app.ui.code.positions import characters, cut_long_lines, displayable, units
from app.ui.editors.base import Edited
from app.ui.labels import ElidedLabel, TextRole
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS

WINDOW: Final = 1_000_000
"""Characters shown at first, and added by each "Show more"."""
SLICE: Final = 48_000
"""Characters put into the document at once; more would hold the main thread for longer than a frame."""
LONG_LINE: Final = 10_000


@dataclass(frozen=True, slots=True)
class SaveRequested:
    """A person wants the whole text in a file."""


class CodeView(QWidget):
    """A code editor with its find bar and a notice.

    Args:
        name: Accessible name.
        editable: Whether a person can change the text.

    Signals:
        edited: An Edited with the exact text after each change of a person.
        save_requested: A SaveRequested from the notice of a text that is not shown whole.
    """

    edited = Signal(Edited)
    save_requested = Signal(SaveRequested)

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        language: Language = Language.JSON,
        editable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._editable = editable
        self._text = ""
        self._shown = ""
        self._fed = 0
        self._wanted = 0
        self._cut = 0
        self._silent = False
        self._hits: tuple[int, ...] = ()
        self._searched: tuple[str, int] = ("", 0)
        self._goal: FindRequested | None = None
        self.editor = CodeEditor(self)
        self.editor.setReadOnly(not editable)
        self.editor.setAccessibleName(name)
        if not editable:
            self.editor.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.editor.set_language(language)
        self.editor.textChanged.connect(self._on_text_changed)
        self.find_bar = FindBar(self)
        self.find_bar.requested.connect(self._on_find)
        self.find_bar.closed.connect(self._on_find_closed)
        self._notice = self._make_notice()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self._notice)
        self.setFocusProxy(self.editor)
        self._feeder = QTimer(self)
        self._feeder.setInterval(0)
        self._feeder.timeout.connect(self._feed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.open_find)

    def text(self) -> str:
        """The exact text: what was set, or what a person made of it."""
        return self.editor.raw_text() if self._editable else self._text

    def set_text(self, text: str) -> None:
        """Shows another text from its beginning without telling anybody; an equal one changes nothing."""
        if text == self.text() and self.is_complete():
            return
        self._feeder.stop()
        self._goal = None
        self._text = text
        self._shown, cut = displayable(text), 0
        if not self._editable:
            self._shown, cut = cut_long_lines(self._shown, LONG_LINE)
        self._cut = cut
        self._searched = ("", 0)
        self.editor.set_error(None)
        self._fed = 0
        self._wanted = len(self._shown) if self._editable else min(len(self._shown), WINDOW)
        first = min(SLICE, self._wanted)
        self._silent = True
        self.editor.setPlainText(self._shown[:first])
        self._silent = False
        self._fed = first
        if self._fed < self._wanted:
            self.editor.setReadOnly(True)
            self._feeder.start()
        self._update_notice()
        self._refresh_find()

    def is_complete(self) -> bool:
        """Whether everything that is wanted so far stands in the editor."""
        return self._fed >= self._wanted

    def set_language(self, language: Language) -> None:
        """Colours the text differently."""
        self.editor.set_language(language)

    def set_wrapped(self, *, wrapped: bool) -> None:
        """Breaks long lines at the edge, or lets them run."""
        mode = CodeEditor.LineWrapMode.WidgetWidth if wrapped else CodeEditor.LineWrapMode.NoWrap
        self.editor.setLineWrapMode(mode)

    def set_error(self, error: CodeError | None) -> None:
        """Marks where the text cannot be read; None takes the mark away."""
        self.editor.set_error(error)
        self.editor.setAccessibleDescription(
            f"Line {error.line}, column {error.column}: {error.message}" if error else ""
        )

    def go_to_error(self) -> None:
        """Puts the caret onto the marked place."""
        error = self.editor.error()
        if error is not None:
            self.editor.go_to(error.line, error.column)
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_find(self) -> None:
        """Opens the find bar with the selected words in it."""
        selected = self.editor.textCursor().selectedText()
        self.find_bar.open_bar("" if "\u2029" in selected else selected)

    def copy_all(self) -> None:
        """Puts the whole exact text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def show_more(self) -> None:
        """Shows the next part of a long text."""
        self._wanted = min(len(self._shown), self._wanted + WINDOW)
        self._update_notice()
        self._feeder.start()

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def announce_save(self, request: SaveRequested) -> None:
        """Tells who listens; the typed door to the signal."""
        self.save_requested.emit(request)

    def _make_notice(self) -> QWidget:
        notice = QWidget(self)
        self._words = ElidedLabel("", TextRole.HINT, notice)
        self._more = Button("Show more", ButtonVariant.LINK, parent=notice)
        save = Button("Save all…", ButtonVariant.LINK, parent=notice)
        self._more.clicked.connect(self.show_more)
        save.clicked.connect(self._ask_save)
        layout = QHBoxLayout(notice)
        layout.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, SPACE_XS)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._more)
        layout.addWidget(save)
        notice.hide()
        return notice

    def _update_notice(self) -> None:
        locale = QLocale()
        hidden = self._wanted < len(self._shown)
        words = []
        if hidden:
            part, whole = locale.formattedDataSize(self._wanted), locale.formattedDataSize(len(self._shown))
            words.append(f"The first {part} of {whole} are shown.")
        if self._text and not self._editable and self._cut:
            words.append(f"{self._cut:,} long line{'s are' if self._cut > 1 else ' is'} cut; copying takes all of it.")
        self._words.setText(" ".join(words))
        self._more.setVisible(hidden)
        self._notice.setVisible(bool(words))

    def _feed(self) -> None:
        end = min(self._wanted, self._fed + SLICE)
        cursor = QTextCursor(self.editor.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._silent = True
        cursor.insertText(self._shown[self._fed : end])
        self._silent = False
        self._fed = end
        if self.is_complete():
            self._feeder.stop()
            self.editor.setReadOnly(not self._editable)
            self.editor.document().clearUndoRedoStacks()
            self._refresh_find()
            if self._goal is not None:
                self._on_find(self._goal)

    def _on_text_changed(self) -> None:
        if not self._silent and self._editable:
            self._searched = ("", 0)
            self.announce(Edited(self.editor.raw_text()))
            self._refresh_find()

    def _refresh_find(self) -> None:
        if not self.find_bar.isHidden():
            self._look_for(self.find_bar.field.text())
            self.find_bar.show_count(0, len(self._hits))

    def _look_for(self, needle: str) -> None:
        text = self.editor.raw_text() if self._editable else self._shown
        if self._searched != (needle, len(text)):
            self._searched = (needle, len(text))
            self._hits = find_all(text, needle)

    def _on_find(self, request: FindRequested) -> None:
        self._goal = None
        self._look_for(request.text)
        text = self.editor.raw_text() if self._editable else self._shown
        cursor = self.editor.textCursor()
        straight = text.isascii() or units(text) == len(text)
        position = cursor.selectionStart() if straight else characters(text, cursor.selectionStart())
        index = step_from(self._hits, position, request.step)
        self.find_bar.show_count(index + 1, len(self._hits))
        if index < 0:
            self.editor.set_found((), -1)
            return
        if self._hits[index] + len(request.text) > self._fed:
            self._goal = request
            self._wanted = max(self._wanted, min(len(self._shown), self._hits[index] + WINDOW))
            self._update_notice()
            self._feeder.start()
            return
        self._show_hits(text, request.text, index, straight=straight)

    def _show_hits(self, text: str, needle: str, index: int, *, straight: bool) -> None:
        first = max(0, index - _MARKED)
        found, before, counted = [], 0, 0
        for start in self._hits[first : index + _MARKED]:
            counted += start - before if straight else units(text[before:start])
            length = len(needle) if straight else units(text[start : start + len(needle)])
            found.append((counted, counted + length))
            before = start
        chosen = found[index - first]
        cursor = self.editor.textCursor()
        cursor.setPosition(chosen[0])
        cursor.setPosition(chosen[1], QTextCursor.MoveMode.KeepAnchor)
        self.editor.setTextCursor(cursor)
        self.editor.set_found(tuple(found), index - first)

    def _on_find_closed(self, closed: FindClosed) -> None:
        self.editor.set_found((), -1)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_save(self) -> None:
        self.announce_save(SaveRequested())


_MARKED = 150
