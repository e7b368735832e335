"""Decides what the error cards show and what their buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.causes.log import excerpt
from app.core.causes.model import Look
from app.core.diagnosis.model import TargetKind
from app.core.exchange.model import Failure
from app.core.workspace.events import LogAppended, SourceChanged
from app.core.workspace.model import Level, Notice
from app.features.diagnosis.fallen import BY, WaysUp
from app.features.diagnosis.verdict import Verdict, no_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.causes.model import Cause
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.exchange.model import Exchange
    from app.core.routes.model import RouteTable
    from app.core.trace.model import Trace
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

SENT_LIMIT = 120
"""Characters of a sent value shown on a card."""

NOTE_LIMIT = 400
"""Characters of a card's note; a hostile server may send a book."""

FIXES_SHOWN = 2
"""Fixes offered on a card, the best ones."""


@dataclass(frozen=True, slots=True)
class Card:
    """One error as a person reads it.

    Attributes:
        title: The field, for example `body.year`, or where it belongs when there is none.
        code: The server's error type.
        message: The server's own words.
        sent: The value that was sent, as text; empty where the place is one in the raw text.
        rule: What the schema says.
        why: The explanation, empty where there is none.
        fixes: Labels of the fixes, best first.
        note: Further messages, the reason for a nearby pin, other union alternatives.
        has_field: Whether "Go to field" leads anywhere.
    """

    title: str
    code: str
    message: str
    sent: str
    rule: str
    why: str
    fixes: tuple[str, ...]
    note: str
    has_field: bool


@dataclass(frozen=True, slots=True)
class CauseCard:
    """Why it came so, as a person reads it.

    Attributes:
        doubt: `likely` where it is not certain, else empty.
        place: `books.py:42`, empty where no line of code is known.
        logged: What the server's log says of it, line by line.
        fixes: Labels of the fixes.
        look: What the button for more says; empty where there is no more.
        look_name: Its objectName.
    """

    title: str
    sentence: str
    advice: str
    doubt: str
    place: str
    logged: tuple[str, ...]
    fixes: tuple[str, ...]
    look: str
    look_name: str = ""


def sent_words(value: Value | Omitted) -> str:
    """A sent value as short text: JSON, a file's name, or `nothing`."""
    if value is OMIT:
        return "nothing"
    if isinstance(value, FileRef):
        return f"file {value.filename}"
    try:
        text = encode_json(value, indent=1)
    except (TypeError, ValueError):
        text = repr(value)
    # On one line, with spaces where a narrow card may break it.
    return _cut(" ".join(line.strip() for line in text.split("\n")), SENT_LIMIT)


def title_of(path: FieldPath | None, finding: Finding) -> str:
    """`body.lines.0.quantity` for a field, the server's own location for an item that fits none."""
    if path is not None:
        return ".".join((path.location.value, *path.tokens))
    return ".".join(str(part) for part in finding.location) or "the request as a whole"


