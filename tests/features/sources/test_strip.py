"""What stands under the top bar: what is being opened, what was not fetched, what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.core.base.errors import SourceError
from app.core.operations.differences import ChangeKind, Comparison, Difference, OperationChange
from app.core.projects.model import AppOrder, AppPhase, AppState, CodePlace, Crash, CrashKind
from app.core.workspace import events as ev
from app.core.workspace.model import Level
from app.core.workspace.workspace import Workspace
from app.features.sources.orders import of_app, recognise
from app.features.sources.ports import AppNews
from app.features.sources.reloading import Reloader
from app.features.sources.strip import StripPresenter, change_words
from app.features.sources.strip_view import SourceStrip
from app.ui.buttons import IconButton
from app.ui.labels import ElidedLabel
from tests.support.sources import Bench, a_document, opened, sent_once
from tests.support.widgets import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.features.sources.presenter import SourcePresenter
    from app.features.sources.strip_message import Message
    from app.jobs.runner import Runner

FILE = "/api/things.json"
MISSING = ("https://a.example/x.json", "https://a.example/y.json", "https://b.example/z.json")


class Strip:
    """A strip with everything that speaks in it."""

    def __init__(self, bench: Bench, qtbot: QtBot) -> None:
        self.bench = bench
        self.qtbot = qtbot
        self.sources: SourcePresenter = bench.make()
        self.reloader = Reloader(bench.workspace, bench.runner, bench.opener, self.sources, bench.runner)
        self.presenter = StripPresenter(bench.workspace, self.sources, self.reloader)
        self.view = SourceStrip(self.presenter)
        qtbot.addWidget(self.view)

    def open(self, **facts: object) -> None:
        self.bench.opener.results[FILE] = opened(a_document(), FILE, **facts)
        self.sources.open(recognise(FILE))
        self.qtbot.waitUntil(lambda: self.sources.opened is self.bench.opener.results[FILE])

    def message(self, key: str) -> Message:
        [found] = [one for one in self.presenter.messages() if one.key == key]
        return found

    def line(self, key: str) -> QWidget:
        return part(self.view, QWidget, f"strip:{key}")

    def press(self, key: str, words: str) -> None:
        next(one for one in self.line(key).findChildren(QPushButton) if one.text() == words).click()


@pytest.fixture
def strip(runner: Runner, qtbot: QtBot) -> Iterator[Strip]:
    made = Strip(Bench(Workspace(), runner), qtbot)
    yield made
    made.reloader.stop()
    made.view.stop()


def comparison(*changes: OperationChange) -> Comparison:
    return Comparison(operations=changes)


NEW = OperationChange("GET /a", ChangeKind.ADDED)
GONE = OperationChange("GET /b", ChangeKind.REMOVED)
OTHER = OperationChange("GET /c", ChangeKind.CHANGED, (Difference("something", breaks=False),))


def test_it_is_only_there_while_there_is_something_to_say(strip: Strip) -> None:
    assert strip.presenter.messages() == ()
    assert strip.view.isHidden()
    strip.open()
    assert strip.view.isHidden()


def test_what_takes_its_time_is_announced_and_can_be_cancelled(strip: Strip, qtbot: QtBot) -> None:
    strip.open()
    strip.bench.opener.waits = True
    strip.sources.open(recognise("http://slow.example/openapi.json"))
    assert strip.message("opening").title == "Opening slow.example…"
    assert strip.view.isHidden()
    qtbot.waitUntil(lambda: not strip.view.isHidden())
    strip.press("opening", "Cancel")
    assert strip.view.isHidden()
    assert strip.presenter.messages() == ()


def test_references_to_other_hosts_are_counted_named_and_fetched_on_demand(strip: Strip, qtbot: QtBot) -> None:
    strip.open(missing=MISSING)
    assert strip.message("missing").title == "3 references lead to a.example, b.example."
    assert strip.line("missing").isVisibleTo(strip.view)
    strip.bench.opener.results[FILE] = opened(a_document(), FILE)
    strip.press("missing", "Fetch them from a.example, b.example")
    qtbot.waitUntil(lambda: len(strip.bench.opener.requests) == 2)
    assert strip.bench.opener.requests[1].allowed_hosts == {"a.example", "b.example"}
    qtbot.waitUntil(lambda: strip.view.isHidden())


def test_a_no_holds_while_the_source_is_in_view(strip: Strip) -> None:
    strip.open(missing=MISSING[:1])
    assert strip.message("missing").title == "1 reference leads to a.example."
    close = strip.line("missing").findChildren(IconButton)[0]
    close.click()
    assert strip.view.isHidden()
    strip.bench.workspace.events.publish(ev.SourceLeft())
    assert strip.message("missing").actions == (("fetchMissing", "Fetch it from a.example"),)


def test_many_hosts_are_cut(strip: Strip) -> None:
    strip.open(missing=tuple(f"https://h{number}.example/a.json" for number in range(7)))
    assert strip.message("missing").title.endswith("h0.example, h1.example, h2.example, h3.example and 3 more hosts.")


def test_a_document_that_cannot_be_read_again_is_told_with_a_way_out(strip: Strip, qtbot: QtBot) -> None:
    strip.open()
    strip.bench.opener.results[FILE] = SourceError("this is not JSON", hint="Mend it.", detail="d")
    strip.reloader.reload()
    qtbot.waitUntil(lambda: not strip.view.isHidden())
    message = strip.message("trouble")
    assert message.text == "This is not JSON. Mend it. What is open stays as it was."
    strip.bench.opener.results[FILE] = opened(a_document(), FILE)
    strip.press("trouble", "Read again")
    qtbot.waitUntil(lambda: strip.view.isHidden())


def test_changes_are_told_and_lead_to_their_list(strip: Strip) -> None:
    pages: list[ev.PageRequested] = []
    strip.bench.workspace.events.subscribe(ev.PageRequested, pages.append)
    strip.open()
    strip.bench.workspace.events.publish(ev.DocumentReplaced(comparison(NEW, GONE, OTHER, OTHER)))
    message = strip.message("changes")
    assert message.title == "The document changed: 1 operation is new, 1 is gone, 2 differ."
    assert (message.level, message.text) == (Level.WARN, "1 of them may break a request that was right before.")
    strip.press("changes", "Show the changes")
    assert pages == [ev.PageRequested("changes", "sources")]
    strip.presenter.close("changes")
    assert strip.view.isHidden()


def test_changed_words_alone_are_told_as_such(strip: Strip) -> None:
    strip.open()
    strip.bench.workspace.events.publish(ev.DocumentReplaced(Comparison()))
    assert strip.message("changes").title == "The document was read again: only its words changed, no operation."
    labels = [label.text() for label in strip.line("changes").findChildren(QLabel)]
    assert strip.message("changes").title in labels


def test_a_change_of_the_whole_alone_is_told_by_itself() -> None:
    assert change_words(Comparison(("The version is 2 now; it was 1.",))) == "The version is 2 now; it was 1"
    assert change_words(comparison(OTHER)) == "1 operation differs"
    assert change_words(comparison(NEW, NEW)) == "2 operations are new"


# The person's own app

SHOP = AppOrder("/shop", "main:app", "/python")
LINE = CodePlace("main.py", 12, "", "def broken(:")
CRASH = Crash(CrashKind.IMPORT, "SyntaxError: invalid syntax", "Traceback…", (), LINE, "Correct it.")
RUNNING = AppState(AppPhase.RUNNING, "http://127.0.0.1:8000")


@pytest.fixture
def shop(strip: Strip, qtbot: QtBot) -> Strip:
    """The shop in view."""
    strip.bench.opener.results[SHOP.target] = opened(a_document("Shop"), "")
    strip.sources.open(of_app(SHOP))
    qtbot.waitUntil(lambda: strip.bench.workspace.source.label == "Shop")
    return strip


def tell(strip: Strip, state: AppState) -> None:
    strip.bench.apps.made[0].state = state
    strip.sources.take_news(AppNews(1, state))


def test_while_an_app_is_started_its_log_is_offered(strip: Strip, qtbot: QtBot) -> None:
    asked: list[ev.LogRequested] = []
    strip.bench.workspace.events.subscribe(ev.LogRequested, asked.append)
    strip.open()
    strip.bench.apps.holds = True
    strip.sources.open(of_app(SHOP))
    assert strip.message("opening").title == "Opening main:app…"
    qtbot.waitUntil(lambda: not strip.view.isHidden())
    strip.press("opening", "Show its log")
    assert asked == [ev.LogRequested("", "sources")]
    strip.press("opening", "Cancel")


def test_new_code_on_its_way_is_told(shop: Strip) -> None:
    tell(shop, replace(RUNNING, phase=AppPhase.RESTARTING, changed_files=("/shop/main.py", "/shop/models.py")))
    message = shop.message("app")
    assert message.title == "main.py and models.py changed: main:app starts anew…"
    assert message.text == "Requests wait for it."
    tell(shop, AppState(AppPhase.RESTARTING, changed_files=("a.py", "b.py", "c.py")))
    assert shop.message("app").title == "a.py and 2 more files changed: main:app starts anew…"
    assert shop.message("app").text == ""
    tell(shop, RUNNING)
    assert shop.presenter.messages() == ()


def test_broken_code_is_told_and_leads_to_its_line_and_its_traceback(shop: Strip) -> None:
    heard: list[object] = []
    for event in (ev.CodeRequested, ev.PageRequested):
        shop.bench.workspace.events.subscribe(event, heard.append)
    tell(shop, replace(RUNNING, phase=AppPhase.BROKEN, crash=CRASH))
    assert shop.message("app").title == (
        "The new code does not run, the old server still answers: SyntaxError: invalid syntax"
    )
    shop.press("app", "Open main.py:12")
    shop.press("app", "Show what happened")
    assert heard == [ev.CodeRequested("/shop/main.py", 12, "sources"), ev.PageRequested("app", "sources")]


def test_an_end_is_told_without_a_line_where_none_is_known(shop: Strip) -> None:
    killed = Crash(CrashKind.KILLED, "It was ended by SIGKILL.", hint="Restart it.")
    tell(shop, AppState(AppPhase.CRASHED, crash=killed))
    message = shop.message("app")
    assert (message.title, message.text) == ("main:app has ended.", "It was ended by SIGKILL.")
    assert [words for _, words in message.actions] == ["Show what happened"]


def test_a_stopped_app_can_be_started(shop: Strip, qtbot: QtBot) -> None:
    tell(shop, AppState(AppPhase.STOPPED))
    assert shop.message("app").title == "main:app is stopped."
    shop.press("app", "Start it")
    qtbot.waitUntil(lambda: shop.bench.apps.made[0].calls == ["start", "restart"])


def reload(strip: Strip, qtbot: QtBot, restarts: int, *files: str) -> None:
    heard: list[ev.SourceReloaded] = []
    subscription = strip.bench.workspace.events.subscribe(ev.SourceReloaded, heard.append)
    tell(strip, replace(RUNNING, restarts=restarts, changed_files=files))
    qtbot.waitUntil(lambda: bool(heard))
    subscription.cancel()


def test_what_became_of_an_edit_is_told(shop: Strip, qtbot: QtBot) -> None:
    asked: list[ev.SendRequested] = []
    shop.bench.workspace.events.subscribe(ev.SendRequested, asked.append)
    reload(shop, qtbot, 1, "/shop/main.py")
    assert shop.message("reloaded").title == "main.py changed. The new code answers."
    assert shop.message("reloaded").text == ""
    tab = sent_once(shop.bench.workspace, "GET /things", "GET")
    reload(shop, qtbot, 2, "/shop/main.py")
    assert shop.message("reloaded").text == "GET /things was sent again."
    assert asked == [ev.SendRequested(tab, "reload")]
    shop.bench.workspace.begin_send(tab)
    pages: list[ev.PageRequested] = []
    shop.bench.workspace.events.subscribe(ev.PageRequested, pages.append)
    shop.press("reloaded", "Compare the answers")
    assert pages == [ev.PageRequested("compare", "sources")]
    reload(shop, qtbot, 3)
    assert shop.message("reloaded").title == "Shop answers again."
    shop.presenter.close("reloaded")
    assert shop.presenter.messages() == ()


@pytest.mark.parametrize(
    ("method", "resends", "words"),
    [
        ("POST", True, "GET /things may change data, so it was not sent again by itself."),
        ("GET", False, "GET /things was not sent again: that is switched off."),
    ],
)
def test_what_was_not_sent_again_is_one_click_away(
    shop: Strip, qtbot: QtBot, method: str, resends: bool, words: str
) -> None:
    workspace = shop.bench.workspace
    asked: list[ev.SendRequested] = []
    workspace.events.subscribe(ev.SendRequested, asked.append)
    workspace.own_app.set_resends(on=resends)
    tab = sent_once(workspace, "GET /things", method)
    reload(shop, qtbot, 1, "/shop/main.py")
    assert shop.message("reloaded").text == words
    shop.press("reloaded", "Send it again")
    assert asked == [ev.SendRequested(tab, "reload")]
    workspace.begin_send(tab)
    assert shop.presenter.messages() == ()


def test_what_and_why_stand_beside_each_other_and_share_what_room_there_is(strip: Strip) -> None:
    strip.open(missing=MISSING)
    key = strip.presenter.messages()[0].key
    title, text = (label for label in strip.line(key).findChildren(ElidedLabel))
    strip.view.resize(1400, 60)
    strip.view.show()
    assert not title.is_cut()
    assert not text.is_cut()
    assert text.x() - title.x() < title.sizeHint().width() + 20
    strip.view.resize(700, 60)
    assert title.width() > 40
    assert text.width() > 40
