"""All about one row as a page to be read, marked and copied: words first, then tables (objectName `traceDetails`)."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.core.trace.span_details import CodePlace, SpanDetails
from app.ui.fonts import data_family
from app.ui.marked import marked_html
from app.ui.metrics import SPACE_M
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.trace.span_values import ErrorLine, ValueLine

_PLACE: Final = "place"
_CELL: Final = f'valign="top" style="padding:2px {SPACE_M}px 2px 0"'


class DetailsView(QTextBrowser):
    """Shows the details of a row; its links lead to source code.

    Signals:
        place_chosen: A CodePlace.
    """

    place_chosen = Signal(CodePlace)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details: SpanDetails | None = None
        self._words = ""
        self.setObjectName("traceDetails")
        self.setAccessibleName("About the current span")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(SPACE_M)
        self.anchorClicked.connect(self._follow)

    def show_details(self, details: SpanDetails | None) -> None:
        """Shows another row; None shows nothing."""
        self._details, self._words = details, ""
        self._paint_page()

    def show_words(self, words: str) -> None:
        """Says something in place of a row."""
        self._details, self._words = None, words
        self._paint_page()

    def announce(self, place: CodePlace) -> None:
        """Tells who listens; the typed door to the signal."""
        self.place_chosen.emit(place)

    def changeEvent(self, event: QEvent) -> None:
        """Follows theme and zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._paint_page()

    def _paint_page(self) -> None:
        if self._details is not None:
            self.setHtml(details_html(self._details))
        else:
            self.setHtml(f"<p>{marked_html(self._words)}</p>" if self._words else "")

    def _follow(self, url: QUrl) -> None:
        name, _, number = url.toString().partition(":")
        if name == _PLACE and self._details is not None and number.isdigit():
            self.announce(self._details.places[int(number)])


def details_html(details: SpanDetails) -> str:
    """The page; every word of it escaped, since it comes from a server."""
    theme = current_theme()
    parts = [
        f'<p style="margin:0 0 4px 0"><b>{html.escape(details.title)}</b></p>',
        f'<p style="margin:0 0 8px 0">{marked_html(details.sentence)}</p>',
    ]
    if details.places:
        links = (_link(number, place) for number, place in enumerate(details.places))
        parts.append(f'<p style="margin:0 0 8px 0">{" &nbsp;·&nbsp; ".join(links)}</p>')
    if details.errors:
        parts += [_heading("Does not fit"), _errors(details.errors)]
    if details.values:
        parts += [_heading("Values, before and after"), _values(details.values)]
    parts += [_heading("Facts"), _facts(details)]
    if details.stack:
        lines = "<br>".join(_data(line).replace("  ", "&nbsp;&nbsp;") for line in details.stack.splitlines())
        parts += [_heading("Stack"), f"<p>{lines}</p>"]
    return f'<div style="color:{theme.hex(Token.TEXT)}">{"".join(parts)}</div>'


def _link(number: int, place: CodePlace) -> str:
    what = _inked(f"{html.escape(place.what)} in", Token.TEXT_MUTED)
    style = f"color:{current_theme().hex(Token.ACCENT)};text-decoration:none"
    title = html.escape(place.text)
    return f'{what} <a href="{_PLACE}:{number}" style="{style}" title="{title}">{_data(place.short)}</a>'


def _heading(text: str) -> str:
    return f'<p style="margin:8px 0 2px 0">{_inked(html.escape(text), Token.TEXT_MUTED)}</p>'


def _facts(details: SpanDetails) -> str:
    rows = []
    for fact in details.facts:
        words = _inked(html.escape(fact.words), Token.ERROR if fact.danger else Token.TEXT)
        rows.append((_inked(_unbroken(fact.name), Token.TEXT_MUTED), words))
    return _table(rows)


def _values(values: Iterable[ValueLine]) -> str:
    rows = [tuple(_inked(title, Token.TEXT_MUTED) for title in ("Value", "Sent", "Became", "Type", ""))]
    for line in values:
        name = f"{_inked(html.escape(line.place), Token.TEXT_MUTED)} {_data(line.name)}"
        sent = _data(line.sent) if line.sent else _inked("not sent", Token.TEXT_MUTED)
        became = _data(line.became) if line.became else _inked("nothing", Token.ERROR)
        note = _inked(html.escape(line.note), Token.ERROR if line.failed else Token.TEXT_MUTED)
        rows.append((name, sent, became, _data(line.kind.rpartition(".")[2]), note))
    return _table(rows)


def _errors(errors: Iterable[ErrorLine]) -> str:
    rows = []
    for line in errors:
        sent = f"sent {_data(line.sent)}" if line.sent else ""
        rule = _inked(html.escape(line.rule), Token.TEXT_MUTED)
        rows.append((_inked(_data(line.place), Token.ERROR), html.escape(line.message), sent, rule))
    return _table(rows)


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = ("".join(f"<td {_CELL}>{cell}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table cellspacing="0" cellpadding="0" style="margin-top:4px">{body}</table>'


def _inked(markup: str, token: Token) -> str:
    return f'<span style="color:{current_theme().hex(token)}">{markup}</span>'


def _data(text: str) -> str:
    return f"<span style=\"font-family:'{data_family()}'\">{html.escape(text)}</span>"


def _unbroken(text: str) -> str:
    return html.escape(text).replace(" ", "&nbsp;")
