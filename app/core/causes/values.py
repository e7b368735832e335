"""Values that look right and are refused all the same."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.json_types import OMIT, FileRef
from app.core.causes.model import Cause
from app.core.diagnosis.convert import fits
from app.core.diagnosis.model import Fix, TargetKind
from app.core.diagnosis.schemas import Schemas
from app.core.diagnosis.sent import pairs, same_name
from app.core.forms.edits import Omit

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.json_types import Value
    from app.core.causes.model import Evidence
    from app.core.diagnosis.model import Finding
    from app.core.spec.document import Node

_TRANSPORT: Final = frozenset(("host", "content-length", "user-agent", "accept-encoding", "connection", "accept"))
_STRICT: Final = frozenset(
    (
        "is_instance_of",
        "date_type",
        "datetime_type",
        "time_type",
        "time_delta_type",
        "uuid_type",
        "tuple_type",
        "set_type",
        "frozen_set_type",
        "decimal_type",
        "bytes_type",
    )
)
_READERS: Final[dict[str, Callable[[str], object]]] = {
    "date": dt.date.fromisoformat,
    "date-time": dt.datetime.fromisoformat,
    "uuid": uuid.UUID,
}
_PARAMETERS: Final = frozenset(("query", "header", "cookie"))


def strict(evidence: Evidence) -> Cause | None:
    """T04: strict models compare Python types, which JSON text cannot have."""
    schemas = Schemas(evidence.document)
    for finding in evidence.diagnosis.findings:
        node = _node(evidence, finding) if finding.code in _STRICT else None
        if node is None or finding.sent is OMIT or isinstance(finding.sent, FileRef) or finding.masked:
            continue
        if fits(schemas, finding.sent, node) and _has_format(finding.sent, schemas.keyword(node, "format")):
            sentence = (
                "This model is strict: FastAPI hands it values read from JSON, and JSON has no dates, UUIDs, tuples or "
                "sets. What you sent is right by the document, yet the API cannot accept it."
            )
            return Cause(
                "strict", "Strict model", sentence, "Let the model be less strict: `strict=False` for the field."
            )
    return None


def _has_format(value: Value, form: object) -> bool:
    if not isinstance(value, str) or not isinstance(form, str) or form not in _READERS:
        return True
    try:
        _READERS[form](value)
    except ValueError:
        return False
    return True


def empty_text(evidence: Evidence) -> Cause | None:
    """Q30: `?q=` is an empty text, not a missing value."""
    for finding in evidence.diagnosis.findings:
        path = finding.field
        if finding.target.where not in _PARAMETERS or finding.sent != "" or path is None:
            continue
        if finding.code.endswith(("_parsing", "_type")):
            name = finding.target.parameter
            sentence = f"`{name}` was sent with nothing behind it. That is an empty text, not a missing value."
            fix = Fix(f"Leave {name} out", (Omit(path),))
            return Cause("empty-text", "Empty is not missing", sentence, f"Leave `{name}` out.", fixes=(fix,))
    return None


def repeated(evidence: Evidence) -> Cause | None:
    """Q31: of a parameter that is no list only the last text is read."""
    schemas = Schemas(evidence.document)
    for finding in evidence.diagnosis.findings:
        target, node = finding.target, _node(evidence, finding)
        if target.parameter is None or target.value_pointer or node is None or "array" in schemas.types(node):
            continue
        name, where = target.parameter, target.where
        count = sum(same_name(where, known, name) for known, _text in pairs(evidence.sent, where))
        if count > 1:
            sentence = f"`{name}` was sent {count} times; the API reads the last one only."
            return Cause("repeated", "Sent more than once", sentence, "Send it once.")
    return None


def uncallable(evidence: Evidence) -> Cause | None:
    """H07: a header model that forbids extra headers."""
    refused = {
        finding.target.parameter.lower()
        for finding in evidence.diagnosis.findings
        if finding.target.where == "header" and finding.code == "extra_forbidden" and finding.target.parameter
    }
    if not refused & _TRANSPORT:
        return None
    sentence = "The API refuses headers that every HTTP client sends: no client can call this endpoint as it is."
    return Cause("uncallable", "No client can call this", sentence, 'Remove `extra="forbid"` from its header model.')


def _node(evidence: Evidence, finding: Finding) -> Node | None:
    """The schema at the place of a finding."""
    pointer = finding.target.schema_pointer
    if pointer is None or finding.target.kind is TargetKind.UNMAPPED:
        return None
    try:
        return evidence.document.at(pointer)
    except DanglingReferenceError:
        return None
