"""Brings back the tabs that were open of a source, with what was typed in them, and keeps them when it is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from app.core.workspace.events import ApiChanged, SourceLeft

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
        base_url: Where requests go by a person's choice, without secrets; empty where nobody chose.
        own_urls: The same for operations with servers of their own, by operation key or path.
    """

    tabs: tuple[str, ...] = ()
    active: str = ""
    drafts: Mapping[str, FormState] = field(default_factory=dict)
    base_url: str = ""
    own_urls: Mapping[str, str] = field(default_factory=dict)


class Keeper(Protocol):
    """Where sessions are kept, one for each source."""

    def load_session(self, source: str) -> Session:
        """The last one of a source, an empty one the first time; never raises."""
        ...

    def save_session(self, source: str, session: Session) -> None:
        """Keeps it; a failure is told by the keeper."""
        ...


class SessionPresenter:
    """Restores a source's session when its document is open, and keeps it when another takes its place."""

    def __init__(self, workspace: Workspace, keeper: Keeper) -> None:
        self._workspace = workspace
        self._keeper = keeper
        self._restored: str | None = None
        workspace.events.subscribe(ApiChanged, self._restore)
        workspace.events.subscribe(SourceLeft, self._leave)

    def save(self) -> None:
        """Keeps what is open now; before anything was restored there is nothing to keep."""
        if self._restored is None:
            return
        from app.core.requests.redact import without_secrets  # noqa: PLC0415 - not needed before the first frame

        workspace = self._workspace
        tabs, current = workspace.tabs, workspace.current
        session = Session(
            tabs=tuple(tab.operation.key for tab in tabs),
            active=current.operation.key if current else "",
            drafts={tab.operation.key: without_secrets(tab.form, tab.state) for tab in tabs},
            base_url=workspace.destinations.chosen,
            own_urls=workspace.destinations.chosen_own,
        )
        self._keeper.save_session(self._restored, session)

    def _leave(self, _event: SourceLeft) -> None:
        self.save()
        self._restored = None

    def _restore(self, _event: ApiChanged) -> None:
        if self._restored is not None:
            return
        self._restored = self._workspace.source.key
        session = self._keeper.load_session(self._restored)
        if not self._workspace.source.inside:
            self._workspace.destinations.restore(session.base_url, session.own_urls)
        for key in session.tabs:
            self._workspace.open_operation(key, session.drafts.get(key))
        front = next((tab for tab in self._workspace.tabs if tab.operation.key == session.active), None)
        if front is not None:
            self._workspace.activate(front.identity)
