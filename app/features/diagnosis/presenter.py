"""Decides what the error cards show and what their buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.diagnosis.model import TargetKind
from app.core.exchange.connection import host_and_port
from app.core.exchange.model import Failure
from app.core.workspace.model import Level, Notice

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

BY = "diagnosis"
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
class Verdict:
    """What stands in place of cards where no error was found, or nothing came back at all.

    Attributes:
        can_resend: Whether sending the same again makes sense.
        details: Technical words to copy; may be empty.
        distrusted: `host:port` whose certificate is not accepted and is still checked; else empty.
    """

    icon: str
    title: str
    text: str
    can_resend: bool = False
    details: str = ""
    distrusted: str = ""


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
    """Cards for the tab in front, the walk over them, and their fixes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._current: dict[int, tuple[Diagnosis, int]] = {}

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
            words = " ".join(part for part in (outcome.message, outcome.hint) if part)
            if outcome.cancelled:
                return Verdict("cancel", "Cancelled", words, can_resend=True)
            title = "The response is incomplete" if outcome.partial is not None else "No response"
            host = self._distrusted(outcome)
            words += _DANGER.format(host=host) if host else ""
            return Verdict("warning", title, words, can_resend=True, details=_details(outcome), distrusted=host)
        if tab.diagnosis is None:
            return Verdict("info", "Not explained", "What came back is on the other pages.")
        if outcome.status < _FIRST_ERROR and not tab.diagnosis.findings:
            return Verdict("check", "No errors", tab.diagnosis.headline)
        return None

    @property
    def log_words(self) -> str | None:
        """What finds the cause of the server's failure in its log; None where it did not fail or tells no log."""
        response = self.tab.exchange.response if self.tab is not None and self.tab.exchange is not None else None
        if response is None or response.status < _SERVER_ERROR or not self._workspace.source.inside:
            return None
        return response.header("x-correlation-id") or ""

    def show_log(self) -> None:
        """Shows the cause of the server's failure in its log."""
        if self.log_words is not None:
            self._workspace.show_log(self.log_words, by=BY)

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

    def _distrusted(self, failure: Failure) -> str:
        exchange = self.tab.exchange if self.tab is not None else None
        if exchange is None or not failure.untrusted:
            return ""
        host, port = host_and_port(exchange.request.url)
        return "" if self._workspace.travelling.connection.is_insecure(exchange.request.url) else f"{host}:{port}"

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


_DANGER = (
    " Trust a file with its certificate, or that of its authority, if you have one. Not to check it is dangerous: "
    "whoever sits between you and {host} could then read and change everything."
)
_FIRST_ERROR = 400
_SERVER_ERROR = 500


def _details(failure: Failure) -> str:
    return "\n".join(part for part in (failure.message, failure.hint, failure.detail) if part) if failure.detail else ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
