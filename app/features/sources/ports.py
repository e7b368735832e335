"""What the sources need from outside, and what comes from there."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.core.base.errors import RouteglassError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Failure
    from app.core.operations.opening import Opened, OpenRequest
    from app.core.projects.model import AppOrder, AppState
    from app.core.routes.inspector import Inspector
    from app.core.routes.model import MatchResult, RouteTable


class Backend(Protocol):
    """A server of our own that can be looked into. Every method blocks and is called on a worker thread."""

    label: str

    def start(self) -> str:
        """Starts it and waits until it answers; the base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        ...

    def restart(self) -> str:
        """Stops it where it runs and starts it where it was; the base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        ...

    def routes(self) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
        """Its route table in match order, and Python names behind wire names per model."""
        ...

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go through its router; nothing is sent.

        Raises:
            RouteglassError: There is no router to ask.
        """
        ...


class ResettableBackend(Backend, Protocol):
    """One that holds data of ours."""

    def reset(self) -> None:
        """Puts its data back to the beginning.

        Raises:
            SourceError: It does not run, or its data cannot be written.
        """
        ...


class AppBackend(Backend, Protocol):
    """A person's own app in a process of its own. Every method but `begin_close` blocks.

    A restart whose new code fails leaves the old server as it is; states tell of it all.
    """

    @property
    def state(self) -> AppState:
        """How it is doing now."""
        ...

    def document(self) -> str:
        """The text of its document, as the app makes it.

        Raises:
            SourceError: It makes none, or making it fails; says why.
        """
        ...

    def stop(self) -> None:
        """Stops it; harmless when it does not run. It can be started again."""
        ...

    def begin_close(self) -> None:
        """Begins to stop it for good; returns at once, and so does a `start` that waits in another thread."""
        ...

    def close(self) -> None:
        """Stops it for good; nothing of it is left when this returns."""
        ...


class AppMaker(Protocol):
    """Makes the backends of apps on disk."""

    def __call__(self, order: AppOrder, run: int) -> AppBackend:
        """One that is not started yet; its states come to the presenter as `AppNews` with the number of the run."""
        ...


class AppKeeper(Protocol):
    """Where it is kept how apps were run."""

    def load_app(self, reference: str) -> AppOrder | None:
        """How that app (`folder::target`) was run last, without secrets; None where it was not. Never raises."""
        ...

    def save_app(self, order: AppOrder) -> None:
        """Keeps it, without secrets; a failure is told by the keeper."""
        ...

    def load_resends(self) -> bool:
        """Whether an edit sends the last request again."""
        ...

    def save_resends(self, *, on: bool) -> None:
        """Keeps that."""
        ...


@dataclass(frozen=True, slots=True)
class AppNews:
    """What an app's process has to tell.

    Attributes:
        run: Which backend it is of: the number that it was made with.
    """

    run: int
    state: AppState


class DocumentFetcher(Protocol):
    """Fetches the text of a document over HTTP."""

    async def fetch_document(self, url: str) -> FetchedText | Failure:
        """The document, or why it cannot be had; never raises."""
        ...


class FetchedText(Protocol):
    """A document's text and where it was found."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    @property
    def url(self) -> str:
        """Where it was found."""
        ...


class Opener(Protocol):
    """Opens any document. A cancelled call leaves nothing running."""

    async def open(self, request: OpenRequest) -> Opened:
        """Opens a document.

        Raises:
            RouteglassError: It cannot be had or read; says why, where, and what to do.
        """
        ...

    async def examine(self, opened: Opened) -> Opened:
        """The same with all problems.

        Raises:
            SourceError: It is no longer there.
        """
        ...

    async def changed(self, opened: Opened) -> bool:
        """Whether opening it again would give something else.

        Raises:
            RouteglassError: It is not there at this moment, or cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look into the server brought.

    Attributes:
        inspector: Who can say how a request would go through these routes.
    """

    routes: RouteTable
    names: Mapping[str, Mapping[str, str]]
    inspector: Inspector


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a source cannot be had.

    Attributes:
        problem: What happened, one sentence.
        hint: What to do next.
        detail: Technical words to copy.
    """

    problem: str
    hint: str
    detail: str


def trouble_of(error: BaseException | None, otherwise: str) -> Trouble:
    """What an error means to a person; `otherwise` is said of a mistake of this program."""
    if isinstance(error, RouteglassError):
        place = f" ({error.where})" if error.where and error.where not in error.what else ""
        what = f"{error.what[:1].upper()}{error.what[1:].rstrip('.')}"
        return Trouble(f"{what}{place}.", error.hint, error.detail or str(error))
    detail = "".join(traceback.format_exception(error)) if error is not None else ""
    return Trouble(otherwise, "Try again; the details say what happened.", detail)
