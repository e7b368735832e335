"""Divides one line of a list of operations: a heading, or method, path and words.

The first frame shows such lines, so nothing here touches `Qt`'s own enumerations, nor a pen, which asks for them:
PySide makes all of them when the first is asked for, and that takes longer than the whole list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF

from app.ui.fonts import SMALL, data_font, words_font
from app.ui.metrics import ROW_HEIGHT, SPACE_S, SPACE_XS
from app.ui.short_paths import short_path, without_end
from app.ui.theme import Token, current_zoom, method_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.operations.kept_list import KeptRow

    Hits = Callable[[QRect, str, "DataMetrics"], None]
    Write = Callable[[QRect, str, QFont, Token], None]

_GUTTER: Final = 20
_SHORT: Final = {"OPTIONS": "OPTS"}
_SAMPLE: Final = "iW/…" * 8
"""Letters that are of one width in a fixed font alone."""

_IN_ONE_LINE: Final = dict.fromkeys(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
"""What would break a line of text, or leave a hole in it."""

_WORTH: Final = 60
"""Pixels in which words behind a path are worth their place."""


def method_font() -> QFont:
    """The face of method names."""
    return data_font(SMALL, QFont.Weight.Bold)


def gutter() -> int:
    """What stands before a line's text, in pixels: room for a mark."""
    return round(_GUTTER * current_zoom())


def row_height() -> int:
    """Of one line, in pixels."""
    return round(ROW_HEIGHT * current_zoom())


def line_area(rect: QRect) -> QRect:
    """The part of a line in which things stand."""
    return rect.adjusted(SPACE_XS, 0, -SPACE_XS, 0)


class DataMetrics:
    """Measures text in the fixed font by counting its letters; what is no ASCII is measured by Qt."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetrics(font)
        exact = QFontMetricsF(font)
        width = exact.horizontalAdvance("x" * len(_SAMPLE))
        self._letter = width / len(_SAMPLE)
        self._is_fixed = abs(exact.horizontalAdvance(_SAMPLE) - width) < 1

    def horizontalAdvance(self, text: str, /) -> int:  # noqa: N802 - Qt's name
        """Pixels from the beginning of a text to that of the next."""
        if self._is_fixed and text.replace("…", "").isascii():
            return round(len(text) * self._letter)
        return self._metrics.horizontalAdvance(text)

    def height(self) -> int:
        """Of a line, in pixels."""
        return self._metrics.height()


class EntryFaces:
    """The fonts of such lines, made once for each look, and what goes where in them.

    Whoever paints gives a `Write`: it paints words of a font and an ink into a place, from its left edge on in the
    middle of its height.
    """

    def __init__(self) -> None:
        self._heading = words_font(1.0, QFont.Weight.DemiBold)
        self._small = words_font(SMALL)
        self._path = data_font()
        self._method = method_font()
        self._struck = QFont(self._path)
        self._struck.setStrikeOut(True)
        self._small_metrics = QFontMetrics(self._small)
        self._heading_metrics = QFontMetrics(self._heading)
        self._path_metrics = DataMetrics(self._path)
        self._method_width = QFontMetrics(self._method).horizontalAdvance("DELETE")

    def heading(self, write: Write, area: QRect, title: str, count: int) -> None:
        """Writes the heading of a group."""
        amount = f"{count:,}"
        width = self._small_metrics.horizontalAdvance(amount)
        place = area.adjusted(gutter(), 0, -width - 2 * SPACE_S, 0)
        words = without_end(title.translate(_IN_ONE_LINE), self._heading_metrics, place.width())
        write(place, words, self._heading, Token.TEXT)
        right = QRect(area.right() - SPACE_S - width, area.top(), width + 1, area.height())
        write(right, amount, self._small, Token.TEXT_MUTED)

    def row(self, write: Write, area: QRect, entry: KeptRow, hits: Hits | None = None) -> None:
        """Writes an operation.

        Args:
            hits: Paints what lies under the path: gets its place, and the text with its metrics.
        """
        left = area.left() + gutter()
        if entry.method:
            method = _SHORT.get(entry.method, entry.method)
            place = QRect(left, area.top(), self._method_width, area.height())
            write(place, method, self._method, method_token(entry.method))
            left += self._method_width + SPACE_S
        room, metrics = area.right() - left - SPACE_S, self._path_metrics
        place = QRect(left, area.top(), max(0, room), area.height())
        text = short_path(entry.path.translate(_IN_ONE_LINE), metrics, room)
        if hits is not None:
            hits(place, text, metrics)
        if entry.deprecated:
            write(place, text, self._struck, Token.TEXT_MUTED)
        else:
            write(place, text, self._path, Token.TEXT)
        used = metrics.horizontalAdvance(text) + SPACE_S + SPACE_XS
        if entry.summary and room - used > _WORTH:
            # Documents put line breaks even into summaries.
            line = without_end(" ".join(entry.summary.split()), self._small_metrics, room - used)
            write(place.adjusted(used, 0, 0, 0), line, self._small, Token.TEXT_MUTED)
