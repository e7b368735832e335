"""Keeps what is said about the fields of one tab, and fades it when a field is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.core.base.field_path import Location
from app.core.base.json_equal import same_value
from app.core.base.json_types import OMIT
from app.core.diagnosis.model import TargetKind
from app.core.forms.state import get
from app.features.request_form.marks import Findings, Mark, Severity, check_mark, finding_mark
from app.features.request_form.path_tree import PathTree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.model import Check, Field, FormState
    from app.core.workspace.model import Tab

MARKS_SHOWN = 12
"""Messages shown in one place; more would hide the form."""


class HasTab(Protocol):
    """Who knows the tab."""

    @property
    def tab(self) -> Tab:
        """The tab as it is now, or as it was last when it is closed."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is wrong at and below a path.

    Attributes:
        errors: What the server refused and is still as it was sent.
        warnings: What breaks a rule of the schema.
    """

    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Ghost:
    """A member that the server asks for and the form does not have.

    Attributes:
        name: What it is called.
        path: Where it would be.
        marks: What the server said.
    """

    name: str
    path: FieldPath
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PlaceInText:
    """A place of the body's text that the server complains about; line and column count from 1."""

    line: int
    column: int
    message: str


class MarkKeeper:
    """Findings of the last response and live warnings, on their fields."""

    def __init__(self, owner: HasTab) -> None:
        self._owner = owner
        self._sent: FormState = owner.tab.seen
        self._touched: set[FieldPath] = set()
        self._touched_all = owner.tab.exchange is not None
        self._default: FormState | None = None
        self._checks: tuple[Check, ...] = ()
        self._warnings: PathTree[Check] = PathTree()
        self.findings = Findings(None, self._spelled)
        self.take_findings()

    # What happened

    def sent(self) -> None:
        """Remembers what is sent, to know later what was changed since."""
        self._sent = self._owner.tab.state
        self.show_all_warnings()

    def take_findings(self) -> None:
        """Takes over the findings of the last response."""
        self.findings = Findings(self._owner.tab.diagnosis, self._spelled)
        self._fade(range(len(self.findings.items)))

    def changed(self, paths: Collection[FieldPath]) -> None:
        """Takes note of an edit: warnings show up where a person was, errors fade where the value is another."""
        if paths:
            self._touched.update(paths)
            self._fade(self.findings.touched(paths))
        else:
            self._touched_all = True
            self._fade(range(len(self.findings.items)))
        self._sort_warnings()

    def take_checks(self, checks: tuple[Check, ...]) -> tuple[FieldPath, ...]:
        """Takes over new live checks; returns the paths where another warning stands now."""
        before = set(self._checks)
        self._checks = checks
        self._sort_warnings()
        return tuple({check.path for check in before.symmetric_difference(checks)})

    def show_all_warnings(self) -> None:
        """Shows the warnings of untouched fields as well."""
        self._touched_all = True
        self._sort_warnings()

    # What is shown

    def of_row(self, path: FieldPath) -> tuple[Mark, ...]:
        """The messages of a row that has no rows of its own: also what points deeper."""
        return self._marks(path, (*self.findings.tree.at(path), *self.findings.tree.below(path)), self._below(path, ()))

    def of_group(self, path: FieldPath, known: Collection[str]) -> tuple[Mark, ...]:
        """The messages of a group itself, and of everything below that has no row there.

        Args:
            known: The names of its rows and ghosts.
        """
        indices = (*self.findings.tree.at(path), *self.findings.tree.below(path, known))
        return self._marks(path, indices, self._below(path, known))

    def ghosts(self, field: Field, known: Collection[str]) -> tuple[Ghost, ...]:
        """The members that the server misses and that no row stands for: the object itself is not there yet."""
        holder = get(self._owner.tab.seen, field.path)
        found = []
        for token in self.findings.tree.tokens(field.path):
            path = field.path.child(token)
            here = self.findings.tree.at(path)
            misses = any(self.findings.items[index].code == "missing" for index in here)
            if misses and token not in known and not token.isdecimal() and _takes_members(holder):
                found.append(Ghost(token, path, self._marks(path, here, ())))
        return tuple(found)

    def unplaced(self, locations: Iterable[FieldPath]) -> tuple[Mark, ...]:
        """The findings that no part of the form can show: they name no field, or a part that is not there.

        Args:
            locations: The roots of the parts that are there.
        """
        roots = tuple(locations)
        found = []
        for index, finding in enumerate(self.findings.items):
            path = self.findings.path(index)
            if path is None or not any(path.is_within(root) for root in roots):
                where = ".".join(map(str, finding.location))
                found.append(finding_mark(index, finding, reason=f"the server says {where}" if where else ""))
        return tuple(found)

    def counts(self, path: FieldPath) -> Counts:
        """How much is wrong at and below a path."""
        errors = self.findings.fresh.count(path)
        return Counts(errors, self._warnings.count(path))

    def place_in_text(self) -> PlaceInText | None:
        """Where the server could not read the body's text; None where it could, or where the text is another now."""
        index = self.findings.offset()
        if index is None or self.findings.is_stale(index):
            return None
        finding = self.findings.items[index]
        if finding.line is None or finding.column is None:
            return None
        return PlaceInText(finding.line, finding.column, finding.message)

    # Inside

    def _spelled(self, path: FieldPath) -> FieldPath:
        if path.location is not Location.HEADER:
            return path
        field = self._owner.tab.form.field_at(path, self._owner.tab.state)
        return field.path if field is not None else path

    def _fade(self, indices: Iterable[int]) -> None:
        state = self._owner.tab.seen
        turned = False
        for index in indices:
            path = self.findings.path(index)
            if path is None:
                continue
            stale = not same_value(get(state, path), get(self._sent, path))
            if self.findings.items[index].target.kind is TargetKind.OFFSET:
                stale = state.body_text != self._sent.body_text
            turned |= self.findings.set_stale(index, stale=stale)
        if turned:
            self.findings.refresh()

    def _sort_warnings(self) -> None:
        self._warnings = PathTree((check.path, check) for check in self._checks if self._is_due(check.path))

    def _is_due(self, path: FieldPath) -> bool:
        """Whether a warning is shown: somebody was there, or the value is not what a new form begins with."""
        if self._touched_all or path in self._touched:
            return True
        tab = self._owner.tab
        if self._default is None or self._default.media_type != tab.state.media_type:
            self._default = tab.form.default_state(tab.state.media_type)
        return not same_value(get(tab.state, path), get(self._default, path))

    def _below(self, path: FieldPath, known: Collection[str]) -> tuple[Check, ...]:
        return (*self._warnings.at(path), *self._warnings.below(path, known))

    def _marks(self, path: FieldPath, indices: Collection[int], checks: Collection[Check]) -> tuple[Mark, ...]:
        errors = [self._mark(path, index) for index in sorted(indices)]
        # The server's word on the value as it stands is worth more than ours.
        hidden = any(not mark.stale for mark in errors)
        marks = [*errors, *(check_mark(check) for check in (() if hidden else checks))]
        if len(marks) <= MARKS_SHOWN:
            return tuple(marks)
        more = Mark(marks[0].severity, f"and {len(marks) - MARKS_SHOWN} more")
        return (*marks[:MARKS_SHOWN], more)

    def _mark(self, path: FieldPath, index: int) -> Mark:
        finding = self.findings.items[index]
        stale = self.findings.is_stale(index)
        exact = self.findings.path(index)
        reason = "" if exact is None or exact == path else self._reason(exact, path)
        return finding_mark(index, finding, reason=reason, stale=stale)

    def _reason(self, exact: FieldPath, path: FieldPath) -> str:
        """Why a finding stands on an ancestor of the field that it names."""
        place = ".".join(exact.tokens[len(path.tokens) :])
        words = self._owner.tab.form.nearest(exact, self._owner.tab.state)[1]
        return f"at {place}: {words}" if words else f"at {place}"


def _takes_members(holder: Value | Omitted) -> bool:
    return holder is OMIT or holder is None or isinstance(holder, dict)


def worst(marks: Collection[Mark]) -> Severity | None:
    """The most serious of what still holds; None where nothing does."""
    levels = {mark.severity for mark in marks if not mark.stale}
    return next((level for level in (Severity.ERROR, Severity.WARNING) if level in levels), None)
