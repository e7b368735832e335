"""Buttons whose icons follow the theme."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCursor, QIcon, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QToolTip,
    QWidget,
)

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
_BESIDE_ICON = 4
_INKS = {
    ButtonVariant.NORMAL: Token.TEXT_MUTED,
    ButtonVariant.PRIMARY: Token.ACCENT_TEXT,
    ButtonVariant.GHOST: Token.TEXT_MUTED,
    ButtonVariant.LINK: Token.ACCENT,
    ButtonVariant.DANGER: Token.ERROR,
}


class Button(QPushButton):
    """A push button with a variant and, where it helps, an icon; words that do not fit end in an ellipsis.

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

    def is_cut(self) -> bool:
        """Whether some of the words are hidden."""
        return self.shown_text() != self.text()

    def shown_text(self) -> str:
        """The words as far as they fit."""
        # Qt would cut what does not fit on both sides.
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.room())

    def room(self) -> int:
        """What is left for words beside frame and icon."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        content = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        spent = self.iconSize().width() + _BESIDE_ICON if self._icon_name else 0
        return max(0, content.width() - spent)

    def minimumSizeHint(self) -> QSize:
        """The icon, or a few letters where there is none."""
        hint = self.sizeHint()
        frame = hint.width() - self.fontMetrics().horizontalAdvance(self.text())
        least = 0 if self._icon_name else self.fontMetrics().averageCharWidth() * 4
        return QSize(min(hint.width(), frame + least), hint.height())

    def event(self, event: QEvent) -> bool:
        """Shows all words as a tooltip where some are hidden."""
        if event.type() is QEvent.Type.ToolTip and not self.toolTip() and self.is_cut():
            QToolTip.showText(QCursor.pos(), self.text(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the words that fit."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text()
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

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
