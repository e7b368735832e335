"""What the app's process says, sorted: each message changes the facts of its run or goes to a listener."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import RouteglassError
from app.core.base.json_record import JsonRecord
from app.core.projects.model import Crash, CrashKind
from app.core.projects.read import read_crash
from app.core.trace.loop import read_block, read_sample
from app.core.trace.read import read_trace
from app.core.workspace.model import LogLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.adapters.local_app.model import AppListeners

_FAILURES: Final = {
    "import-error": CrashKind.IMPORT,
    "lifespan-failed": CrashKind.LIFESPAN,
    "bind-error": CrashKind.BIND,
    "server-crash": CrashKind.RUNTIME,
}
_LOGGER: Final = "routeglass"


@dataclass(slots=True)
class RunFacts:
    """What is known of one run so far.

    Attributes:
        versions: Names and versions.
        loaded: Whether the app is imported.
        url: Where it answers; empty before.
        crash: Why it failed, if it did.
        described: The message that carries its routes and its document; None before it came.
        answers: Answers to questions by their numbers, until they are fetched.
        status: The exit status; None while it runs.
    """

    versions: tuple[tuple[str, str], ...] = ()
    loaded: bool = False
    url: str = ""
    crash: Crash | None = None
    described: dict[str, Any] | None = None
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    status: int | None = None


class MessageSorter:
    """Takes the messages of one run. The facts are changed under its owner's lock, listeners are called outside it."""

    def __init__(self, facts: RunFacts, folder: str, listeners: AppListeners) -> None:
        self._facts = facts
        self._folder = folder
        self._listeners = listeners
        self._known: dict[str, Callable[[dict[str, Any]], None]] = {
            "hello": self._hello,
            "loaded": self._loaded,
            "ready": self._ready,
            "routes": self._routes,
            "answer": self._answer,
            **dict.fromkeys(_FAILURES, self._failed),
        }
        self._passing: dict[str, Callable[[dict[str, Any]], None]] = {
            "req": self._request,
            "block": self._block,
            "lag": self._sample,
            "pool": self._sample,
            "lost": self._lost,
            "too-big": self._too_big,
            "unreadable": self._unreadable,
            "agent-error": self._agent_error,
        }

    def changes_facts(self, event: dict[str, Any]) -> bool:
        """Whether a message is one about the run itself."""
        return event.get("ev") in self._known

    def learn(self, event: dict[str, Any]) -> None:
        """Takes in a message that changes the facts; the owner's lock is held.

        Raises:
            RecordError: It is not as agreed.
        """
        self._known[event["ev"]](event)

    def pass_on(self, event: dict[str, Any]) -> None:
        """Gives any other message to its listener; unknown ones are of a newer kind and are passed over.

        Raises:
            RecordError: It is not as agreed.
        """
        handler = self._passing.get(str(event.get("ev")))
        if handler is not None:
            handler(event)

    def note(self, text: str, level: str = "WARNING") -> None:
        """Says something of the app in its log."""
        self._listeners.on_log(LogLine(time.time(), level, _LOGGER, text))

    def _hello(self, event: dict[str, Any]) -> None:
        versions = JsonRecord(event).mapping("versions")
        self._facts.versions = tuple((name, str(version)) for name, version in versions.items() if version)

    def _loaded(self, _event: dict[str, Any]) -> None:
        self._facts.loaded = True

    def _ready(self, event: dict[str, Any]) -> None:
        self._facts.url = JsonRecord(event).text("url")

    def _routes(self, event: dict[str, Any]) -> None:
        self._facts.described = event

    def _answer(self, event: dict[str, Any]) -> None:
        self._facts.answers[JsonRecord(event).whole("id")] = event

    def _failed(self, event: dict[str, Any]) -> None:
        try:
            self._facts.crash = read_crash(event, _FAILURES[event["ev"]], self._folder)
        except RouteglassError as error:
            # That it failed is certain, whatever can be read of the reason.
            self._facts.crash = Crash(_FAILURES[event["ev"]], f"It failed, and its own story is unreadable: {error}")

    def _request(self, event: dict[str, Any]) -> None:
        self._listeners.on_trace(read_trace(event.get("trace")))

    def _block(self, event: dict[str, Any]) -> None:
        self._listeners.on_block(read_block(event))

    def _sample(self, event: dict[str, Any]) -> None:
        self._listeners.on_sample(read_sample(event))

    def _lost(self, event: dict[str, Any]) -> None:
        self.note(f"{JsonRecord(event).whole('n'):,} messages were left out: the app answers faster than can be shown.")

    def _too_big(self, event: dict[str, Any]) -> None:
        what = {"req": "A trace", "routes": "The list of routes"}.get(str(event.get("of")), "A message")
        self.note(f"{what} of the app's process was too large to be sent.")

    def _unreadable(self, _event: dict[str, Any]) -> None:
        self.note("A message of the app's process cannot be read.")

    def _agent_error(self, event: dict[str, Any]) -> None:
        self.note(f"Looking into the app failed: {JsonRecord(event).text('message', 'no reason is known')}")
