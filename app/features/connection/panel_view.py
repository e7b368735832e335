"""The settings of connections (objectName `connectionPanel`): every one in words with its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.features.connection.parts_view import HostsPart, LimitsPart, TrustPart
from app.features.connection.presenter import Line
from app.features.connection.proxy_view import ProxyPart
from app.features.connection.setting_view import Switch, heading, hint
from app.ui.buttons import Button, ButtonVariant
from app.ui.column import Column
from app.ui.icons import icon_size
from app.ui.labels import Label, TextRole
from app.ui.metrics import ICON, SPACE_L, SPACE_S, SPACE_XS
from app.ui.panels import Hairline
from app.ui.popover import Popover
from app.ui.scrolling import ScrollingArea

if TYPE_CHECKING:
    from app.features.connection.presenter import ConnectionPresenter

_WIDTH: Final = 520
_FILES: Final = "Certificates (*.pem *.crt *.cer);;All files (*)"
_FOLLOW: Final = (
    "Off, a redirect is the answer: you see its status and its Location, and follow it with a click. "
    "On, it is followed at once and every step is listed under Hops."
)
_COOKIES: Final = "What servers set is kept for this source until the window closes, and sent where it belongs."
_HTTP2: Final = "Offered to servers over https. HTTP/2 sends the names of all headers in lower case, whatever you type."


class ConnectionPanel(Popover):
    """Redirects, cookies, HTTP/2, proxy, certificates, limits; what is right comes into force as it is typed."""

    def __init__(self, presenter: ConnectionPresenter, anchor: QWidget) -> None:
        super().__init__("How requests travel", anchor, _WIDTH)
        self.setObjectName("connectionPanel")
        self._presenter = presenter
        self._dialog: QFileDialog | None = None
        self._follow = Switch("followRedirects", "Follow redirects", _FOLLOW, self)
        self._follow.switched.connect(self._switch)
        self._cookies = Switch("useCookies", "Keep and send cookies", _COOKIES, self)
        self._cookies.switched.connect(self._switch)
        self._jar = self._make_jar()
        self._http2 = Switch("http2", "Offer HTTP/2", _HTTP2, self)
        self._http2.switched.connect(self._switch)
        self._proxy = ProxyPart(presenter, self)
        self._trust = TrustPart(presenter, self)
        self._trust.choose.clicked.connect(self.choose_authorities)
        self._hosts = HostsPart(presenter, self)
        self._limits = LimitsPart(presenter, self)
        self._content = self._make_content()
        self._scroll = ScrollingArea(self)
        # The card is painted by the panel, round corners and all.
        self._scroll.hold(self._content, see_through=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._scroll)
        presenter.listen(self.refresh)
        self.refresh()

    def _make_jar(self) -> QWidget:
        row = QWidget(self)
        show = Button("Show the cookies", ButtonVariant.LINK, parent=row)
        show.setObjectName("showCookies")
        show.clicked.connect(self._show_cookies)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(icon_size(ICON) + SPACE_S - SPACE_XS, 0, 0, 0)
        layout.addWidget(show)
        layout.addStretch(1)
        return row

    def _make_content(self) -> Column:
        content = Column(margin=SPACE_L, spacing=SPACE_S)
        content.add(Label("How requests travel", TextRole.HEADING, content))
        content.add(hint("What you change holds for the next request, and is kept.", content))
        for widget in (self._follow, self._cookies, self._jar, self._http2):
            content.add(widget)
        for title, part in (
            ("Proxy", self._proxy),
            ("Certificates", self._trust),
            ("Hosts whose certificates are not checked", self._hosts),
            ("Time limits", self._limits),
        ):
            content.add(Hairline(parent=content))
            content.add(heading(title, content))
            content.add(part)
        return content

    def open_panel(self) -> None:
        """Shows the panel with the keyboard in its first setting."""
        self.refresh()
        super().open_panel()
        self._follow.box.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_part(self, part: str) -> None:
        """Opens the panel at one of its lines."""
        self.open_panel()
        line = self.findChild(QWidget, part)
        if line is not None:
            line.setFocus(Qt.FocusReason.PopupFocusReason)
            self._scroll.ensureWidgetVisible(line)
        if part == Line.CA_FILE:
            self.choose_authorities()

    def refresh(self) -> None:
        """Shows what is in force, and what is wrong with what is typed."""
        connection = self._presenter.connection
        self._follow.set_on(on=connection.follow_redirects)
        self._cookies.set_on(on=connection.use_cookies)
        self._http2.set_on(on=connection.http2)
        for part in (self._proxy, self._trust, self._hosts, self._limits):
            part.refresh()
        if self.isVisible():
            self.place()

    def hasHeightForWidth(self) -> bool:
        """Its words are higher where it is narrower."""
        return True

    def heightForWidth(self, _width: int) -> int:
        """All of it; where the window is lower, it scrolls."""
        # The column knows its height once it has its width, which `place` has given it.
        return self._content.minimumHeight() + 2

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if hasattr(self, "_scroll") and self.isVisible():
            self.place()

    def choose_authorities(self) -> None:
        """Asks for a file of trusted certificates."""
        dialog = QFileDialog(self.window(), "Trust the certificates in a file", "", _FILES)
        dialog.setObjectName("caFileDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_authorities)
        dialog.finished.connect(self._drop_dialog)
        self._dialog = dialog
        dialog.open()

    def _take_authorities(self, path: str) -> None:
        self._presenter.enter(Line.CA_FILE, path)
        self.refresh()

    def _drop_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _switch(self) -> None:
        self._presenter.switch(
            follow=self._follow.box.isChecked(),
            cookies=self._cookies.box.isChecked(),
            http2=self._http2.box.isChecked(),
        )

    def _show_cookies(self) -> None:
        self.close_panel()
        self._presenter.show_cookies()
