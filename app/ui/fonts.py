"""Two typefaces: the desktop's own for words, its fixed one for data."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

SMALL = 0.92
LARGE = 1.25
_MINIMUM_POINTS = 7.0


def words_font(scale: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system font at the application's zoom; `scale` 1.0 is the normal size."""
    return _sized(QFont(QApplication.font()), scale, weight)


def data_font(scale: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The fixed font at the same size, for everything that a machine wrote or reads."""
    return _sized(QFont(data_family()), scale, weight)


def data_family() -> str:
    """The family behind the desktop's fixed font; a generic name is resolved, since style sheets need a real one."""
    return QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)).family()


def points(scale: float = 1.0) -> float:
    """The size in points of text at `scale`, never unreadably small."""
    font = QApplication.font()
    size = font.pointSizeF() if font.pointSizeF() > 0 else QFontInfo(font).pointSizeF()
    return max(_MINIMUM_POINTS, size * scale)


def _sized(font: QFont, scale: float, weight: QFont.Weight) -> QFont:
    font.setPointSizeF(points(scale))
    font.setWeight(weight)
    return font
