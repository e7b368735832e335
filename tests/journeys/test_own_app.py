"""A person's own FastAPI app in the real window: opened, looked into, edited, broken, ended, left."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app import local_app
from app.adapters.local_app.model import Patience
from app.bootstrap import Desk, Profile
from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.projects.model import AppOrder, AppPhase
from app.core.trace.model import StageName, StageState
from app.core.workspace import events as ev
from app.core.workspace.model import SourceStatus
from app.core.workspace.workspace import LOG_LIMIT
from app.features.sources.orders import of_app
from app.ui.lists import GroupedList
from tests.journeys.conftest import START_MS
from tests.support.local_apps import make_environment_like_ours
from tests.support.person import Person
from tests.support.processes import is_alive

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.projects.model import AppState
    from tests.journeys.conftest import OpenDesk
    from tests.support.heartbeat import Heartbeat

MAIN = """
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI(title="Shop")


def page_size(limit: int = 3) -> int:
    return limit


@app.get("/things/{thing_id}")
def read_thing(thing_id: int, limit: Annotated[int, Depends(page_size)]) -> dict[str, int]:
    print("reading", thing_id)
    return {"id": thing_id, "limit": limit}


@app.post("/things")
def make_thing(name: str) -> dict[str, str]:
    return {"name": name}
"""
LIMIT_MS = 50
FLOOD_LIMIT_MS = 100
"""A log that is full is laid out anew with each batch of lines."""
ROUNDS = 6
"""The machine may be busy; what really blocks is there in every round."""
FLOOD_MS = 300_000
THING = FieldPath.parse("path/thing_id")


class Owner(Person):
    """A person with a project, whose package is called `app` as many are."""

    def __init__(self, desk: Desk, qtbot: QtBot, folder: Path) -> None:
        super().__init__(desk, qtbot)
        self.folder = folder
        self.reloads: list[ev.SourceReloaded] = []
        self.workspace = desk.workspace
        self.workspace.events.subscribe(ev.SourceReloaded, self.reloads.append)

    def save(self, text: str, name: str = "main.py") -> None:
        """Saves as editors do: whole, by renaming."""
        part = self.folder / "app" / f".{name}.part"
        part.write_text(dedent(text), encoding="utf-8")
        part.replace(self.folder / "app" / name)

    @property
    def state(self) -> AppState:
        state = self.workspace.own_app.state
        assert state is not None
        return state

    def waits_for(self, phase: AppPhase) -> None:
        self._qtbot.waitUntil(
            lambda: self.workspace.own_app.state is not None and self.workspace.own_app.state.phase is phase,
            timeout=START_MS,
        )

    def process(self) -> int:
        """The number of the process that answers, once it has told."""
        self.waits_for(AppPhase.RUNNING)
        assert self.state.pid > 0
        return self.state.pid

    def is_reloaded(self, times: int) -> None:
        self._qtbot.waitUntil(lambda: len(self.reloads) >= times, timeout=START_MS)

    def is_answered(self) -> None:
        self._qtbot.waitUntil(lambda: not self.tab.sending, timeout=START_MS)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an environment of its own."""
    make_environment_like_ours(tmp_path / "shop" / ".venv")
    package = tmp_path / "shop" / "app"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "main.py").write_text(MAIN, encoding="utf-8")
    return package.parent


@pytest.fixture
def owner(open_desk: OpenDesk, project: Path, qtbot: QtBot) -> Owner:
    return Owner(open_desk(Profile(source=f"{project}::app.main:app")), qtbot, project)


