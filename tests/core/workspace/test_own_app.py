"""The person's own app in the workspace."""

from __future__ import annotations

from app.core.operations.differences import Comparison
from app.core.projects.model import AppOrder, AppPhase, AppState, CodePlace, Crash, CrashKind
from app.core.workspace.events import AppActionAsked, AppChanged, CodeRequested, SourceReloaded
from app.core.workspace.model import AppAction, Source, SourceStatus
from app.core.workspace.workspace import Workspace

ORDER = AppOrder("/shop", "shop.main:app", "/shop/.venv/bin/python")
STARTING = AppState(AppPhase.STARTING)


def test_what_happens_to_it_is_told_once() -> None:
    workspace, heard = Workspace(), list[object]()
    workspace.events.subscribe(AppChanged, heard.append)
    own = workspace.own_app
    own.begin(None)
    assert heard == []
    own.begin(ORDER)
    assert not own.is_restarting()
    own.take(STARTING)
    own.take(STARTING)
    assert not own.is_restarting()
    assert (own.order, own.state, len(heard)) == (ORDER, STARTING, 2)
    own.begin(None)
    assert (own.order, own.state, len(heard)) == (None, None, 3)


def test_sending_again_is_switched() -> None:
    workspace, heard = Workspace(), list[object]()
    workspace.events.subscribe(AppChanged, heard.append)
    workspace.own_app.set_resends(on=True)
    assert heard == []
    workspace.own_app.set_resends(on=False)
    assert (workspace.own_app.resends, heard) == (False, [AppChanged()])


def test_whether_it_is_restarting_can_be_asked() -> None:
    own = Workspace().own_app
    own.take(AppState(AppPhase.RESTARTING))
    assert own.is_restarting()


def test_something_is_asked_of_it() -> None:
    workspace, heard = Workspace(), list[object]()
    workspace.events.subscribe(AppActionAsked, heard.append)
    workspace.own_app.ask(AppAction.STOP)
    assert heard == [AppActionAsked(AppAction.STOP)]


def test_a_line_of_code_is_asked_for() -> None:
    workspace, heard = Workspace(), list[object]()
    workspace.events.subscribe(CodeRequested, heard.append)
    workspace.show_code("/shop/main.py", 3, by="here")
    assert heard == [CodeRequested("/shop/main.py", 3, "here")]


def test_new_code_is_told_with_what_is_different() -> None:
    workspace, heard = Workspace(), list[object]()
    workspace.events.subscribe(SourceReloaded, heard.append)
    workspace.own_app.reloaded(("/shop/main.py",), Comparison(), 3)
    assert heard == [SourceReloaded(("/shop/main.py",), Comparison(), 3)]


def test_the_line_to_look_at_is_found_from_the_folder_of_the_app() -> None:
    own = Workspace().own_app
    crash = Crash(CrashKind.IMPORT, "no", culprit=CodePlace("shop/main.py", 4))
    own.take(AppState(AppPhase.FAILED, crash=crash))
    assert own.culprit() is None, "nobody asked for it"
    own.begin(ORDER)
    assert own.culprit() is None
    own.take(AppState(AppPhase.FAILED, crash=crash))
    assert own.culprit() == CodePlace(f"{ORDER.folder}/shop/main.py", 4)
    own.take(AppState(AppPhase.FAILED, crash=Crash(CrashKind.KILLED, "gone")))
    assert own.culprit() is None


def test_of_the_log_what_is_in_view_is_known() -> None:
    workspace = Workspace()
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, key="bookstore"))
    assert workspace.log_keys() == {"", "bookstore"}
    workspace.own_app.begin(ORDER)
    assert workspace.log_keys() == {"", "bookstore", "/shop::shop.main:app"}
