"""Decides what is shown of a response: status line, body, headers, timing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.base.json_types import OMIT
from app.core.diagnosis.contract.model import Subject
from app.core.exchange.body import BodyKind, hex_lines
from app.core.exchange.model import Failure, Phase
from app.core.exchange.statuses import StatusClass, status_class, status_line
from app.core.exchange.travel_words import travel_facts, unchecked_host
from app.core.exchange.words import duration_words, size_words
from app.core.workspace.model import Level, Notice
from app.features.response.timing import timing_facts, timing_rows
from app.features.response.travel import header_blocks, hop_rows, onward, status_chain

if TYPE_CHECKING:
    from app.core.base.json_text import JsonSyntaxError
    from app.core.exchange.body import BodyReading
    from app.core.exchange.model import Exchange, Response, ResponseBody
    from app.core.exchange.travel_words import Fact
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.features.response.timing import TimingRow
    from app.features.response.travel import HopRow, Onward
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner

HEX_LIMIT = 64 * 1024
"""Bytes shown in the hex view."""

_LEVELS = {
    StatusClass.INFORMATIONAL: Level.INFO,
    StatusClass.SUCCESS: Level.OK,
    StatusClass.REDIRECTION: Level.INFO,
    StatusClass.CLIENT_ERROR: Level.ERROR,
    StatusClass.SERVER_ERROR: Level.ERROR,
}


class BodyMode(StrEnum):
    """How a body is shown."""

    PRETTY = "pretty"
    TREE = "tree"
    RAW = "raw"
    HEX = "hex"


class BodySaver(Protocol):
    """What writes a body to disk."""

    def __call__(self, body: ResponseBody, name: str) -> None:
        """Writes it whole; blocks.

        Raises:
            RouteglassError: It cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The outcome in one line.

    Attributes:
        text: `422 Unprocessable Content`, or what failed; empty before the first exchange.
        facts: `11 ms · 412 B · HTTP/1.1`.
        icon: Instead of the level's own icon; may be empty.
        unchecked: The host whose certificate was not checked; empty where it was.
    """

    text: str
    level: Level
    facts: str = ""
    icon: str = ""
    unchecked: str = ""


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body ready to be shown.

    Attributes:
        mode: How it is shown; None where there is no body.
        modes: All that make sense for it.
        text: For pretty, raw and hex; empty for the tree.
        is_json: Whether to colour it as JSON.
        problem: What is odd about it; may be empty.
        error: Where it breaks, for a mark in the raw text.
    """

    mode: BodyMode | None = None
    modes: tuple[BodyMode, ...] = ()
    text: str = ""
    is_json: bool = False
    problem: str = ""
    error: JsonSyntaxError | None = None


