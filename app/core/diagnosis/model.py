"""What a response says about the request, pinned on the fields of the form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, JsonValue, Omitted, Value
from app.core.base.pointers import parse_pointer

if TYPE_CHECKING:
    from app.core.forms.edits import Edit


class TargetKind(StrEnum):
    """What a server error points at."""

    FIELD = "field"
    KEY = "key"
    GROUP = "group"
    WHOLE = "whole"
    OFFSET = "offset"
    UNKNOWN_KEY = "unknown-key"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Target:
    """Where one error item lands (rules R1 to R20).

    Attributes:
        where: `path`, `query`, `header`, `cookie`, `body`, `form`, `body-text`, or empty when unmapped.
        parameter: Parameter or form field name; None for JSON bodies.
        value_pointer: JSON Pointer within the parameter's value, or within the body.
        schema_pointer: JSON Pointer of the schema node in the document, None where there is none.
        branches: Union labels passed on the way, as the server wrote them.
        branch_pointers: The schema pointers of the alternatives those labels mean, None where unknown.
        offset: For `offset` the character offset in the sent text.
        score: How sure the mapping is; larger is surer, comparable within one response only.
        notes: What a person should know, for example "inside the JSON text".
    """

    where: str
    kind: TargetKind
    parameter: str | None = None
    value_pointer: str = ""
    schema_pointer: str | None = None
    branches: tuple[str, ...] = ()
    branch_pointers: tuple[str | None, ...] = ()
    offset: int | None = None
    score: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def field(self) -> FieldPath | None:
        """The field path that the form knows; `body` for the whole body and for an offset, None when unmapped."""
        if self.kind is TargetKind.UNMAPPED or not self.where:
            return None
        location = Location("body" if self.where in {"form", "body-text"} else self.where)
        if self.kind is TargetKind.OFFSET:
            return FieldPath(location)
        first = () if self.parameter is None else (self.parameter,)
        return FieldPath(location, first + parse_pointer(self.value_pointer))


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the form that would likely make the server accept it; one click does it.

    Attributes:
        label: What the button says: `Fix: 1000`, `Rename name to item_name`.
        edits: Carried out in order.
    """

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an error came, beyond the server's words (rules D1 to D9).

    Attributes:
        rule: `D1` … `D9`.
        sentence: "The API reads `item_name`; you sent `name`."
        confidence: 0 to 1.
    """

    rule: str
    sentence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One error of a response, for one card and one mark on a field.

    Attributes:
        target: Where it lands.
        code: The server's error type, for example `string_too_short`; empty where it names none.
        message: The server's own words.
        rule: What the schema says there, in words: `1 … 200 characters`; empty where it says nothing.
        sent: What was sent there, OMIT where nothing was; secrets are already replaced by dots.
        masked: Whether `sent` is such a replacement.
        location: The server's own location, for example `("body", "year")`.
        line, column: 1-based, for offsets in the sent text.
        count: How many equal or same-place items this stands for.
        more: Further messages at the same place.
        other_branches: Findings of union alternatives that the value fits less well (R19).
        fixes: Best first; empty where none is known.
        why: The explanation, or None.
    """

    target: Target
    code: str
    message: str
    rule: str = ""
    sent: Value | Omitted = OMIT
    location: tuple[str | int, ...] = ()
    line: int | None = None
    column: int | None = None
    count: int = 1
    more: tuple[str, ...] = ()
    other_branches: tuple[Finding, ...] = ()
    fixes: tuple[Fix, ...] = ()
    why: Explanation | None = None
    masked: bool = False

    @property
    def field(self) -> FieldPath | None:
        """The field it is pinned on, None when it fits no field."""
        return self.target.field


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that is known about one response.

    Attributes:
        shape: Which error shape was recognised: `fastapi`, or `plain` for none.
        headline: One plain sentence for the status, for a student.
        findings: Form order, unmapped ones last.
        notes: What holds for the whole response, for example "more checks follow when these pass".
        raw: The decoded error body, OMIT where it is no JSON.
    """

    shape: str
    headline: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    raw: JsonValue | Omitted = OMIT

    @property
    def places(self) -> tuple[str, ...]:
        """Where the findings are pinned, as text: `body/year`; what fits no field stands where the server says."""
        return tuple(_place(finding) for finding in self.findings)


def _place(finding: Finding) -> str:
    if finding.field is not None:
        return str(finding.field)
    return "/".join(map(str, finding.location)) or "the request"
