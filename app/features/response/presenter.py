"""Decides what is shown of a response: status line, body, headers, timing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.exchange.body import BodyKind, hex_lines, pretty_json
from app.core.exchange.model import Failure, Phase, Response
from app.core.exchange.statuses import StatusClass, status_class, status_line
from app.core.exchange.words import duration_words, size_words
from app.core.trace.model import StageName
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.core.exchange.body import BodyReading
    from app.core.exchange.model import Exchange
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

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


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The outcome in one line.

    Attributes:
        text: `422 Unprocessable Content`, or what failed; empty before the first exchange.
        facts: `11 ms · 412 B · HTTP/1.1`.
        icon: Instead of the level's own icon; may be empty.
    """

    text: str
    level: Level
    facts: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body ready to be shown.

    Attributes:
        text: For pretty, raw and hex.
        is_json: Whether to colour it as JSON.
        problem: What is odd about it; may be empty.
        line, column: Where a JSON error stands, None where there is none.
        modes: The modes that make sense for this body.
    """

    text: str
    is_json: bool
    problem: str
    modes: tuple[BodyMode, ...]
    line: int | None = None
    column: int | None = None


class ResponsePresenter:
    """The response of the tab in front."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def tab(self) -> Tab | None:
        """The tab in front."""
        return self._workspace.current

    @property
    def exchange(self) -> Exchange | None:
        """The last exchange of the tab in front."""
        return self.tab.exchange if self.tab else None

    @property
    def response(self) -> Response | None:
        """The last response of the tab in front, whole or in part."""
        return self.exchange.response if self.exchange else None

    @property
    def reading(self) -> BodyReading | None:
        """What that body is."""
        return self.tab.reading if self.tab else None

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
        time = duration_words(exchange.elapsed_ms)
        if isinstance(exchange.outcome, Failure):
            if exchange.outcome.cancelled:
                return StatusLine("Cancelled", Level.WARN, f"after {time}", "cancel")
            return StatusLine("No response", Level.ERROR, f"{exchange.outcome.phase.value} · {time}")
        response = exchange.outcome
        facts = f"{time} · {size_words(response.body.size)} · {response.http_version}"
        return StatusLine(status_line(response.status), _LEVELS.get(status_class(response.status), Level.WARN), facts)

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The response's headers as received."""
        return self.response.headers if self.response else ()

    def request_headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that were sent."""
        return self.exchange.request.headers if self.exchange else ()

    def request_line(self) -> str:
        """`POST /books`, as it went over the wire."""
        return f"{self.exchange.request.method} {self.exchange.request.target}" if self.exchange else ""

    def timing(self) -> tuple[tuple[str, float, float, bool], ...]:
        """Bars of the waterfall: name, start in ms, duration in ms, whether the server told it.

        The server's clock is not ours: its stages are laid into the middle of the time we waited for it.
        """
        exchange, tab = self.exchange, self.tab
        if exchange is None or tab is None:
            return ()
        bars = [(phase.phase.value, phase.start_ms, phase.duration_ms, False) for phase in exchange.phases]
        wait = next((phase for phase in exchange.phases if phase.phase is Phase.WAIT), None)
        if tab.trace is not None and tab.journey is not None:
            begin = wait.start_ms if wait else 0.0
            spare = max(0.0, (wait.duration_ms if wait else exchange.elapsed_ms) - tab.trace.duration_ms)
            at = begin + spare / 2
            for stage in tab.journey.stages:
                if stage.duration_ms is not None and stage.name is not StageName.REQUEST:
                    bars.append((f"server: {stage.name.value.lower()}", at, stage.duration_ms, True))
                    at += stage.duration_ms
        return tuple(bars)

    def body(self, mode: BodyMode) -> BodyPage:
        """The body in one of its modes."""
        response, reading = self.response, self.reading
        if response is None or reading is None:
            return BodyPage("", is_json=False, problem="", modes=())
        modes = _modes(reading)
        if mode is BodyMode.HEX or reading.kind is BodyKind.BINARY:
            text = "\n".join(hex_lines(response.body.data[:HEX_LIMIT]))
            return BodyPage(text, is_json=False, problem=self._problem(reading, HEX_LIMIT), modes=modes)
        is_json = reading.kind is BodyKind.JSON
        text = pretty_json(reading.text) if is_json and mode is BodyMode.PRETTY and reading.whole else reading.text
        error = reading.error
        return BodyPage(
            text,
            is_json=is_json or reading.kind is BodyKind.BROKEN_JSON,
            problem=self._problem(reading, None),
            modes=modes,
            line=error.line if error else None,
            column=error.column if error else None,
        )

    def empty_words(self) -> tuple[str, str, str]:
        """Icon, title and sentence where there is no body to show."""
        failure = self.failure
        if self.tab is not None and self.tab.sending:
            return "clock", "Under way", "Esc cancels it."
        if failure is not None:
            icon = "cancel" if failure.cancelled else "warning"
            return icon, failure.message, failure.hint
        if self.response is not None:
            return (
                "check",
                "No body",
                f"{status_line(self.response.status)} came without a body; the headers tell the rest.",
            )
        return "send", "Nothing sent yet", "Fill in the form and press Ctrl+Enter. What comes back appears here."

    def file_name(self) -> str:
        """A name to save the body under: the end of the path and what its media type suggests."""
        reading = self.reading
        stem = (self.tab.operation.path.rstrip("/").rpartition("/")[2] if self.tab else "") or "response"
        stem = "".join(letter for letter in stem if letter.isalnum() or letter in "-_.") or "response"
        ending = ".json" if reading is not None and reading.kind is BodyKind.JSON else ".txt"
        return stem + (".bin" if reading is not None and reading.kind is BodyKind.BINARY else ending)

    def _problem(self, reading: BodyReading, limit: int | None) -> str:
        response = self.response
        words = [reading.problem]
        if response is not None:
            shown = len(response.body.data) if limit is None else min(limit, len(response.body.data))
            if shown < response.body.size:
                words.append(
                    f"The first {size_words(shown)} of {size_words(response.body.size)} are shown; Save has it all."
                )
        return " ".join(word for word in words if word)


def _modes(reading: BodyReading) -> tuple[BodyMode, ...]:
    if reading.kind is BodyKind.EMPTY:
        return ()
    if reading.kind is BodyKind.BINARY:
        return (BodyMode.HEX,)
    if reading.kind is BodyKind.JSON and reading.whole:
        return (BodyMode.PRETTY, BodyMode.TREE, BodyMode.RAW, BodyMode.HEX)
    return (BodyMode.RAW, BodyMode.HEX)