class DiagnosisPresenter:
    """Cards for the tab in front, the walk over them, and their fixes.

    Attributes:
        ways_up: What can be done where the server that was asked went down.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.ways_up = WaysUp(workspace)
        self._current: dict[int, tuple[Diagnosis, int]] = {}
        self._evidence: tuple[Exchange | None, Trace | None, RouteTable | None] = (None, None, None)
        self._causes: tuple[Cause, ...] = ()
        self._waits_for_log = False
        self._listener: Callable[[], None] | None = None
        workspace.events.subscribe(LogAppended, self._log_appended)
        workspace.events.subscribe(SourceChanged, self._source_changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when the server's log, or its end, says more about what is shown."""
        self._listener = listener

    @property
    def tab(self) -> Tab | None:
        """The tab in front."""
        return self._workspace.current

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The diagnosis of the tab in front."""
        return self.tab.diagnosis if self.tab else None

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.diagnosis.findings) if self.diagnosis else 0

    @property
    def fixable(self) -> int:
        """How many findings have a fix."""
        return sum(1 for finding in self.diagnosis.findings if finding.fixes) if self.diagnosis else 0

    @property
    def current(self) -> int | None:
        """The finding on which the walk stands, None before its first step and after a new response."""
        tab, diagnosis = self.tab, self.diagnosis
        if tab is None or diagnosis is None:
            return None
        walked, index = self._current.get(tab.identity, (None, 0))
        return index if walked is diagnosis else None

    def verdict(self) -> Verdict | None:
        """What is said instead of cards; None where there is a diagnosis worth reading."""
        tab = self.tab
        if tab is not None and tab.sending:
            return Verdict("clock", "Under way", "Esc cancels it.")
        if tab is None or tab.exchange is None:
            return Verdict("send", "Nothing sent yet", "What is wrong with a request is explained here.")
        outcome = tab.exchange.outcome
        if isinstance(outcome, Failure):
            connection, down = self._workspace.travelling.connection, self.ways_up.fallen(tab.exchange)
            return no_answer(tab.exchange.request.url, outcome, connection, down)
        if tab.diagnosis is None:
            return Verdict("info", "Not explained", "What came back is on the other pages.")
        if outcome.status < _FIRST_ERROR and not tab.diagnosis.findings and not self.causes:
            return Verdict("check", "No errors", tab.diagnosis.headline)
        return None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why the exchange of the tab in front ended as it did; looked for once for each state of the evidence."""
        tab, routes = self.tab, self._workspace.routes
        if tab is None or tab.exchange is None or tab.diagnosis is None:
            return ()
        evidence = (tab.exchange, tab.trace, routes)
        if any(known is not now for known, now in zip(self._evidence, evidence, strict=True)):
            # All rules together are not imported for the start.
            from app.core.causes.rules import find_causes  # noqa: PLC0415 - as above

            document, exchange = tab.form.document, tab.exchange
            self._causes = find_causes(document, tab.operation, exchange, tab.diagnosis, tab.trace, routes)
            self._evidence = evidence
        return self._causes

    def cause_cards(self) -> tuple[CauseCard, ...]:
        """The causes as they are read."""
        cards = tuple(map(self._cause_card, self.causes))
        pairs = zip(self.causes, cards, strict=True)
        self._waits_for_log = any(cause.look is Look.LOG and cause.words and not card.logged for cause, card in pairs)
        return cards

    def look_at_cause(self, index: int) -> None:
        """Shows more about a cause: the lines of the server's log, or the routes."""
        cause = self.causes[index]
        if cause.look is Look.LOG:
            self._workspace.show_log(cause.words, by=BY)
        elif cause.look is Look.ROUTES:
            self._workspace.show_page("routes", by=BY)

    def apply_cause_fix(self, index: int, fix: int) -> None:
        """Carries a fix of a cause out on the form."""
        if self.tab is not None:
            self._workspace.edit(self.tab.identity, self.causes[index].fixes[fix].edits, by=BY)

    def card(self, index: int) -> Card | None:
        """The card of a finding, None out of range."""
        finding = self._finding(index)
        if finding is None:
            return None
        return Card(
            title=title_of(finding.field, finding),
            code=finding.code,
            message=finding.message,
            sent="" if finding.target.kind is TargetKind.OFFSET else sent_words(finding.sent),
            rule=finding.rule,
            why=finding.why.sentence if finding.why else "",
            fixes=tuple(fix.label for fix in finding.fixes[:FIXES_SHOWN]),
            note=_cut(self._note(finding), NOTE_LIMIT),
            has_field=finding.field is not None,
        )

    def resend(self) -> None:
        """Sends the tab's request again."""
        if self.tab is not None:
            self._workspace.request_send(self.tab.identity, by=BY)

    def skip_check(self) -> None:
        """Lets the certificate of the host go unchecked that was not accepted."""
        tab = self.tab
        if tab is None or tab.exchange is None:
            return
        host = self._workspace.travelling.skip_check(tab.exchange.request.url)
        title = f"The certificate of {host} is not checked from now on."
        hint = "It is marked in red wherever that matters. The settings (Ctrl+,) check it again."
        self._workspace.notify(Notice(Level.WARN, title, hint))

    def ask_authorities(self) -> None:
        """Asks for a file of certificates to be trusted."""
        self._workspace.travelling.ask("caFile", by=BY)

    def go_to_field(self, index: int) -> None:
        """Makes the finding current and shows its field."""
        tab, diagnosis, finding = self.tab, self.diagnosis, self._finding(index)
        if finding is None or tab is None or diagnosis is None:
            return
        self._current[tab.identity] = (diagnosis, index)
        self._workspace.focus_finding(tab.identity, index, by=BY)
        if finding.field is not None:
            self._workspace.reveal(tab.identity, finding.field, by=BY)

    def note_focus(self, index: int) -> None:
        """Goes on from a finding that somebody else made the current one."""
        tab, diagnosis = self.tab, self.diagnosis
        if tab is not None and diagnosis is not None:
            self._current[tab.identity] = (diagnosis, index)

    def apply_fix(self, index: int, fix: int = 0) -> None:
        """Carries a fix out on the form; sending is left to the person."""
        finding = self._finding(index)
        if finding is None or self.tab is None or not 0 <= fix < len(finding.fixes):
            return
        self._workspace.edit(self.tab.identity, finding.fixes[fix].edits, by=BY)
        if finding.field is not None:
            self._workspace.reveal(self.tab.identity, finding.field, by=BY)

    def apply_all_fixes(self) -> None:
        """Carries out the best fix of each finding that has one."""
        tab, diagnosis = self.tab, self.diagnosis
        if tab is None or diagnosis is None:
            return
        edits = [edit for finding in diagnosis.findings if finding.fixes for edit in finding.fixes[0].edits]
        self._workspace.edit(tab.identity, edits, by=BY)

    def walk(self, step: int) -> int | None:
        """Moves to the next (+1) or previous (-1) finding, round the end; the new index, None without findings."""
        if not self.count:
            return None
        current = self.current
        start = 0 if step > 0 else self.count - 1
        index = start if current is None else (current + step) % self.count
        self.go_to_field(index)
        return index

    def _cause_card(self, cause: Cause) -> CauseCard:
        inside = self._workspace.source.inside
        # Nobody can look into the log of a server that runs elsewhere.
        look, name = _LOOKS[cause.look] if inside or cause.look is not Look.LOG else ("", "")
        logged = excerpt(self._logged(), cause.words) if name == LOG_NAME else ()
        return CauseCard(
            title=cause.title,
            sentence=_cut(cause.sentence, NOTE_LIMIT),
            advice=cause.advice,
            doubt="" if cause.certain else "likely",
            place=_short_place(cause.place),
            logged=tuple(_cut(line, NOTE_LIMIT) for line in logged),
            fixes=tuple(fix.label for fix in cause.fixes[:FIXES_SHOWN]),
            look=look,
            look_name=name,
        )

    def _logged(self) -> list[str]:
        servers = self._workspace.log_keys()
        return [line.text for line in self._workspace.log if line.server in servers]

    def _log_appended(self, _event: LogAppended) -> None:
        if self._waits_for_log and self._listener is not None:
            self._listener()

    def _source_changed(self, _event: SourceChanged) -> None:
        exchange = self.tab.exchange if self.tab is not None else None
        if exchange is not None and isinstance(exchange.outcome, Failure) and self._listener is not None:
            self._listener()

    def _finding(self, index: int) -> Finding | None:
        diagnosis = self.diagnosis
        if diagnosis is None or not 0 <= index < len(diagnosis.findings):
            return None
        return diagnosis.findings[index]

    def _note(self, finding: Finding) -> str:
        notes = [*finding.more, *finding.target.notes]
        if finding.line is not None and finding.why is None:
            notes.append(f"line {finding.line}, column {finding.column}")
        if finding.count > 1:
            notes.append(f"reported {finding.count} times")
        if finding.other_branches:
            labels = {" ".join(other.target.branches) for other in finding.other_branches}
            notes.append(f"also refused as {', '.join(sorted(label for label in labels if label))}")
        notes.append(self._distance(finding))
        return " · ".join(dict.fromkeys(note for note in notes if note))

    def _distance(self, finding: Finding) -> str:
        tab, path = self.tab, finding.field
        if path is None or tab is None or tab.form.field_at(path, tab.state) is not None:
            return ""
        return tab.form.nearest(path, tab.state)[1]


_FIRST_ERROR = 400
LOG_NAME = "showServerLog"
_LOOKS = {
    Look.NOWHERE: ("", ""),
    Look.LOG: ("Show it in the server log", LOG_NAME),
    Look.ROUTES: ("Show the routes", "showCauseRoutes"),
}


def _short_place(place: str) -> str:
    return place.replace("\\", "/").rpartition("/")[2]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
