"""Decides what the settings of connections show, and what of that which is typed comes into force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.exchange.connection import ConnectionSettings, ProxyMode, goes_directly, proxy_problems
from app.core.exchange.connection_text import MOST_SECONDS, read_hosts, read_seconds, split_login, unchecked_host
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner

BY = "connection"
LONGEST_SILENCE = 86_400.0
"""Seconds; who wants more waits for ever."""

_HOST_PROBLEM = "This is no host: write for example api.example.com or api.example.com:8443."


class Line(StrEnum):
    """A line of text; the value is its objectName."""

    PROXY_URL = "proxyUrl"
    CA_FILE = "caFile"
    INSECURE_HOST = "insecureHost"
    CONNECT_LIMIT = "connectLimit"
    READ_LIMIT = "readLimit"


@dataclass(frozen=True, slots=True)
class _Checked:
    """Whether a file can be trusted."""

    path: str
    problem: str


class Carrier(Protocol):
    """What requests travel with."""

    def configure(self, connection: ConnectionSettings) -> None:
        """Lets all that is sent from now on travel so."""
        ...

    def check_authorities(self, path: str) -> str:
        """Why a file holds no trusted certificates, one sentence; empty where it does; blocks."""
        ...


class Keeper(Protocol):
    """Where the settings are kept."""

    def load_connection(self) -> ConnectionSettings:
        """Those of the last time; never raises."""
        ...

    def save_connection(self, connection: ConnectionSettings) -> None:
        """Takes them over."""
        ...


class ConnectionPresenter(QObject):
    """What is in force, and what is typed that cannot be.

    Attributes:
        problems: Why what stands in a line is not in force, one sentence each.
    """

    def __init__(
        self, workspace: Workspace, runner: Runner, carrier: Carrier, keeper: Keeper, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._carrier = carrier
        self._keeper = keeper
        self._typed: dict[Line, str] = {}
        self._wants_proxy = False
        self._checking = ""
        self._listeners: list[Callable[[], None]] = []
        self.problems: dict[Line, str] = {}
        workspace.events.subscribe(ev.ConnectionChanged, self._changed)
        for event in (ev.SourceChanged, ev.ApiChanged, ev.TabActivated, ev.DestinationChanged):
            workspace.events.subscribe(event, self._moved)

    def restore(self) -> None:
        """Takes over what was kept."""
        self._workspace.travelling.set_connection(self._keeper.load_connection())

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listeners.append(listener)

    # What is shown

    @property
    def connection(self) -> ConnectionSettings:
        """What is in force."""
        return self._workspace.travelling.connection

    @property
    def mode(self) -> ProxyMode:
        """The choice of a proxy, also where its address is still missing."""
        return ProxyMode.MANUAL if self._wants_proxy else self.connection.proxy.mode

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts whose certificates are not checked."""
        return tuple(sorted(self.connection.insecure_hosts))

    @property
    def unchecked_host(self) -> str:
        """The host that requests of the tab in front go to, where its certificate is not checked; else empty."""
        tab = self._workspace.current
        url = self._workspace.destinations.base_url(tab.operation if tab is not None else None)
        proxy = self.connection.proxy
        is_direct = proxy.mode is not ProxyMode.MANUAL or goes_directly(url, proxy)
        way = (url,) if is_direct else (url, proxy.url)
        bare = (one for one in way if one.lower().startswith("https:") and self.connection.is_insecure(one))
        return next(map(unchecked_host, bare), "")

    def text(self, line: Line) -> str:
        """What stands in a line."""
        if line in self._typed:
            return self._typed[line]
        connection = self.connection
        read = connection.read_s
        return {
            Line.PROXY_URL: connection.proxy.url,
            Line.CA_FILE: connection.ca_file,
            Line.CONNECT_LIMIT: f"{connection.connect_s:g}",
            Line.READ_LIMIT: "" if read is None else f"{read:g}",
        }.get(line, "")

    # What a person does

    def switch(self, *, follow: bool, cookies: bool, http2: bool) -> None:
        """Whether redirects are followed, cookies kept and sent, HTTP/2 offered."""
        self._set(replace(self.connection, follow_redirects=follow, use_cookies=cookies, http2=http2))

    def choose_proxy(self, mode: ProxyMode) -> None:
        """Says where the proxy comes from; one set by hand needs its address first."""
        self._wants_proxy = mode is ProxyMode.MANUAL
        if self._wants_proxy:
            self.enter(Line.PROXY_URL, self.text(Line.PROXY_URL))
            return
        self._forget(Line.PROXY_URL)
        self._set(replace(self.connection, proxy=replace(self.connection.proxy, mode=mode)))

    def set_login(self, username: str, password: str) -> None:
        """What the proxy is told."""
        self._set(replace(self.connection, proxy=replace(self.connection.proxy, username=username, password=password)))

    def set_bypass(self, text: str) -> None:
        """Hosts that are reached without the proxy."""
        self._set(replace(self.connection, proxy=replace(self.connection.proxy, bypass=read_hosts(text))))

    def set_for_loopback(self, *, wanted: bool) -> None:
        """Whether this machine itself is reached through the proxy."""
        self._set(replace(self.connection, proxy=replace(self.connection.proxy, for_loopback=wanted)))

    def enter(self, line: Line, text: str) -> None:
        """Takes what stands in a line; what cannot be leaves in force what was."""
        if line is Line.PROXY_URL:
            self._enter_proxy(text)
        elif line is Line.CA_FILE:
            self._enter_authorities(text.strip())
        elif line is Line.CONNECT_LIMIT:
            self._enter_connect(text)
        elif line is Line.READ_LIMIT:
            self._enter_read(text)
        else:
            self._typed[line] = text
            self.problems.pop(line, None)

    def add_host(self) -> None:
        """Lets the certificate of the host that was typed go unchecked."""
        text = self.text(Line.INSECURE_HOST)
        host = unchecked_host(text)
        if not host:
            self._refuse(Line.INSECURE_HOST, text, _HOST_PROBLEM)
            return
        self._forget(Line.INSECURE_HOST)
        self._set(replace(self.connection, insecure_hosts=self.connection.insecure_hosts | {host}))

    def remove_host(self, host: str) -> None:
        """Checks the certificate of a host again."""
        self._set(replace(self.connection, insecure_hosts=self.connection.insecure_hosts - {host}))

    def show_cookies(self) -> None:
        """Shows the jar."""
        self._workspace.show_page("cookies", by=BY)

    # Inside

    def _enter_proxy(self, text: str) -> None:
        url, username, password = split_login(text)
        problems = proxy_problems(url)
        if problems:
            self._refuse(Line.PROXY_URL, text, problems[0])
            return
        proxy = replace(self.connection.proxy, url=url, mode=self.mode)
        if username:
            proxy = replace(proxy, username=username, password=password)
        self._forget(Line.PROXY_URL)
        self._wants_proxy = False
        self._set(replace(self.connection, proxy=proxy))

    def _enter_authorities(self, path: str) -> None:
        self._checking = path
        if not path:
            self._forget(Line.CA_FILE)
            self._set(replace(self.connection, ca_file=""))
            return
        self._typed[Line.CA_FILE] = path
        self._runner.submit_blocking(partial(self._check, path), self, self._take_check)

    def _check(self, path: str) -> _Checked:
        return _Checked(path, self._carrier.check_authorities(path))

    def _take_check(self, done: JobDone) -> None:
        checked = done.result
        if not isinstance(checked, _Checked) or checked.path != self._checking:
            return
        if checked.problem:
            self._refuse(Line.CA_FILE, checked.path, checked.problem)
            return
        self._forget(Line.CA_FILE)
        self._set(replace(self.connection, ca_file=checked.path))

    def _enter_connect(self, text: str) -> None:
        seconds = read_seconds(text)
        if seconds is None:
            problem = f"Write seconds above 0, up to {MOST_SECONDS:g}."
            self._refuse(Line.CONNECT_LIMIT, text, problem)
            return
        self._forget(Line.CONNECT_LIMIT)
        self._set(replace(self.connection, connect_s=seconds))

    def _enter_read(self, text: str) -> None:
        seconds = read_seconds(text, LONGEST_SILENCE) if text.strip() else None
        if text.strip() and seconds is None:
            self._refuse(Line.READ_LIMIT, text, "Write seconds above 0, or nothing to wait without end.")
            return
        self._forget(Line.READ_LIMIT)
        self._set(replace(self.connection, read_s=seconds))

    def _refuse(self, line: Line, text: str, problem: str) -> None:
        self._typed[line] = text
        self.problems[line] = problem
        self._tell()

    def _forget(self, line: Line) -> None:
        self._typed.pop(line, None)
        self.problems.pop(line, None)

    def _set(self, connection: ConnectionSettings) -> None:
        self._workspace.travelling.set_connection(connection)
        self._tell()

    def _changed(self, _event: ev.ConnectionChanged) -> None:
        self._carrier.configure(self.connection)
        self._keeper.save_connection(self.connection)
        self._tell()

    def _moved(self, _event: object) -> None:
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
