"""The server failed: what it was, where in its code, and what finds it in its log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.causes.model import Cause, Look
from app.core.trace.facts import exception_of, place_text

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.causes.model import Evidence

_SERVER_ERROR: Final = 500
_CORRELATION_HEADERS: Final = ("x-correlation-id", "x-request-id", "request-id", "x-trace-id")
_CORRELATION_MEMBERS: Final = ("correlation_id", "request_id", "trace_id", "correlationId", "requestId", "traceId")
_MULTIPART: Final = "python-multipart"


def correlation_id(evidence: Evidence) -> str:
    """What the server's log calls this request; empty where the answer names nothing."""
    body = evidence.diagnosis.raw
    named = (body.get(name) for name in _CORRELATION_MEMBERS) if isinstance(body, dict) else ()
    headers = (evidence.response.header(name) for name in _CORRELATION_HEADERS)
    found = next((value for value in (*named, *headers) if isinstance(value, str | int) and value), "")
    return str(found)


def failed(evidence: Evidence) -> Cause | None:
    """5xx: the exception by the trace, else what finds it in the server's log."""
    if evidence.status < _SERVER_ERROR:
        return None
    words = correlation_id(evidence)
    look = Look.LOG
    error = _exception(evidence)
    if error is not None:
        place = place_text(error.get("file"), error.get("line"))
        logged = f" Its traceback stands in the server's log under {words}." if words else ""
        sentence = f"{_raised(error)}{logged}"
        return Cause(
            "failure", "The server's code failed", sentence, _advice(error), place=place, look=look, words=words
        )
    if words:
        sentence = f"The cause stands in the server's log under the correlation id {words}."
        return Cause("failure", "The server failed", sentence, look=look, words=words)
    if evidence.status != _SERVER_ERROR:
        return None
    return Cause(
        "failure", "The server failed", "The cause stands in the server's log, not in this response.", look=look
    )


def no_multipart(evidence: Evidence) -> Cause | None:
    """Forms and uploads need a package that neither FastAPI nor Starlette brings."""
    if evidence.status < _SERVER_ERROR:
        return None
    error = _exception(evidence)
    message = str(error.get("message", "")) if error is not None else ""
    if _MULTIPART not in message and not (evidence.status == _SERVER_ERROR and _MULTIPART in _text(evidence)):
        return None
    sentence = "The server cannot read forms: the package `python-multipart` is not installed there."
    advice = "Install it in the server's environment: `pip install python-multipart`."
    return Cause("no-multipart", "Forms cannot be read", sentence, advice)


def _text(evidence: Evidence) -> str:
    return evidence.response.body.data[:100_000].decode("utf-8", "replace")


def _exception(evidence: Evidence) -> dict[str, JsonValue] | None:
    """The first exception of the request that was no answer on purpose."""
    if evidence.facts is None:
        return None
    described = (exception_of(span) for span in evidence.facts.trace.spans if span.kind != "background")
    return next((error for error in described if "type" in error and "status" not in error), None)


def _raised(error: dict[str, JsonValue]) -> str:
    message = str(error.get("message") or "").rstrip(".")
    name = str(error["type"])
    if name == "ResponseValidationError":
        return f"What the endpoint returned does not fit its response model: {message}."
    what = f"`{name}`" + (f": {message}" if message else "")
    return f"The server's code raised {what}."


def _advice(error: dict[str, JsonValue]) -> str:
    if error["type"] == "ResponseValidationError":
        return "Mend the endpoint, or its response model; the request was right."
    if error["type"] == "ValidationError" and str(error.get("module", "")).startswith("pydantic"):
        return "A model was built inside of the endpoint: FastAPI answers 422 only for the request's own values."
    return ""