class ResponsePresenter(QObject):
    """The response of the tab in front."""

    def __init__(
        self, workspace: Workspace, runner: Runner, save_body: BodySaver, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._save_body = save_body
        self._wanted = BodyMode.PRETTY
        self._saving: dict[int, str] = {}

    @property
    def tab(self) -> Tab | None:
        """The tab in front."""
        return self._workspace.current

    @property
    def exchange(self) -> Exchange | None:
        """The last exchange of the tab in front; None while the next one is under way."""
        tab = self.tab
        return tab.exchange if tab is not None and not tab.sending else None

    @property
    def response(self) -> Response | None:
        """The last response of the tab in front, whole or in part."""
        return self.exchange.response if self.exchange else None

    @property
    def reading(self) -> BodyReading | None:
        """What that body is."""
        return self.tab.reading if self.tab is not None and self.response is not None else None

    @property
    def failure(self) -> Failure | None:
        """Why there is no whole response, None where there is one."""
        outcome = self.exchange.outcome if self.exchange else None
        return outcome if isinstance(outcome, Failure) else None

    def status(self) -> StatusLine:
        """The status line."""
        exchange = self.exchange
        if self.tab is not None and self.tab.sending:
            return StatusLine("Sending…", Level.INFO, "", "clock")
        if exchange is None:
            return StatusLine("", Level.INFO)
        time, outcome = duration_words(exchange.elapsed_ms), exchange.outcome
        if isinstance(outcome, Failure):
            if outcome.cancelled:
                return StatusLine("Cancelled", Level.WARN, f"after {time}", "cancel")
            if outcome.partial is not None:
                words = f"{status_line(outcome.partial.status)}, then it broke off · {time}"
                return StatusLine("Incomplete response", Level.ERROR, words, unchecked=unchecked_host(exchange))
            words = f"{_PHASE_WORDS[outcome.phase]} · {time}"
            return StatusLine("No response", Level.ERROR, words, unchecked=unchecked_host(exchange))
        words = f"{time} · {size_words(outcome.body.size)} · {outcome.http_version}"
        text = f"{status_chain(exchange)}{status_line(outcome.status)}"
        return StatusLine(text, level_of(outcome.status), words, unchecked=unchecked_host(exchange))

    def header_text(self) -> str:
        """The header blocks as they went over the wire, credentials starred: the last round's first, then the hops'."""
        exchange = self.exchange
        if exchange is None:
            return ""
        blocks = header_blocks(exchange)
        for hop in exchange.hops:
            blocks += [f"# Before that. {hop.reason}", *header_blocks(hop.exchange)]
        return "\n\n".join(blocks)

    def hops(self) -> tuple[HopRow, ...]:
        """The rounds, where there were more than one."""
        return hop_rows(self.exchange) if self.exchange is not None else ()

    def onward(self) -> Onward | None:
        """Where a redirect leads that was not followed; None where there is none."""
        return onward(self.exchange) if self.exchange is not None else None

    def facts(self) -> tuple[Fact, ...]:
        """How the last round travelled, and what the server tells of its time."""
        if self.exchange is None or self.tab is None:
            return ()
        return (*travel_facts(self.exchange), *timing_facts(self.exchange, self.tab.trace))

    def follow(self) -> None:
        """Follows the redirect."""
        if self.tab is not None:
            self._workspace.travelling.request_follow(self.tab.identity, by="response")

    @property
    def can_compare(self) -> bool:
        """Whether there was another answer before this one."""
        return self.tab is not None and not self.tab.sending and self.tab.previous is not None

    def compare(self) -> None:
        """Shows both side by side."""
        self._workspace.show_page("compare", by="response")

    def timing(self) -> tuple[TimingRow, ...]:
        """The bars of the waterfall."""
        if self.exchange is None or self.tab is None:
            return ()
        return timing_rows(self.exchange, self.tab.trace, self.tab.journey)

    # The body

    def choose_mode(self, mode: BodyMode) -> None:
        """Shows bodies in another mode from now on, where it makes sense for them."""
        self._wanted = mode

    def body(self) -> BodyPage:
        """The body in the chosen mode, or in the first that makes sense."""
        response, reading, tab = self.response, self.reading, self.tab
        modes = _modes(reading) if reading is not None else ()
        if response is None or reading is None or tab is None or not modes:
            return BodyPage()
        mode = self._wanted if self._wanted in modes else modes[0]
        if mode is BodyMode.HEX:
            text = "\n".join(hex_lines(response.body.data[:HEX_LIMIT]))
        else:
            text = {BodyMode.PRETTY: tab.pretty, BodyMode.RAW: reading.text}.get(mode, "")
        return BodyPage(
            mode=mode,
            modes=modes,
            text=text,
            is_json=mode is not BodyMode.HEX and reading.kind in {BodyKind.JSON, BodyKind.BROKEN_JSON},
            problem=self._problem(response, reading, mode),
            error=reading.error if mode is BodyMode.RAW else None,
        )

    def broken_nodes(self) -> dict[tuple[str, ...], str]:
        """What the document says against nodes of the body, in words by their reference tokens."""
        contract = self.tab.contract if self.tab is not None and self.response is not None else None
        violations = contract.violations if contract is not None else ()
        found: dict[tuple[str, ...], str] = {}
        for violation in violations:
            # What is missing is told by the object that lacks it.
            is_missing = violation.value is OMIT and bool(violation.tokens)
            tokens = violation.tokens[:-1] if is_missing else violation.tokens
            words = f"`{violation.tokens[-1]}` {violation.words}" if is_missing else violation.words
            if violation.subject is Subject.BODY and tokens:
                found.setdefault(tokens, words)
        return found

    def show_node(self) -> bool:
        """Turns to the tree, where a node can be shown; False for a body that has none."""
        reading = self.reading
        if reading is None or BodyMode.TREE not in _modes(reading):
            return False
        self._wanted = BodyMode.TREE
        return True

    def empty_words(self) -> tuple[str, str, str]:
        """Icon, title and sentence where there is no body to show."""
        failure = self.failure
        if self.tab is not None and self.tab.sending:
            return "clock", "Under way", "Esc cancels it."
        if failure is not None and failure.cancelled:
            return "cancel", "Cancelled", failure.message
        if self.response is not None:
            words = f"{status_line(self.response.status)} came without a body; the headers tell the rest."
            return "check", "No body", words
        if failure is not None:
            return "warning", "No response", failure.message
        return "send", "Nothing sent yet", "Fill in the form and press Ctrl+Enter. What comes back appears here."

    def copy_text(self) -> str:
        """What goes onto the clipboard: the text as it is shown. A person is told where that is not all of it."""
        page, response, reading = self.body(), self.response, self.reading
        if response is None or reading is None or page.mode is None:
            return ""
        shown = min(HEX_LIMIT, len(response.body.data)) if page.mode is BodyMode.HEX else len(response.body.data)
        if shown < response.body.size:
            title = f"The first {size_words(shown)} of {size_words(response.body.size)} are on the clipboard."
            self._workspace.notify(Notice(Level.WARN, title, "Save the body to have all of it."))
        return page.text if page.mode is not BodyMode.TREE else reading.text

    def file_name(self) -> str:
        """A name to save the body under: the end of the path and what its media type suggests."""
        reading = self.reading
        stem = (self.tab.operation.path.rstrip("/").rpartition("/")[2] if self.tab else "") or "response"
        stem = "".join(letter for letter in stem if letter.isalnum() or letter in "-_.") or "response"
        if reading is None:
            return f"{stem}.txt"
        ending = _ENDINGS.get(reading.media_type)
        if ending is None:
            ending = {BodyKind.JSON: "json", BodyKind.BINARY: "bin"}.get(reading.kind, "txt")
        return f"{stem}.{ending}"

    def save(self, name: str) -> None:
        """Begins to write the whole body to a file, byte for byte; a notice tells how it ended."""
        response = self.response
        if response is not None:
            handle = self._runner.submit_blocking(partial(self._save_body, response.body, name), self, self._saved)
            self._saving[handle.id] = name

    def _saved(self, done: JobDone) -> None:
        name = self._saving.pop(done.handle_id)
        if done.error is None:
            self._workspace.notify(Notice(Level.OK, f"Saved as {name}."))
        else:
            self._workspace.notify(Notice(Level.ERROR, "The body was not saved.", str(done.error)))

    def _problem(self, response: Response, reading: BodyReading, mode: BodyMode) -> str:
        # Of a part, why it is one is all there is to say.
        words = [self.failure.message if self.failure else reading.problem]
        body = response.body
        shown = min(HEX_LIMIT, len(body.data)) if mode is BodyMode.HEX else len(body.data)
        if shown < body.size:
            words.append(f"The first {size_words(shown)} of {size_words(body.size)} are shown; Save has it all.")
        return " ".join(word for word in words if word)


_PHASE_WORDS = {
    Phase.QUEUE: "before it began",
    Phase.PREPARE: "while preparing",
    Phase.DNS: "while looking up the name",
    Phase.CONNECT: "while connecting",
    Phase.TLS: "while agreeing on TLS",
    Phase.SEND: "while sending",
    Phase.WAIT: "while waiting",
    Phase.RECEIVE: "while receiving",
}
_ENDINGS = {
    "text/html": "html",
    "text/csv": "csv",
    "text/css": "css",
    "text/markdown": "md",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/gzip": "gz",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


def level_of(status: int) -> Level:
    """How much a status matters; 0 is none."""
    return _LEVELS.get(status_class(status), Level.WARN)


def _modes(reading: BodyReading) -> tuple[BodyMode, ...]:
    if reading.kind is BodyKind.EMPTY:
        return ()
    if reading.kind is BodyKind.BINARY:
        return (BodyMode.HEX,)
    if reading.kind is BodyKind.JSON and reading.whole:
        return (BodyMode.PRETTY, BodyMode.TREE, BodyMode.RAW, BodyMode.HEX)
    return (BodyMode.RAW, BodyMode.HEX)
