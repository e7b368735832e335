"""Messages over the panes, newest first, at most three; an error of the program itself lands here too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.core.workspace.events import Notified
from app.core.workspace.model import Level as NoticeLevel
from app.ui.banner import Banner, BannerText
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.core.workspace.model import Notice
    from app.core.workspace.workspace import Workspace

MOST = 3
FADE_MS = 6000
"""How long good and neutral news stay."""


class NoticeArea(QWidget):
    """Banners for `Notified` events; the same words are not shown twice at once."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: dict[str, Banner] = {}
        self._fading: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(FADE_MS)
        self._timer.timeout.connect(self._fade)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        workspace.events.subscribe(Notified, self._notified)

    @property
    def titles(self) -> tuple[str, ...]:
        """What is shown, newest first."""
        return tuple(reversed(self._banners))

    def show_notice(self, notice: Notice) -> None:
        """Shows one more message; the oldest goes when there are too many."""
        self._remove(notice.title)
        banner = Banner(self)
        banner.show_message(
            BannerText(Level(notice.level.value), notice.title, notice.hint, details=notice.detail, closable=True)
        )
        banner.closed.connect(self._closed)
        self._banners[notice.title] = banner
        self._layout.insertWidget(0, banner)
        if notice.level in {NoticeLevel.OK, NoticeLevel.INFO}:
            self._fading.append(notice.title)
            self._timer.start()
        while len(self._banners) > MOST:
            self._remove(next(iter(self._banners)))
        self.show()

    def _notified(self, event: Notified) -> None:
        self.show_notice(event.notice)

    def _closed(self, content: BannerText) -> None:
        self._remove(content.title)

    def _fade(self) -> None:
        if self._fading:
            self._remove(self._fading.pop(0))
        if not self._fading:
            self._timer.stop()

    def _remove(self, key: str) -> None:
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        if key in self._fading:
            self._fading.remove(key)
        self.setVisible(bool(self._banners))
