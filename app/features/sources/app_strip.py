"""What the strip says of the person's own app: new code takes over, does not start, or answers now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.projects.model import AppPhase
from app.core.workspace.model import Level
from app.features.sources.app_words import crash_title, files_words
from app.features.sources.strip_message import Message

if TYPE_CHECKING:
    from app.core.projects.model import AppOrder, AppState
    from app.core.workspace.events import SourceReloaded
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

OPEN_LINE, TRACEBACK, LOG = "openLine", "showTraceback", "showLog"
START, SEND_AGAIN, COMPARE = "startApp", "sendAgain", "compareAnswers"
_DEAD: Final = frozenset((AppPhase.FAILED, AppPhase.CRASHED, AppPhase.SILENT))


def app_message(app: AppOrder, state: AppState) -> Message | None:
    """How the app in view is doing, where that is not as it should be."""
    if state.phase is AppPhase.RESTARTING:
        why = f"{files_words(state.changed_files)} changed: " if state.changed_files else ""
        text = "Requests wait for it." if state.url else ""
        return Message("app", Level.INFO, f"{why}{app.target} starts anew…", text, ((LOG, "Show its log"),))
    if state.phase is AppPhase.STOPPED:
        return Message("app", Level.INFO, f"{app.target} is stopped.", "", ((START, "Start it"),))
    if state.crash is None or state.phase not in {AppPhase.BROKEN, *_DEAD}:
        return None
    actions: tuple[tuple[str, str], ...] = ((TRACEBACK, "Show what happened"),)
    if state.crash.culprit is not None:
        actions = ((OPEN_LINE, f"Open {state.crash.culprit.label}"), *actions)
    if state.phase is AppPhase.BROKEN:
        title = f"The new code does not run, the old server still answers: {state.crash.message}"
        return Message("app", Level.ERROR, title, "", actions)
    return Message("app", Level.ERROR, f"{crash_title(app, state.crash)}.", state.crash.message, actions)


def reloaded_message(workspace: Workspace, event: SourceReloaded) -> Message:
    """What became of an edit."""
    if not event.files:
        return Message("reloaded", Level.OK, f"{workspace.source.label} answers again.", closable=True)
    title = f"{files_words(event.files)} changed. The new code answers."
    tab = workspace.current
    if event.tab is not None:
        sent = workspace.tab(event.tab)
        text = f"{sent.operation.key} was sent again." if sent is not None else ""
        return Message("reloaded", Level.OK, title, text, ((COMPARE, "Compare the answers"),), closable=True)
    if tab is None or tab.exchange is None or tab.gone:
        return Message("reloaded", Level.OK, title, closable=True)
    return Message(
        "reloaded", Level.OK, title, _unsent(tab, workspace), ((SEND_AGAIN, "Send it again"),), closable=True
    )


def _unsent(tab: Tab, workspace: Workspace) -> str:
    key = tab.operation.key
    if workspace.own_app.resends:
        return f"{key} may change data, so it was not sent again by itself."
    return f"{key} was not sent again: that is switched off."
