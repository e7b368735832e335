"""Choosing one file or several, by dialog or by dropping them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QLocale, QMimeDatabase, QRectF, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.editors.base import Edited
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.messages import IconLabel
from app.ui.metrics import RADIUS, SPACE_S, SPACE_XS
from app.ui.theme import Token, current_theme


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file on disk.

    Attributes:
        path: Where it is.
        size: Bytes, None where it cannot be read.
        media_type: Guessed from name and content.
    """

    path: str
    size: int | None
    media_type: str

    @property
    def name(self) -> str:
        """The last part of its path."""
        return Path(self.path).name


def describe_file(path: str) -> ChosenFile:
    """Looks at a file; a missing one is described, not refused."""
    try:
        size = Path(path).stat().st_size
    except OSError:
        size = None
    return ChosenFile(path, size, QMimeDatabase().mimeTypeForFile(path).name())


class FileEditor(QWidget):
    """Shows the chosen files with size and type; `value_text` holds their paths, one on each line.

    Args:
        several: Whether more than one file can be chosen.

    Signals:
        edited: An Edited with the paths; read `files` for the rest.
    """

    edited: ClassVar[Signal] = Signal(Edited)

    def __init__(self, parent: QWidget | None = None, *, several: bool = False) -> None:
        super().__init__(parent)
        self._several = several
        self._files: tuple[ChosenFile, ...] = ()
        self._rows: list[QWidget] = []
        self._state: str | None = None
        self._dragging = False
        self._dialog: QFileDialog | None = None
        self.setAcceptDrops(True)
        self._choose = Button("Choose files…" if several else "Choose a file…", ButtonVariant.NORMAL, "upload", self)
        self._choose.clicked.connect(self.open_dialog)
        self._hint = Label("or drop them here" if several else "or drop it here", TextRole.HINT, self)
        first = QHBoxLayout()
        first.setSpacing(SPACE_S)
        first.addWidget(self._choose)
        first.addWidget(self._hint)
        first.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        self._layout.setSpacing(SPACE_XS)
        self._layout.addLayout(first)
        self.setFocusProxy(self._choose)

    def files(self) -> tuple[ChosenFile, ...]:
        """The chosen files in order."""
        return self._files

    def set_files(self, files: tuple[ChosenFile, ...]) -> None:
        """Shows other files without telling anybody."""
        if files == self._files:
            return
        self._files = files
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(file) for file in files]

    def choose_paths(self, paths: list[str]) -> None:
        """Takes files as a person gave them: added where several are allowed, else the last one replaces."""
        if not paths:
            return
        chosen = tuple(describe_file(path) for path in paths)
        self.set_files((*self._files, *chosen) if self._several else chosen[-1:])
        self.announce(Edited(self.value_text()))

    def remove_file(self, file: ChosenFile) -> None:
        """Takes one away, as its cross does."""
        rest = list(self._files)
        rest.remove(file)
        self.set_files(tuple(rest))
        self.announce(Edited(self.value_text()))

    def value_text(self) -> str:
        """The paths, one on each line."""
        return "\n".join(file.path for file in self._files)

    def set_value_text(self, text: str) -> None:
        """Shows the files at these paths without telling anybody."""
        if text != self.value_text():
            self.set_files(tuple(describe_file(line) for line in text.split("\n") if line))

    def set_state(self, state: str | None) -> None:
        """Colours the frame."""
        self._state = state
        self.update()

    def set_placeholder(self, text: str) -> None:
        """Words beside the button."""
        self._hint.setText(text)

    def open_dialog(self) -> None:
        """Opens the file dialog without blocking the window."""
        dialog = QFileDialog(self.window(), self._choose.text())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if self._several else QFileDialog.FileMode.ExistingFile)
        dialog.filesSelected.connect(self.choose_paths)
        dialog.finished.connect(self._drop_dialog)
        self._dialog = dialog
        dialog.open()

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files only."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._set_dragging(dragging=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forgets the files above."""
        self._set_dragging(dragging=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes the files."""
        self._set_dragging(dragging=False)
        self.choose_paths([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the frame of the drop area."""
        theme = current_theme()
        token = {"error": Token.ERROR, "warn": Token.WARN}.get(self._state or "", Token.BORDER_STRONG)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color(Token.ACCENT if self._dragging else token), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(theme.color(Token.ACCENT_SOFT if self._dragging else Token.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _row(self, file: ChosenFile) -> QWidget:
        row = _FileRow(file, self)
        row.removed.connect(self.remove_file)
        self._layout.addWidget(row)
        return row

    def _set_dragging(self, *, dragging: bool) -> None:
        self._dragging = dragging
        self.update()

    def _drop_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


class _FileRow(QWidget):
    """One chosen file and the cross that takes it away."""

    removed = Signal(ChosenFile)

    def __init__(self, file: ChosenFile, parent: QWidget) -> None:
        super().__init__(parent)
        self._file = file
        readable = file.size is not None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_XS, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(
            IconLabel("file" if readable else "warning", Token.TEXT_MUTED if readable else Token.WARN, self)
        )
        layout.addWidget(ElidedLabel(file.name, TextRole.DATA, self), 1)
        size = QLocale().formattedDataSize(file.size) if file.size is not None else "cannot be read"
        layout.addWidget(Label(f"{size} · {file.media_type}", TextRole.HINT, self))
        remove = IconButton("cross", f"Remove {file.name}", self)
        remove.clicked.connect(self._remove)
        layout.addWidget(remove)

    def announce(self, file: ChosenFile) -> None:
        """Tells the editor; the typed door to the signal."""
        self.removed.emit(file)

    def _remove(self) -> None:
        self.announce(self._file)
