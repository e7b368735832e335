"""Buttons whose icons follow the theme."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.ui.icons import icon, icon_extent
from app.ui.metrics import ICON
from app.ui.properties import is_restyled, set_style_property
from app.ui.theme import Token


class ButtonVariant(StrEnum):
    """How much a button asks for attention; one primary button at most per view."""

    NORMAL = "normal"
    PRIMARY = "primary"
    GHOST = "ghost"
    LINK = "link"
    DANGER = "danger"


_GAP = 3
_INKS = {
    ButtonVariant.NORMAL: Token.TEXT_MUTED,
    ButtonVariant.PRIMARY: Token.ACCENT_TEXT,
    ButtonVariant.GHOST: Token.TEXT_MUTED,
    ButtonVariant.LINK: Token.ACCENT,
    ButtonVariant.DANGER: Token.ERROR,
}


class Button(QPushButton):
    """A push button with a variant and, where it helps, an icon.

    Args:
        text: What it does, a verb first.
        icon_name: An icon of resources/icons, or empty.
    """

    def __init__(
        self,
        text: str,
        variant: ButtonVariant = ButtonVariant.NORMAL,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._variant = variant
        self._icon_name = icon_name
        self.setProperty("variant", variant.value)
        self.setAutoDefault(False)
        if variant is ButtonVariant.LINK:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._load_icon()

    def set_variant(self, variant: ButtonVariant) -> None:
        """Makes it more or less prominent."""
        self._variant = variant
        set_style_property(self, "variant", variant.value)
        self._load_icon()

    def set_icon_name(self, name: str) -> None:
        """Shows another icon, or none when empty."""
        self._icon_name = name
        self._load_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Colours the icon anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self._load_icon()

    def _load_icon(self) -> None:
        if not self._icon_name:
            if not self.icon().isNull():
                self.setIcon(QIcon())
            return
        self.setIconSize(icon_extent(ICON, _GAP))
        self.setIcon(icon(self._icon_name, _INKS[self._variant], gap=_GAP))


class IconButton(QToolButton):
    """A button that is only an icon; its name is read aloud and shown as a tooltip.

    Args:
        icon_name: An icon of resources/icons.
        name: What it does; accessible name and tooltip.
        shortcut_text: A key shown in the tooltip, for example `Ctrl+F`; it is not bound here.
    """

    def __init__(
        self,
        icon_name: str,
        name: str,
        parent: QWidget | None = None,
        *,
        shortcut_text: str = "",
        token: Token = Token.TEXT_MUTED,
        checkable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._token = token
        self.setCheckable(checkable)
        self.set_name(name, shortcut_text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._load_icon()

    def set_name(self, name: str, shortcut_text: str = "") -> None:
        """Says what it does now."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  ({shortcut_text})" if shortcut_text else name)

    def set_icon_name(self, name: str, token: Token | None = None) -> None:
        """Shows another icon, in another ink where given."""
        self._icon_name = name
        self._token = token or self._token
        self._load_icon()

    def icon_name(self) -> str:
        """The icon that it shows."""
        return self._icon_name

    def changeEvent(self, event: QEvent) -> None:
        """Colours the icon anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self._load_icon()

    def _load_icon(self) -> None:
        self.setIconSize(icon_extent(ICON))
        self.setIcon(icon(self._icon_name, self._token, active=Token.TEXT if self._token is Token.TEXT_MUTED else None))
