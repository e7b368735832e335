"""A press on Send never holds the window: neither for a refusal with its marks, nor for what is created."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.demo.stage import DemoStage
    from tests.support.heartbeat import Heartbeat

LIMIT_MS = 50
ROUNDS = 8
"""The machine may be busy; what really blocks is there in every round."""


def test_send_never_holds_the_window(person: DemoStage, qtbot: QtBot, heartbeat: Heartbeat) -> None:
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/title") is not None)

    def send(title: str, year: str, status: int) -> None:
        person.type_into("field:body/title", title)
        person.type_into("field:body/year", year)
        before = person.tab.exchange
        person.send()
        qtbot.waitUntil(lambda: person.tab.exchange is not before and person.status() == status and person.traced())

    def refuse() -> None:
        send("", "500", 422)
        qtbot.waitUntil(lambda: bool(person.label_text("error:body/year")))

    def create() -> None:
        send("The Art of Computer Programming", "1968", 201)

    heartbeat.quietest(refuse, limit_ms=LIMIT_MS, rounds=ROUNDS).assert_within(LIMIT_MS)
    heartbeat.quietest(create, limit_ms=LIMIT_MS, rounds=ROUNDS).assert_within(LIMIT_MS)
    assert not person.label_text("error:body/year")