def test_a_day_with_ones_own_app(owner: Owner, qtbot: QtBot) -> None:
    workspace = owner.workspace
    owner.sees("Shop")
    qtbot.waitUntil(lambda: workspace.routes is not None, timeout=START_MS)
    assert workspace.routes is not None
    assert "/things/{thing_id}" in {route.path for route in workspace.routes.routes}
    assert owner.process() != os.getpid()
    # A request goes through it as through the Bookstore.
    owner.open("GET /things/{thing_id}")
    workspace.edit(owner.tab.identity, [SetValue(THING, 7)], by="test")
    owner.send()
    qtbot.waitUntil(lambda: owner.status() == 200, timeout=START_MS)
    qtbot.waitUntil(lambda: owner.tab.trace is not None, timeout=START_MS)
    journey = owner.tab.journey
    assert journey is not None
    assert journey.known
    assert {stage.name: stage.state for stage in journey.stages}[StageName.ENDPOINT] is StageState.PASSED
    qtbot.waitUntil(lambda: any("reading 7" in line.text for line in workspace.log), timeout=START_MS)
    assert {line.server for line in workspace.log} == {workspace.source.key}
    # An edit: the schema's difference is told, what was typed stays, the request is sent again.
    first = owner.tab.exchange
    owner.save(MAIN.replace("limit: int = 3", "limit: int = 3, colour: str = 'red'"))
    owner.is_reloaded(1)
    assert owner.reloads[0].files == (str(owner.folder / "app" / "main.py"),)
    assert owner.reloads[0].comparison is not None
    assert [change.key for change in owner.reloads[0].comparison.operations] == ["GET /things/{thing_id}"]
    assert owner.reloads[0].tab == owner.tab.identity
    qtbot.waitUntil(lambda: owner.tab.exchange is not first and owner.status() == 200, timeout=START_MS)
    assert get(owner.tab.state, THING) == 7
    assert owner.tab.form.field_at(FieldPath.parse("query/colour"), owner.tab.state) is not None
    # A broken edit: the old server goes on, and the line is told.
    owner.save(MAIN + "\ndef broken(:\n")
    owner.waits_for(AppPhase.BROKEN)
    assert owner.state.crash is not None
    assert owner.state.crash.culprit is not None
    assert Path(owner.state.crash.culprit.file).name == "main.py"
    qtbot.waitUntil(lambda: "the old server still answers" in owner.words_of("strip:app"), timeout=START_MS)
    assert workspace.source.status is SourceStatus.RUNNING
    second = owner.tab.exchange
    owner.send()
    qtbot.waitUntil(lambda: owner.tab.exchange is not second and owner.status() == 200, timeout=START_MS)
    owner.save(MAIN)
    owner.is_reloaded(2)
    owner.is_answered()
    # Killed from outside: told, and started again by hand.
    os.kill(owner.process(), signal.SIGKILL)
    qtbot.waitUntil(lambda: workspace.source.status is SourceStatus.FAILED, timeout=START_MS)
    assert "has ended" in workspace.source.problem
    qtbot.waitUntil(lambda: "app.main:app has ended" in owner.words_of("strip:app"), timeout=START_MS)
    owner.desk.sources.retry()
    qtbot.waitUntil(lambda: workspace.source.status is SourceStatus.RUNNING, timeout=START_MS)
    owner.is_answered()
    # Leaving it ends it.
    pid = owner.process()
    assert is_alive(pid)
    owner.desk.sources.open_bookstore()
    owner.sees("Bookstore")
    qtbot.waitUntil(lambda: not is_alive(pid), timeout=START_MS)
    assert workspace.own_app.order is None
    qtbot.waitUntil(lambda: any(line.server == "bookstore" for line in workspace.log), timeout=START_MS)


def test_a_request_that_ends_its_app_says_so_and_leads_on(owner: Owner, qtbot: QtBot) -> None:
    owner.sees("Shop")
    owner.save(MAIN + "\n\n@app.get('/die')\ndef die() -> None:\n    import os\n    os._exit(3)\n")
    owner.is_reloaded(1)
    owner.open("GET /die")
    owner.send()
    qtbot.waitUntil(lambda: "app.main:app has ended" in owner.words_of("errorVerdict"), timeout=START_MS)
    assert "exit status 3" in owner.words_of("errorVerdict")
    qtbot.waitUntil(lambda: owner.find("startFallen") is not None, timeout=START_MS)
    owner.press("startFallen")
    qtbot.waitUntil(lambda: owner.workspace.source.status is SourceStatus.RUNNING, timeout=START_MS)
    assert owner.process()


def test_closing_the_window_leaves_nothing_running(owner: Owner, qtbot: QtBot) -> None:
    owner.sees("Shop")
    pid = owner.process()
    assert is_alive(pid)
    owner.desk.window.close()
    qtbot.waitUntil(lambda: not is_alive(pid), timeout=START_MS)


def test_closing_while_it_starts_leaves_nothing_running(open_desk: OpenDesk, project: Path, qtbot: QtBot) -> None:
    (project / "app" / "main.py").write_text(
        f"import os, pathlib, time\npathlib.Path({str(project / 'pid')!r}).write_text(str(os.getpid()))\n"
        "time.sleep(600)\nfrom fastapi import FastAPI\napp = FastAPI()\n",
        encoding="utf-8",
    )
    desk = open_desk(Profile(source=f"{project}::app.main:app"))
    file = project / "pid"
    qtbot.waitUntil(lambda: file.exists() and bool(file.read_text()), timeout=START_MS)
    assert desk.workspace.source.status is SourceStatus.STARTING
    desk.window.close()
    qtbot.waitUntil(lambda: not is_alive(int(file.read_text())), timeout=START_MS)


