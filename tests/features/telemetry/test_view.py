"""The OpenTelemetry page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel

from app.core.trace.otlp.receiving import Counts, ReceiverPhase, ReceiverState
from app.features.telemetry.view import TelemetryView
from app.ui.banner import Banner
from app.ui.code_view import CodeView
from app.ui.segmented import SegmentedControl
from tests.support.widgets import part, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.features.telemetry.conftest import Bench

ON = ReceiverState(ReceiverPhase.ON, "http://127.0.0.1:4318")


@pytest.fixture
def view(bench: Bench, qtbot: QtBot) -> TelemetryView:
    return shown(qtbot, TelemetryView(bench.presenter), 1000, 240)


def test_the_switch_switches(bench: Bench, view: TelemetryView) -> None:
    switch = part(view, QCheckBox, "telemetrySwitch")
    assert not switch.isChecked()
    switch.click()
    bench.wait_for(ReceiverPhase.ON)
    assert switch.isChecked()
    assert "127.0.0.1:4318" in part(view, QLabel, "telemetrySummary").text()
    switch.click()
    assert not bench.keeper.on


def test_it_follows_what_others_switch(bench: Bench, view: TelemetryView) -> None:
    bench.workspace.telemetry.take(ON)
    assert part(view, QCheckBox, "telemetrySwitch").isChecked()
    view.hide()
    bench.workspace.telemetry.take(ReceiverState())
    view.show()
    assert not part(view, QCheckBox, "telemetrySwitch").isChecked()


def test_what_came_and_what_is_odd(bench: Bench, view: TelemetryView) -> None:
    banner = part(view, Banner, "telemetryMessage")
    assert banner.isHidden()
    bench.workspace.telemetry.take(replace(ON, note="Port 4318 is taken.", counts=Counts(3, 4), services=("shop",)))
    assert not banner.isHidden()
    content = banner.content()
    assert content is not None
    assert content.text == "Port 4318 is taken."
    assert "3 spans of your requests from shop" in part(view, QLabel, "telemetryCame").text()


def test_the_words_for_the_server_can_be_copied(view: TelemetryView) -> None:
    part(view, QAbstractButton, "telemetryCopy").click()
    copied = QGuiApplication.clipboard().text()
    assert copied == part(view, CodeView, "telemetrySettings").text()
    assert copied.startswith("export OTEL_SERVICE_NAME=")
    shells = part(view, SegmentedControl, "telemetryShell")
    shells.choose("powershell")
    part(view, QAbstractButton, "telemetryCopy").click()
    assert QGuiApplication.clipboard().text().startswith("$env:")
