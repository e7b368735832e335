"""Many requests at once to the real Bookstore: endpoints that wait in three ways look as different as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.lab.model import PieceKind
from app.features.lab.view import LabView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.lab.model import Lane
    from app.demo.stage import DemoStage
    from app.features.lab.presenter import RunShown

RUN_MS = 60_000


def fire(person: DemoStage, qtbot: QtBot, key: str, count: int) -> RunShown:
    """Opens an operation, wants so many of it alone, sends them in the lab, and waits for all traces."""
    person.open(key)
    person.desk.workspace.edit(person.tab.identity, [SetValue(FieldPath.parse("query/seconds"), 0.2)], by="test")
    person.desk.drawer.show_page("lab")
    qtbot.waitUntil(lambda: person.find(f"labCount:{key}") is not None)
    for tab in person.desk.workspace.tabs:
        person.type_into(f"labCount:{tab.operation.key}", str(count) if tab.operation.key == key else "0")
    runs = len(person.desk.workspace.lab.runs)
    person.press("labSend")

    def is_over() -> bool:
        kept = person.desk.workspace.lab.runs
        return len(kept) > runs and not kept[-1].running and all(shot.trace is not None for shot in kept[-1].shots)

    qtbot.waitUntil(is_over, timeout=RUN_MS)
    return shown_now(person)


def shown_now(person: DemoStage) -> RunShown:
    """The run in view."""
    view = person.window.findChild(LabView)
    assert view is not None
    shown = view.shown()
    assert shown is not None
    return shown


def abreast(lanes: tuple[Lane, ...], kind: PieceKind) -> int:
    """How many lanes were in this kind of time at once, at most."""
    marks = sorted(
        mark
        for lane in lanes
        for piece in lane.pieces
        if piece.kind is kind and piece.duration_ms > 50
        for mark in ((piece.start_ms + 1, 1), (piece.end_ms - 1, -1))
    )
    most = now = 0
    for _, step in marks:
        now += step
        most = max(most, now)
    return most


def test_three_ways_to_wait(person: DemoStage, qtbot: QtBot) -> None:
    blocking = fire(person, qtbot, "GET /lab/blocking", 4)
    assert abreast(blocking.lanes, PieceKind.LOOP) == 1
    (verdict,) = blocking.verdicts
    assert verdict.manner == "blocked"
    assert "One after another: sleep_blocking (lab.py:" in verdict.sentence
    qtbot.waitUntil(lambda: "`time.sleep(seconds)`" in shown_now(person).verdicts[0].sentence)
    qtbot.waitUntil(lambda: "One after another" in person.label_text("labSentence"))

    awaiting = fire(person, qtbot, "GET /lab/async", 4)
    assert abreast(awaiting.lanes, PieceKind.LOOP) >= 2
    assert {each.manner for each in awaiting.verdicts} == {"together"}

    threads = fire(person, qtbot, "GET /lab/thread", 4)
    assert abreast(threads.lanes, PieceKind.THREAD) >= 2
    assert abreast(threads.lanes, PieceKind.LOOP) == 0
    assert all(lane.status == 200 for lane in threads.lanes)
    assert person.desk.workspace.current is not None
    assert person.desk.workspace.current.exchange is None, "tabs take no notice of runs"