def test_closing_while_new_code_takes_over_leaves_nothing_running(owner: Owner, qtbot: QtBot) -> None:
    owner.sees("Shop")
    old, file = owner.process(), owner.folder / "pid"
    note = f"import os, pathlib, time\npathlib.Path({str(file)!r}).write_text(str(os.getpid()))\ntime.sleep(600)\n"
    owner.save(note + MAIN)
    qtbot.waitUntil(lambda: file.exists() and bool(file.read_text()), timeout=START_MS)
    new = int(file.read_text())
    assert new != old
    owner.desk.window.close()
    qtbot.waitUntil(lambda: not is_alive(old) and not is_alive(new), timeout=START_MS)


def test_an_app_that_never_answers_is_told_and_can_be_left(
    open_desk: OpenDesk, project: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As long as a person waits, only shorter.
    monkeypatch.setattr(local_app, "Patience", partial(Patience, answer=2.0))
    file = project / "pid"
    code = (
        f"import os, pathlib, time\npathlib.Path({str(file)!r}).write_text(str(os.getpid()))\ntime.sleep(600)\n{MAIN}"
    )
    (project / "app" / "main.py").write_text(code, encoding="utf-8")
    owner = Owner(open_desk(Profile(source=f"{project}::app.main:app")), qtbot, project)
    workspace = owner.workspace
    owner.waits_for(AppPhase.SILENT)
    qtbot.waitUntil(lambda: workspace.source.status is SourceStatus.FAILED, timeout=START_MS)
    assert "has not answered within 2 seconds" in workspace.source.problem
    assert "Wait for it, or stop it." in owner.words_of("sourceState")
    pid = int(file.read_text())
    assert is_alive(pid)
    # The window lives: the Bookstore answers, and the silent process ends with its source.
    owner.desk.sources.open_bookstore()
    qtbot.waitUntil(lambda: owner.ready, timeout=START_MS)
    assert workspace.source.label == "Bookstore"
    owner.open("GET /books")
    owner.send()
    qtbot.waitUntil(lambda: owner.status() == 200, timeout=START_MS)
    qtbot.waitUntil(lambda: not is_alive(pid), timeout=START_MS)


def test_leaving_an_app_while_it_starts_is_no_error(open_desk: OpenDesk, project: Path, qtbot: QtBot) -> None:
    slow = f"import pathlib, time\npathlib.Path({str(project / 'begun')!r}).touch()\ntime.sleep(600)\n{MAIN}"
    (project / "app" / "main.py").write_text(slow, encoding="utf-8")
    (project / "app" / "other.py").write_text(MAIN.replace("Shop", "Other"), encoding="utf-8")
    owner = Owner(open_desk(Profile()), qtbot, project)
    qtbot.waitUntil(lambda: owner.ready, timeout=START_MS)
    owner.ask_for(f"{project}::app.main:app")
    qtbot.waitUntil((project / "begun").exists, timeout=START_MS)
    owner.ask_for(f"{project}::app.other:app")
    owner.sees("Other")
    assert not owner.desk.notices.titles


def test_a_folder_is_chosen_in_the_panel(open_desk: OpenDesk, project: Path, qtbot: QtBot) -> None:
    (project / "app" / "admin.py").write_text(MAIN.replace("Shop", "Back office"), encoding="utf-8")
    owner = Owner(open_desk(Profile()), qtbot, project)
    qtbot.waitUntil(lambda: owner.ready, timeout=START_MS)
    owner.ask_for(str(project))
    qtbot.waitUntil(lambda: owner.find("appPanel") is not None, timeout=START_MS)
    apps, pythons = owner.find("appList"), owner.find("interpreterList")
    assert isinstance(apps, GroupedList)
    assert isinstance(pythons, GroupedList)
    assert apps.select("app.admin:app")
    apps.activate_current()
    assert pythons.current_key()
    owner.press("startApp")
    owner.sees("Back office")
    assert [one.reference for one in owner.desk.sources.recents.all()] == [f"{project}::app.admin:app"]


def test_an_app_that_fails_at_once_says_where(open_desk: OpenDesk, project: Path, qtbot: QtBot) -> None:
    (project / "app" / "main.py").write_text("from fastapi import FastAPI\napp = FastAPI()\nraise ValueError('no')\n")
    owner = Owner(open_desk(Profile(source=f"{project / 'app' / 'main.py'}:app")), qtbot, project)
    workspace = owner.workspace
    qtbot.waitUntil(lambda: workspace.source.status is SourceStatus.FAILED, timeout=START_MS)
    qtbot.waitUntil(
        lambda: "cannot be imported: ValueError: no (main.py:3)" in workspace.source.problem, timeout=START_MS
    )
    qtbot.waitUntil(lambda: owner.find("ownApp") is not None, timeout=START_MS)
    assert "ValueError: no" in owner.words_of("appCrash")
    owner.save(MAIN)
    owner.sees("Shop")


def test_a_request_waits_while_an_app_starts_anew(open_desk: OpenDesk, project: Path, qtbot: QtBot) -> None:
    """Its server is stopped before the new code is imported, which takes a while: nobody is there to refuse to."""
    order = AppOrder(str(project), "app.main:app", str(project / ".venv" / "bin" / "python"), stop_first=True)
    owner = Owner(open_desk(Profile()), qtbot, project)
    owner.desk.sources.open(of_app(order))
    owner.sees("Shop")
    owner.process()
    owner.open("POST /things")
    owner.workspace.edit(owner.tab.identity, [SetValue(FieldPath.parse("query/name"), "chair")], by="test")
    owner.save(f"import time\ntime.sleep(0.7)\n{MAIN}")
    qtbot.waitUntil(lambda: owner.workspace.source.status is SourceStatus.RESTARTING, timeout=START_MS)
    owner.send()
    qtbot.waitUntil(lambda: owner.status() == 200, timeout=START_MS)
    assert owner.tab.exchange is not None


def test_neither_opening_nor_an_edit_holds_the_window(
    open_desk: OpenDesk, project: Path, qtbot: QtBot, heartbeat: Heartbeat
) -> None:
    owner = Owner(open_desk(Profile()), qtbot, project)
    qtbot.waitUntil(lambda: owner.ready, timeout=START_MS)
    order = of_app(AppOrder(str(project), "app.main:app", str(project / ".venv" / "bin" / "python")))
    workspace = owner.workspace

    def there_and_back() -> None:
        owner.desk.sources.open(order)
        owner.sees("Shop")
        qtbot.waitUntil(lambda: workspace.routes is not None, timeout=START_MS)
        owner.desk.sources.open_bookstore()
        owner.sees("Bookstore")

    heartbeat.quietest(there_and_back, limit_ms=LIMIT_MS, rounds=ROUNDS).assert_within(LIMIT_MS)
    owner.desk.sources.open(order)
    owner.sees("Shop")
    owner.open("GET /things/{thing_id}")
    edits = iter(range(2, 2 + ROUNDS))

    def edit() -> None:
        count = len(owner.reloads)
        owner.save(MAIN.replace("limit: int = 3", f"limit: int = {next(edits) + 3}"))
        owner.is_reloaded(count + 1)

    owner.process()
    heartbeat.quietest(edit, limit_ms=LIMIT_MS, rounds=ROUNDS).assert_within(LIMIT_MS)


def test_an_app_that_prints_without_end_leaves_the_window_alive(
    open_desk: OpenDesk, project: Path, qtbot: QtBot, heartbeat: Heartbeat
) -> None:
    """`ROUTEGLASS_FLOOD_MB=1000` makes it a gigabyte."""
    size = int(os.environ.get("ROUTEGLASS_FLOOD_MB", "20"))
    flood = f"""

@app.get("/flood")
def flood() -> int:
    for _ in range({size}):
        print(("x" * 99 + "\\n") * 10_000, end="")
    return 1
"""
    (project / "app" / "main.py").write_text(MAIN + flood, encoding="utf-8")
    owner = Owner(open_desk(Profile(source=f"{project}::app.main:app")), qtbot, project)
    owner.sees("Shop")
    owner.workspace.show_log(by="test")
    owner.open("GET /flood")

    def pour() -> None:
        before = owner.tab.exchange
        owner.send()
        qtbot.waitUntil(lambda: owner.tab.exchange is not before and owner.status() == 200, timeout=FLOOD_MS)

    heartbeat.quietest(pour, limit_ms=FLOOD_LIMIT_MS, rounds=ROUNDS).assert_within(FLOOD_LIMIT_MS)
    assert len(owner.workspace.log) <= LOG_LIMIT
    assert owner.process()
