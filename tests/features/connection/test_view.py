"""The settings of connections in the window: every control does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QWidget

from app.core.exchange.connection import ConnectionSettings, ProxyMode
from app.core.workspace.model import Source, SourceStatus
from app.features.connection.presenter import ConnectionPresenter
from app.features.connection.view import ConnectionView
from app.ui.segmented import SegmentedControl
from tests.features.connection.test_presenter import Behind
from tests.support.widgets import part, press, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner

WidgetT = TypeVar("WidgetT", bound=QWidget)


class Bench:
    """The view in a window."""

    def __init__(self, workspace: Workspace, runner: Runner, qtbot: QtBot) -> None:
        self.behind = Behind()
        self.workspace = workspace
        presenter = ConnectionPresenter(workspace, runner, self.behind, self.behind, runner)
        self.host = QWidget()
        qtbot.addWidget(self.host)
        self.host.resize(800, 700)
        self.view = ConnectionView(workspace, presenter, self.host)
        self.view.resize(300, 40)
        self.host.show()

    def part(self, kind: type[WidgetT], name: str) -> WidgetT:
        return part(self.host, kind, name)

    def press(self, name: str) -> None:
        press(self.host, name)

    def type(self, name: str, text: str) -> QLineEdit:
        return type_into(self.host, name, text)

    @property
    def connection(self) -> ConnectionSettings:
        return self.workspace.travelling.connection


@pytest.fixture
def bench(workspace: Workspace, runner: Runner, qtbot: QtBot) -> Bench:
    return Bench(workspace, runner, qtbot)


def test_the_button_opens_and_closes_the_panel(bench: Bench) -> None:
    assert not bench.view.panel.isVisible()
    bench.press("connectionSettings")
    assert bench.view.panel.isVisible()
    bench.press("connectionSettings")
    assert not bench.view.panel.isVisible()


def test_switches_work(bench: Bench) -> None:
    bench.view.open_panel()
    for name in ("followRedirects", "useCookies", "http2"):
        bench.press(name)
    assert bench.connection == ConnectionSettings(follow_redirects=True, use_cookies=False, http2=True)
    bench.press("showCookies")
    assert not bench.view.panel.isVisible()


def test_a_proxy_is_typed(bench: Bench) -> None:
    bench.view.open_panel()
    url = bench.part(QLineEdit, "proxyUrl")
    assert not url.isVisible()
    bench.part(SegmentedControl, "proxyMode").choose(ProxyMode.MANUAL.value)
    assert url.isVisible()
    problem = bench.part(QLabel, "problem:proxyUrl")
    assert "no address of a proxy" in problem.text()
    bench.type("proxyUrl", "http://proxy:3128")
    assert not problem.isVisible()
    bench.type("proxyUsername", "ada")
    assert "type it again" in bench.part(QLineEdit, "proxyPassword").placeholderText()
    bench.type("proxyPassword", "pw")
    bench.type("proxyBypass", "a.example b.example")
    bench.press("proxyForLoopback")
    proxy = bench.connection.proxy
    assert (proxy.mode, proxy.url, proxy.username, proxy.password) == (
        ProxyMode.MANUAL,
        "http://proxy:3128",
        "ada",
        "pw",
    )
    assert (proxy.bypass, proxy.for_loopback) == (("a.example", "b.example"), True)


def test_certificates_are_chosen_typed_and_forgotten(bench: Bench, qtbot: QtBot) -> None:
    bench.view.open_panel()
    line = bench.type("caFile", "/own.pem")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.connection.ca_file == "/own.pem")
    bench.press("clearCaFile")
    assert bench.connection.ca_file == ""
    bench.behind.problem = "no certificate"
    bench.press("chooseCaFile")
    dialog = bench.part(QFileDialog, "caFileDialog")
    dialog.fileSelected.emit("/bad.pem")
    dialog.reject()
    qtbot.waitUntil(lambda: bench.part(QLabel, "problem:caFile").isVisible())
    assert bench.connection.ca_file == ""


def test_hosts_go_unchecked_and_are_checked_again(bench: Bench) -> None:
    bench.view.open_panel()
    bench.type("insecureHost", "a b")
    bench.press("addInsecureHost")
    assert bench.part(QLabel, "problem:insecureHost").isVisible()
    line = bench.type("insecureHost", "localhost:8443")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert bench.connection.insecure_hosts == {"localhost:8443"}
    assert line.text() == ""
    bench.press("checkHost:localhost:8443")
    assert bench.connection.insecure_hosts == set()


def test_limits_are_typed(bench: Bench) -> None:
    bench.view.open_panel()
    bench.type("connectLimit", "2")
    bench.type("readLimit", "x")
    assert (bench.connection.connect_s, bench.connection.read_s) == (2.0, None)
    assert bench.part(QLabel, "problem:readLimit").isVisible()


def test_a_host_that_is_not_checked_is_marked_and_the_mark_leads_to_its_setting(bench: Bench) -> None:
    mark = bench.part(QAbstractButton, "uncheckedHost")
    assert not mark.isVisible()
    bench.workspace.set_source(Source("Shop", SourceStatus.RUNNING, "https://shop.example", key="x", place="x"))
    bench.workspace.travelling.skip_check("https://shop.example/")
    assert mark.isVisible()
    assert "shop.example is not checked" in mark.accessibleName()
    mark.click()
    assert bench.view.panel.isVisible()
    bench.press("checkHost:shop.example:443")
    assert not mark.isVisible()


def test_other_places_lead_to_a_setting(bench: Bench) -> None:
    bench.workspace.travelling.ask("caFile", by="test")
    assert bench.view.panel.isVisible()
    assert bench.part(QFileDialog, "caFileDialog").isVisible()
    bench.part(QFileDialog, "caFileDialog").reject()


def test_every_setting_has_a_name_and_fits_a_low_window(bench: Bench) -> None:
    bench.host.resize(420, 300)
    bench.view.open_panel()
    assert bench.host.rect().contains(bench.view.panel.geometry())
    for line in bench.view.panel.findChildren(QLineEdit):
        assert line.accessibleName(), line.objectName()
