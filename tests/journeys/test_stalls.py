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

    def press(status: int) -> None:
        before = person.tab.exchange
        person.send()
        qtbot.waitUntil(lambda: person.tab.exchange is not before and person.status() == status and person.traced())

    # Typing by program is one long turn of the event loop, so it stays outside of what is watched.
    person.type_into("field:body/title", "")
    person.type_into("field:body/year", "500")
    heartbeat.quietest(lambda: press(422), limit_ms=LIMIT_MS, rounds=ROUNDS).assert_within(LIMIT_MS)
    qtbot.waitUntil(lambda: bool(person.label_text("error:body/year")))

    person.type_into("field:body/title", "The Art of Computer Programming")
    person.type_into("field:body/year", "1968")
    heartbeat.quietest(lambda: press(201), limit_ms=LIMIT_MS, rounds=ROUNDS).assert_within(LIMIT_MS)
    assert not person.label_text("error:body/year")
