"""What is said about fields: the server's findings and the live warnings, each on its path."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.diagnosis.model import TargetKind
from app.features.request_form.path_tree import PathTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.core.base.field_path import FieldPath
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.forms.model import Check


class Severity(StrEnum):
    """Who says it: a live check warns, the server refused."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Mark:
    """One message on a field.

    Attributes:
        text: The message in the words of whoever says it.
        rule: What the schema says, empty where it says nothing.
        why: The explanation beyond the server's words; may be empty.
        note: Why it stands here, how often it came, and what else was said; may be empty.
        code: The server's error type; empty for live checks.
        fixes: What the fix buttons say, best first; empty where no fix is known.
        finding: Index of the finding in the diagnosis, None for live checks.
        stale: The value was changed after it was sent, so the message may no longer hold.
        unknown: The server does not know the key.
    """

    severity: Severity
    text: str
    rule: str = ""
    why: str = ""
    note: str = ""
    code: str = ""
    fixes: tuple[str, ...] = ()
    finding: int | None = None
    stale: bool = False
    unknown: bool = False


def finding_mark(index: int, finding: Finding, *, reason: str = "", stale: bool = False) -> Mark:
    """The mark of a server's finding.

    Args:
        reason: Why it stands on another field than the one it names; empty where it stands on its own.
    """
    notes = [reason, *finding.more, *finding.target.notes]
    if finding.count > 1:
        notes.append(f"reported {finding.count} times")
    if finding.line is not None:
        notes.insert(0, f"line {finding.line}, column {finding.column}")
    labels = dict.fromkeys(label for other in finding.other_branches for label in other.target.branches[:1])
    if labels:
        notes.append(f"also refused as {', '.join(labels)}")
    return Mark(
        severity=Severity.ERROR,
        text=finding.message,
        rule=finding.rule,
        why=finding.why.sentence if finding.why else "",
        note=" · ".join(dict.fromkeys(note for note in notes if note)),
        code=finding.code,
        fixes=tuple(fix.label for fix in finding.fixes[: _fixes_shown(finding)]),
        finding=index,
        stale=stale,
        unknown=finding.target.kind is TargetKind.UNKNOWN_KEY and not reason,
    )


def _fixes_shown(finding: Finding) -> int:
    """One button, the best; for an unknown key two, since renaming and removing are equally likely."""
    return 2 if finding.target.kind is TargetKind.UNKNOWN_KEY else 1


class Findings:
    """The findings of one response, on their paths.

    Args:
        place: Gives the form's own spelling of a path; header names match in any case.

    Attributes:
        items: All of them, in the diagnosis' order.
        tree: Indices by path.
        fresh: Indices by path of those whose value is still what was sent.
        unmapped: Indices of those that name no field.
    """

    def __init__(self, diagnosis: Diagnosis | None, place: Callable[[FieldPath], FieldPath]) -> None:
        self.items: tuple[Finding, ...] = diagnosis.findings if diagnosis else ()
        self._paths = [place(finding.field) if finding.field else None for finding in self.items]
        self._stale: set[int] = set()
        self.tree = PathTree((path, index) for index, path in enumerate(self._paths) if path is not None)
        self.fresh = self.tree
        self.unmapped = tuple(index for index, path in enumerate(self._paths) if path is None)

    def path(self, index: int) -> FieldPath | None:
        """The field that a finding names, in the form's spelling; None where it names none."""
        return self._paths[index]

    def is_stale(self, index: int) -> bool:
        """Whether the value was changed after it was sent."""
        return index in self._stale

    def touched(self, paths: Iterable[FieldPath]) -> set[int]:
        """The findings whose value a change at or below these paths may have changed."""
        found: set[int] = set()
        for path in paths:
            found.update(self.tree.at(path))
            found.update(self.tree.below(path))
            above = path.parent
            while above is not None:
                found.update(self.tree.at(above))
                above = above.parent
        return found

    def set_stale(self, index: int, *, stale: bool) -> bool:
        """Fades a finding or brings it back; whether that changed anything. `refresh` counts anew afterwards."""
        if stale == (index in self._stale):
            return False
        (self._stale.add if stale else self._stale.discard)(index)
        return True

    def refresh(self) -> None:
        """Counts the fresh ones anew."""
        self.fresh = PathTree(
            (path, index) for index, path in enumerate(self._paths) if path is not None and index not in self._stale
        )

    def offset(self) -> int | None:
        """The first finding that points into the body's text, None where none does."""
        return next((i for i, finding in enumerate(self.items) if finding.target.kind is TargetKind.OFFSET), None)


def check_mark(check: Check) -> Mark:
    """The mark of a live check."""
    return Mark(Severity.WARNING, check.message, code=check.keyword)
