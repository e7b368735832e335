"""Decides what the error cards show and what their buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.diagnosis.model import TargetKind

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace

BY = "diagnosis"
SENT_LIMIT = 120
"""Characters of a sent value shown on a card."""


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


def sent_words(value: Value | Omitted) -> str:
    """A sent value as short text: JSON, a file's name, or `nothing`."""
    if value is OMIT:
        return "nothing"
    if isinstance(value, FileRef):
        return f"file {value.filename}"
    try:
        text = encode_json(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= SENT_LIMIT else f"{text[: SENT_LIMIT - 1]}…"


def title_of(path: FieldPath | None, finding: Finding) -> str:
    """`body.lines.0.quantity` for a field, the server's own location for an item that fits none."""
    if path is not None:
        return ".".join((path.location.value, *path.tokens))
    return ".".join(str(part) for part in finding.location) or "the request as a whole"


class DiagnosisPresenter:
    """Cards for the tab in front, the walk over them, and their fixes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._current: dict[int, int] = {}

    @property
    def tab(self) -> Tab | None:
        """The tab in front."""
        return self._workspace.current

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The diagnosis of the tab in front."""
        return self.tab.diagnosis if self.tab else None

    def count(self) -> int:
        """How many findings there are."""
        return len(self.diagnosis.findings) if self.diagnosis else 0

    def cards(self, limit: int | None = None) -> tuple[Card, ...]:
        """One card per finding, in form order, the first `limit` of them."""
        diagnosis = self.diagnosis
        return tuple(self._card(finding) for finding in diagnosis.findings[:limit]) if diagnosis else ()

    def _card(self, finding: Finding) -> Card:
        is_offset = finding.target.kind is TargetKind.OFFSET
        return Card(
            title=title_of(finding.field, finding),
            code=finding.code,
            message=finding.message,
            sent="" if is_offset else sent_words(finding.sent),
            rule=finding.rule,
            why=finding.why.sentence if finding.why else "",
            fixes=tuple(fix.label for fix in finding.fixes),
            note=self._note(finding),
            has_field=finding.field is not None,
        )

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

    # What buttons do

    def go_to_field(self, index: int) -> None:
        """Makes the finding current and shows its field."""
        finding = self._finding(index)
        if finding is None or self.tab is None:
            return
        self._current[self.tab.identity] = index
        self._workspace.focus_finding(self.tab.identity, index, by=BY)
        if finding.field is not None:
            self._workspace.reveal(self.tab.identity, finding.field, by=BY)

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
        tab, diagnosis = self.tab, self.diagnosis
        if tab is None or diagnosis is None or not diagnosis.findings:
            return None
        count = len(diagnosis.findings)
        current = self._current.get(tab.identity)
        index = (0 if step > 0 else count - 1) if current is None else (current + step) % count
        self.go_to_field(index)
        return index

    def forget_walk(self, tab: int) -> None:
        """Starts the walk anew, after a new response."""
        self._current.pop(tab, None)

    def _finding(self, index: int) -> Finding | None:
        diagnosis = self.diagnosis
        if diagnosis is None or not 0 <= index < len(diagnosis.findings):
            return None
        return diagnosis.findings[index]
