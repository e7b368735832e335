"""Bodies that the server could not take as they were sent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import FileRef
from app.core.base.media_types import is_form, is_json
from app.core.causes.model import Cause
from app.core.diagnosis.model import Fix
from app.core.forms.edits import SetMediaType

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.causes.model import Evidence

_MAX_VALUES: Final = 100_000
"""How many values of a body are looked at for NaN."""

_BAD_REQUEST, _UNSUPPORTED, _UNPROCESSABLE, _SERVER_ERROR = 400, 415, 422, 500


def not_a_number(evidence: Evidence) -> Cause | None:
    """T02, T08: the 422 itself cannot be written, because it repeats the value."""
    if evidence.status != _SERVER_ERROR or not _holds_nan(evidence.sent.body):
        return None
    sentence = (
        "The body holds NaN or Infinity. Python reads them, JSON does not know them: when a check fails, FastAPI "
        "cannot write its own 422, and a 500 comes instead."
    )
    return Cause("nan", "NaN in the body", sentence, "Send a number, or null.", certain=False)


def wrong_bytes(evidence: Evidence) -> Cause | None:
    """B27: `input` cannot be encoded."""
    sent = evidence.sent.media_type
    if evidence.status != _SERVER_ERROR or not evidence.reads_json or sent is None or is_json(sent) or is_form(sent):
        return None
    wanted = evidence.content.media_type if evidence.content is not None else ""
    sentence = (
        f"You sent `{sent}` to an endpoint that reads `{wanted}`. Bytes that are not UTF-8 make FastAPI fail while it "
        "writes its 422."
    )
    fix = Fix(f"Send as {wanted}", (SetMediaType(wanted),))
    return Cause("wrong-bytes", "Bytes instead of JSON", sentence, certain=False, fixes=(fix,))


def unparsed(evidence: Evidence) -> Cause | None:
    """B13."""
    if evidence.status != _BAD_REQUEST or evidence.detail != "There was an error parsing the body":
        return None
    sentence = "FastAPI says this when the body is not text in UTF-8, or a multipart body is broken."
    return Cause("unparsed", "The body cannot be read", sentence)


def accepted_types(evidence: Evidence) -> Cause | None:
    """415: another media type is wanted (RFC 9110 section 15.5.16)."""
    content = evidence.content
    if evidence.status != _UNSUPPORTED or content is None:
        return None
    sent = evidence.sent.media_type
    sentence = f"You sent `{sent or 'no Content-Type'}`; the document names `{content.media_type}`."
    fixes = (
        ()
        if sent == content.media_type
        else (Fix(f"Send as {content.media_type}", (SetMediaType(content.media_type),)),)
    )
    return Cause("media-type", "Another media type", sentence, fixes=fixes)


def expected_file(evidence: Evidence) -> Cause | None:
    """A text where FastAPI reads an upload: `UploadFile._validate` says so in a `value_error`."""
    if evidence.status != _UNPROCESSABLE:
        return None
    for finding in evidence.diagnosis.findings:
        if "Expected UploadFile" in finding.message and finding.target.parameter is not None:
            name = finding.target.parameter
            sentence = f"`{name}` is an upload, and a text was sent for it."
            advice = "Choose a file for it; multipart/form-data alone can carry one."
            return Cause("expected-file", "A file is wanted", sentence, advice)
    return None


def unexpected_file(evidence: Evidence) -> Cause | None:
    """F09: a file where FastAPI reads text."""
    if evidence.status != _UNPROCESSABLE:
        return None
    for finding in evidence.diagnosis.findings:
        name = finding.target.parameter
        if finding.code == "string_type" and isinstance(finding.sent, FileRef) and name is not None:
            sentence = f"A file was sent for `{name}`, which the API reads as text."
            return Cause("unexpected-file", "A text is wanted", sentence, "Send its content as text.")
    return None


def _holds_nan(value: Value | Omitted) -> bool:
    waiting = [value]
    for _count in range(_MAX_VALUES):
        if not waiting:
            return False
        each = waiting.pop()
        if isinstance(each, float) and not math.isfinite(each):
            return True
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False
