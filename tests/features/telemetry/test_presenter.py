"""Switching the receiver of spans, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.trace.otlp.receiving import Counts, ReceiverPhase, ReceiverState
from app.core.workspace.model import Level
from app.features.telemetry.presenter import Shell

if TYPE_CHECKING:
    from tests.features.telemetry.conftest import Bench

ON = ReceiverState(ReceiverPhase.ON, "http://127.0.0.1:4318")


def test_on_and_off(bench: Bench) -> None:
    assert not bench.presenter.is_on
    bench.presenter.switch(on=True)
    assert bench.workspace.telemetry.state.phase is ReceiverPhase.STARTING
    assert (bench.presenter.is_on, bench.presenter.shown().summary) == (True, "Starting…")
    bench.wait_for(ReceiverPhase.ON)
    assert bench.keeper.on
    bench.presenter.switch(on=False)
    assert (bench.workspace.telemetry.state.phase, bench.keeper.on) == (ReceiverPhase.OFF, False)


def test_it_comes_back_as_it_was_left(bench: Bench) -> None:
    bench.presenter.restore()
    assert not bench.presenter.is_on
    bench.keeper.on = True
    bench.presenter.restore()
    bench.wait_for(ReceiverPhase.ON)


def test_switching_to_and_fro_ends_as_wanted_last(bench: Bench) -> None:
    for on in (True, False, True, False, True):
        bench.presenter.switch(on=on)
    bench.wait_for(ReceiverPhase.ON)
    assert bench.receiver.state.phase is ReceiverPhase.ON
    for on in (False, True, False):
        bench.presenter.switch(on=on)
    bench.wait_until_stopped()
    assert bench.workspace.telemetry.state.phase is ReceiverPhase.OFF


def test_another_port_is_told(bench: Bench) -> None:
    bench.receiver.answer = replace(ON, url="http://127.0.0.1:14318", note="Port 4318 cannot be used: it is taken.")
    bench.presenter.switch(on=True)
    bench.wait_for(ReceiverPhase.ON)
    assert [notice.title for notice in bench.notices] == ["Port 4318 cannot be used: it is taken."]
    shown = bench.presenter.shown()
    assert (shown.title, shown.level) == ("Received on another port", Level.WARN)
    assert "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318" in bench.presenter.settings_text(Shell.ENV_FILE)


def test_a_receiver_that_cannot_start_is_told(bench: Bench) -> None:
    bench.receiver.answer = ReceiverState(ReceiverPhase.FAILED, problem="The port is taken.", hint="Free it.")
    bench.presenter.switch(on=True)
    bench.wait_for(ReceiverPhase.FAILED)
    shown = bench.presenter.shown()
    assert (shown.level, shown.text, bench.presenter.is_on) == (Level.ERROR, "The port is taken. Free it.", False)
    assert [(notice.level, notice.hint) for notice in bench.notices] == [(Level.WARN, "Free it.")]


def test_what_has_come(bench: Bench) -> None:
    bench.workspace.telemetry.take(ON)
    assert "Nothing has come yet" in bench.presenter.shown().came[0]
    bench.presenter.receive(replace(ON, counts=Counts(1), services=("shop",)))
    assert bench.presenter.shown().came == ("1 span of your requests from `shop`.",)
    bench.presenter.receive(replace(ON, counts=Counts(0, 1200, 2, 1, 1), trouble="It was no JSON."))
    shown = bench.presenter.shown()
    assert shown.came == (
        "0 spans of your requests.",
        "1,200 spans of other requests: counted, not kept.",
        "2 spans that cannot be read.",
        "1 request refused.",
        "1 delivery of metrics or logs: taken, not kept.",
    )
    assert (shown.title, shown.text) == ("Something that came was not taken", "It was no JSON.")
    bench.presenter.receive(replace(ON, counts=Counts(refused=2, dropped=3)))
    assert bench.presenter.shown().came[1:] == (
        "2 requests refused.",
        "3 deliveries of metrics or logs: taken, not kept.",
    )


def test_what_comes_after_the_end_is_old(bench: Bench) -> None:
    bench.presenter.receive(ON)
    assert bench.workspace.telemetry.state.phase is ReceiverPhase.OFF


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        (Shell.POSIX, "export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318"),
        (Shell.POWERSHELL, '$env:OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:4318"'),
        (Shell.ENV_FILE, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"),
    ],
)
def test_words_for_the_server(bench: Bench, shell: Shell, line: str) -> None:
    assert line in bench.presenter.settings_text(shell).splitlines()


def test_listeners_hear_of_news(bench: Bench) -> None:
    heard: list[int] = []
    bench.workspace.telemetry.take(ON)
    bench.presenter.listen(lambda: heard.append(1))
    bench.presenter.receive(replace(ON, counts=Counts(1)))
    assert heard == [1]


def test_closing_stops_it(bench: Bench) -> None:
    bench.presenter.close()
    assert bench.receiver.stops == 0
    bench.presenter.switch(on=True)
    bench.wait_for(ReceiverPhase.ON)
    bench.presenter.close()
    assert bench.receiver.stops == 1
