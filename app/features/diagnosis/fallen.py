"""Where a request found nobody, or was cut off, because the server that Routeglass runs went down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.exchange.connection import host_and_port
from app.core.workspace.model import AppAction, SourceStatus

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.workspace.own_app import OwnApp
    from app.core.workspace.workspace import Workspace

BY: Final = "diagnosis"


@dataclass(frozen=True, slots=True)
class Fallen:
    """How the server is doing.

    Attributes:
        words: What became of it, a sentence: `shop.main:app has ended: It crashed with SIGSEGV.`
        hint: What to do next.
        details: Its traceback, or the end of its log; may be empty.
        place: `main.py:12`, the person's own line where it failed; empty where none is known.
        is_app: Whether it is the person's own app, whose page shows more.
    """

    words: str
    hint: str
    details: str = ""
    place: str = ""
    is_app: bool = False


class WaysUp:
    """Knows whether the server in view went down, and what leads on from there."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def fallen(self, exchange: Exchange) -> Fallen | None:
        """What became of the server that a request was sent to; None where it runs, or is none of ours."""
        source = self._workspace.source
        is_down = source.inside and source.status in {SourceStatus.FAILED, SourceStatus.STOPPED}
        if not is_down or host_and_port(exchange.request.url) != host_and_port(source.base_url):
            return None
        own = self._own()
        if source.status is SourceStatus.STOPPED:
            name = source.label if own is None or own.order is None else own.order.target
            return Fallen(f"{name} is stopped.", "Start it, then send this again.", is_app=own is not None)
        culprit = own.culprit() if own is not None else None
        place = culprit.label if culprit is not None else ""
        return Fallen(source.problem, source.hint, source.detail, place, is_app=own is not None)

    def open_culprit(self) -> None:
        """Shows the line of the person's own app at which it failed, in their own editor."""
        culprit = self._workspace.own_app.culprit()
        if culprit is not None:
            self._workspace.show_code(culprit.file, culprit.line, by=BY)

    def show_fall(self) -> None:
        """Shows what became of the server: the page of the person's own app, or the log."""
        if self._own() is not None:
            self._workspace.show_page("app", by=BY)
        else:
            self._workspace.show_log(by=BY)

    def start(self) -> None:
        """Starts the person's own app again."""
        self._workspace.own_app.ask(AppAction.START)

    def _own(self) -> OwnApp | None:
        """The person's own app, where it is the source in view and not one that is still being opened."""
        own = self._workspace.own_app
        return own if own.order is not None and own.order.folder == self._workspace.source.place else None
