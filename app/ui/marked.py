"""Sentences in which names stand between backticks, as `item_name`: those are set in the fixed font."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.fonts import data_family
from app.ui.labels import Label, TextRole
from app.ui.properties import is_restyled

_NAME = re.compile(r"`([^`\n]+)`")


def marked_html(text: str) -> str:
    """The text as rich text: everything escaped, so that a server's words stay words; names in the fixed font."""
    parts = []
    end = 0
    for found in _NAME.finditer(text):
        parts.append(html.escape(text[end : found.start()]))
        parts.append(f"<span style=\"font-family:'{data_family()}'\">{html.escape(found.group(1))}</span>")
        end = found.end()
    parts.append(html.escape(text[end:]))
    return "".join(parts).replace("\n", "<br>")


def unmarked(text: str) -> str:
    """The text without its backticks, for a screen reader or a tooltip."""
    return _NAME.sub(r"\1", text)


class MarkedLabel(Label):
    """A wrapped, selectable text with such names in it."""

    def __init__(self, text: str = "", role: TextRole = TextRole.BODY, parent: QWidget | None = None) -> None:
        super().__init__("", role, parent, wrap=True, selectable=True)
        self._source = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_marked(text)

    def set_marked(self, text: str) -> None:
        """Shows another text."""
        self._source = text
        self.setText(marked_html(text))
        self.setAccessibleName(unmarked(text))

    def text(self) -> str:
        """The text as it is read, without backticks and markup."""
        return unmarked(self._source)

    def source(self) -> str:
        """The text with its backticks."""
        return self._source

    def changeEvent(self, event: QEvent) -> None:
        """Follows another fixed font."""
        super().changeEvent(event)
        if is_restyled(event) and hasattr(self, "_source"):
            self.setText(marked_html(self._source))
