"""express-validator's results, version 6 (`param`) and 7 (`path`, alternatives, unknown fields), as list or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.items import MAX_LOC
from app.core.diagnosis.parsers.shapes import ReportParser, members, objects, text_of
from app.core.diagnosis.reports import Reading, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_PLACES: Final = {
    "body": "body",
    "query": "query",
    "params": "path",
    "headers": "header",
    "cookies": "cookie",
}
_KINDS: Final = frozenset(("field", "alternative", "alternative_grouped", "unknown_fields"))


def _read(answer: Answer) -> Reading | None:
    errors = answer.body if isinstance(answer.body, list) else members(answer).get("errors")
    listed = objects(list(errors.values()) if isinstance(errors, dict) else errors)
    return Reading(_reports(listed)) if any(_is_error(error) for error in listed) else None


def _is_error(error: dict[str, Any]) -> bool:
    if "msg" not in error:
        return False
    is_six = "param" in error and ("location" in error or error["param"] == "_error")
    return is_six or error.get("type") in _KINDS


def _reports(errors: list[dict[str, Any]]) -> Iterator[Report]:
    waiting: list[tuple[dict[str, Any], int]] = [(error, 0) for error in reversed(errors)]
    while waiting:
        error, depth = waiting.pop()
        nested = _nested(error) if depth < MAX_LOC else []
        waiting += [(inner, depth + 1) for inner in reversed(nested)]
        unknown = objects(error.get("fields")) if error.get("type") == "unknown_fields" else []
        yield from (_report(field, _message(error), unknown=True) for field in unknown)
        if not nested and not unknown:
            yield _report(error, _message(error))


def _nested(error: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors of alternatives, of which `alternative_grouped` has a list for each."""
    nested = error.get("nestedErrors")
    groups = nested if isinstance(nested, list) else []
    flat = [entry for group in groups for entry in (group if isinstance(group, list) else [group])]
    return objects(flat)


def _report(error: dict[str, Any], message: str, *, unknown: bool = False) -> Report:
    where = _PLACES.get(text_of(error, "location"))
    path = text_of(error, "path", "param")
    tokens = () if path == "_error" else (path,) if where == "header" and path else path_tokens(path)
    return Report(message, tokens, where, unknown=unknown)


def _message(error: dict[str, Any]) -> str:
    message = error.get("msg")
    return (
        message if isinstance(message, str) else text_of(message, "message", "msg") if isinstance(message, dict) else ""
    )


EXPRESS_VALIDATOR: Final = ReportParser("express-validator", 80, _read)
