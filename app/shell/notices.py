"""Tells the workspace's notices in the window's corner; good news goes by itself, the rest waits to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.workspace.events import Notified
from app.ui.banner import BannerText
from app.ui.theme import Level
from app.ui.toasts import ToastArea

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.workspace.workspace import Workspace


class NoticeArea(ToastArea):
    """Toasts for `Notified` events."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        workspace.events.subscribe(Notified, self._notified)

    @property
    def titles(self) -> tuple[str, ...]:
        """What is shown, the oldest first."""
        contents = (toast.banner.content() for toast in self.toasts())
        return tuple(content.title for content in contents if content is not None)

    def _notified(self, event: Notified) -> None:
        notice = event.notice
        self.show_toast(
            BannerText(Level(notice.level.value), notice.title, notice.hint, details=notice.detail, closable=True)
        )
