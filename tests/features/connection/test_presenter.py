"""What of the settings comes into force, what is told, what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.connection import ConnectionSettings, ProxyMode
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from app.features.connection.presenter import ConnectionPresenter, Line

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner


@dataclass
class Behind:
    """What requests travel with, and where settings are kept.

    Attributes:
        configured, saved: Every change.
        problem: What every file of certificates has.
    """

    kept: ConnectionSettings = field(default_factory=ConnectionSettings)
    configured: list[ConnectionSettings] = field(default_factory=list)
    saved: list[ConnectionSettings] = field(default_factory=list)
    problem: str = ""

    def configure(self, connection: ConnectionSettings) -> None:
        self.configured.append(connection)

    def check_authorities(self, path: str) -> str:
        return self.problem and f"{path}: {self.problem}"

    def load_connection(self) -> ConnectionSettings:
        return self.kept

    def save_connection(self, connection: ConnectionSettings) -> None:
        self.saved.append(connection)


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner, behind: Behind) -> ConnectionPresenter:
    return ConnectionPresenter(workspace, runner, behind, behind, runner)


def mode_of(presenter: ConnectionPresenter) -> ProxyMode:
    """Where the proxy in force comes from."""
    return presenter.connection.proxy.mode


def hosts_of(presenter: ConnectionPresenter) -> tuple[str, ...]:
    """Hosts that are not checked."""
    return presenter.hosts


def test_what_was_kept_is_in_force_before_anything_is_sent(presenter: ConnectionPresenter, behind: Behind) -> None:
    behind.kept = ConnectionSettings(http2=True)
    presenter.restore()
    assert presenter.connection == behind.kept
    assert behind.configured == [behind.kept]


def test_switches_come_into_force_and_are_kept(presenter: ConnectionPresenter, behind: Behind) -> None:
    presenter.switch(follow=True, cookies=False, http2=True)
    wanted = ConnectionSettings(follow_redirects=True, use_cookies=False, http2=True)
    assert behind.configured[-1] == behind.saved[-1] == presenter.connection == wanted


def test_a_proxy_by_hand_waits_for_its_address(presenter: ConnectionPresenter) -> None:
    presenter.choose_proxy(ProxyMode.MANUAL)
    assert presenter.mode is ProxyMode.MANUAL
    assert mode_of(presenter) is ProxyMode.SYSTEM
    assert "no address of a proxy" in presenter.problems[Line.PROXY_URL]
    presenter.enter(Line.PROXY_URL, "http://proxy:3128")
    assert presenter.problems == {}
    assert mode_of(presenter) is ProxyMode.MANUAL
    assert presenter.connection.problems() == ()


def test_an_address_that_cannot_be_leaves_the_last_one_in_force(presenter: ConnectionPresenter) -> None:
    presenter.choose_proxy(ProxyMode.MANUAL)
    presenter.enter(Line.PROXY_URL, "http://proxy:3128")
    presenter.enter(Line.PROXY_URL, "http://proxy")
    assert presenter.text(Line.PROXY_URL) == "http://proxy"
    assert "names no port" in presenter.problems[Line.PROXY_URL]
    assert presenter.connection.proxy.url == "http://proxy:3128"
    presenter.choose_proxy(ProxyMode.NONE)
    assert (presenter.mode, presenter.problems) == (ProxyMode.NONE, {})
    presenter.choose_proxy(ProxyMode.MANUAL)
    assert presenter.connection.proxy.url == presenter.text(Line.PROXY_URL) == "http://proxy:3128"


def test_a_login_in_the_address_goes_to_its_own_lines(presenter: ConnectionPresenter) -> None:
    presenter.choose_proxy(ProxyMode.MANUAL)
    presenter.enter(Line.PROXY_URL, "socks5://ada:pw@proxy:1080")
    proxy = presenter.connection.proxy
    assert (proxy.url, proxy.username, proxy.password) == ("socks5://proxy:1080", "ada", "pw")
    presenter.set_login("bob", "")
    presenter.set_bypass("a.example, 10.0.0.7")
    presenter.set_for_loopback(wanted=True)
    proxy = presenter.connection.proxy
    assert (proxy.username, proxy.password, proxy.bypass) == ("bob", "", ("a.example", "10.0.0.7"))
    assert proxy.for_loopback


@pytest.mark.parametrize(
    ("line", "text"), [(Line.CONNECT_LIMIT, "0"), (Line.CONNECT_LIMIT, ""), (Line.READ_LIMIT, "x")]
)
def test_limits_that_cannot_be_are_told(presenter: ConnectionPresenter, line: Line, text: str) -> None:
    presenter.enter(line, text)
    assert "above 0" in presenter.problems[line]
    assert presenter.text(line) == text
    assert presenter.connection == ConnectionSettings()


def test_limits_come_into_force(presenter: ConnectionPresenter) -> None:
    presenter.enter(Line.CONNECT_LIMIT, "2.5")
    presenter.enter(Line.READ_LIMIT, "30")
    assert (presenter.connection.connect_s, presenter.connection.read_s) == (2.5, 30.0)
    assert (presenter.text(Line.CONNECT_LIMIT), presenter.text(Line.READ_LIMIT)) == ("2.5", "30")
    presenter.enter(Line.READ_LIMIT, " ")
    assert presenter.connection.read_s is None


def test_a_file_of_certificates_is_checked_first(presenter: ConnectionPresenter, behind: Behind, qtbot: QtBot) -> None:
    behind.problem = "no certificate"
    presenter.enter(Line.CA_FILE, "/own.pem")
    qtbot.waitUntil(lambda: Line.CA_FILE in presenter.problems)
    assert presenter.problems[Line.CA_FILE] == "/own.pem: no certificate"
    assert presenter.connection.ca_file == ""
    behind.problem = ""
    presenter.enter(Line.CA_FILE, "/other.pem")
    qtbot.waitUntil(lambda: presenter.connection.ca_file == "/other.pem")
    assert presenter.problems == {}
    presenter.enter(Line.CA_FILE, "")
    assert presenter.connection.ca_file == ""


def test_hosts_are_added_and_checked_again(presenter: ConnectionPresenter) -> None:
    presenter.enter(Line.INSECURE_HOST, "not a host")
    presenter.add_host()
    assert "This is no host" in presenter.problems[Line.INSECURE_HOST]
    presenter.enter(Line.INSECURE_HOST, "https://localhost:8443/x")
    assert presenter.problems == {}
    presenter.add_host()
    assert hosts_of(presenter) == ("localhost:8443",)
    assert presenter.text(Line.INSECURE_HOST) == ""
    presenter.remove_host("localhost:8443")
    assert hosts_of(presenter) == ()


def test_the_host_in_view_is_marked_only_where_it_is_not_checked(
    presenter: ConnectionPresenter, workspace: Workspace
) -> None:
    heard: list[str] = []
    presenter.listen(lambda: heard.append(presenter.unchecked_host))
    workspace.travelling.skip_check("https://shop.example:8443/")
    assert presenter.unchecked_host == ""
    shop = Source("Shop", SourceStatus.RUNNING, "https://shop.example:8443", key="x", place="x")
    workspace.set_source(shop)
    assert presenter.unchecked_host == "shop.example:8443"
    assert heard[-1] == "shop.example:8443"
    workspace.set_source(replace(shop, base_url="http://shop.example:8443"))
    assert presenter.unchecked_host == ""


def test_a_proxy_on_the_way_is_marked_where_it_is_not_checked(
    presenter: ConnectionPresenter, workspace: Workspace
) -> None:
    shop = Source("Shop", SourceStatus.RUNNING, "http://shop.example", key="x", place="x")
    workspace.set_source(shop)
    presenter.choose_proxy(ProxyMode.MANUAL)
    presenter.enter(Line.PROXY_URL, "https://proxy.example:3129")
    assert presenter.unchecked_host == ""
    workspace.travelling.skip_check("https://proxy.example:3129")
    assert presenter.unchecked_host == "proxy.example:3129"
    presenter.set_bypass("shop.example")
    assert presenter.unchecked_host == ""


def test_the_jar_can_be_shown(presenter: ConnectionPresenter, workspace: Workspace) -> None:
    pages: list[ev.PageRequested] = []
    workspace.events.subscribe(ev.PageRequested, pages.append)
    presenter.show_cookies()
    assert [page.page for page in pages] == ["cookies"]
