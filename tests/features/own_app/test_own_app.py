"""The page of the person's own app: what it says of each state, and what it leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from app.core.projects.model import AppOrder, AppPhase, AppState, CodePlace, Crash, CrashKind
from app.core.workspace import events as ev
from app.core.workspace.model import AppAction, Level
from app.core.workspace.workspace import Workspace
from app.features.own_app.presenter import FrameRow, OwnAppPresenter
from app.features.own_app.view import OwnAppView
from app.ui.banner import Banner
from app.ui.check_box import CheckBox
from app.ui.tables import RowChosen, TableView
from tests.support.widgets import part, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SHOP = AppOrder("/shop", "main:app", "/shop/.venv/bin/python")
RUNNING = AppState(AppPhase.RUNNING, "http://127.0.0.1:8000", versions=(("python", "3.12.4"), ("x", "1")), pid=77)
LIBRARY = CodePlace("/usr/lib/python3.12/json/decoder.py", 355, "raw_decode", "raise")
OWN = CodePlace("main.py", 12, "make", "json.loads(text)")
CRASH = Crash(CrashKind.IMPORT, "ValueError: no\nmore", "Traceback…", (OWN, LIBRARY), OWN, "Mend the line.")


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace()
    made.own_app.begin(SHOP)
    return made


@pytest.fixture
def presenter(workspace: Workspace) -> OwnAppPresenter:
    return OwnAppPresenter(workspace)


def test_without_an_app_there_is_no_page() -> None:
    presenter = OwnAppPresenter(Workspace())
    assert (presenter.page(), presenter.frames(), presenter.culprit()) == (None, (), None)


@pytest.mark.parametrize(
    ("phase", "title", "level", "can_start", "can_stop"),
    [
        (AppPhase.STARTING, "is starting", Level.WARN, "", True),
        (AppPhase.RUNNING, "runs", Level.OK, "Restart", True),
        (AppPhase.RESTARTING, "starts anew", Level.WARN, "Restart", True),
        (AppPhase.BROKEN, "runs with its old code: the new code fails", Level.ERROR, "Restart", True),
        (AppPhase.FAILED, "did not start", Level.ERROR, "Start", False),
        (AppPhase.CRASHED, "has ended", Level.ERROR, "Start", False),
        (AppPhase.SILENT, "does not answer", Level.ERROR, "Restart", True),
        (AppPhase.STOPPED, "is stopped", None, "Start", False),
    ],
)
def test_each_state_has_its_words_and_buttons(
    workspace: Workspace,
    presenter: OwnAppPresenter,
    phase: AppPhase,
    title: str,
    level: Level | None,
    can_start: str,
    can_stop: bool,
) -> None:
    workspace.own_app.take(AppState(phase))
    page = presenter.page()
    assert page is not None
    assert (page.title, page.level) == (f"main:app {title}", level)
    assert (page.can_start, page.can_stop) == (can_start, can_stop)


def test_before_it_told_anything_it_is_starting(presenter: OwnAppPresenter) -> None:
    page = presenter.page()
    assert page is not None
    assert (page.title, page.facts) == ("main:app is starting", "")
    assert page.details == (("Folder", "/shop"), ("Python", "/shop/.venv/bin/python"))


def test_what_runs_is_told(workspace: Workspace, presenter: OwnAppPresenter) -> None:
    order = replace(
        SHOP,
        environment=(("TOKEN", "secret"),),
        stop_first=True,
        otel_disabled=False,
        reload=False,
        import_root="/shop/src",
    )
    workspace.own_app.begin(order)
    workspace.own_app.take(replace(RUNNING, restarts=2, changed_files=("/shop/a/main.py", "/other/x.py")))
    page = presenter.page()
    assert page is not None
    assert page.facts == "Python 3.12.4 · x 1 · process 77 · new code 2 times"
    assert dict(page.details) == {
        "Folder": "/shop",
        "Python": "/shop/.venv/bin/python",
        "Imported from": "/shop/src",
        "Address": "http://127.0.0.1:8000",
        "Variables": "TOKEN",
        "Run so that": "the old server is stopped first, its OpenTelemetry is on, changed files are not watched",
        "Changed last": "a/main.py, /other/x.py",
    }
    workspace.own_app.take(replace(RUNNING, restarts=1))
    page = presenter.page()
    assert page is not None
    assert page.facts.endswith("new code 1 time")


def test_the_calls_of_a_failure_are_told_apart(workspace: Workspace, presenter: OwnAppPresenter) -> None:
    workspace.own_app.take(AppState(AppPhase.FAILED, crash=CRASH))
    own, library = presenter.frames()
    assert own == FrameRow("main.py:12", "/shop/main.py", 12, "make", "json.loads(text)", own=True, culprit=True)
    assert (library.where, library.own, library.culprit) == ("decoder.py:355", False, False)
    assert presenter.culprit() == own


def test_a_line_that_never_ran_is_listed_last(workspace: Workspace, presenter: OwnAppPresenter) -> None:
    syntax = CodePlace("/shop/main.py", 0)
    workspace.own_app.take(AppState(AppPhase.FAILED, crash=replace(CRASH, culprit=syntax)))
    assert presenter.frames()[-1].where == "main.py"
    assert presenter.frames()[-1].culprit


# The view


class Page:
    """The page, and what it asks for."""

    def __init__(self, qtbot: QtBot, workspace: Workspace) -> None:
        self.workspace = workspace
        self.view = OwnAppView(OwnAppPresenter(workspace))
        qtbot.addWidget(self.view)
        self.view.resize(1000, 400)
        self.view.show()
        self.heard: list[object] = []
        for event in (ev.AppActionAsked, ev.CodeRequested, ev.LogRequested):
            workspace.events.subscribe(event, self.heard.append)

    def press(self, name: str) -> None:
        press(self.view, name)

    def press_words(self, words: str) -> None:
        next(one for one in self.view.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()

    def words(self) -> str:
        return " ".join(label.text() for label in self.view.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def page(qtbot: QtBot, workspace: Workspace) -> Page:
    return Page(qtbot, workspace)


def test_without_an_app_the_first_step_is_offered(qtbot: QtBot) -> None:
    page = Page(qtbot, Workspace())
    assert "Nothing of your project is changed." in page.words()
    page.press_words("Open a FastAPI app…")
    assert page.heard == [ev.AppActionAsked(AppAction.CHOOSE)]


def test_its_buttons_ask_for_what_they_say(page: Page) -> None:
    page.workspace.own_app.take(RUNNING)
    for name in ("restartApp", "stopApp", "changeAppHere", "showAppLog"):
        page.press(name)
    assert page.heard == [
        ev.AppActionAsked(AppAction.START),
        ev.AppActionAsked(AppAction.STOP),
        ev.AppActionAsked(AppAction.CHOOSE),
        ev.LogRequested("", "own_app"),
    ]


def test_the_switch_holds(page: Page) -> None:
    box = part(page.view, CheckBox, "resendAfterEdit")
    assert isinstance(box, CheckBox)
    assert box.isChecked()
    box.click()
    assert not page.workspace.own_app.resends
    page.workspace.own_app.set_resends(on=True)
    assert box.isChecked()


def test_a_failure_is_shown_with_the_way_to_its_line(page: Page) -> None:
    page.workspace.own_app.take(AppState(AppPhase.FAILED, crash=CRASH))
    banner = part(page.view, Banner, "appCrash")
    assert banner.isVisible()
    assert "ValueError: no main.py:12   json.loads(text)\nMend the line." in page.words()
    page.press_words("Open main.py:12")
    page.press_words("Copy main.py:12")
    assert QGuiApplication.clipboard().text() == "/shop/main.py:12"
    assert page.heard == [ev.CodeRequested("/shop/main.py", 12, "own_app")]
    page.workspace.own_app.take(RUNNING)
    assert not banner.isVisible()
    assert "http://127.0.0.1:8000" in page.words()


def test_every_call_leads_to_its_line(page: Page) -> None:
    page.workspace.own_app.take(AppState(AppPhase.FAILED, crash=CRASH))
    table = part(page.view, TableView, "crashFrames")
    assert isinstance(table, TableView)
    assert table.currentIndex().row() == 0
    table.select_row(1)
    table.announce(RowChosen(1, activated=True))
    assert page.heard == [ev.CodeRequested(LIBRARY.file, 355, "own_app")]


def test_an_end_without_calls_shows_what_is_known(page: Page) -> None:
    killed = Crash(CrashKind.KILLED, "", hint="Restart it.")
    page.workspace.own_app.take(AppState(AppPhase.CRASHED, crash=killed))
    assert "main:app has ended Restart it." in page.words()
    assert not part(page.view, TableView, "crashFrames").isVisible()
