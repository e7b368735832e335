"""The proxy: none, the system's, or one set by hand with its address, its login and its exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from app.core.exchange.connection import ProxyMode
from app.features.connection.presenter import Line
from app.features.connection.setting_view import Problem, Switch, column, grid, hint, name
from app.ui.editors.line import LineEditor, SecretEditor
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl

if TYPE_CHECKING:
    from app.features.connection.presenter import ConnectionPresenter
    from app.ui.editors.base import Edited

_EFFECTS: Final = {
    ProxyMode.NONE: "Requests go to their hosts directly, whatever the system says.",
    ProxyMode.SYSTEM: "The system's settings and HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY decide.",
    ProxyMode.MANUAL: "All requests go through this one; with socks5h:// it also looks up the names of hosts.",
}
_LOOPBACK: Final = "Servers on this computer are reached directly unless you want to see their requests in the proxy."
_KEPT: Final = "The password is kept in memory alone, until the window closes."


class ProxyPart(QWidget):
    """The choice, and the lines of a proxy that is set by hand."""

    def __init__(self, presenter: ConnectionPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        segments = (
            Segment(ProxyMode.NONE.value, "None", _EFFECTS[ProxyMode.NONE]),
            Segment(ProxyMode.SYSTEM.value, "As the system says", _EFFECTS[ProxyMode.SYSTEM]),
            Segment(ProxyMode.MANUAL.value, "By hand", _EFFECTS[ProxyMode.MANUAL]),
        )
        self._mode = SegmentedControl(segments, "Proxy", ProxyMode.SYSTEM.value, self)
        self._mode.setObjectName("proxyMode")
        self._mode.chosen.connect(self._choose)
        self._effect = hint("", self)
        self._url = self._line("proxyUrl", "Address of the proxy", "http://host:3128 or socks5://host:1080")
        self._url.edited.connect(self._enter_url)
        self._problem = Problem(Line.PROXY_URL, self)
        self._username = self._line("proxyUsername", "Name for the proxy", "none")
        self._username.edited.connect(self._enter_login)
        self._password = SecretEditor("", self)
        self._password.setObjectName("proxyPassword")
        self._password.setAccessibleName("Password for the proxy")
        self._password.edited.connect(self._enter_login)
        self._bypass = self._line("proxyBypass", "Hosts without the proxy", "intern.example.com, 10.0.0.7")
        self._bypass.edited.connect(self._enter_bypass)
        self._loopback = Switch("proxyForLoopback", "Also for this machine", _LOOPBACK, self)
        self._loopback.switched.connect(self._switch)
        self._by_hand = self._make_lines()
        layout = column(self)
        layout.addWidget(self._mode)
        layout.addWidget(self._effect)
        layout.addWidget(self._by_hand)

    def refresh(self) -> None:
        """Shows what is in force; what a person is typing stays as it is."""
        mode, proxy = self._presenter.mode, self._presenter.connection.proxy
        self._mode.set_current(mode.value)
        self._effect.setText(_EFFECTS[mode])
        self._by_hand.setVisible(mode is ProxyMode.MANUAL)
        problem = self._presenter.problems.get(Line.PROXY_URL, "")
        self._problem.say(problem)
        self._url.set_state("error" if problem else None)
        # An address with a login in it falls apart into its lines, but only when the keyboard is elsewhere.
        for line, text in (
            (self._url, self._presenter.text(Line.PROXY_URL)),
            (self._username, proxy.username),
            (self._password, proxy.password),
            (self._bypass, ", ".join(proxy.bypass)),
        ):
            if not line.hasFocus():
                line.set_value_text(text)
        is_lost = bool(proxy.username and not proxy.password)
        self._password.set_placeholder("was not kept: type it again" if is_lost else "")
        self._loopback.set_on(on=proxy.for_loopback)

    def _line(self, object_name: str, words: str, placeholder: str) -> LineEditor:
        line = LineEditor("", self)
        line.setObjectName(object_name)
        line.setAccessibleName(words)
        line.set_placeholder(placeholder)
        return line

    def _make_lines(self) -> QWidget:
        box = QWidget(self)
        layout = grid(box)
        layout.addWidget(name("Address", box), 0, 0)
        layout.addWidget(self._url, 0, 1)
        layout.addWidget(self._problem, 1, 1)
        layout.addWidget(name("Name", box), 2, 0)
        layout.addWidget(self._username, 2, 1)
        layout.addWidget(name("Password", box), 3, 0)
        layout.addWidget(self._password, 3, 1)
        layout.addWidget(hint(_KEPT, box), 4, 1)
        layout.addWidget(name("Not for", box), 5, 0)
        layout.addWidget(self._bypass, 5, 1)
        layout.addWidget(self._loopback, 6, 1)
        return box

    def _choose(self, event: SegmentChosen) -> None:
        self._presenter.choose_proxy(ProxyMode(event.key))
        if self._presenter.mode is ProxyMode.MANUAL and not self._url.text():
            self._url.setFocus()

    def _enter_url(self, edited: Edited) -> None:
        self._presenter.enter(Line.PROXY_URL, edited.text)

    def _enter_login(self, _edited: Edited) -> None:
        self._presenter.set_login(self._username.text(), self._password.text())

    def _enter_bypass(self, edited: Edited) -> None:
        self._presenter.set_bypass(edited.text)

    def _switch(self) -> None:
        self._presenter.set_for_loopback(wanted=self._loopback.box.isChecked())
