"""A line for Base64: the text as it is, what it stands for below, and a way to encode text or a file."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QLocale, QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from app.ui.buttons import Button
from app.ui.editors.base import Edited
from app.ui.editors.line import LineEditor
from app.ui.editors.multiline import MultilineEditor
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import SPACE_XS
from app.ui.popup import Popup, PopupClosed

MOST_BYTES: Final = 256 * 1024
"""Of a file to encode; a longer line could not be shown at once. Larger data is better sent as a file."""

_SHOWN: Final = 120
_PANEL_LETTERS: Final = 44


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a Base64 text stands for.

    Attributes:
        size: Bytes; None where the text is not Base64.
        words: For a person: size and a beginning, or why it cannot be decoded.
    """

    size: int | None
    words: str


def decode_words(text: str) -> Decoded:
    """What a text decodes to (RFC 4648 sections 4 and 5; padding may be missing as in Base64 URL)."""
    plain = text.strip()
    if not plain:
        return Decoded(0, "")
    padded = plain + "=" * (-len(plain) % 4)
    try:
        data = base64.b64decode(padded, altchars=b"-_" if set(plain) & set("-_") else None, validate=True)
    except (binascii.Error, ValueError):
        return Decoded(None, "not Base64; it is sent as it is")
    count = "1 byte" if len(data) == 1 else QLocale().formattedDataSize(len(data)) if len(data) > 1023 else ""
    return Decoded(len(data), f"{count or f'{len(data)} bytes'}: {_beginning(data)}")


def _beginning(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data[: _SHOWN // 6].hex(" ") + (" …" if len(data) > _SHOWN // 6 else "")
    if not text.isprintable() and not text.replace("\n", "").replace("\t", "").isprintable():
        return data[: _SHOWN // 6].hex(" ") + (" …" if len(data) > _SHOWN // 6 else "")
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def encode_bytes(data: bytes, *, url_safe: bool = False) -> str:
    """The Base64 text of bytes."""
    return (base64.urlsafe_b64encode if url_safe else base64.b64encode)(data).decode()


class EncodedEditor(QWidget):
    """Takes any text; below it stands what the text decodes to.

    Args:
        url_safe: Whether the URL alphabet is written (RFC 4648 section 5).

    Signals:
        edited: An Edited after each change of a person.
    """

    edited: ClassVar[Signal] = Signal(Edited)

    def __init__(self, text: str = "", parent: QWidget | None = None, *, url_safe: bool = False) -> None:
        super().__init__(parent)
        self._url_safe = url_safe
        self._dialog: QFileDialog | None = None
        self._popup: EncodePopup | None = None
        self.line = LineEditor(text, self)
        self.line.edited.connect(self._on_edited)
        self.line.add_button("braces", "Encode a text or a file").triggered.connect(self.open_menu)
        self._preview = ElidedLabel("", TextRole.HINT, self)
        self._preview.setObjectName("decoded")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS - 1)
        layout.addWidget(self.line)
        layout.addWidget(self._preview)
        self.setFocusProxy(self.line)
        self.menu = QMenu(self)
        self.menu.addAction("Encode a text…").triggered.connect(self.open_text)
        self.menu.addAction("Encode a file…").triggered.connect(self.open_dialog)
        self._show_preview()

    def value_text(self) -> str:
        """The Base64 text."""
        return self.line.value_text()

    def set_value_text(self, text: str) -> None:
        """Shows another text without telling anybody."""
        self.line.set_value_text(text)
        self._show_preview()

    def set_state(self, state: str | None) -> None:
        """Colours the frame."""
        self.line.set_state(state)

    def set_placeholder(self, text: str) -> None:
        """Words while it is empty."""
        self.line.set_placeholder(text)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.edited.emit(edited)

    def popup(self) -> EncodePopup | None:
        """The panel for a text while it is open."""
        return self._popup

    def open_menu(self) -> None:
        """Offers what can be encoded."""
        self.menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height())))

    def open_text(self) -> None:
        """Opens the panel that takes a text."""
        self._popup = EncodePopup(self, self._plain_text())
        self._popup.changed.connect(self._on_plain)
        self._popup.closed.connect(self._on_closed)
        self._popup.open_at_anchor()
        self._popup.text.setFocus(Qt.FocusReason.PopupFocusReason)

    def open_dialog(self) -> None:
        """Opens the file dialog without blocking the window."""
        dialog = QFileDialog(self.window(), "Encode a file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.encode_file)
        dialog.finished.connect(self._drop_dialog)
        self._dialog = dialog
        dialog.open()

    def encode_file(self, path: str) -> None:
        """Puts a file's bytes in; what cannot be taken is said below."""
        try:
            with Path(path).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            self._preview.setText(f"{Path(path).name} cannot be read: {error.strerror or error}")
            return
        if len(data) > MOST_BYTES:
            most = QLocale().formattedDataSize(MOST_BYTES)
            self._preview.setText(f"{Path(path).name} is larger than {most}; paste its text to send it all the same")
            return
        self.line.enter_text(encode_bytes(data, url_safe=self._url_safe))

    def _plain_text(self) -> str:
        """What the text decodes to where that is text again."""
        plain = self.value_text().strip()
        try:
            return base64.b64decode(plain, altchars=b"-_" if self._url_safe else None, validate=True).decode()
        except (binascii.Error, ValueError):
            return ""

    def _on_plain(self, edited: Edited) -> None:
        # Half a pair of surrogates has no bytes in UTF-8.
        data = edited.text.encode("utf-8", "replace")
        self.line.enter_text(encode_bytes(data, url_safe=self._url_safe))

    def _on_edited(self, edited: Edited) -> None:
        self._show_preview()
        self.announce(edited)

    def _show_preview(self) -> None:
        decoded = decode_words(self.value_text())
        self._preview.setText(decoded.words)
        self._preview.setVisible(bool(decoded.words))

    def _on_closed(self, closed: PopupClosed) -> None:
        self._popup = None

    def _drop_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


class EncodePopup(Popup):
    """A text that is encoded while it is typed.

    Signals:
        changed: An Edited with the plain text.
    """

    changed = Signal(Edited)

    def __init__(self, editor: EncodedEditor, text: str) -> None:
        super().__init__(editor, "Encode a text")
        self.text = MultilineEditor(text, self, least=4)
        self.text.setObjectName("plainText")
        self.text.setAccessibleName("Text to encode")
        self.text.setMinimumWidth(self.text.fontMetrics().averageCharWidth() * _PANEL_LETTERS)
        self.text.edited.connect(self.announce)
        done = Button("Done", parent=self)
        done.clicked.connect(self.close)
        self.body.addWidget(Label("Text to encode as UTF-8", TextRole.MUTED, self))
        self.body.addWidget(self.text)
        self.body.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.changed.emit(edited)
