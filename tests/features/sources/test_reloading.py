"""Following the document in view: it changed, it broke, it is away for a moment."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.core.base.errors import SourceError
from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.operations.differences import ChangeKind
from app.core.projects.model import AppOrder
from app.core.workspace import events as ev
from app.core.workspace.workspace import Workspace
from app.features.sources import own_server, reloading
from app.features.sources.orders import of_app, recognise
from app.features.sources.reloading import FILE_MS, LONGEST_MS, LOOPBACK_MS, Reloader
from tests.support.exchanges import Notices
from tests.support.sources import Bench, a_document, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.operations.differences import Comparison
    from app.core.operations.opening import Opened
    from app.features.sources.presenter import SourcePresenter
    from app.jobs.pace import Pace
    from app.jobs.runner import Runner

FILE = "/api/things.json"
URL = "http://127.0.0.1:9000/openapi.json"


class Watched:
    """A source in view and what watches it."""

    def __init__(self, bench: Bench, qtbot: QtBot) -> None:
        self.bench = bench
        self.qtbot = qtbot
        self.sources: SourcePresenter = bench.make()
        self.reloader = Reloader(bench.workspace, bench.runner, bench.opener, self.sources, bench.runner)
        self.heard: list[ev.DocumentReplaced] = []
        self.notices = Notices(bench.workspace)
        bench.workspace.events.subscribe(ev.DocumentReplaced, self.heard.append)

    def open(self, reference: str) -> None:
        self.bench.opener.results[reference] = opened(a_document("Things", "/things", "/old"), reference)
        self.sources.open(recognise(reference))
        self.qtbot.waitUntil(lambda: self.bench.workspace.source.label == "Things")

    def write(self, reference: str, *paths: str) -> None:
        self.bench.opener.results[reference] = opened(a_document("Things", *paths), reference)
        self.bench.opener.other = True

    @property
    def problem(self) -> str:
        trouble = self.reloader.trouble
        return trouble.problem if trouble is not None else ""

    def settled(self) -> None:
        self.qtbot.waitUntil(lambda: self.bench.runner.running == 0)


@pytest.fixture
def watched(runner: Runner, qtbot: QtBot) -> Iterator[Watched]:
    made = Watched(Bench(Workspace(), runner), qtbot)
    yield made
    made.reloader.stop()


def test_a_changed_document_is_read_again_and_what_was_typed_stays(watched: Watched, qtbot: QtBot) -> None:
    watched.open(FILE)
    workspace = watched.bench.workspace
    kept, gone = workspace.open_operation("GET /things"), workspace.open_operation("GET /old")
    assert kept is not None
    assert gone is not None
    typed = FieldPath.parse("query/q")
    workspace.edit(kept.identity, [SetValue(typed, "typed")], by="test")
    watched.write(FILE, "/things", "/new")
    watched.reloader.check()
    qtbot.waitUntil(lambda: len(watched.heard) == 1)
    tabs = {tab.operation.key: tab for tab in workspace.tabs}
    assert get(tabs["GET /things"].state, typed) == "typed"
    assert tabs["GET /old"].gone
    changes = {change.key: change.kind for change in watched.heard[0].comparison.operations}
    assert changes == {"GET /new": ChangeKind.ADDED, "GET /old": ChangeKind.REMOVED}
    assert watched.reloader.trouble is None


def test_what_is_different_is_told_though_the_document_is_examined_meanwhile(watched: Watched, qtbot: QtBot) -> None:
    # Comparing so many operations takes longer than examining them here.
    paths = [f"/things/{index}" for index in range(1_000)]
    watched.open(FILE)
    watched.bench.opener.results[FILE] = opened(a_document("Things", *paths), FILE, examined=False)
    watched.bench.opener.other = True
    watched.reloader.check()
    qtbot.waitUntil(lambda: watched.sources.opened is not None and len(watched.sources.opened.api.operations) == 1_000)
    watched.settled()
    assert watched.sources.opened is not None
    assert watched.sources.opened.examined
    assert [len(event.comparison.operations) for event in watched.heard] == [1_002]


def endless(_old: Opened, _new: Opened, pace: Pace) -> Comparison:
    while True:
        pace.rest()


def test_comparing_ends_when_nobody_waits_for_it(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "compare_editions", endless)
    watched.open(FILE)
    watched.write(FILE, "/new")
    watched.reloader.check()
    qtbot.waitUntil(lambda: watched.reloader._comparing is not None)
    watched.open(FILE)
    watched.settled()
    assert watched.heard == []


def test_comparing_an_app_of_ones_own_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def told(old: Opened, new: Opened, pace: Pace) -> Comparison:
        try:
            return endless(old, new, pace)
        finally:
            ended.set()

    async def leave() -> None:
        document = opened(a_document())
        task = asyncio.create_task(own_server._compared(document, document))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    monkeypatch.setattr(own_server, "compare_editions", told)
    asyncio.run(leave())
    assert ended.wait(10)


def test_a_document_that_stays_is_left_alone(watched: Watched) -> None:
    watched.open(FILE)
    before = watched.bench.workspace.document
    watched.reloader.check()
    watched.reloader.check()
    watched.settled()
    assert watched.bench.opener.asked == 1
    assert watched.bench.workspace.document is before
    watched.bench.opener.other = True
    watched.reloader.check()
    watched.settled()
    assert watched.bench.workspace.document is before
    assert watched.notices.seen == []


def test_reading_it_again_by_hand_says_that_nothing_changed(watched: Watched) -> None:
    watched.open(FILE)
    watched.reloader.reload()
    watched.settled()
    assert watched.notices.titles == ["The document was read again; nothing in it has changed."]


def test_a_broken_document_is_told_and_what_is_open_stays_until_it_is_mended(watched: Watched, qtbot: QtBot) -> None:
    told: list[bool] = []
    watched.reloader.listen(lambda: told.append(True))
    watched.open(FILE)
    before = watched.bench.workspace.document
    watched.bench.opener.results[FILE] = SourceError("this is not JSON", where=f"{FILE}, line 3")
    watched.bench.opener.other = True
    watched.reloader.check()
    qtbot.waitUntil(lambda: watched.problem == f"This is not JSON ({FILE}, line 3).")
    assert watched.bench.workspace.document is before
    assert watched.reloader._timer.interval() == 2 * FILE_MS
    watched.write(FILE, "/things")
    watched.reloader.check()
    qtbot.waitUntil(lambda: len(watched.heard) == 1)
    assert watched.problem == ""
    assert len(told) >= 2


def test_a_file_that_is_away_for_a_moment_is_looked_at_more_slowly(watched: Watched) -> None:
    watched.open(FILE)
    watched.bench.opener.other = SourceError("There is no such file.")
    for _ in range(6):
        watched.reloader.check()
        watched.settled()
    assert watched.reloader.trouble is None
    assert watched.reloader._timer.interval() == LONGEST_MS


@pytest.mark.parametrize(
    ("reference", "pace"), [(FILE, FILE_MS), (URL, LOOPBACK_MS), ("https://api.example/openapi.json", 0)]
)
def test_files_and_servers_on_this_machine_are_looked_at_by_themselves(
    watched: Watched, reference: str, pace: int
) -> None:
    watched.open(reference)
    assert watched.reloader._timer.isActive() == bool(pace)
    assert not pace or watched.reloader._timer.interval() == pace


def test_every_server_is_asked_when_the_window_comes_to_the_front(watched: Watched) -> None:
    watched.open("https://api.example/openapi.json")
    watched.reloader._application_changed(Qt.ApplicationState.ApplicationInactive)
    watched.reloader._application_changed(Qt.ApplicationState.ApplicationActive)
    watched.settled()
    assert watched.bench.opener.asked == 1


def test_a_pasted_text_and_the_bookstore_are_not_watched(watched: Watched, qtbot: QtBot) -> None:
    watched.reloader.check()
    watched.reloader.reload()
    qtbot.waitUntil(lambda: watched.bench.workspace.source.inside and watched.sources.bookstore.ready is not None)
    assert watched.bench.server.calls == ["restart"]
    watched.bench.opener.results["Pasted text"] = opened(a_document(), "")
    watched.sources.open(recognise('{"openapi": "3.1.0"}'))
    qtbot.waitUntil(lambda: watched.bench.workspace.source.label == "Things")
    watched.reloader.check()
    watched.settled()
    assert watched.bench.opener.asked == 0
    assert not watched.reloader._timer.isActive()


def test_another_source_ends_what_is_being_read(watched: Watched, qtbot: QtBot) -> None:
    watched.open(FILE)
    watched.bench.opener.waits = True
    watched.reloader.reload()
    qtbot.waitUntil(lambda: len(watched.bench.opener.requests) == 2)
    watched.bench.opener.waits = False
    watched.bench.opener.results[URL] = replace(opened(a_document("Others"), URL))
    watched.sources.open(recognise(URL))
    qtbot.waitUntil(lambda: watched.bench.workspace.source.label == "Others")
    watched.settled()
    assert watched.bench.opener.cancelled == 1
    assert watched.heard == []


def test_f5_starts_the_persons_own_app_anew(watched: Watched, qtbot: QtBot) -> None:
    watched.bench.opener.results["main:app"] = opened(a_document("Shop"), "")
    watched.sources.open(of_app(AppOrder("/shop", "main:app", "/python")))
    qtbot.waitUntil(lambda: watched.bench.workspace.source.label == "Shop")
    watched.reloader.reload()
    qtbot.waitUntil(lambda: watched.bench.apps.made[0].calls == ["start", "restart"])
