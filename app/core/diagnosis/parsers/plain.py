"""Any other error: the server's words as they are, none lost; where they quote the name of a field, on that field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.items import ErrorItem
from app.core.diagnosis.locate import place_items
from app.core.diagnosis.model import TargetKind
from app.core.diagnosis.named import Named
from app.core.diagnosis.parsers.protocol import Parsed
from app.core.diagnosis.place_reports import place_reports
from app.core.diagnosis.reports import MAX_LENGTH, Report, server_says, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer
    from app.core.diagnosis.parsers.protocol import Question
    from app.core.diagnosis.placement import Placement

MAX_TEXTS: Final = 20
"""How many texts of a body are listed; the body itself is shown beside them."""

_MAX_DEPTH: Final = 6
_SPEAKING: Final = frozenset(("detail", "message", "msg", "error_description", "description", "title", "reason"))
_SKIPPED: Final = frozenset(("type", "instance", "status", "timestamp", "path", "trace", "stack", "correlation_id"))
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlainParser:
    """The last resort: takes whatever texts an error body holds."""

    name: str = "plain"
    priority: int = 0

    def can_parse(self, answer: Answer) -> bool:
        """Every error has words, if only few."""
        return answer.is_error

    def parse(self, answer: Answer, question: Question) -> Parsed:
        """The server's words as notes, and on a field where they quote its name and speak of the request."""
        if answer.body is OMIT and _HTML.match(answer.text):
            return Parsed(notes=(_page_note(answer.text),))
        texts = [_plain_text(answer.text)] if answer.body is OMIT else _texts(answer.body)
        notes = server_says(*texts[:MAX_TEXTS])
        if len(texts) > MAX_TEXTS:
            notes = (*notes, "The server says more; the body shows all of it.")
        if answer.status not in _ABOUT_FIELDS:
            return Parsed(notes=notes)
        return Parsed(_syntax(texts[:MAX_TEXTS], question) or _quoted(texts[:MAX_TEXTS], question), notes)


_ABOUT_FIELDS: Final = frozenset((400, 409, 422))


def _syntax(texts: list[str], question: Question) -> tuple[Placement, ...]:
    """Where Python's own reader of JSON stopped, in its own words (`json.JSONDecodeError`)."""
    text = question.sent.text
    found = next(((said, match) for said in texts if (match := _OFFSET.search(said))), None)
    if found is None or text is None or int(found[1][1]) > len(text):
        return ()
    item = ErrorItem(("body", int(found[1][1])), msg=found[0], meaning="json_invalid")
    return place_items(question.schemas, question.operation, question.sent, (item,))


_OFFSET = re.compile(r"line \d{1,9} column \d{1,9} \(char (\d{1,9})\)")


def _quoted(texts: list[str], question: Question) -> tuple[Placement, ...]:
    named = Named(question)
    found = ((text, named.in_quotes(text)) for text in texts)
    reports = [Report(text, tokens, guessed=True) for text, tokens in found if tokens is not None]
    placed = place_reports(question, reports)
    return tuple(each for each in placed if each.target.kind is not TargetKind.UNMAPPED)


def _page_note(text: str) -> str:
    title = _TITLE.search(text)
    return (
        f"The server sent an HTML page titled “{title.group(1).strip()}”." if title else "The server sent an HTML page."
    )


def _plain_text(text: str) -> str:
    return shortened(" ".join(text[: 4 * MAX_LENGTH].split()))


def _texts(body: Any) -> list[str]:
    """The texts of a body, those that speak to a person without their names."""
    found: list[str] = []
    for path, text in _leaves(body, (), 0):
        named = ".".join(path)
        found.append(shortened(text if not path or path[-1] in _SPEAKING else f"{named}: {text}"))
        if len(found) > MAX_TEXTS:
            break
    return found


def _leaves(value: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        if value.strip():
            yield path, value
    elif isinstance(value, dict | list) and depth < _MAX_DEPTH:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in pairs:
            if key not in _SKIPPED:
                yield from _leaves(member, (*path, str(key)), depth + 1)
