"""Brings back the tabs of the last time with what was typed in them, and keeps them when the window closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.core.workspace.events import ApiChanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.forms.model import FormState
    from app.core.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Session:
    """What is kept.

    Attributes:
        tabs: Operation keys in the order of their tabs.
        active: The operation in front; empty without.
        drafts: What was typed, by operation key, secrets left out.
    """

    tabs: tuple[str, ...] = ()
    active: str = ""
    drafts: Mapping[str, FormState] = field(default_factory=dict)


class Keeper(Protocol):
    """Where a session is kept."""

    def load_session(self) -> Session:
        """The last one, an empty one the first time; never raises."""
        ...

    def save_session(self, session: Session) -> None:
        """Keeps it; a failure is told by the keeper."""
        ...


class SessionPresenter:
    """Restores once, when the first document is open."""

    def __init__(self, workspace: Workspace, keeper: Keeper) -> None:
        self._workspace = workspace
        self._keeper = keeper
        self._subscription = workspace.events.subscribe(ApiChanged, self._restore)
        self._restored = False

    def save(self) -> None:
        """Keeps what is open now; before anything was restored there is nothing to keep."""
        if not self._restored:
            return
        from app.core.requests.redact import without_secrets  # noqa: PLC0415 - not needed before the first frame

        tabs = self._workspace.tabs
        current = self._workspace.current
        self._keeper.save_session(
            Session(
                tabs=tuple(tab.operation.key for tab in tabs),
                active=current.operation.key if current else "",
                drafts={tab.operation.key: without_secrets(tab.form, tab.state) for tab in tabs},
            )
        )

    def _restore(self, _event: ApiChanged) -> None:
        self._subscription.cancel()
        self._restored = True
        session = self._keeper.load_session()
        for key in session.tabs:
            self._workspace.open_operation(key, session.drafts.get(key))
        if session.active:
            front = next((tab for tab in self._workspace.tabs if tab.operation.key == session.active), None)
            if front is not None:
                self._workspace.activate(front.identity)
