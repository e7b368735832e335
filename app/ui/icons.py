"""Single-ink icons, coloured when they are loaded, sharp on every screen.

A QIcon holds pixmaps and therefore one theme; widgets here reload theirs on StyleChange.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.ui.metrics import ICON
from app.ui.resources import icon_file
from app.ui.theme import Theme, ThemeError, Token, current_theme, current_zoom

_SCALES = (1.0, 2.0)
_INK = b"currentColor"
_MADE = "routeglassIcons"


def icon(
    name: str, token: Token = Token.TEXT_MUTED, size: int = ICON, active: Token | None = None, gap: int = 0
) -> QIcon:
    """The icon `name` in the current theme.

    Args:
        name: A file of resources/icons without its ending.
        token: The ink.
        size: Edge length in device-independent pixels; grows with the zoom.
        active: The ink while hovered or switched on; the same as `token` when None.
        gap: Empty pixels at its right, where a button would put its text too near.

    Raises:
        ThemeError: There is no such icon.
    """
    theme = current_theme()
    edge = icon_size(size)
    disabled = theme.mix(token, Token.SURFACE, 0.45).name()
    key = (name, (theme.hex(token), theme.hex(active or token), disabled), edge, gap)
    made = _made()
    if key not in made.icons:
        made.icons[key] = _icon(*key)
    return made.icons[key]


class _Made:
    """Icons that are made already; they belong to the application, since none may outlive it."""

    def __init__(self) -> None:
        self.icons: dict[tuple[str, tuple[str, str, str], int, int], QIcon] = {}


def _made() -> _Made:
    application = QCoreApplication.instance()
    found = application.property(_MADE) if application else None
    if isinstance(found, _Made):
        return found
    made = _Made()
    if application:
        application.setProperty(_MADE, made)
    return made


def pixmap(name: str, token: Token, size: int = ICON, scale: float = 1.0, theme: Theme | None = None) -> QPixmap:
    """The icon as a pixmap for painting; `scale` is the device pixel ratio of the target."""
    ink = (theme or current_theme()).hex(token)
    return _pixmap(name, ink, icon_size(size), scale)


def paint_icon(painter: QPainter, rect: QRectF, name: str, token: Token) -> None:
    """Paints the icon centred in `rect` at the height of `rect`, rounded to whole pixels."""
    edge = int(min(rect.width(), rect.height()))
    ink = current_theme().hex(token)
    drawing = _pixmap(name, ink, edge, painter.device().devicePixelRatio())
    painter.drawPixmap(round(rect.center().x() - edge / 2), round(rect.center().y() - edge / 2), drawing)


def icon_size(size: int = ICON) -> int:
    """The edge length at the current zoom."""
    return max(8, round(size * current_zoom()))


def icon_extent(size: int = ICON, gap: int = 0) -> QSize:
    """The same as a QSize, for `setIconSize`."""
    return QSize(icon_size(size) + gap, icon_size(size))


def _icon(name: str, inks: tuple[str, str, str], edge: int, gap: int) -> QIcon:
    ink, active, disabled = inks
    result = QIcon()
    for scale in _SCALES:
        for mode, color in (
            (QIcon.Mode.Normal, ink),
            (QIcon.Mode.Active, active),
            (QIcon.Mode.Selected, ink),
            (QIcon.Mode.Disabled, disabled),
        ):
            result.addPixmap(_widened(_pixmap(name, color, edge, scale), gap), mode, QIcon.State.Off)
        result.addPixmap(_widened(_pixmap(name, active, edge, scale), gap), QIcon.Mode.Normal, QIcon.State.On)
    return result


def _widened(drawing: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawing
    scale = drawing.devicePixelRatio()
    result = QPixmap(drawing.width() + round(gap * scale), drawing.height())
    result.setDevicePixelRatio(scale)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return result


def _pixmap(name: str, ink: str, edge: int, scale: float) -> QPixmap:
    # Qt's own cache, since a Python one would keep pixmaps beyond the application's end.
    key = f"routeglass:{name}:{ink}:{edge}:{scale}"
    result = QPixmap()
    if QPixmapCache.find(key, result):
        return result
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace(_INK, ink.encode())))
    pixels = max(1, round(edge * scale))
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    result.setDevicePixelRatio(scale)
    QPixmapCache.insert(key, result)
    return result


@lru_cache(maxsize=256)
def _drawing(name: str) -> bytes:
    try:
        return icon_file(name).read_bytes()
    except OSError as error:
        raise ThemeError(f"There is no icon {name!r}.", where=str(icon_file(name))) from error
