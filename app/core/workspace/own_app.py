"""The person's own app that Routeglass runs, or is starting: how it was asked for and how it is doing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.projects.model import AppPhase
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from app.core.base.events import EventHub
    from app.core.operations.differences import Comparison
    from app.core.projects.model import AppOrder, AppState, CodePlace
    from app.core.workspace.model import AppAction


class OwnApp:
    """The app of the source in view, or the one that is being opened.

    Attributes:
        order: How it runs; None while no app of the person's is open.
        state: How it is doing; None before it has told.
        resends: Whether an edit sends the last request of the tab in front again.
    """

    def __init__(self, events: EventHub) -> None:
        self._events = events
        self.order: AppOrder | None = None
        self.state: AppState | None = None
        self.resends = True

    def is_restarting(self) -> bool:
        """Whether new code is taking over. It only looks: any thread may ask."""
        state = self.state
        return state is not None and state.phase is AppPhase.RESTARTING

    def culprit(self) -> CodePlace | None:
        """The person's own line at which it failed, its file a whole path; None where none is known."""
        crash = self.state.crash if self.state is not None else None
        if self.order is None or crash is None or crash.culprit is None:
            return None
        return replace(crash.culprit, file=crash.culprit.file_in(self.order.folder))

    def begin(self, order: AppOrder | None) -> None:
        """Another app is opened, or none is open any more."""
        if order is None and self.order is None:
            return
        self.order, self.state = order, None
        self._events.publish(ev.AppChanged())

    def take(self, state: AppState) -> None:
        """Takes over how it is doing."""
        if state != self.state:
            self.state = state
            self._events.publish(ev.AppChanged())

    def set_resends(self, *, on: bool) -> None:
        """Switches the sending after an edit."""
        if on != self.resends:
            self.resends = on
            self._events.publish(ev.AppChanged())

    def ask(self, action: AppAction) -> None:
        """Asks for something to be done with it."""
        self._events.publish(ev.AppActionAsked(action))

    def reloaded(self, files: tuple[str, ...], comparison: Comparison | None, tab: int | None) -> None:
        """Tells that new code answers (`SourceReloaded`)."""
        self._events.publish(ev.SourceReloaded(files, comparison, tab))
