"""Decides what is said of the cookies that the jar adds to a request."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.workspace import events as ev
from app.core.workspace.going import jar_cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.events import Subscription
    from app.core.workspace.workspace import Workspace

_DECIDING: Final = frozenset({Location.PATH, Location.COOKIE})
"""What of a form decides which cookies go along."""


class JarPresenter:
    """The jar as one tab's request sees it."""

    def __init__(self, workspace: Workspace, tab: int) -> None:
        self._workspace = workspace
        self._tab = tab
        self._listener: Callable[[], None] | None = None
        self._subscriptions = self._subscribe()

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to say."""
        self._listener = listener

    def close(self) -> None:
        """Ends all subscriptions; a second call is harmless."""
        for subscription in self._subscriptions:
            subscription.cancel()
        self._subscriptions = ()
        self._listener = None

    def words(self) -> str:
        """The names of what goes along; empty where nothing does. Values may be secrets."""
        cookies = jar_cookies(self._workspace, self._workspace.tab(self._tab), time.time())
        return f"From the cookie jar: {', '.join(f'{cookie.name}=…' for cookie in cookies)}" if cookies else ""

    def show_jar(self) -> None:
        """Shows all cookies."""
        self._workspace.show_page("cookies", by="request_form")

    def _subscribe(self) -> tuple[Subscription, ...]:
        hub = self._workspace.events
        changes = (ev.CookiesChanged, ev.ConnectionChanged, ev.DestinationChanged, ev.SourceChanged, ev.ApiChanged)
        return (
            *(hub.subscribe(event, self._changed) for event in changes),
            hub.subscribe(ev.FormChanged, self._form_changed),
        )

    def _changed(self, _event: object) -> None:
        if self._listener is not None:
            self._listener()

    def _form_changed(self, event: ev.FormChanged) -> None:
        if event.tab == self._tab and (not event.paths or any(path.location in _DECIDING for path in event.paths)):
            self._changed(event)
