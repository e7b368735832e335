"""All about one block as a page to be read, marked and copied (objectName `blockDetails`)."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.core.trace.loop_words import place_words
from app.ui.fonts import data_family
from app.ui.marked import marked_html
from app.ui.metrics import SPACE_M
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.projects.model import CodePlace
    from app.features.event_loop.presenter import Details

_PLACE: Final = "place"
_REQUEST: Final = "request"


@dataclass(frozen=True, slots=True)
class LinkPressed:
    """A person follows a link: to a line of code, or to the request where `place` is None."""

    place: CodePlace | None


class BlockDetails(QTextBrowser):
    """Shows the details of a block.

    Signals:
        pressed: A LinkPressed.
    """

    pressed = Signal(LinkPressed)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details: Details | None = None
        self.setObjectName("blockDetails")
        self.setAccessibleName("About the selected block")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(SPACE_M)
        self.anchorClicked.connect(self._follow)

    def show_details(self, details: Details | None) -> None:
        """Shows another block; None shows nothing."""
        if details != self._details:
            self._details = details
            self._paint_page()

    def announce(self, pressed: LinkPressed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.pressed.emit(pressed)

    def changeEvent(self, event: QEvent) -> None:
        """Follows theme and zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._paint_page()

    def _paint_page(self) -> None:
        self.setHtml(_page(self._details) if self._details is not None else "")

    def _follow(self, url: QUrl) -> None:
        name, _, number = url.toString().partition(":")
        if self._details is None:
            return
        if name == _PLACE and number.isdigit():
            self.announce(LinkPressed(self._details.stack[int(number)]))
        elif name == _REQUEST:
            self.announce(LinkPressed(None))


def _page(details: Details) -> str:
    """The page; every word of it escaped, since it comes from a server."""
    muted = current_theme().hex(Token.TEXT_MUTED)
    parts = [f'<p style="margin:0 0 6px 0">{marked_html(details.sentence)}</p>']
    if details.is_ours:
        parts.append(f'<p style="margin:0 0 6px 0">{_link(_REQUEST, "Show the request and its trace")}</p>')
    parts.append(f'<p style="margin:0 0 8px 0; color:{muted}">{marked_html(details.advice)}</p>')
    if details.stack:
        rows = (_stack_row(number, place) for number, place in enumerate(details.stack))
        parts += [_heading("What ran, innermost last"), _table(rows)]
    if details.waited:
        rows = (f"<tr>{_cell(request, data=True)}{_cell(how)}</tr>" for request, how in details.waited)
        parts += [_heading("Had to wait"), _table(rows)]
    return "".join(parts)


def _stack_row(number: int, place: CodePlace) -> str:
    where = f'<td valign="top" style="padding:1px 12px 1px 0">{_link(f"{_PLACE}:{number}", place_words(place))}</td>'
    return f"<tr>{where}{_cell(place.name, data=True)}{_cell(place.text, data=True)}</tr>"


def _cell(text: str, *, data: bool = False) -> str:
    family = f"; font-family:'{data_family()}'" if data else ""
    return f'<td valign="top" style="padding:1px 12px 1px 0{family}">{html.escape(text)}</td>'


def _table(rows: Iterable[str]) -> str:
    return f'<table cellspacing="0" style="margin:0 0 8px 0">{"".join(rows)}</table>'


def _heading(text: str) -> str:
    return f'<p style="margin:4px 0 2px 0"><b>{html.escape(text)}</b></p>'


def _link(target: str, text: str) -> str:
    accent = current_theme().hex(Token.ACCENT)
    return f'<a href="{target}" style="color:{accent}">{html.escape(text)}</a>'
